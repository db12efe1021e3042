// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../../../contracts/libraries/Items.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {Messages} from "../support/Messages.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract ReleaseTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    function _release(address by, bytes memory payers) private {
        vm.prank(by);
        channels.release(node.at, payers);
    }

    function _release() private {
        _release(OPERATOR, abi.encodePacked(payer.at));
    }

    function _refused(address by) private {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotNode.selector, node.at, by));
        _release(by, abi.encodePacked(payer.at));
    }

    function _assertReleased(bytes memory payers) private {
        _assertOnlyEvent(IPaymentChannels.Released.selector, node.at, address(0), abi.encode(payers));
    }

    function _setEpoch(uint24 epoch) private {
        bytes32 slot = keccak256(abi.encode(payer.at, keccak256(abi.encode(node.at, uint256(2)))));
        bytes32 word = vm.load(address(channels), slot);
        vm.store(address(channels), slot, bytes32((uint256(word) << 24 >> 24) | (uint256(epoch) << 232)));
        vm.assertEq(_state().epoch, epoch, "the channel's slot moved");
    }

    function test_refusesAStranger() public {
        _refused(STRANGER);
        _refused(PAYOUT);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotNode.selector, STRANGER, OPERATOR));
        vm.prank(OPERATOR);
        channels.release(STRANGER, abi.encodePacked(payer.at));
    }

    function test_refusesThePayerAndItsOwner() public {
        _refused(payer.at);
        _refused(OWNER);
    }

    function test_refusesAKeyThatWasRotatedOut() public {
        Party memory next = party("next key");
        bytes memory proof =
            _sign(next, Messages.nodeKey(registry.domainSeparator(), OPERATOR, next.at, NOW + DAY));
        vm.prank(OPERATOR);
        registry.rotateKey(node.at, next.at, NOW + DAY, proof);
        _refused(node.at);
        _release(next.at, abi.encodePacked(payer.at));
        vm.assertEq(_state().epoch, 1, "epoch");
    }

    function test_refusesAMalformedListOfPayers() public {
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 0, 20));
        _release(OPERATOR, "");
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 21, 20));
        _release(OPERATOR, abi.encodePacked(payer.at, hex"00"));
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 19, 20));
        _release(OPERATOR, new bytes(19));
    }

    function test_returnsTheLockAndRaisesTheEpoch() public {
        vm.warp(NOW + 100);
        _release();
        _assertState(State(8_000_000, 0, 2_000_000, 1, NOW + 100, 1_980_000, 20_000, 10_000_000));
    }

    function test_servesTheKeyAsItServesTheOperator() public {
        _release(node.at, abi.encodePacked(payer.at));
        _assertState(State(8_000_000, 0, 2_000_000, 1, NOW, 1_980_000, 20_000, 10_000_000));
    }

    function test_skipsAChannelWithoutALockOrAnExpiry() public {
        _fund(other.at, 5_000_000);
        _settle(other, 1_000_000);
        vm.recordLogs();
        _release(OPERATOR, abi.encodePacked(other.at));
        _assertReleased("");
        (uint24 epoch, uint40 expiresAt,, uint96 settled) = channels.channelOf(node.at, other.at);
        vm.assertEq(epoch, 0, "epoch");
        vm.assertEq(expiresAt, 0, "expiresAt");
        vm.assertEq(settled, 1_000_000, "settled");
    }

    function test_voidsOlderReservationsOfAChannelThatHoldsNothing() public {
        bytes memory unrelayed = _reservation(payer, node.at, 9_000_000, NOW + DAY, 0);
        _settle(payer, 6_000_000);
        vm.recordLogs();
        _release();
        _assertReleased(abi.encodePacked(payer.at));
        channels.reserve(unrelayed);
        _assertState(State(4_000_000, 0, 6_000_000, 1, NOW, 5_940_000, 60_000, 10_000_000));
    }

    function test_neverWrapsTheEpoch() public {
        _setEpoch(type(uint24).max);
        _release();
        _assertState(
            State(4_000_000, 4_000_000, 2_000_000, type(uint24).max, NOW + DAY, 1_980_000, 20_000, 10_000_000)
        );
        _assertReleased("");
        // The payer still gets the lock back without anybody's help once it expires.
        vm.warp(NOW + DAY);
        channels.reclaim(node.at, abi.encodePacked(payer.at));
        vm.assertEq(_state().available, 8_000_000, "available");
    }

    function test_skipsAPayerWhoseSumWouldOverflow() public {
        _fund(payer.at, type(uint96).max - 4_000_000);
        _fund(other.at, 1_000_000);
        _reserve(other, 1_000_000, NOW + DAY, 0);
        vm.recordLogs();
        _release(OPERATOR, abi.encodePacked(payer.at, other.at));
        // One account without room does not hold the batch.
        _assertReleased(abi.encodePacked(other.at));
        vm.assertEq(_state().locked, 4_000_000, "locked");
        vm.assertEq(_state().epoch, 0, "epoch");
        _settle(payer, 7_000_000);
        _release();
        vm.assertEq(_state().epoch, 1, "epoch with room");
    }

    function test_writesOneEventWithThePayersThatChanged() public {
        _fund(other.at, 5_000_000);
        _reserve(other, 1_000_000, NOW + DAY, 0);
        vm.recordLogs();
        _release(OPERATOR, abi.encodePacked(payer.at, STRANGER, other.at));
        _assertReleased(abi.encodePacked(payer.at, other.at));
        vm.assertEq(_state(other.at, node.at).available, 5_000_000, "other's available");
    }

    function test_letsAPayerThatOccursTwiceReturnItsMoneyOnce() public {
        _release(OPERATOR, abi.encodePacked(payer.at, payer.at));
        _assertState(State(8_000_000, 0, 2_000_000, 2, NOW, 1_980_000, 20_000, 10_000_000));
        _assertReleased(abi.encodePacked(payer.at, payer.at));
    }

    function test_writesAnEventWithoutPayersWhenNothingChanges() public {
        _release(OPERATOR, abi.encodePacked(STRANGER));
        _assertReleased("");
    }

    function test_makesOlderReservationsVoid() public {
        bytes memory signed = _reservation(payer, node.at, 9_000_000, NOW + 5 * DAY, 0);
        _release();
        channels.reserve(signed);
        vm.assertEq(_state().locked, 0, "locked");
    }

    function test_letsTheNextReservationBeShorter() public {
        _release();
        _reserve(payer, 5_000_000, NOW + 1, 1);
        vm.assertEq(_state().locked, 3_000_000, "locked");
        vm.assertEq(_state().expiresAt, NOW + 1, "expiresAt");
    }

    function testFuzz_givesBackExactlyWhatWasLocked(uint96 funds, uint96 ceiling, uint96 cumulative) public {
        funds = funds % 1e12 + 1;
        _fund(other.at, funds);
        _reserve(other, ceiling % 2e12, NOW + DAY, 0);
        _settle(other, cumulative % 2e12);
        State memory before = _state(other.at, node.at);
        _release(OPERATOR, abi.encodePacked(other.at));
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
            abi.encodeWithSelector(IPaymentChannels.release.selector, node.at, 64, 20),
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
        vm.prank(OPERATOR);
        channels.release(node.at, abi.encodePacked(third.at));
        vm.assertEq(_state(third.at, node.at).available, 10, "available");
        vm.assertEq(_state(third.at, node.at).locked, 0, "locked");
    }
}
