// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "../PaymentChannels/ChannelsTest.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";

/// A wallet that calls for others, like a Safe, a multicall or a bundler.
contract Caller {
    function run(address target, bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done,) = target.call(calls[i]);
            require(done, "a call failed");
        }
    }
}

/// Payer code that says yes to every signature (EIP-1271).
contract YesWallet {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}

/// Vouchers that are bent, shown twice or hidden. Numbers are those of test/contracts/invariants/README.md.
contract VoucherAttacks is ChannelsTest {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function setUp() public override {
        super.setUp();
        _inUse();
    }

    /// Behind a wallet or a multicall the calldata of the transaction shows nothing: the events alone must rebuild every row.
    function test_M3_theEventsAloneRebuildWhatWasPaid() public {
        _fund(other.at, 1_000_000);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            channels.settle,
            (
                node.at,
                bytes.concat(
                    _voucher(payer, node.at, 3_000_000),
                    _voucher(payer, node.at, 2_500_000),
                    _voucher(other, node.at, 5_000_000),
                    _voucher(payer, node.at, 4_000_000)
                )
            )
        );
        calls[1] = abi.encodeCall(channels.settle, (node.at, _voucher(payer, node.at, 11_000_000)));
        vm.recordLogs();
        new Caller().run(address(channels), calls);
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 2, "events");
        uint256 gross = 0;
        uint256 fee = 0;
        uint96[2] memory settled = [uint96(2_000_000), 0];
        for (uint256 i = 0; i < events.length; ++i) {
            bytes memory rows = abi.decode(events[i].data, (bytes));
            uint256 sum = 0;
            for (uint256 at = 0; at < rows.length; at += 32) {
                bytes32 row;
                assembly ("memory-safe") {
                    row := mload(add(add(rows, 32), at))
                }
                uint256 who = address(bytes20(row)) == payer.at ? 0 : 1;
                sum += uint96(uint256(row)) - settled[who];
                settled[who] = uint96(uint256(row));
            }
            gross += sum;
            fee += sum / 100;
        }
        vm.assertEq(settled[0], _state().settled, "payer's settled");
        vm.assertEq(settled[1], _state(other.at, node.at).settled, "other's settled");
        vm.assertEq(_state().fee, 20_000 + fee, "fee");
        vm.assertEq(_state().credit, 1_980_000 + gross - fee, "credit");
    }

    /// The same of reservations, of several payers at several nodes, good and bad, behind a wallet.
    function test_M3_theEventsAloneRebuildWhatWasLocked() public {
        _fund(other.at, 1_000_000);
        State memory before = _state();
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(
            channels.reserve,
            (bytes.concat(
                    _reservation(payer, node.at, 5_500_000, NOW + 2 * DAY, 0),
                    _reservation(other, STRANGER, 300_000, NOW + DAY, 0),
                    _reservation(other, node.at, 5_000_000, NOW + 3 * DAY, 0),
                    _reservation(payer, node.at, 9_000_000, NOW + 2 * DAY, 7)
                ))
        );
        calls[1] = abi.encodeCall(channels.reserve, (_reservation(payer, node.at, 6_000_000, NOW + 4 * DAY, 0)));
        vm.recordLogs();
        new Caller().run(address(channels), calls);
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 2, "events");
        uint96[2] memory available = [before.available, 1_000_000];
        uint96[2] memory locked = [before.locked, 0];
        uint40[2] memory expiresAt;
        uint256 elsewhere = 0;
        for (uint256 i = 0; i < events.length; ++i) {
            bytes memory rows = abi.decode(events[i].data, (bytes));
            for (uint256 at = 0; at < rows.length; at += 64) {
                bytes32 first;
                bytes32 second;
                assembly ("memory-safe") {
                    first := mload(add(add(rows, 32), at))
                    second := mload(add(add(rows, 64), at))
                }
                uint256 who = address(bytes20(first)) == payer.at ? 0 : 1;
                available[who] -= uint96(uint256(first));
                if (address(bytes20(second)) == node.at) {
                    locked[who] += uint96(uint256(first));
                    expiresAt[who] = uint40(uint256(second) >> 56);
                } else {
                    elsewhere += uint96(uint256(first));
                }
            }
        }
        vm.assertEq(elsewhere, _state(other.at, STRANGER).locked, "locked elsewhere");
        for (uint256 who = 0; who < 2; ++who) {
            State memory now_ = _state(who == 0 ? payer.at : other.at, node.at);
            vm.assertEq(available[who], now_.available, "available");
            vm.assertEq(locked[who], now_.locked, "locked");
            vm.assertEq(expiresAt[who], now_.expiresAt, "expiresAt");
        }
    }

    /// Dust in many items would pay no fee if each were rounded, and the sums of events and chain would part.
    function test_M14_oneFeeOfTheWholeBatch() public {
        Party[3] memory payers = [party("dust 1"), party("dust 2"), party("dust 3")];
        bytes memory items;
        for (uint256 i = 0; i < 3; ++i) {
            _fund(payers[i].at, 99);
            items = bytes.concat(items, _voucher(payers[i], STRANGER, 99));
        }
        channels.settle(STRANGER, items);
        (uint96 credit, uint96 fee) = channels.earnedOf(STRANGER);
        vm.assertEq(fee, 2, "fee");
        vm.assertEq(credit, 295, "credit");
    }

    /// The token refuses the payout, a blacklist say: settling is what has a deadline, and must go on.
    function test_M8_aBlockedPayoutNeverStopsASettlement() public {
        vm.etch(address(token), hex"5f5ffd");
        channels.settleAndCollect(node.at, _voucher(payer, node.at, 6_000_000));
        (,,, uint96 settled) = channels.channelOf(node.at, payer.at);
        vm.assertEq(settled, 6_000_000, "settled");
        (uint96 credit,) = channels.earnedOf(node.at);
        vm.assertEq(credit, 5_940_000, "credit");
    }

    /// The second form of a signature (s in the upper half, v flipped) is the same payer's and pays nothing twice.
    function test_aMalleableSignaturePaysNothingTwice() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(payer.key, Messages.voucher(_domain(), node.at, 3_000_000));
        bytes32 high = bytes32(ORDER - uint256(s));
        channels.settle(node.at, Messages.voucherItem(3_000_000, v, r, s));
        State memory before = _state();
        vm.recordLogs();
        // In the compact form the top bit is the parity, so a high s cannot even be written down without becoming another number.
        channels.settle(
            node.at, Messages.voucherItem(3_000_000, v == 27 ? 28 : 27, r, bytes32(uint256(high) << 1 >> 1))
        );
        channels.settle(node.at, abi.encodePacked(uint96(3_000_000), r, high));
        _assertState(before);
        vm.assertEq(_events().length, 2, "events");
    }

    /// One bit of an item changed: somebody without an account signed that, so nothing moves.
    function testFuzz_aBentItemMovesNothing(uint256 bit, uint256 bitOfReservation) public {
        bytes memory item = _voucher(payer, node.at, 3_000_000);
        bit = bit % (76 * 8);
        item[bit / 8] = item[bit / 8] ^ bytes1(uint8(1 << (bit % 8)));
        bytes memory reservation = _reservation(payer, node.at, 9_000_000, NOW + 2 * DAY, 0);
        bitOfReservation = bitOfReservation % (104 * 8);
        reservation[bitOfReservation / 8] =
            reservation[bitOfReservation / 8] ^ bytes1(uint8(1 << (bitOfReservation % 8)));
        State memory before = _state();
        channels.settle(node.at, item);
        channels.reserve(reservation);
        _assertState(before);
    }

    /// A voucher is for one node, one contract and one chain.
    function test_L19_aVoucherIsWorthNothingElsewhere() public {
        IPaymentChannels second = _createChannels(address(token), address(registry), SINK, FEE_BPS);
        bytes memory item = _voucher(payer, node.at, 3_000_000);
        token.mint(OWNER, 5_000_000);
        vm.startPrank(OWNER);
        token.approve(address(second), 5_000_000);
        second.deposit(payer.at, OWNER, 5_000_000);
        vm.stopPrank();
        second.settle(node.at, item);
        (uint96 available,) = second.accountOf(payer.at);
        vm.assertEq(available, 5_000_000, "another contract");
        State memory before = _state();
        vm.chainId(1);
        channels.settle(node.at, item);
        vm.chainId(31_337);
        _assertState(before);
        channels.settle(STRANGER, item);
        vm.assertEq(_state().available, 4_000_000, "another node");
        channels.settle(node.at, item);
        vm.assertEq(_state().settled, 3_000_000, "here");
    }

    /// Code at the payer's address (a 7702 delegation, a contract wallet) is never asked: it can neither void nor forge what the key signed.
    function test_thePayersCodeIsNeverAsked() public {
        vm.etch(payer.at, abi.encodePacked(hex"ef0100", address(new YesWallet())));
        _settle(payer, 3_000_000);
        vm.assertEq(_state().settled, 3_000_000, "delegated (EIP-7702)");
        vm.etch(payer.at, hex"5f5ffd");
        _settle(payer, 4_000_000);
        vm.assertEq(_state().settled, 4_000_000, "code that reverts");
        // A wallet that answers yes to everything (EIP-1271) has an account; no item without its key pays from it.
        address wallet = address(new YesWallet());
        _fund(wallet, 5_000_000);
        channels.settle(node.at, _voucher(other, node.at, 1_000_000));
        channels.settle(node.at, Messages.voucherItem(1_000_000, 27, bytes32(uint256(1)), bytes32(uint256(1))));
        (uint96 available,) = channels.accountOf(wallet);
        vm.assertEq(available, 5_000_000, "EIP-1271");
        // And its owner can still take the money back.
        vm.prank(OWNER);
        channels.requestWithdraw(wallet, 5_000_000);
        vm.warp(NOW + DAY);
        channels.withdraw(wallet);
        vm.assertEq(token.balanceOf(OWNER), 5_000_000, "owner");
    }

    /// The caller chooses the gas: starved, the call fails as a whole; it never takes a good item for a bad one and goes on.
    function testFuzz_aStarvedCallSettlesAllOrNothing(uint256 gas_) public {
        _fund(other.at, 1_000_000);
        bytes memory items = bytes.concat(_voucher(payer, node.at, 3_000_000), _voucher(other, node.at, 1_000_000));
        gas_ = 5_000 + gas_ % 200_000;
        (bool done,) = address(channels).call{gas: gas_}(abi.encodeCall(channels.settle, (node.at, items)));
        vm.assertEq(_state().settled, done ? 3_000_000 : 2_000_000, "payer");
        vm.assertEq(_state(other.at, node.at).settled, done ? 1_000_000 : 0, "other");
    }
}
