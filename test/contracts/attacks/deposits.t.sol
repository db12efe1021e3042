// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";
import {Messages} from "../support/Messages.sol";

/// Mallory and other people's deposits. Numbers are those of test/contracts/invariants/README.md.
contract DepositAttacks is ChannelsTest {
    Party private victim;
    Party private mallory;

    function setUp() public override {
        super.setUp();
        victim = party("victim");
        mallory = party("mallory");
        token.mint(victim.at, 100_000_000);
    }

    /// The victim hands a relayed deposit to a relayer; Mallory copies it from the mempool and names her own payer key, or her own address as owner.
    function test_C1_aRelayedDepositCannotBeRedirected() public {
        bytes memory signature = _authorization(victim, payer.at, victim.at, 100_000_000, 1_000, "salt");
        address[2] memory payers = [mallory.at, payer.at];
        address[2] memory owners = [victim.at, mallory.at];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(TestStablecoin.BadAuthorization.selector));
            vm.prank(mallory.at);
            channels.depositWithAuthorization(
                victim.at, payers[i], owners[i], 100_000_000, 1_000, 0, NOW + DAY, "salt", signature
            );
        }
        // Nor can she burn it by giving it to the token herself: only the contract may.
        bytes32 nonce = Messages.depositNonce(payer.at, victim.at, 1_000, "salt");
        (bytes32 r, bytes32 s, uint8 v) = _split(signature);
        vm.expectRevert(abi.encodeWithSelector(TestStablecoin.CallerIsNotReceiver.selector));
        vm.prank(mallory.at);
        token.receiveWithAuthorization(
            victim.at, address(channels), 100_000_000, 0, NOW + DAY, nonce, v, r, s
        );
        // As signed it works, whoever relays it; she gains the fee that was signed and nothing else.
        vm.prank(mallory.at);
        channels.depositWithAuthorization(
            victim.at, payer.at, victim.at, 100_000_000, 1_000, 0, NOW + DAY, "salt", signature
        );
        vm.assertEq(_state().available, 99_999_000, "available");
        vm.assertEq(token.balanceOf(mallory.at), 1_000, "mallory");
    }

    /// The victim allowed the contract everything, once, for its own deposits.
    function test_C1_aStandingAllowanceIsNobodysToSpend() public {
        vm.prank(victim.at);
        token.approve(address(channels), type(uint256).max);
        vm.startPrank(mallory.at);
        bytes memory reason =
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 100_000_000);
        vm.expectRevert(reason);
        channels.deposit(mallory.at, mallory.at, 100_000_000);
        vm.expectRevert(reason);
        channels.depositWithPermit(mallory.at, mallory.at, 100_000_000, NOW + DAY, 27, 0, 0);
        vm.stopPrank();
        vm.assertEq(token.balanceOf(victim.at), 100_000_000, "victim");
    }

    /// Mallory submits the victim's permit alone, to make the deposit that carries it revert.
    function test_C1_aPermitThatWasSubmittedFirstStillDeposits() public {
        bytes32 structHash =
            keccak256(abi.encode(Messages.PERMIT, victim.at, address(channels), 5_000_000, 0, NOW + DAY));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(victim.key, Messages.digest(token.DOMAIN_SEPARATOR(), structHash));
        vm.prank(mallory.at);
        token.permit(victim.at, address(channels), 5_000_000, NOW + DAY, v, r, s);
        vm.prank(victim.at);
        channels.depositWithPermit(payer.at, victim.at, 5_000_000, NOW + DAY, v, r, s);
        vm.assertEq(_state().available, 5_000_000, "available");
    }

    /// With a stolen payer key Mallory opens the account first, with herself as owner: the victim's deposit must not top that up.
    function test_M10_aDepositNamesTheOwnerItExpects() public {
        token.mint(mallory.at, 1);
        vm.startPrank(mallory.at);
        token.approve(address(channels), 1);
        channels.deposit(payer.at, mallory.at, 1);
        vm.stopPrank();
        vm.startPrank(victim.at);
        token.approve(address(channels), type(uint256).max);
        vm.expectRevert(
            abi.encodeWithSelector(IPaymentChannels.WrongOwner.selector, payer.at, mallory.at, victim.at)
        );
        channels.deposit(payer.at, victim.at, 100_000_000);
        vm.stopPrank();
        bytes memory signature = _authorization(victim, payer.at, victim.at, 100_000_000, 0, "salt");
        vm.expectRevert(
            abi.encodeWithSelector(IPaymentChannels.WrongOwner.selector, payer.at, mallory.at, victim.at)
        );
        channels.depositWithAuthorization(
            victim.at, payer.at, victim.at, 100_000_000, 0, 0, NOW + DAY, "salt", signature
        );
    }

    /// Nothing is owed to the zero address, and a failed recovery can never be a payer.
    function test_L6_theZeroAddressNeverHasAnAccount() public {
        vm.startPrank(victim.at);
        token.approve(address(channels), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        channels.deposit(address(0), victim.at, 5);
        vm.stopPrank();
        vm.recordLogs();
        channels.settle(node.at, Messages.voucherItem(5, 27, 0, 0));
        _assertSettled("");
    }

    function _split(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
    }
}
