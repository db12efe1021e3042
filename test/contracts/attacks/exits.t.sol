// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";

/// Whoever wants to keep money in, or to take what leaves. Numbers are those of test/contracts/invariants/README.md.
contract ExitAttacks is ChannelsTest {
    Party private funder;

    function setUp() public override {
        super.setUp();
        funder = party("funder");
        token.mint(funder.at, 10_000_000);
        vm.startPrank(funder.at);
        token.approve(address(channels), 10_000_000);
        channels.deposit(payer.at, funder.at, 10_000_000);
        vm.stopPrank();
    }

    function _relay(Party memory by, uint96 amount, uint96 fee, uint24 nonce) private {
        bytes memory signature = _withdrawSignature(by, payer.at, amount, fee, nonce, NOW + 10 * DAY);
        channels.requestWithdrawSigned(payer.at, amount, fee, nonce, NOW + 10 * DAY, signature);
    }

    /// Each replay would start the thaw again, so the money would never leave; or arm a request that the owner cancelled.
    function test_H4_aSignedRequestWorksOnce() public {
        bytes memory signature = _withdrawSignature(funder, payer.at, 5_000_000, 0, 0, NOW + 10 * DAY);
        channels.requestWithdrawSigned(payer.at, 5_000_000, 0, 0, NOW + 10 * DAY, signature);
        vm.warp(NOW + DAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.WrongNonce.selector, 1, 0));
        channels.requestWithdrawSigned(payer.at, 5_000_000, 0, 0, NOW + 10 * DAY, signature);
        vm.prank(funder.at);
        channels.requestWithdraw(payer.at, 0);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.WrongNonce.selector, 2, 0));
        channels.requestWithdrawSigned(payer.at, 5_000_000, 0, 0, NOW + 10 * DAY, signature);
        _assertRequest(2, 0, 0, 0);
    }

    /// A thief of the payer key asks for one unit every 23 hours, or cancels, to hold the owner's money hostage.
    function test_H4_aThiefOfThePayerKeyCannotHoldTheOwner() public {
        vm.prank(payer.at);
        channels.requestWithdraw(payer.at, 1);
        vm.prank(funder.at);
        channels.requestWithdraw(payer.at, 10_000_000);
        vm.warp(NOW + 23 hours);
        vm.startPrank(payer.at);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.RequestPending.selector, payer.at));
        channels.requestWithdraw(payer.at, 1);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAmount.selector));
        channels.requestWithdraw(payer.at, 0);
        vm.stopPrank();
        vm.warp(NOW + DAY);
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(funder.at), 10_000_000, "owner");
    }

    /// The thief's requests of nothing would void what the owner has signed for a relayer, and in the end use up the nonces.
    function test_H4_aThiefCannotVoidWhatTheOwnerSigned() public {
        bytes memory owners = _withdrawSignature(funder, payer.at, 10_000_000, 0, 0, NOW + 10 * DAY);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAmount.selector));
        vm.prank(payer.at);
        channels.requestWithdraw(payer.at, 0);
        channels.requestWithdrawSigned(payer.at, 10_000_000, 0, 0, NOW + 10 * DAY, owners);
        _assertRequest(1, NOW + DAY, 0, 10_000_000);
    }

    /// With a stolen payer key the fee is the only way out past the owner: it is small, and paid after the thaw.
    function test_M9_theRelayFeeIsCappedAndPaidAtTheEnd() public {
        bytes memory signature = _withdrawSignature(payer, payer.at, 10_000_000, 9_999_999, 0, NOW + DAY);
        vm.expectRevert(
            abi.encodeWithSelector(IPaymentChannels.RelayFeeTooHigh.selector, 9_999_999, MAX_RELAY_FEE)
        );
        channels.requestWithdrawSigned(payer.at, 10_000_000, 9_999_999, 0, NOW + DAY, signature);
        _relay(payer, 10_000_000, MAX_RELAY_FEE, 0);
        vm.prank(RELAYER);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotReady.selector, NOW + DAY));
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(RELAYER), 0, "nothing skips the thaw");
        vm.warp(NOW + DAY);
        vm.prank(RELAYER);
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(RELAYER), MAX_RELAY_FEE, "relayer");
        vm.assertEq(token.balanceOf(funder.at), 10_000_000 - MAX_RELAY_FEE, "owner");
    }

    /// No message that can be replayed carries a fee: reservations and vouchers pay whoever relays them nothing.
    function test_M9_reservationsAndVouchersPayNoRelayer() public {
        bytes memory reservation = _reservation(payer, node.at, 5_000_000, NOW + DAY, 0);
        bytes memory voucher = _voucher(payer, node.at, 2_000_000);
        vm.startPrank(RELAYER);
        channels.reserve(reservation);
        channels.settleAndCollect(node.at, voucher);
        vm.stopPrank();
        vm.assertEq(token.balanceOf(RELAYER), 0, "relayer");
    }

    /// The owner never holds gas: open, ask and leave are all relayed, and the relayer takes what was signed.
    function test_H11_everyStepOfThePayerIsRelayed() public {
        Party memory fresh = party("fresh payer");
        token.mint(fresh.at, 4_000_000);
        bytes memory signature = _authorization(fresh, fresh.at, fresh.at, 4_000_000, 100, "salt");
        vm.startPrank(RELAYER);
        channels.depositWithAuthorization(fresh.at, fresh.at, fresh.at, 4_000_000, 100, 0, NOW + DAY, "salt", signature);
        channels.reserve(_reservation(fresh, node.at, 1_000_000, NOW + DAY, 0));
        channels.settle(node.at, _voucher(fresh, node.at, 1_000_000));
        channels.requestWithdrawSigned(
            fresh.at,
            2_999_900,
            200,
            0,
            NOW + DAY,
            _withdrawSignature(fresh, fresh.at, 2_999_900, 200, 0, NOW + DAY)
        );
        vm.warp(NOW + DAY);
        channels.withdraw(fresh.at);
        vm.stopPrank();
        vm.assertEq(token.balanceOf(fresh.at), 2_999_700, "owner");
        vm.assertEq(token.balanceOf(RELAYER), 300, "relayer");
    }
}
