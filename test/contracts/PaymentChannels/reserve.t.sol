// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../../../contracts/libraries/Items.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {Messages} from "../support/Messages.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract ReserveTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _fund(payer.at, 10_000_000);
        vm.recordLogs();
    }

    function _assertSkipped(bytes memory item) private {
        State memory before = _state();
        channels.reserve(item);
        _assertState(before);
        _assertNoEvent();
    }

    function _assertReserved(bytes memory rows) private {
        _assertOnlyEvent(IPaymentChannels.Reserved.selector, address(0), address(0), abi.encode(rows));
    }

    function _assertReserved(uint96 taken, uint40 expiresAt) private {
        _assertReserved(_reservedRow(payer.at, node.at, taken, expiresAt, 0));
    }

    function test_refusesAMalformedList() public {
        bytes memory item = _reservation(payer, node.at, 1, NOW + DAY, 0);
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 0, 104));
        channels.reserve("");
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 105, 104));
        channels.reserve(bytes.concat(item, hex"00"));
        bytes memory short = new bytes(103);
        vm.expectRevert(abi.encodeWithSelector(Items.MalformedItems.selector, 103, 104));
        channels.reserve(short);
    }

    function test_skipsAPayerWithoutAnAccount() public {
        channels.reserve(_reservation(other, node.at, 5_000_000, NOW + DAY, 0));
        _assertNoEvent();
        (, uint40 expiresAt, uint96 locked,) = channels.channelOf(node.at, other.at);
        vm.assertEq(locked, 0, "locked");
        vm.assertEq(expiresAt, 0, "expiresAt");
    }

    function test_skipsASignatureOfNobody() public {
        _assertSkipped(Messages.reservationItem(node.at, 5_000_000, NOW + DAY, 0, 27, 0, 0));
    }

    function test_skipsTheZeroNode() public {
        channels.reserve(_reservation(payer, address(0), 5_000_000, NOW + DAY, 0));
        _assertNoEvent();
        vm.assertEq(_state().available, 10_000_000, "available");
    }

    function test_skipsAnotherEpoch() public {
        _assertSkipped(_reservation(payer, node.at, 5_000_000, NOW + DAY, 1));
    }

    function test_skipsAnExpiryThatIsNotAhead() public {
        _assertSkipped(_reservation(payer, node.at, 5_000_000, NOW, 0));
        _assertSkipped(_reservation(payer, node.at, 5_000_000, NOW - 1, 0));
        channels.reserve(_reservation(payer, node.at, 5_000_000, NOW + 1, 0));
        vm.assertEq(_state().locked, 5_000_000, "locked");
    }

    function test_takesAnExpiryOfExactly30Days() public {
        _reserve(payer, 5_000_000, NOW + 30 * DAY, 0);
        vm.assertEq(_state().expiresAt, NOW + 30 * DAY, "expiresAt");
        vm.assertEq(channels.MAX_RESERVATION(), 30 * DAY, "MAX_RESERVATION");
    }

    function test_skipsAnExpiryBeyond30Days() public {
        _assertSkipped(_reservation(payer, node.at, 5_000_000, NOW + 30 * DAY + 1, 0));
        _assertSkipped(_reservation(payer, node.at, 5_000_000, type(uint40).max, 0));
    }

    function test_skipsAnEarlierExpiry() public {
        _reserve(payer, 5_000_000, NOW + 2 * DAY, 0);
        _events();
        _assertSkipped(_reservation(payer, node.at, 6_000_000, NOW + 2 * DAY - 1, 0));
    }

    function test_skipsALowerCeiling() public {
        _reserve(payer, 5_000_000, NOW + DAY, 0);
        _settle(payer, 2_000_000);
        _events();
        _assertSkipped(_reservation(payer, node.at, 4_999_999, NOW + 2 * DAY, 0));
    }

    function test_skipsAReplay() public {
        bytes memory item = _reservation(payer, node.at, 5_000_000, NOW + DAY, 0);
        channels.reserve(item);
        _events();
        _assertSkipped(item);
    }

    function test_locksUpToTheCeiling() public {
        _reserve(payer, 5_000_000, NOW + DAY, 0);
        _assertState(State(5_000_000, 5_000_000, 0, 0, NOW + DAY, 0, 0, 10_000_000));
        _reserve(payer, 6_000_000, NOW + DAY, 0);
        _assertState(State(4_000_000, 6_000_000, 0, 0, NOW + DAY, 0, 0, 10_000_000));
    }

    function test_countsWhatWasSettledTowardsTheCeiling() public {
        _settle(payer, 2_000_000);
        _reserve(payer, 5_000_000, NOW + DAY, 0);
        _assertState(State(5_000_000, 3_000_000, 2_000_000, 0, NOW + DAY, 1_980_000, 20_000, 10_000_000));
    }

    function test_writesOneRowForEachItem() public {
        _reserve(payer, 5_000_000, NOW + DAY, 0);
        _assertReserved(5_000_000, NOW + DAY);
        vm.prank(OPERATOR);
        channels.release(node.at, abi.encodePacked(payer.at));
        _events();
        channels.reserve(
            bytes.concat(
                _reservation(payer, node.at, 6_000_000, NOW + 2 * DAY, 1),
                _reservation(payer, node.at, 6_000_000, NOW + 2 * DAY, 0),
                _reservation(payer, STRANGER, 1_000_000, NOW + DAY, 0)
            )
        );
        _assertReserved(
            bytes.concat(
                _reservedRow(payer.at, node.at, 6_000_000, NOW + 2 * DAY, 1),
                _reservedRow(payer.at, STRANGER, 1_000_000, NOW + DAY, 0)
            )
        );
    }

    function test_locksWhatIsThere() public {
        _reserve(payer, 15_000_000, NOW + DAY, 0);
        _assertState(State(0, 10_000_000, 0, 0, NOW + DAY, 0, 0, 10_000_000));
        _assertReserved(10_000_000, NOW + DAY);
    }

    function test_locksTheRestWhenReplayedAfterADeposit() public {
        bytes memory item = _reservation(payer, node.at, 15_000_000, NOW + DAY, 0);
        channels.reserve(item);
        _fund(payer.at, 20_000_000);
        channels.reserve(item);
        _assertState(State(15_000_000, 15_000_000, 0, 0, NOW + DAY, 0, 0, 30_000_000));
    }

    function test_extendsTheExpiryAlone() public {
        _reserve(payer, 10_000_000, NOW + DAY, 0);
        _events();
        _reserve(payer, 10_000_000, NOW + 2 * DAY, 0);
        _assertState(State(0, 10_000_000, 0, 0, NOW + 2 * DAY, 0, 0, 10_000_000));
        _assertReserved(0, NOW + 2 * DAY);
    }

    function test_takesMoneyUnderAWithdrawRequest() public {
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, 10_000_000);
        _reserve(payer, 5_000_000, NOW + DAY, 0);
        vm.assertEq(_state().locked, 5_000_000, "locked");
        vm.assertEq(_state().available, 5_000_000, "available");
    }

    function test_letsEachItemSeeTheStateOfTheOneBefore() public {
        // 4, then the same again (skipped), then a lower one (skipped), then 7 of which 4 are there.
        channels.reserve(
            bytes.concat(
                _reservation(payer, node.at, 4_000_000, NOW + DAY, 0),
                _reservation(payer, node.at, 4_000_000, NOW + DAY, 0),
                _reservation(payer, node.at, 3_000_000, NOW + DAY, 0),
                _reservation(payer, node.at, 7_000_000, NOW + DAY, 0)
            )
        );
        _assertState(State(3_000_000, 7_000_000, 0, 0, NOW + DAY, 0, 0, 10_000_000));
        _assertReserved(
            bytes.concat(
                _reservedRow(payer.at, node.at, 4_000_000, NOW + DAY, 0),
                _reservedRow(payer.at, node.at, 3_000_000, NOW + DAY, 0)
            )
        );
    }

    function test_servesManyPayersAndNodesInOneCall() public {
        _fund(other.at, 3_000_000);
        channels.reserve(
            bytes.concat(
                _reservation(payer, node.at, 4_000_000, NOW + DAY, 0),
                _reservation(other, node.at, 2_000_000, NOW + 2 * DAY, 0),
                _reservation(payer, STRANGER, 1_000_000, NOW + 3 * DAY, 0)
            )
        );
        _assertState(payer.at, node.at, State(5_000_000, 4_000_000, 0, 0, NOW + DAY, 0, 0, 13_000_000));
        _assertState(other.at, node.at, State(1_000_000, 2_000_000, 0, 0, NOW + 2 * DAY, 0, 0, 13_000_000));
        _assertState(payer.at, STRANGER, State(5_000_000, 1_000_000, 0, 0, NOW + 3 * DAY, 0, 0, 13_000_000));
    }

    function test_skipsTheBadAndTakesTheGood() public {
        channels.reserve(
            bytes.concat(
                Messages.reservationItem(node.at, 5_000_000, NOW + DAY, 0, 27, 0, 0),
                _reservation(payer, node.at, 5_000_000, NOW + DAY, 9),
                _reservation(payer, node.at, 5_000_000, NOW + DAY, 0)
            )
        );
        _assertReserved(5_000_000, NOW + DAY);
    }

    function test_doesNotAskWhoCalls() public {
        bytes memory item = _reservation(payer, node.at, 5_000_000, NOW + DAY, 0);
        vm.prank(STRANGER);
        channels.reserve(item);
        vm.assertEq(_state().locked, 5_000_000, "locked");
    }

    function testFuzz_neverLocksMoreThanOneSignedPair(uint96[4] memory ceilings, uint40[4] memory times) public {
        // Any reservations, relayed twice over in any order: the channel always stands at one pair that was signed together, or below its ceiling.
        bytes[4] memory items;
        for (uint256 i = 0; i < 4; ++i) {
            ceilings[i] = ceilings[i] % 15_000_000;
            times[i] = NOW + 1 + times[i] % (30 * DAY);
            items[i] = _reservation(payer, node.at, ceilings[i], times[i], 0);
        }
        for (uint256 i = 0; i < 8; ++i) {
            channels.reserve(items[i % 4]);
            State memory now_ = _state();
            bool signed = now_.locked == 0;
            for (uint256 j = 0; j < 4; ++j) {
                if (now_.locked <= ceilings[j] && now_.expiresAt <= times[j]) signed = true;
            }
            vm.assertTrue(signed, "a lock that nobody signed");
            vm.assertEq(uint256(now_.locked) + now_.available, 10_000_000, "locked + available");
        }
    }

    function test_readsNothingBehindTheList() public {
        _callWithMore(
            abi.encodeWithSelector(IPaymentChannels.reserve.selector, 32, 104),
            _reservation(payer, node.at, 4_000_000, NOW + DAY, 0),
            _reservation(payer, node.at, 7_000_000, NOW + DAY, 0)
        );
        vm.assertEq(_state().locked, 4_000_000, "locked");
    }
}
