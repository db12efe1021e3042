// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";
import {Messages} from "../support/Messages.sol";

/// What a lock is worth, to the node and to the payer. Numbers are those of test/contracts/invariants/README.md.
contract GuaranteeAttacks is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
    }

    /// The node's key was stolen and rotated: channels must not die with it, and the thief must not release them.
    function test_H1_rotationKeepsChannelsAndShutsTheThiefOut() public {
        Party memory next = party("next key");
        bytes memory proof = _sign(next, Messages.nodeKey(registry.domainSeparator(), OPERATOR, next.at, NOW + DAY));
        vm.prank(OPERATOR);
        registry.rotateKey(node.at, next.at, NOW + DAY, proof);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.NotNode.selector, node.at, node.at));
        vm.prank(node.at);
        channels.release(node.at, abi.encodePacked(payer.at));
        // Vouchers to the id are paid as before, old and new ones, and so are its earnings.
        _settle(payer, 5_000_000);
        channels.collect(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), 4_950_000, "payout");
        vm.prank(next.at);
        channels.release(node.at, abi.encodePacked(payer.at));
        vm.assertEq(_state().locked, 0, "locked");
    }

    /// A request for everything on the first day, never finished, is ripe ever after: it must not outrun a lock, nor later deposits.
    function test_H2_aRipeThawNeverTakesWhatIsLocked() public {
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, 4_000_000);
        vm.warp(NOW + 10 * DAY);
        _reserve(payer, 9_000_000, NOW + 11 * DAY, 0);
        vm.assertEq(_state().locked, 7_000_000, "requested money can be locked");
        // In front of the node's settlement the payer empties what is left.
        channels.withdraw(payer.at);
        vm.assertEq(token.balanceOf(OWNER), 1_000_000, "owner");
        _settle(payer, 9_000_000);
        vm.assertEq(_state().settled, 9_000_000, "the node is paid");
    }

    function test_H2_aRequestIsNoMoreThanWhatIsThere() public {
        vm.expectRevert(
            abi.encodeWithSelector(IPaymentChannels.AboveAvailable.selector, type(uint96).max, 4_000_000)
        );
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, type(uint96).max);
        // So what comes later starts a thaw of its own.
        vm.prank(OWNER);
        channels.requestWithdraw(payer.at, 4_000_000);
        vm.warp(NOW + DAY);
        _fund(payer.at, 50_000_000);
        channels.withdraw(payer.at);
        vm.assertEq(_state().available, 50_000_000, "the later deposit");
    }

    /// Available leaves in one block by a voucher to a confederate; what is locked does not.
    function test_H3_onlyLockedIsAGuarantee() public {
        Party memory confederate = party("confederate");
        channels.settle(confederate.at, _voucher(payer, confederate.at, 100_000_000));
        vm.assertEq(_state().available, 0, "available");
        _settle(payer, 100_000_000);
        vm.assertEq(_state().settled, 6_000_000, "paid up to the lock");
    }

    /// A reservation to the end of time would lock money for ever, and a node that gains nothing by releasing never would.
    function test_H9_aLockEndsWithoutTheNode() public {
        channels.reserve(_reservation(payer, node.at, 9_000_000, type(uint40).max, 0));
        vm.assertEq(_state().expiresAt, NOW + DAY, "longer than 30 days is skipped");
        vm.warp(NOW + DAY);
        vm.prank(STRANGER);
        channels.reclaim(node.at, abi.encodePacked(payer.at));
        vm.assertEq(_state().available, 8_000_000, "available");
    }

    /// Two reservations, 10 until tomorrow and 5 for much longer, must not become 10 for much longer.
    function test_H10_twoReservationsNeverMakeAThird() public {
        _fund(other.at, 20_000_000);
        bytes memory high = _reservation(other, node.at, 10_000_000, NOW + DAY, 0);
        bytes memory long = _reservation(other, node.at, 5_000_000, NOW + 20 * DAY, 0);
        channels.reserve(bytes.concat(high, long));
        State memory now_ = _state(other.at, node.at);
        vm.assertEq(now_.locked, 10_000_000, "locked");
        vm.assertEq(now_.expiresAt, NOW + DAY, "until what was signed with it");
        // The other order takes both, one after the other, and stands at the second alone.
        _fund(payer.at, 20_000_000);
        channels.reserve(
            bytes.concat(
                _reservation(payer, STRANGER, 5_000_000, NOW + DAY, 0),
                _reservation(payer, STRANGER, 10_000_000, NOW + 20 * DAY, 0)
            )
        );
        now_ = _state(payer.at, STRANGER);
        vm.assertEq(now_.locked, 10_000_000, "locked");
        vm.assertEq(now_.expiresAt, NOW + 20 * DAY, "expiresAt");
    }

    /// Draws from available took `settled` past an old ceiling: the difference must not underflow and hold a batch.
    function test_H10_aCeilingBelowWhatWasSettledHoldsNoBatch() public {
        bytes memory old = _reservation(payer, node.at, 7_000_000, NOW + 2 * DAY, 0);
        _settle(payer, 8_000_000);
        _fund(other.at, 5_000_000);
        channels.reserve(bytes.concat(old, _reservation(other, node.at, 1_000_000, NOW + DAY, 0)));
        vm.assertEq(_state(other.at, node.at).locked, 1_000_000, "the other's lock");
        vm.assertEq(_state().locked, 0, "locked");
    }

    /// The node was offline past the expiry: until somebody reclaims, the lock still pays.
    function test_M7_anExpiredLockPaysUntilItIsReclaimed() public {
        vm.warp(NOW + 5 * DAY);
        _settle(payer, 6_000_000);
        vm.assertEq(_state().settled, 6_000_000, "settled");
        channels.reclaim(node.at, abi.encodePacked(payer.at));
        vm.assertEq(_state().available, 4_000_000, "nothing was left to reclaim");
    }

    /// At the second of the expiry a lock can be reclaimed, and no longer be made.
    function test_L2_theSecondOfTheExpiryBelongsToThePayer() public {
        vm.warp(NOW + DAY);
        _fund(other.at, 5_000_000);
        _reserve(other, 1_000_000, NOW + DAY, 0);
        vm.assertEq(_state(other.at, node.at).locked, 0, "made");
        channels.reclaim(node.at, abi.encodePacked(payer.at));
        vm.assertEq(_state().locked, 0, "reclaimed");
    }
}
