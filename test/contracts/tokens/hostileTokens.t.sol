// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {TokenMover} from "../../../contracts/libraries/TokenMover.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";
import {HostileToken} from "./HostileToken.sol";

/// The token is chosen once, at deployment, and may be upgraded by its issuer later: whatever it does, no account is credited with what did not arrive, and one
/// blocked party stops nobody else.
contract HostileTokensTest is ChannelsTest {
    HostileToken private hostile;
    Party private funder;

    function setUp() public override {
        hostile = new HostileToken();
        _deployOn(hostile);
        _inUse();
        funder = party("funder");
        token.mint(funder.at, 10_000_000);
        vm.prank(funder.at);
        token.approve(address(channels), type(uint256).max);
    }

    function _deposit() private {
        vm.prank(funder.at);
        channels.deposit(other.at, funder.at, 1_000_000);
    }

    function _authorized() private {
        bytes memory signature = _authorization(funder, other.at, funder.at, 1_000_000, 1_000, "salt");
        vm.prank(RELAYER);
        channels.depositWithAuthorization(
            funder.at, other.at, funder.at, 1_000_000, 1_000, 0, NOW + DAY, "salt", signature
        );
    }

    function _fees() private {
        address[] memory nodes = new address[](1);
        nodes[0] = node.at;
        channels.collectFees(nodes);
    }

    function _ripeWithdrawal() private {
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, 4_000_000);
        vm.warp(NOW + DAY);
    }

    function _assertNothingCredited() private view {
        (uint96 available, address owner) = channels.accountOf(other.at);
        vm.assertEq(available, 0, "available");
        vm.assertEq(owner, address(0), "owner");
    }

    function test_aFeeOnTransferIsRefused() public {
        hostile.takeFee(1);
        bytes memory reason = abi.encodeWithSelector(TokenMover.WrongAmountMoved.selector, 1_000_000, 999_900);
        vm.expectRevert(reason);
        _deposit();
        bytes memory signature = _authorization(funder, other.at, funder.at, 1_000_000, 1_000, "salt");
        vm.expectRevert(reason);
        channels.depositWithAuthorization(
            funder.at, other.at, funder.at, 1_000_000, 1_000, 0, NOW + DAY, "salt", signature
        );
        _assertNothingCredited();
    }

    function test_aFalseAnswerIsARefusal() public {
        hostile.answerWith(HostileToken.Answer.False);
        bytes memory reason = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token));
        vm.expectRevert(reason);
        _deposit();
        _assertNothingCredited();
        vm.recordLogs();
        channels.collect(node.at);
        _assertOnlyEvent(IPaymentChannels.CollectFailed.selector, node.at, address(0), abi.encode(1_980_000));
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.TransferFailed.selector));
        _fees();
        _ripeWithdrawal();
        vm.expectRevert(reason);
        channels.withdraw(payer.at);
        _assertRequest(1, NOW + DAY, 0, 4_000_000);
        hostile.answerWith(HostileToken.Answer.True);
        channels.collect(node.at);
        channels.withdraw(payer.at);
        _fees();
        vm.assertEq(token.balanceOf(address(channels)), 4_000_000, "what is locked");
    }

    function test_noAnswerIsAnAnswer() public {
        hostile.answerWith(HostileToken.Answer.Nothing);
        _deposit();
        channels.collect(node.at);
        _fees();
        _ripeWithdrawal();
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(PAYOUT), 1_980_000, "payout");
        vm.assertEq(token.balanceOf(SINK), 20_000, "sink");
        vm.assertEq(token.balanceOf(OWNER), 4_000_000, "owner");
        vm.assertEq(token.balanceOf(address(channels)), 5_000_000, "locked and the new deposit");
    }

    function test_aBlockedPayoutStopsNobodyElse() public {
        hostile.block_(PAYOUT, true);
        vm.recordLogs();
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 3_000_000));
        vm.assertEq(_state().settled, 3_000_000, "settled");
        vm.assertEq(_state().credit, 2_970_000, "credit");
        _ripeWithdrawal();
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(OWNER), 4_000_000, "owner");
        _fees();
        hostile.block_(PAYOUT, false);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), 2_970_000, "payout");
    }

    function test_aBlockedOwnerStopsNobodyElse() public {
        _ripeWithdrawal();
        hostile.block_(OWNER, true);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Blocked.selector, OWNER));
        channels.withdraw(payer.at);
        _assertRequest(1, NOW + DAY, 0, 4_000_000);
        // L10: what cannot be withdrawn can still be spent, and the node is paid.
        _settle(payer, 8_000_000);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), 7_920_000, "payout");
        hostile.block_(OWNER, false);
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(OWNER), 2_000_000, "owner");
    }

    function test_aBlockedSinkStopsNobodyElse() public {
        hostile.block_(SINK, true);
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 3_000_000));
        vm.assertEq(token.balanceOf(PAYOUT), 2_970_000, "payout");
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.TransferFailed.selector));
        _fees();
        vm.assertEq(_state().fee, 30_000, "fee");
    }

    function test_aBlockedRelayerStopsNobodyElse() public {
        bytes memory signature = _withdrawSignature(payer, payer.at, 4_000_000, 1_000, 0, NOW + DAY);
        channels.requestWithdrawSigned(payer.at, 4_000_000, 1_000, 0, NOW + DAY, signature);
        vm.warp(NOW + DAY);
        hostile.block_(RELAYER, true);
        vm.prank(RELAYER);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Blocked.selector, RELAYER));
        channels.withdraw(payer.at);
        vm.prank(STRANGER);
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(OWNER), 3_999_000, "owner");
    }

    function test_aPausedTokenMissesNoDeadline() public {
        hostile.pause(true);
        // Settling, reserving, releasing and reclaiming touch no token.
        _settle(payer, 3_000_000);
        _reserve(payer, 8_000_000, NOW + 2 * DAY, 0);
        vm.prank(OPERATOR);
        channels.release(node.at, abi.encodePacked(payer.at));
        _reserve(payer, 4_000_000, NOW + 1, 1);
        vm.warp(NOW + 1);
        channels.reclaim(node.at, abi.encodePacked(payer.at));
        channels.collect(node.at);
        _assertState(State(7_000_000, 0, 3_000_000, 1, NOW + 1, 2_970_000, 30_000, 10_000_000));
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Paused.selector));
        _deposit();
        hostile.pause(false);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), 2_970_000, "payout");
    }

    /// Every function that moves tokens, called again from inside the token.
    function test_everyFunctionThatMovesTokensIsGuarded() public {
        address[] memory nodes = new address[](1);
        nodes[0] = node.at;
        bytes[7] memory calls = [
            abi.encodeCall(channels.deposit, (payer.at, OWNER, 1)),
            abi.encodeCall(channels.depositWithPermit, (payer.at, OWNER, 1, 0, 0, 0, 0)),
            abi.encodeCall(
                channels.depositWithAuthorization, (OWNER, payer.at, OWNER, 1, 0, 0, 0, 0, new bytes(65))
            ),
            abi.encodeCall(channels.withdraw, (payer.at)),
            abi.encodeCall(channels.collect, (node.at)),
            abi.encodeCall(channels.collectFees, (nodes)),
            abi.encodeCall(channels.settleAndCollect, (node.at, _voucher(payer, node.at, 3_000_000)))
        ];
        _ripeWithdrawal();
        for (uint256 i = 0; i < calls.length; ++i) {
            hostile.callBack(address(channels), calls[i]);
            _deposit();
            vm.assertTrue(!hostile.hookSucceeded(), "a nested call went through");
            vm.assertEq(
                hostile.hookAnswer(),
                abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
                "refused for another reason"
            );
        }
        vm.assertEq(_state().balance, 17_000_000, "balance");
    }

    /// A withdrawal and a payout are booked before the token is called.
    function test_aNestedSettlementSeesWhatIsBooked() public {
        _ripeWithdrawal();
        hostile.callBack(
            address(channels), abi.encodeCall(channels.settle, (node.at, _voucher(payer, node.at, 10_000_000)))
        );
        channels.withdraw(payer.at);
        vm.assertTrue(hostile.hookSucceeded(), "the nested call failed");
        vm.assertEq(token.balanceOf(OWNER), 4_000_000, "owner");
        _assertState(State(0, 0, 6_000_000, 0, NOW + DAY, 5_940_000, 60_000, 6_000_000));
    }

    /// A deposit is booked before its money arrives; if the money does not come, what was done with it is undone.
    function test_aNestedSettlementCannotSpendADepositThatFails() public {
        hostile.takeFee(1);
        hostile.callBack(
            address(channels), abi.encodeCall(channels.settle, (node.at, _voucher(other, node.at, 1_000_000)))
        );
        vm.expectRevert(abi.encodeWithSelector(TokenMover.WrongAmountMoved.selector, 1_000_000, 999_900));
        _deposit();
        _assertNothingCredited();
        vm.assertEq(_state().credit, 1_980_000, "credit");
    }

    /// The token calls back during a payout, which settles, and then refuses the payout: neither sum may be lost.
    function test_aPayoutThatFailsAfterANestedSettlementLosesNothing() public {
        hostile.answerWith(HostileToken.Answer.False);
        hostile.callBack(
            address(channels), abi.encodeCall(channels.settle, (node.at, _voucher(payer, node.at, 3_000_000)))
        );
        channels.collect(node.at);
        vm.assertTrue(hostile.hookSucceeded(), "the nested call failed");
        _assertState(State(4_000_000, 3_000_000, 3_000_000, 0, NOW + DAY, 2_970_000, 30_000, 10_000_000));
    }

    function test_aRelayedDepositPaysItsFeeAfterTheMoneyCame() public {
        _authorized();
        vm.assertEq(token.balanceOf(RELAYER), 1_000, "relayer");
        (uint96 available,) = channels.accountOf(other.at);
        vm.assertEq(available, 999_000, "available");
    }
}
