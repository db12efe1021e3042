// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Packed lists for events, written in place into memory that was allocated for the longest case: the caller never appends more than it made room for.
library Rows {
    uint256 internal constant PAYER_SIZE = 20;
    uint256 internal constant SETTLED_SIZE = 32;
    uint256 internal constant RESERVED_SIZE = 64;

    /// An empty list with room for `size` bytes, and for a word more, because a payer of 20 bytes is written as a whole one. Unlike `new bytes`, which costs
    /// 0.4% of a payout (222 gas of 61,430), it does not clear the room: `shorten` lets nobody see more than what was written. The word before it is the ABI offset that `log` needs.
    function make(uint256 size) internal pure returns (bytes memory list) {
        assembly ("memory-safe") {
            let offset := mload(0x40)
            mstore(offset, 32)
            list := add(offset, 32)
            mstore(list, 0)
            mstore(0x40, add(list, add(and(add(size, 31), not(31)), 64)))
        }
    }

    /// Writes a payer (20 bytes) at `length` and returns the new length.
    function appendPayer(bytes memory list, uint256 length, address payer) internal pure returns (uint256) {
        assembly ("memory-safe") {
            mstore(add(add(list, 32), length), shl(96, payer))
        }
        unchecked {
            return length + PAYER_SIZE;
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
            return length + SETTLED_SIZE;
        }
    }

    /// Writes a reservation (payer 20 | taken 12 | node 20 | expiresAt 5 | epoch 3 | 4 of zero) at `length` and returns the new length.
    function appendReserved(
        bytes memory list,
        uint256 length,
        address payer,
        uint256 taken,
        address node,
        uint256 expiresAt,
        uint256 epoch
    ) internal pure returns (uint256) {
        assembly ("memory-safe") {
            let at := add(add(list, 32), length)
            mstore(at, or(shl(96, payer), taken))
            mstore(add(at, 32), or(or(shl(96, node), shl(56, expiresAt)), shl(32, epoch)))
        }
        unchecked {
            return length + RESERVED_SIZE;
        }
    }

    /// Cuts the list to what was written.
    function shorten(bytes memory list, uint256 length) internal pure returns (bytes memory) {
        assembly ("memory-safe") {
            mstore(list, length)
        }
        return list;
    }

    /// `emit Event(node, list)` for an `event Event(address indexed node, bytes list)`, from where the list stands. The length must be a multiple of 32, as that of
    /// settled rows is: nothing is padded. Plain reference, compared in the tests: `emit`, which copies the list first
    /// and costs 170 gas more, the last of what brings a payout under its goal.
    function log(bytes memory list, bytes32 topic, address node) internal {
        assembly ("memory-safe") {
            log2(sub(list, 32), add(mload(list), 64), topic, node)
        }
    }
}
