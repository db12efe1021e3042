// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Terms} from "../types/PaymentTypes.sol";

/// Packed lists in calldata: voucher items (76 bytes), reservation items (104 bytes), payers (20 bytes). Items are read at a byte offset, not at an index, and
/// only after `count` has accepted the length. Slices of calldata instead cost 5.1% of a settlement of 100.
library Items {
    uint256 internal constant VOUCHER_SIZE = 76;
    uint256 internal constant RESERVATION_SIZE = 104;
    uint256 internal constant PAYER_SIZE = 20;

    /// The list is empty or its length is no multiple of the item size; encode it again (docs/protocol.md, Signed messages).
    error MalformedItems(uint256 length, uint256 itemSize);

    function count(bytes calldata items, uint256 size) internal pure returns (uint256) {
        if (items.length == 0 || items.length % size != 0) revert MalformedItems(items.length, size);
        return items.length / size;
    }

    /// cumulative 12 | r 32 | vs 32
    function voucherAt(bytes calldata items, uint256 offset)
        internal
        pure
        returns (uint256 cumulative, bytes32 r, bytes32 vs)
    {
        assembly ("memory-safe") {
            let at := add(items.offset, offset)
            cumulative := shr(160, calldataload(at))
            r := calldataload(add(at, 12))
            vs := calldataload(add(at, 44))
        }
    }

    /// node 20 | terms 20 (ceiling 12 | expiresAt 5 | epoch 3) | r 32 | vs 32
    function reservationAt(bytes calldata items, uint256 offset)
        internal
        pure
        returns (address node, Terms terms, bytes32 r, bytes32 vs)
    {
        assembly ("memory-safe") {
            let at := add(items.offset, offset)
            node := shr(96, calldataload(at))
            terms := shr(96, calldataload(add(at, 20)))
            r := calldataload(add(at, 40))
            vs := calldataload(add(at, 72))
        }
    }

    function payerAt(bytes calldata items, uint256 offset) internal pure returns (address payer) {
        assembly ("memory-safe") {
            payer := shr(96, calldataload(add(items.offset, offset)))
        }
    }
}
