// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract RequestWithdrawTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    function _request(address by, uint96 amount) private {
        vm.prank(by);
        channels.requestWithdraw(payer.at, amount);
    }

    function _setNonce(uint24 nonce) private {
        bytes32 slot = keccak256(abi.encode(payer.at, uint256(1)));
        bytes32 word = vm.load(address(channels), slot);
        vm.store(address(channels), slot, bytes32((uint256(word) << 24 >> 24) | (uint256(nonce) << 232)));
        (uint24 now_,,,) = channels.requestOf(payer.at);
        vm.assertEq(now_, nonce, "the request's slot moved");
    }

    function test_refusesAnUnknownAccountToItsPayer() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.UnknownAccount.selector, other.at));
        vm.prank(other.at);
        channels.requestWithdraw(other.at, 1);
    }

    function test_refusesAnUnknownAccountToAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotAllowed.selector, other.at, STRANGER));
        vm.prank(STRANGER);
        channels.requestWithdraw(other.at, 1);
    }

    function test_refusesAStranger() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotAllowed.selector, payer.at, STRANGER));
        _request(STRANGER, 1);
    }

    function test_startsTheThawOf24Hours() public {
        _request(OWNER, 4_000_000);
        _assertRequest(1, NOW + DAY, 0, 4_000_000);
        vm.assertEq(channels.THAW(), DAY, "THAW");
        // Nothing moves yet.
        _assertState(State(4_000_000, 4_000_000, 2_000_000, 0, NOW + DAY, 1_980_000, 20_000, 10_000_000));
    }

    function test_replacesAPendingRequestAndStartsTheThawAgain() public {
        _request(OWNER, 4_000_000);
        vm.warp(NOW + 100);
        _request(OWNER, 1_000_000);
        _assertRequest(2, NOW + 100 + DAY, 0, 1_000_000);
    }

    function test_cancelsWithZero() public {
        _request(OWNER, 4_000_000);
        _events();
        _request(OWNER, 0);
        _assertRequest(2, 0, 0, 0);
        _assertOnlyEvent(
            IPaymentChannels.WithdrawRequested.selector, payer.at, address(0), abi.encode(0, 0, 2, 0)
        );
        vm.warp(NOW + 2 * DAY);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotReady.selector, 0));
        channels.withdraw(payer.at);
    }

    function test_writesOneEvent() public {
        _request(OWNER, 4_000_000);
        _assertOnlyEvent(
            IPaymentChannels.WithdrawRequested.selector, payer.at, address(0), abi.encode(4_000_000, 0, 1, NOW + DAY)
        );
    }

    function test_takesARequestOfThePayer() public {
        _request(payer.at, 4_000_000);
        _assertRequest(1, NOW + DAY, 0, 4_000_000);
    }

    function test_refusesAPayerWhoAsksForNothing() public {
        // Each such request would raise the nonce for the price of its gas and void what the owner has signed.
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAmount.selector));
        _request(payer.at, 0);
    }

    function test_refusesAPayerWhoWouldReplace() public {
        _request(OWNER, 4_000_000);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.RequestPending.selector, payer.at));
        _request(payer.at, 1);
        // Ripe is still pending.
        vm.warp(NOW + 2 * DAY);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.RequestPending.selector, payer.at));
        _request(payer.at, 1);
        channels.withdraw(payer.at);
        _fund(payer.at, 5);
        _request(payer.at, 1);
        _assertRequest(2, NOW + 3 * DAY, 0, 1);
    }

    function test_letsTheOwnerReplaceItsOwnRequest() public {
        token.mint(other.at, 5_000_000);
        vm.startPrank(other.at);
        token.approve(address(channels), 5_000_000);
        channels.deposit(other.at, other.at, 5_000_000);
        channels.requestWithdraw(other.at, 1);
        channels.requestWithdraw(other.at, 2);
        channels.requestWithdraw(other.at, 0);
        vm.stopPrank();
        (uint24 nonce, uint40 readyAt,,) = channels.requestOf(other.at);
        vm.assertEq(nonce, 3, "nonce");
        vm.assertEq(readyAt, 0, "readyAt");
    }

    function test_refusesMoreThanIsAvailable() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.AboveAvailable.selector, 4_000_001, 4_000_000));
        _request(OWNER, 4_000_001);
    }

    function test_letsTheOwnerLeaveForEver() public {
        _setNonce(type(uint24).max - 1);
        _request(OWNER, 1);
        _assertRequest(type(uint24).max, NOW + DAY, 0, 1);
        _request(OWNER, 4_000_000);
        _assertRequest(type(uint24).max, NOW + DAY, 0, 4_000_000);
        vm.warp(NOW + DAY);
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(OWNER), 4_000_000, "owner");
    }
}
