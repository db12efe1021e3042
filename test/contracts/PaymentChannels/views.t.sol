// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Messages} from "../support/Messages.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract ViewsTest is ChannelsTest {
    function test_readsZerosOfWhatDoesNotExist() public view {
        _assertState(STRANGER, STRANGER, State(0, 0, 0, 0, 0, 0, 0, 0));
        _assertRequest(0, 0, 0, 0);
        (, address owner) = channels.accountOf(STRANGER);
        vm.assertEq(owner, address(0), "owner");
        vm.assertEq(channels.THAW(), 24 hours, "THAW");
        vm.assertEq(channels.MAX_RESERVATION(), 30 days, "MAX_RESERVATION");
        vm.assertEq(channels.token(), address(token), "token");
        vm.assertEq(channels.registry(), address(registry), "registry");
        vm.assertEq(channels.feeSink(), SINK, "feeSink");
        vm.assertEq(channels.feeBps(), FEE_BPS, "feeBps");
        vm.assertEq(channels.maxRelayFee(), MAX_RELAY_FEE, "maxRelayFee");
    }

    function test_packsEachRecordIntoOneSlotAsWrittenDown() public {
        _inUse();
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, 3_000_000);
        // Account = available 96 | owner 160
        vm.assertEq(_slot(payer.at, 0), bytes32(abi.encodePacked(uint96(4_000_000), OWNER)), "Account");
        // Request = nonce 24 | readyAt 40 | relayFee 96 | amount 96
        vm.assertEq(
            _slot(payer.at, 1),
            bytes32(abi.encodePacked(uint24(1), uint40(NOW + DAY), uint96(0), uint96(3_000_000))),
            "Request"
        );
        // Channel = epoch 24 | expiresAt 40 | locked 96 | settled 96
        bytes32 channel = keccak256(abi.encode(payer.at, keccak256(abi.encode(node.at, uint256(2)))));
        vm.assertEq(
            vm.load(address(channels), channel),
            bytes32(abi.encodePacked(uint24(0), uint40(NOW + DAY), uint96(4_000_000), uint96(2_000_000))),
            "Channel"
        );
        // Earned = spare 64 | fee 96 | credit 96
        uint256 earned = uint256(_slot(node.at, 3)) << 64 >> 64;
        vm.assertEq(earned, (uint256(20_000) << 96) | 1_980_000, "Earned");
        (uint96 credit, uint96 fee) = channels.earnedOf(node.at);
        vm.assertEq(credit, 1_980_000, "credit");
        vm.assertEq(fee, 20_000, "fee");
        (uint96 available, address owner) = channels.accountOf(payer.at);
        vm.assertEq(available, 4_000_000, "available");
        vm.assertEq(owner, OWNER, "owner");
        _assertRequest(1, NOW + DAY, 0, 3_000_000);
        (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) = channels.channelOf(node.at, payer.at);
        vm.assertEq(epoch, 0, "epoch");
        vm.assertEq(expiresAt, NOW + DAY, "expiresAt");
        vm.assertEq(locked, 4_000_000, "locked");
        vm.assertEq(settled, 2_000_000, "settled");
    }

    function test_computesTheDomainAgain() public {
        vm.assertEq(
            channels.domainSeparator(),
            Messages.separator("Turnpike Payments", 31_337, address(channels)),
            "on the chain of deployment"
        );
        vm.chainId(8_453);
        vm.assertEq(
            channels.domainSeparator(),
            Messages.separator("Turnpike Payments", 8_453, address(channels)),
            "after a fork"
        );
    }

    function _slot(address key, uint256 mapping_) private view returns (bytes32) {
        return vm.load(address(channels), keccak256(abi.encode(key, mapping_)));
    }
}
