// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Packed lists for events, written in place into memory that was allocated for the longest case: the caller never appends more than it made room for.
library Rows {
    /// Room for packed payers of `length` bytes together: 12 bytes more, because each is written as a whole word.
    function newPayers(uint256 length) internal pure returns (bytes memory) {
        return new bytes(length + 12);
    }

    /// Writes a payer (20 bytes) at `length` and returns the new length.
    function appendPayer(bytes memory list, uint256 length, address payer) internal pure returns (uint256) {
        assembly ("memory-safe") {
            mstore(add(add(list, 32), length), shl(96, payer))
        }
        unchecked {
            return length + 20;
        }
    }

    /// Writes a payer and what is settled after (20 + 12 bytes) at `length` and returns the new length.
    function appendSettled(bytes memory list, uint256 length, address payer, uint256 settled)
        internal
        pure
        returns (uint256)
    {
        assembly ("memory-safe") {
            mstore(add(add(list, 32), length), or(shl(96, payer), settled))
        }
        unchecked {
            return length + 32;
        }
    }

    /// Cuts the list to what was written.
    function shorten(bytes memory list, uint256 length) internal pure returns (bytes memory) {
        assembly ("memory-safe") {
            mstore(list, length)
        }
        return list;
    }
}
