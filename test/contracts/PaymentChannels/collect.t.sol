// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract CollectTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    function test_doesNothingWithoutCredit() public {
        channels.collect(STRANGER);
        _assertNoEvent();
    }

    function test_keepsTheCreditOfAnUnknownId() public {
        channels.settle(STRANGER, _voucher(payer, STRANGER, 1_000_000));
        vm.recordLogs();
        channels.collect(STRANGER);
        _assertOnlyEvent(IPaymentChannels.CollectFailed.selector, STRANGER, address(0), abi.encode(990_000));
        (uint96 credit,) = channels.earnedOf(STRANGER);
        vm.assertEq(credit, 990_000, "credit");
    }

    function test_keepsItAlsoWhereTheTokenWouldPayNobody() public {
        channels.settle(STRANGER, _voucher(payer, STRANGER, 1_000_000));
        // A token that answers every call with true.
        vm.etch(address(token), hex"60015f5260205ff3");
        vm.recordLogs();
        channels.collect(STRANGER);
        _assertOnlyEvent(IPaymentChannels.CollectFailed.selector, STRANGER, address(0), abi.encode(990_000));
        (uint96 credit,) = channels.earnedOf(STRANGER);
        vm.assertEq(credit, 990_000, "credit");
    }

    function test_paysWhoeverProvesTheIdLater() public {
        Party memory late = party("late node");
        channels.settle(late.at, _voucher(payer, late.at, 1_000_000));
        channels.collect(late.at);
        _register(late);
        channels.collect(late.at);
        vm.assertEq(token.balanceOf(PAYOUT), 990_000, "payout");
    }

    /// A slot that returned to zero would cost the next settlement 17,100 gas more: the mark beyond both sums stays.
    function test_neverClearsTheSlot() public {
        channels.collect(node.at);
        address[] memory nodes = new address[](1);
        nodes[0] = node.at;
        channels.collectFees(nodes);
        bytes32 slot = keccak256(abi.encode(node.at, uint256(3)));
        vm.assertEq(vm.load(address(channels), slot), bytes32(uint256(1) << 192), "the slot");
    }

    function test_paysThePayoutWhoeverCalls() public {
        vm.prank(STRANGER);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), 1_980_000, "payout");
        _assertState(State(4_000_000, 4_000_000, 2_000_000, 0, NOW + DAY, 0, 20_000, 8_020_000));
    }

    function test_writesOneEvent() public {
        channels.collect(node.at);
        _assertOnlyEvent(IPaymentChannels.Collected.selector, node.at, PAYOUT, abi.encode(1_980_000));
    }

    function test_paysOnce() public {
        channels.collect(node.at);
        _events();
        channels.collect(node.at);
        _assertNoEvent();
        vm.assertEq(token.balanceOf(PAYOUT), 1_980_000, "payout");
    }

    function test_followsAChangedPayout() public {
        vm.prank(OPERATOR);
        registry.proposePayout(node.at, RELAYER);
        vm.warp(NOW + 7 * DAY);
        registry.applyPayout(node.at);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(RELAYER), 1_980_000, "new payout");
        vm.assertEq(token.balanceOf(PAYOUT), 0, "old payout");
    }

    function test_paysANodeThatLeft() public {
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
        vm.warp(NOW + 14 * DAY);
        registry.withdrawStake(node.at);
        _settle(payer, 3_000_000);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), STAKE + 2_970_000, "stake and earnings");
    }

    function test_keepsTheCreditAndSaysSo() public {
        vm.etch(address(token), hex"5f5ffd");
        channels.collect(node.at);
        _assertOnlyEvent(IPaymentChannels.CollectFailed.selector, node.at, address(0), abi.encode(1_980_000));
        (uint96 credit,) = channels.earnedOf(node.at);
        vm.assertEq(credit, 1_980_000, "credit");
    }

    function test_paysWhenTheTokenRelents() public {
        bytes memory code = address(token).code;
        vm.etch(address(token), hex"5f5ffd");
        channels.collect(node.at);
        vm.etch(address(token), code);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), 1_980_000, "payout");
    }
}
