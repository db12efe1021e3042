// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ItemSignatures, VoucherScratch} from "../../../contracts/libraries/ItemSignatures.sol";
import {Items} from "../../../contracts/libraries/Items.sol";
import {Rows} from "../../../contracts/libraries/Rows.sol";
import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {Terms} from "../../../contracts/types/PaymentTypes.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";

/// Every piece of assembly against the plain Solidity that it stands for. Compiled with the optimizer, like the contracts.
contract LibrariesTest {
    using Items for bytes;

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function testFuzz_digestIsThePlainOne(bytes32 separator, bytes32 structHash) public pure {
        vm.assertEq(Signatures.digest(separator, structHash), Messages.digest(separator, structHash), "digest");
    }

    /// Three vouchers in one scratch, as a settlement has them: nothing of one may be left for the next.
    function testFuzz_voucherSignersAreThePlainOnes(
        bytes32 separator,
        address node,
        uint96[3] calldata cumulatives,
        uint256 key,
        bytes32 noise
    ) public view {
        key = key >> 8 | 1;
        VoucherScratch scratch = ItemSignatures.prepareVouchers(separator, node);
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 hash = Messages.voucher(separator, node, cumulatives[i]);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
            address signer = ItemSignatures.voucherSigner(scratch, cumulatives[i], r, Messages.compact(v, s));
            vm.assertEq(signer, vm.addr(key), "who signed");
            bytes32 vs = noise ^ bytes32(i << 255);
            uint8 vOfNoise = uint8(uint256(vs) >> 255) + 27;
            address plain = ecrecover(hash, vOfNoise, r, bytes32(uint256(vs) << 1 >> 1));
            vm.assertEq(ItemSignatures.voucherSigner(scratch, cumulatives[i], r, vs), plain, "of noise");
        }
    }

    struct Item {
        address node;
        uint96 ceiling;
        uint40 expiresAt;
        uint24 epoch;
    }

    function testFuzz_recoverIsEcrecover(bytes32 hash, bytes32 r, bytes32 vs) public view {
        uint8 v = uint8(uint256(vs) >> 255) + 27;
        bytes32 s = bytes32(uint256(vs) << 1 >> 1);
        vm.assertEq(Signatures.recover(hash, r, vs), ecrecover(hash, v, r, s), "signer");
    }

    function testFuzz_recoverFindsWhoSigned(uint256 key, bytes32 hash) public view {
        key = key >> 8 | 1;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        vm.assertEq(Signatures.recover(hash, r, Messages.compact(v, s)), vm.addr(key), "compact");
        this.recoverLong(hash, abi.encodePacked(r, s, v), vm.addr(key));
    }

    function recoverLong(bytes32 hash, bytes calldata signature, address signer) external pure {
        vm.assertEq(Signatures.recoverLong(hash, signature), signer, "65 bytes");
        vm.assertEq(Signatures.recoverLong(hash, signature[:64]), address(0), "64 bytes");
        vm.assertEq(Signatures.recoverLong(hash, signature[:0]), address(0), "nothing");
    }

    function testFuzz_voucherItemsAreRead(uint96[3] calldata cumulatives, bytes32 r, bytes32 vs) public view {
        bytes memory items;
        for (uint256 i = 0; i < 3; ++i) {
            items = bytes.concat(items, abi.encodePacked(cumulatives[i], bytes32(uint256(r) ^ i), vs));
        }
        this.readVouchers(items);
    }

    function readVouchers(bytes calldata items) external pure {
        vm.assertEq(items.count(Items.VOUCHER_SIZE), 3, "count");
        for (uint256 i = 0; i < 3; ++i) {
            (uint256 cumulative, bytes32 r, bytes32 vs) = items.voucherAt(i * 76);
            bytes calldata item = items[i * 76:(i + 1) * 76];
            vm.assertEq(cumulative, uint96(bytes12(item[0:12])), "cumulative");
            vm.assertEq(r, bytes32(item[12:44]), "r");
            vm.assertEq(vs, bytes32(item[44:76]), "vs");
        }
    }

    function testFuzz_reservationItemsAreRead(
        address node,
        uint96 ceiling,
        uint40 expiresAt,
        uint24 epoch,
        bytes32 r,
        bytes32 vs
    ) public view {
        bytes memory item = abi.encodePacked(node, ceiling, expiresAt, epoch, r, vs);
        // Read the second of two, so that an offset that is forgotten shows.
        bytes memory first = new bytes(104);
        this.readReservation(bytes.concat(first, item), abi.encode(node, ceiling, expiresAt, epoch, r, vs));
    }

    function readReservation(bytes calldata items, bytes calldata expected) external pure {
        (address node, Terms terms, bytes32 r, bytes32 vs) = items.reservationAt(104);
        vm.assertEq(
            abi.encode(node, terms.ceiling(), terms.expiresAt(), terms.epoch(), r, vs), expected, "fields"
        );
    }

    function testFuzz_rowsAreThePackedOnes(address[3] calldata payers, uint96[3] calldata settled) public pure {
        // Memory that is not clean, as after any other work.
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let i := 0 } lt(i, 1024) { i := add(i, 32) } { mstore(add(free, i), not(0)) }
        }
        bytes memory rows = Rows.make(96);
        bytes memory list = Rows.make(60);
        vm.assertEq(rows, "", "made empty");
        uint256 rowsLength = 0;
        uint256 listLength = 0;
        bytes memory plainRows;
        bytes memory plainList;
        for (uint256 i = 0; i < 3; ++i) {
            rowsLength = Rows.appendSettled(rows, rowsLength, payers[i], settled[i]);
            listLength = Rows.appendPayer(list, listLength, payers[i]);
            plainRows = bytes.concat(plainRows, abi.encodePacked(payers[i], settled[i]));
            plainList = bytes.concat(plainList, abi.encodePacked(payers[i]));
        }
        vm.assertEq(Rows.shorten(rows, rowsLength), plainRows, "rows");
        vm.assertEq(Rows.shorten(list, listLength), plainList, "payers");
        vm.assertEq(Rows.shorten(rows, 32), abi.encodePacked(payers[0], settled[0]), "shortened");
    }

    function testFuzz_reservedRowsAreThePackedOnes(Item[3] calldata items, address payer, uint96 taken) public pure {
        bytes memory rows = Rows.make(192);
        bytes memory plain;
        uint256 length = 0;
        for (uint256 i = 0; i < 3; ++i) {
            Item calldata item = items[i];
            length = Rows.appendReserved(rows, length, payer, taken, item.node, item.expiresAt, item.epoch);
            plain = bytes.concat(
                plain, abi.encodePacked(payer, taken, item.node, item.expiresAt, item.epoch, uint32(0))
            );
        }
        vm.assertEq(Rows.shorten(rows, length), plain, "rows");
    }

    event Listed(address indexed node, bytes rows);

    function testFuzz_aLogIsTheEventOfThePlainEmit(address node, bytes32[5] calldata words, uint8 many) public {
        bytes memory rows = Rows.make(160);
        for (uint256 i = 0; i < 5; ++i) {
            address payer = address(bytes20(words[i]));
            Rows.appendSettled(rows, i * 32, payer, uint96(uint256(words[i])));
        }
        Rows.shorten(rows, (many % 6) * 32);
        vm.recordLogs();
        emit Listed(node, rows);
        Rows.log(rows, Listed.selector, node);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 2, "logs");
        vm.assertEq(abi.encode(logs[1].topics), abi.encode(logs[0].topics), "topics");
        vm.assertEq(logs[1].data, logs[0].data, "data");
    }
}
