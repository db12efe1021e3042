// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract RequestWithdrawSignedTest is ChannelsTest {
    Party private funder;

    function setUp() public override {
        super.setUp();
        funder = party("funder");
        token.mint(funder.at, 10_000_000);
        vm.startPrank(funder.at);
        token.approve(address(channels), 10_000_000);
        channels.deposit(payer.at, funder.at, 10_000_000);
        vm.stopPrank();
        vm.recordLogs();
    }

    function _submit(uint96 amount, uint96 relayFee, uint24 nonce, uint40 deadline, bytes memory signature) private {
        vm.prank(RELAYER);
        channels.requestWithdrawSigned(payer.at, amount, relayFee, nonce, deadline, signature);
    }

    /// Signed by this party for tomorrow, and submitted as it was signed.
    function _request(Party memory by, uint96 amount, uint96 relayFee, uint24 nonce) private {
        _submit(amount, relayFee, nonce, NOW + DAY, _signed(by, amount, relayFee, nonce));
    }

    function _signed(Party memory by, uint96 amount, uint96 relayFee, uint24 nonce) private view returns (bytes memory) {
        return _withdrawSignature(by, payer.at, amount, relayFee, nonce, NOW + DAY);
    }

    function _refused(bytes memory reason, uint96 amount, uint96 relayFee, uint24 nonce, bytes memory signature)
        private
    {
        vm.expectRevert(reason);
        _submit(amount, relayFee, nonce, NOW + DAY, signature);
    }

    function test_refusesALateSignature() public {
        bytes memory signature = _signed(funder, 1_000_000, 0, 0);
        vm.warp(NOW + DAY + 1);
        _refused(abi.encodeWithSelector(IPaymentChannels.DeadlinePassed.selector, NOW + DAY), 1_000_000, 0, 0, signature);
        vm.warp(NOW + DAY);
        _submit(1_000_000, 0, 0, NOW + DAY, signature);
        _assertRequest(1, NOW + 2 * DAY, 0, 1_000_000);
    }

    function test_refusesAFeeAboveTheMost() public {
        uint96 fee = MAX_RELAY_FEE + 1;
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.RelayFeeTooHigh.selector, fee, MAX_RELAY_FEE);
        _refused(reason, 1_000_000, fee, 0, _signed(funder, 1_000_000, fee, 0));
        _refused(reason, 0, fee, 0, _signed(funder, 0, fee, 0));
        _request(funder, 1_000_000, MAX_RELAY_FEE, 0);
    }

    function test_refusesAFeeThatLeavesNothing() public {
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.RelayFeeTooHigh.selector, 1_000, MAX_RELAY_FEE);
        _refused(reason, 1_000, 1_000, 0, _signed(funder, 1_000, 1_000, 0));
        reason = abi.encodeWithSelector(IPaymentChannels.RelayFeeTooHigh.selector, 1, MAX_RELAY_FEE);
        _refused(reason, 1, 1, 0, _signed(funder, 1, 1, 0));
        _request(funder, 1_001, 1_000, 0);
    }

    function test_refusesAReplay() public {
        bytes memory signature = _signed(funder, 1_000_000, 0, 0);
        _submit(1_000_000, 0, 0, NOW + DAY, signature);
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.WrongNonce.selector, 1, 0);
        _refused(reason, 1_000_000, 0, 0, signature);
        // Nor after the owner cancelled it.
        _request(funder, 0, 0, 1);
        _refused(abi.encodeWithSelector(IPaymentChannels.WrongNonce.selector, 2, 0), 1_000_000, 0, 0, signature);
    }

    function test_refusesANonceAhead() public {
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.WrongNonce.selector, 0, 1);
        _refused(reason, 1_000_000, 0, 1, _signed(funder, 1_000_000, 0, 1));
    }

    function test_takesNoMoreSignatures() public {
        uint24 last = type(uint24).max;
        bytes32 slot = keccak256(abi.encode(payer.at, uint256(1)));
        vm.store(address(channels), slot, bytes32(uint256(last) << 232));
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.WrongNonce.selector, last, last);
        _refused(reason, 1_000_000, 0, last, _signed(funder, 1_000_000, 0, last));
    }

    function test_refusesAStrangersSignature() public {
        _refused(
            abi.encodeWithSelector(IPaymentChannels.BadSignature.selector),
            1_000_000,
            0,
            0,
            _signed(other, 1_000_000, 0, 0)
        );
    }

    function test_refusesAMalformedSignature() public {
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.BadSignature.selector);
        bytes memory good = _signed(funder, 1_000_000, 0, 0);
        _refused(reason, 1_000_000, 0, 0, "");
        _refused(reason, 1_000_000, 0, 0, new bytes(65));
        _refused(reason, 1_000_000, 0, 0, bytes.concat(good, hex"00"));
        good[64] = bytes1(uint8(good[64]) - 27);
        _refused(reason, 1_000_000, 0, 0, good);
    }

    function test_refusesOtherTermsThanWereSigned() public {
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.BadSignature.selector);
        bytes memory signature = _signed(funder, 1_000_000, 1_000, 0);
        _refused(reason, 1_000_001, 1_000, 0, signature);
        _refused(reason, 1_000_000, 1_001, 0, signature);
        vm.expectRevert(reason);
        _submit(1_000_000, 1_000, 0, NOW + DAY + 1, signature);
        vm.expectRevert(reason);
        channels.requestWithdrawSigned(other.at, 1_000_000, 1_000, 0, NOW + DAY, signature);
    }

    function test_startsTheThawWithTheFee() public {
        _request(funder, 1_000_000, 1_000, 0);
        _assertRequest(1, NOW + DAY, 1_000, 1_000_000);
        vm.assertEq(token.balanceOf(RELAYER), 0, "nothing before the thaw is over");
    }

    function test_replacesAPendingRequest() public {
        _request(payer, 1_000_000, 0, 0);
        vm.warp(NOW + 100);
        _request(funder, 2_000_000, 0, 1);
        _assertRequest(2, NOW + 100 + DAY, 0, 2_000_000);
    }

    function test_cancelsWithZero() public {
        _request(funder, 1_000_000, 0, 0);
        _request(funder, 0, 0, 1);
        _assertRequest(2, 0, 0, 0);
    }

    function test_writesOneEventWithTheFee() public {
        _request(funder, 1_000_000, 1_000, 0);
        _assertOnlyEvent(
            IPaymentChannels.WithdrawRequested.selector,
            payer.at,
            address(0),
            abi.encode(1_000_000, 1_000, 1, NOW + DAY)
        );
    }

    function test_takesARequestOfThePayer() public {
        _request(payer, 1_000_000, 1_000, 0);
        _assertRequest(1, NOW + DAY, 1_000, 1_000_000);
    }

    function test_refusesAPayerWhoAsksForNothing() public {
        _refused(abi.encodeWithSelector(IPaymentChannels.ZeroAmount.selector), 0, 0, 0, _signed(payer, 0, 0, 0));
    }

    function test_refusesAPayerWhoWouldReplace() public {
        _request(funder, 1_000_000, 0, 0);
        _refused(
            abi.encodeWithSelector(IPaymentChannels.RequestPending.selector, payer.at),
            2_000_000,
            0,
            1,
            _signed(payer, 2_000_000, 0, 1)
        );
    }

    function test_refusesAnUnknownAccount() public {
        bytes memory signature = _withdrawSignature(other, other.at, 1, 0, 0, NOW + DAY);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.UnknownAccount.selector, other.at));
        channels.requestWithdrawSigned(other.at, 1, 0, 0, NOW + DAY, signature);
    }

    function test_refusesMoreThanIsAvailable() public {
        _refused(
            abi.encodeWithSelector(IPaymentChannels.AboveAvailable.selector, 10_000_001, 10_000_000),
            10_000_001,
            0,
            0,
            _signed(funder, 10_000_001, 0, 0)
        );
    }

    function test_refusesASignatureForAnotherDomain() public {
        bytes memory signature = _signed(funder, 1_000_000, 0, 0);
        bytes memory reason = abi.encodeWithSelector(IPaymentChannels.BadSignature.selector);
        vm.chainId(1);
        _refused(reason, 1_000_000, 0, 0, signature);
        // What is signed for the chain's new id works at once.
        _request(funder, 1_000_000, 0, 0);
        IPaymentChannels second = _createChannels(address(token), address(registry), SINK, FEE_BPS);
        vm.chainId(31_337);
        vm.expectRevert(reason);
        second.requestWithdrawSigned(payer.at, 1_000_000, 0, 0, NOW + DAY, signature);
    }

    function test_refusesNobodysSignatureForAnUnknownPayer() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.BadSignature.selector));
        channels.requestWithdrawSigned(other.at, 1, 0, 0, NOW + DAY, new bytes(65));
    }
}
