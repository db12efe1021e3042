// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract WithdrawTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    function _request(uint96 amount, uint96 relayFee) private {
        (uint24 nonce,,,) = channels.requestOf(payer.at);
        channels.requestWithdrawSigned(
            payer.at,
            amount,
            relayFee,
            nonce,
            NOW + DAY,
            _withdrawSignature(payer, payer.at, amount, relayFee, nonce, NOW + DAY)
        );
    }

    function _withdraw() private {
        vm.prank(RELAYER);
        channels.withdraw(payer.at);
    }

    function test_refusesWithoutARequest() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotReady.selector, 0));
        _withdraw();
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotReady.selector, 0));
        channels.withdraw(other.at);
    }

    function test_refusesUntilTheLastSecond() public {
        _request(4_000_000, 0);
        vm.warp(NOW + DAY - 1);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotReady.selector, NOW + DAY));
        _withdraw();
        vm.warp(NOW + DAY);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 4_000_000, "owner");
    }

    function test_paysTheOwnerWhoeverCalls() public {
        _request(3_000_000, 0);
        vm.warp(NOW + DAY);
        _withdraw();
        _assertState(State(1_000_000, 4_000_000, 2_000_000, 0, NOW + DAY, 1_980_000, 20_000, 7_000_000));
        vm.assertEq(token.balanceOf(OWNER), 3_000_000, "owner");
        vm.assertEq(token.balanceOf(RELAYER), 0, "caller");
        _assertRequest(1, 0, 0, 0);
    }

    function test_writesOneEvent() public {
        _request(3_000_000, 1_000);
        _events();
        vm.warp(NOW + DAY);
        _withdraw();
        _assertOnlyEvent(IPaymentChannels.Withdrawn.selector, payer.at, OWNER, abi.encode(3_000_000, 1_000));
    }

    function test_paysOnce() public {
        _request(1_000_000, 0);
        vm.warp(NOW + DAY);
        _withdraw();
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotReady.selector, 0));
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 1_000_000, "owner");
    }

    function test_paysAnyTimeLater() public {
        _request(1_000_000, 0);
        vm.warp(NOW + 3_650 * DAY);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 1_000_000, "owner");
    }

    function test_paysWhatIsLeft() public {
        _request(4_000_000, 0);
        _settle(payer, 7_000_000);
        _events();
        vm.warp(NOW + DAY);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 3_000_000, "owner");
        _assertOnlyEvent(IPaymentChannels.Withdrawn.selector, payer.at, OWNER, abi.encode(3_000_000, 0));
    }

    function test_paysNothingWhenNothingIsLeft() public {
        _request(4_000_000, 1_000);
        _settle(payer, 10_000_000);
        vm.warp(NOW + DAY);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 0, "owner");
        vm.assertEq(token.balanceOf(RELAYER), 0, "caller");
        _assertRequest(1, 0, 0, 0);
    }

    function test_paysTheFeeToWhoeverCalls() public {
        _request(3_000_000, MAX_RELAY_FEE);
        vm.warp(NOW + DAY);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 3_000_000 - MAX_RELAY_FEE, "owner");
        vm.assertEq(token.balanceOf(RELAYER), MAX_RELAY_FEE, "caller");
        vm.assertEq(token.balanceOf(address(channels)), 7_000_000, "contract");
    }

    function test_takesNoMoreFeeThanThereIs() public {
        _request(4_000_000, 500_000);
        _settle(payer, 9_600_000);
        vm.warp(NOW + DAY);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 0, "owner");
        vm.assertEq(token.balanceOf(RELAYER), 400_000, "caller");
    }

    function test_keepsTheRequestWhenTheTokenRefuses() public {
        _request(4_000_000, 0);
        vm.warp(NOW + DAY);
        bytes memory code = address(token).code;
        vm.etch(address(token), hex"5f5ffd");
        (bool done,) = address(channels).call(abi.encodeCall(channels.withdraw, (payer.at)));
        vm.assertTrue(!done, "paid although the token refused");
        vm.etch(address(token), code);
        _withdraw();
        vm.assertEq(token.balanceOf(OWNER), 4_000_000, "owner");
    }

    function testFuzz_movesExactlyWhatLeftTheAccount(uint96 amount, uint96 relayFee, uint96 spent) public {
        amount = amount % 4_000_000 + 1;
        relayFee = relayFee % (MAX_RELAY_FEE + 1);
        vm.assume(relayFee < amount);
        _request(amount, relayFee);
        _settle(payer, spent % 11_000_000);
        State memory before = _state();
        vm.warp(NOW + DAY);
        _withdraw();
        State memory after_ = _state();
        uint256 left = before.available - after_.available;
        vm.assertEq(left, amount < before.available ? amount : before.available, "amount");
        vm.assertEq(before.balance - after_.balance, left, "balance");
        vm.assertEq(token.balanceOf(OWNER) + token.balanceOf(RELAYER), left, "paid");
        vm.assertEq(token.balanceOf(RELAYER), relayFee < left ? relayFee : left, "fee");
    }

    function test_transfersOnceWithoutAFee() public {
        _request(3_000_000, 0);
        vm.warp(NOW + DAY);
        vm.getRecordedLogs();
        _withdraw();
        // Withdrawn, and one Transfer of the token.
        vm.assertEq(vm.getRecordedLogs().length, 2, "logs");
    }

    function test_transfersNothingWhenThereIsNothing() public {
        _request(4_000_000, 0);
        _settle(payer, 2_000_000 + 4_000_000 + 4_000_000);
        vm.warp(NOW + DAY);
        vm.getRecordedLogs();
        _withdraw();
        vm.assertEq(vm.getRecordedLogs().length, 1, "logs");
    }
}
