// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Slots} from "../../../contracts/libraries/Slots.sol";
import {Account, Channel, Earned, Request} from "../../../contracts/types/PaymentTypes.sol";
import {Vm} from "../support/Vm.sol";

/// Words read and written by Slots against the fields of the structs, and against the layout that types/PaymentTypes.sol writes down. Each record has a neighbour on either
/// side that must stay as it was.
contract SlotsTest {
    using Slots for Account;
    using Slots for Channel;
    using Slots for Earned;
    using Slots for Request;

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant NEIGHBOUR = type(uint256).max;

    uint256 private before = NEIGHBOUR;
    Account private account;
    Request private request;
    Channel private channel;
    Earned private earned;
    uint256 private behind = NEIGHBOUR;

    struct ChannelFields {
        uint24 epoch;
        uint40 expiresAt;
        uint96 locked;
        uint96 settled;
    }

    function _wordOf(ChannelFields calldata fields) private pure returns (uint256) {
        return uint256(bytes32(abi.encodePacked(fields.epoch, fields.expiresAt, fields.locked, fields.settled)));
    }

    function _setFields(ChannelFields calldata to) private {
        (channel.epoch, channel.expiresAt, channel.locked, channel.settled) =
            (to.epoch, to.expiresAt, to.locked, to.settled);
    }

    function _requireFields(ChannelFields memory expected, string memory what) private view {
        vm.assertEq(
            abi.encode(channel.epoch, channel.expiresAt, channel.locked, channel.settled),
            abi.encode(expected.epoch, expected.expiresAt, expected.locked, expected.settled),
            what
        );
        (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) = channel.load();
        vm.assertEq(
            abi.encode(epoch, expiresAt, locked, settled),
            abi.encode(expected.epoch, expected.expiresAt, expected.locked, expected.settled),
            "loaded"
        );
        _requireNeighbours();
    }

    function _requireNeighbours() private view {
        vm.assertEq(before, NEIGHBOUR, "the slot before");
        vm.assertEq(behind, NEIGHBOUR, "the slot behind");
    }

    function testFuzz_keepsAnAccountInOneSlotAsTheLayoutHasIt(uint96 available, address owner) public {
        account.save(available, owner);
        uint256 word;
        assembly ("memory-safe") {
            word := sload(account.slot)
        }
        vm.assertEq(word, uint256(bytes32(abi.encodePacked(available, owner))), "word");
        (uint96 loaded, address ofWhom) = account.load();
        vm.assertEq(abi.encode(loaded, ofWhom), abi.encode(available, owner), "loaded");
        _requireNeighbours();
    }

    function testFuzz_keepsARequestInOneSlotAsTheLayoutHasIt(
        uint24 nonce,
        uint40 readyAt,
        uint96 relayFee,
        uint96 amount
    ) public {
        request.save(nonce, readyAt, relayFee, amount);
        uint256 word;
        assembly ("memory-safe") {
            word := sload(request.slot)
        }
        vm.assertEq(word, uint256(bytes32(abi.encodePacked(nonce, readyAt, relayFee, amount))), "word");
        (uint24 n, uint40 r, uint96 f, uint96 a) = request.load();
        vm.assertEq(abi.encode(n, r, f, a), abi.encode(nonce, readyAt, relayFee, amount), "loaded");
        _requireNeighbours();
    }

    function testFuzz_readsTheWordOfTheFields(ChannelFields calldata fields) public {
        _setFields(fields);
        vm.assertEq(channel.loadWord(), _wordOf(fields), "word");
        uint256 word = channel.loadWord();
        vm.assertEq(uint96(word), fields.settled, "settled");
        vm.assertEq(uint96(word >> Slots.LOCKED), fields.locked, "locked");
        vm.assertEq(uint40(word >> Slots.EXPIRES_AT), fields.expiresAt, "expiresAt");
        vm.assertEq(word >> Slots.EPOCH, fields.epoch, "epoch");
    }

    function testFuzz_writesTheFieldsOfTheWord(ChannelFields calldata former, ChannelFields calldata fields) public {
        _setFields(former);
        channel.saveWord(_wordOf(fields));
        _requireFields(fields, "by the word");
        _setFields(former);
        channel.save(fields.epoch, fields.expiresAt, fields.locked, fields.settled);
        _requireFields(fields, "by the fields");
    }

    /// What a settlement and a reservation do to a word: each amount moves by no more than it has room for.
    function testFuzz_changesAmountsInPlaceAsTheFieldsDo(
        ChannelFields calldata fields,
        uint96 paid,
        uint96 fromLocked,
        uint96 taken,
        uint40 longer
    ) public {
        ChannelFields memory changed = fields;
        _setFields(fields);
        paid %= type(uint96).max - fields.settled + (fields.settled == 0 ? 0 : 1);
        fromLocked = fields.locked == 0 ? 0 : fromLocked % fields.locked;
        channel.saveWord(channel.loadWord() + paid - (uint256(fromLocked) << Slots.LOCKED));
        changed.settled += paid;
        changed.locked -= fromLocked;
        _requireFields(changed, "settled");
        taken %= type(uint96).max - changed.locked + (changed.locked == 0 ? 0 : 1);
        longer %= type(uint40).max - changed.expiresAt + (changed.expiresAt == 0 ? 0 : 1);
        channel.saveWord(
            channel.loadWord() + (uint256(taken) << Slots.LOCKED) + (uint256(longer) << Slots.EXPIRES_AT)
        );
        changed.locked += taken;
        changed.expiresAt += longer;
        _requireFields(changed, "reserved");
    }

    function testFuzz_readsTheFieldsOfWhatANodeEarned(uint96 credit, uint96 fee, uint64 used) public {
        (earned.credit, earned.fee, earned.used) = (credit, fee, used);
        (uint256 loadedFee, uint256 loadedCredit) = earned.load();
        vm.assertEq(abi.encode(loadedFee, loadedCredit), abi.encode(fee, credit), "loaded");
        _requireNeighbours();
    }

    function testFuzz_writesTheFieldsOfWhatANodeEarned(uint96 credit, uint96 fee, uint64 used, uint96 former) public {
        (earned.credit, earned.fee, earned.used) = (former, former, used);
        earned.save(fee, credit);
        vm.assertEq(abi.encode(earned.credit, earned.fee), abi.encode(credit, fee), "fields");
        vm.assertTrue(earned.used != 0, "used");
        _requireNeighbours();
    }

    function testFuzz_neverLeavesTheSlotOfWhatANodeEarnedAtZero(uint96 former) public {
        earned.save(former, former);
        earned.save(0, 0);
        uint256 word;
        assembly ("memory-safe") {
            word := sload(earned.slot)
        }
        vm.assertTrue(word != 0, "word");
        (uint256 fee, uint256 credit) = earned.load();
        vm.assertEq(fee + credit, 0, "nothing in it");
    }
}
