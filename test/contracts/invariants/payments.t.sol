// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {Vm} from "../support/Vm.sol";
import {PaymentsHandler} from "./PaymentsHandler.t.sol";

/// The invariants of README.md. An invariant may call the contract itself: what it does then is undone.
contract PaymentsInvariants {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    address private constant OWNER = address(0x0123);
    address private constant PAYOUT = address(0x0789);
    address private constant RELAYER = address(0x0abc);
    address private constant SINK = address(0x0fee);

    PaymentsHandler private handler;
    IPaymentChannels private channels;
    IERC20 private token;

    function setUp() public {
        handler = new PaymentsHandler();
        handler.setUp();
        (address channels_, address token_) = handler.contractsUnderTest();
        (channels, token) = (IPaymentChannels(channels_), IERC20(token_));
        // So that the first steps of a run have something to move.
        handler.deposit(0, 500_000_000);
        handler.deposit(1, 500_000_000);
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory list) {
        bytes4[] memory selectors = new bytes4[](11);
        selectors[0] = handler.deposit.selector;
        selectors[1] = handler.reserve.selector;
        selectors[2] = handler.settle.selector;
        selectors[3] = handler.release.selector;
        selectors[4] = handler.reclaim.selector;
        selectors[5] = handler.requestByOwner.selector;
        selectors[6] = handler.requestByPayer.selector;
        selectors[7] = handler.withdraw.selector;
        selectors[8] = handler.collect.selector;
        selectors[9] = handler.collectFees.selector;
        selectors[10] = handler.wait.selector;
        list = new FuzzSelector[](1);
        list[0] = FuzzSelector(address(handler), selectors);
    }

    function invariant_I1_solvency() public view {
        uint256 owed = 0;
        for (uint256 i = 0; i < 3; ++i) {
            (uint96 available,) = channels.accountOf(handler.payerAt(i));
            owed += available;
        }
        for (uint256 i = 0; i < 6; ++i) {
            (address at, address from) = handler.channelAt(i);
            (,, uint96 locked,) = channels.channelOf(at, from);
            owed += locked;
        }
        vm.assertEq(token.balanceOf(address(channels)), owed + _earned(), "balance and what is owed");
    }

    function invariant_I2_settledIsWhatWasPaid() public view {
        vm.assertTrue(!handler.settledShrank(), "a settled figure shrank");
        for (uint256 n = 0; n < 2; ++n) {
            address at = handler.nodeAt(n);
            uint256 settledHere = 0;
            for (uint256 i = 0; i < 3; ++i) {
                (,,, uint96 settled) = channels.channelOf(at, handler.payerAt(i));
                settledHere += settled;
            }
            (uint96 credit, uint96 fee) = channels.earnedOf(at);
            uint256 paid = credit + uint256(fee) + handler.collected(at) + handler.feesCollected(at);
            vm.assertEq(settledHere, paid, "settled and what was paid for it");
        }
    }

    function invariant_I3_aLockIsOneSignedReservation() public view {
        for (uint256 i = 0; i < 6; ++i) {
            (address at, address from) = handler.channelAt(i);
            (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) = channels.channelOf(at, from);
            if (locked == 0) continue;
            uint256 promised = uint256(settled) + locked;
            vm.assertTrue(handler.allowed(at, from, promised, expiresAt, epoch), "a lock that nobody signed");
        }
    }

    function invariant_I4_aNodeIsPaidUpToLocked() public {
        for (uint256 i = 0; i < 6; ++i) {
            (address at, address from) = handler.channelAt(i);
            (,, uint96 locked, uint96 settled) = channels.channelOf(at, from);
            // Whatever the payer does first, here: the owner takes everything that it can.
            _leave(from);
            channels.settle(at, handler.voucher(i, settled + locked));
            (,, uint96 lockedAfter, uint96 settledAfter) = channels.channelOf(at, from);
            vm.assertEq(settledAfter, settled + locked, "paid up to locked");
            vm.assertEq(lockedAfter, 0, "locked after");
        }
    }

    function invariant_I5_theOwnerGetsTheRest() public {
        uint256 rest = token.balanceOf(address(channels)) - _earned();
        uint256 before = token.balanceOf(OWNER);
        _everybodyLeaves();
        vm.assertEq(token.balanceOf(OWNER) - before, rest, "the owner's rest");
        vm.assertEq(token.balanceOf(address(channels)), _earned(), "what nodes and the sink have earned");
    }

    function invariant_I6_exitsAlwaysWork() public {
        // A call that reverts would fail this as a whole.
        _everybodyLeaves();
        address[] memory nodes = new address[](2);
        for (uint256 n = 0; n < 2; ++n) {
            nodes[n] = handler.nodeAt(n);
            channels.collect(nodes[n]);
        }
        channels.collectFees(nodes);
        (uint96 credit,) = channels.earnedOf(nodes[1]);
        vm.assertEq(token.balanceOf(address(channels)), credit, "only the credit of the id that nobody registered");
    }

    function invariant_I7_noTwoPayouts() public view {
        uint256 collected = 0;
        uint256 fees = 0;
        for (uint256 n = 0; n < 2; ++n) {
            collected += handler.collected(handler.nodeAt(n));
            fees += handler.feesCollected(handler.nodeAt(n));
        }
        uint256 out = handler.withdrawn() + collected + fees;
        vm.assertEq(token.balanceOf(address(channels)), handler.deposited() - out, "deposits less payouts");
        vm.assertEq(token.balanceOf(OWNER) + token.balanceOf(RELAYER), handler.withdrawn(), "owner and relayer");
        vm.assertEq(token.balanceOf(PAYOUT), collected, "payout");
        vm.assertEq(token.balanceOf(SINK), fees, "sink");
    }

    function _earned() private view returns (uint256 sum) {
        for (uint256 n = 0; n < 2; ++n) {
            (uint96 credit, uint96 fee) = channels.earnedOf(handler.nodeAt(n));
            sum += uint256(credit) + fee;
        }
    }

    function _everybodyLeaves() private {
        for (uint256 i = 0; i < 6; ++i) {
            (address at, address from) = handler.channelAt(i);
            (, uint40 expiresAt,,) = channels.channelOf(at, from);
            if (expiresAt > block.timestamp) vm.warp(expiresAt);
            channels.reclaim(at, abi.encodePacked(from));
        }
        for (uint256 i = 0; i < 3; ++i) _leave(handler.payerAt(i));
    }

    /// By the owner alone.
    function _leave(address from) private {
        (uint96 available, address owner) = channels.accountOf(from);
        if (available == 0) return;
        vm.prank(owner);
        channels.requestWithdraw(from, available);
        vm.warp(block.timestamp + 1 days);
        vm.prank(owner);
        channels.withdraw(from);
    }
}
