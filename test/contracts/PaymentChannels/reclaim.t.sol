// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../../../contracts/libraries/Items.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract ReclaimTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    function _reclaim() private {
        channels.reclaim(node.at, abi.encodePacked(payer.at));
    }

    function _assertReclaimed(bytes memory payers) private {
        _assertOnlyEvent(IPaymentChannels.Reclaimed.selector, node.at, address(0), abi.encode(payers));
    }

    function test_refusesAMalformedListOfPayers() public {
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 0, 20));
        channels.reclaim(node.at, "");
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 19, 20));
        channels.reclaim(node.at, new bytes(19));
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 41, 20));
        channels.reclaim(node.at, new bytes(41));
    }

    function test_skipsALockBeforeItsExpiry() public {
        State memory before = _state();
        vm.warp(NOW + DAY - 1);
        _reclaim();
        _assertState(before);
        _assertReclaimed("");
    }

    function test_skipsAChannelWithoutALock() public {
        _settle(payer, 6_000_000);
        vm.recordLogs();
        vm.warp(NOW + DAY);
        _reclaim();
        _assertReclaimed("");
    }

    function test_returnsTheLockAtItsExpiryToTheSecond() public {
        vm.warp(NOW + DAY);
        _reclaim();
        vm.assertEq(_state().available, 8_000_000, "available");
        vm.assertEq(_state().locked, 0, "locked");
        _assertReclaimed(abi.encodePacked(payer.at));
    }

    function test_keepsTheEpochAndTheExpiry() public {
        vm.warp(NOW + 2 * DAY);
        _reclaim();
        _assertState(State(8_000_000, 0, 2_000_000, 0, NOW + DAY, 1_980_000, 20_000, 10_000_000));
        // A new reservation of the same epoch locks again; the one that expired cannot.
        _reserve(payer, 6_000_000, NOW + DAY, 0);
        vm.assertEq(_state().locked, 0, "expired");
        _reserve(payer, 6_000_000, NOW + 3 * DAY, 0);
        vm.assertEq(_state().locked, 4_000_000, "new");
    }

    function test_servesAnybody() public {
        vm.warp(NOW + DAY);
        vm.prank(STRANGER);
        _reclaim();
        vm.assertEq(_state().locked, 0, "locked");
    }

    function test_skipsAPayerWhoseSumWouldOverflow() public {
        _fund(payer.at, type(uint96).max - 4_000_000);
        _fund(other.at, 1_000_000);
        _reserve(other, 1_000_000, NOW + DAY, 0);
        vm.recordLogs();
        vm.warp(NOW + DAY);
        channels.reclaim(node.at, abi.encodePacked(payer.at, other.at));
        _assertReclaimed(abi.encodePacked(other.at));
        vm.assertEq(_state().locked, 4_000_000, "locked");
    }

    function test_writesOneEventWithThePayersThatChanged() public {
        _fund(other.at, 5_000_000);
        _reserve(other, 1_000_000, NOW + DAY, 0);
        vm.recordLogs();
        vm.warp(NOW + DAY);
        channels.reclaim(node.at, abi.encodePacked(payer.at, STRANGER, other.at));
        _assertReclaimed(abi.encodePacked(payer.at, other.at));
        vm.assertEq(_state(other.at, node.at).available, 5_000_000, "other's available");
    }

    function test_letsAPayerThatOccursTwiceReturnItsMoneyOnce() public {
        vm.warp(NOW + DAY);
        channels.reclaim(node.at, abi.encodePacked(payer.at, payer.at));
        vm.assertEq(_state().available, 8_000_000, "available");
        _assertReclaimed(abi.encodePacked(payer.at));
    }

    function test_writesAnEventWithoutPayersWhenNothingChanges() public {
        channels.reclaim(node.at, abi.encodePacked(STRANGER));
        _assertReclaimed("");
    }

    function testFuzz_givesBackExactlyWhatWasLocked(uint96 funds, uint96 ceiling, uint96 cumulative, uint40 late)
        public
    {
        funds = funds % 1e12 + 1;
        _fund(other.at, funds);
        _reserve(other, ceiling % 2e12, NOW + DAY, 0);
        _settle(other, cumulative % 2e12);
        State memory before = _state(other.at, node.at);
        vm.warp(NOW + DAY + uint256(late));
        channels.reclaim(node.at, abi.encodePacked(other.at));
        State memory after_ = _state(other.at, node.at);
        vm.assertEq(after_.available, before.available + before.locked, "available");
        vm.assertEq(after_.locked, 0, "locked");
        vm.assertEq(after_.settled, before.settled, "settled");
        vm.assertEq(after_.balance, before.balance, "balance");
    }

    function test_readsNothingBehindTheList() public {
        vm.warp(NOW + 40 * DAY);
        _fund(payer.at, 1_000_000);
        _fund(other.at, 1_000_000);
        (uint24 epoch,,,) = channels.channelOf(node.at, payer.at);
        (uint24 otherEpoch,,,) = channels.channelOf(node.at, other.at);
        _reserve(payer, type(uint96).max, NOW + 41 * DAY, epoch);
        _reserve(other, type(uint96).max, NOW + 41 * DAY, otherEpoch);
        uint96 locked = _state(other.at, node.at).locked;
        vm.assertGe(locked, 1, "locked before");
        vm.warp(NOW + 41 * DAY);
        vm.prank(OPERATOR);
        _callWithMore(
            abi.encodeWithSelector(IPaymentChannels.reclaim.selector, node.at, 64, 20),
            abi.encodePacked(payer.at),
            abi.encodePacked(other.at)
        );
        vm.assertEq(_state().locked, 0, "in the list");
        vm.assertEq(_state(other.at, node.at).locked, locked, "behind it");
    }

    function test_givesASingleUnitBack() public {
        Party memory third = party("third payer");
        _fund(third.at, 10);
        channels.reserve(_reservation(third, node.at, 1, NOW + DAY, 0));
        vm.assertEq(_state(third.at, node.at).available, 9, "available before");
        vm.warp(NOW + DAY);
        channels.reclaim(node.at, abi.encodePacked(third.at));
        vm.assertEq(_state(third.at, node.at).available, 10, "available");
        vm.assertEq(_state(third.at, node.at).locked, 0, "locked");
    }
}
