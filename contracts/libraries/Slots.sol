// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Account, Channel, Earned, Request} from "../types/PaymentTypes.sol";

/// Reads and writes each record of PaymentChannels as the one word it is. The compiler's own field by field access costs a load and a store for every field:
/// up to 8% of a settlement and 7% of a release. The layout is that of types/PaymentTypes.sol, and a test compares the two.
library Slots {
    /// Where parts of a channel's word begin, in bits.
    uint256 internal constant LOCKED = 96;
    uint256 internal constant EXPIRES_AT = 192;
    uint256 internal constant EPOCH = 232;

    function load(Account storage account) internal view returns (uint96 available, address owner) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(account.slot)
        }
        return (uint96(word >> 160), address(uint160(word)));
    }

    function save(Account storage account, uint96 available, address owner) internal {
        uint256 word = (uint256(available) << 160) | uint160(owner);
        assembly ("memory-safe") {
            sstore(account.slot, word)
        }
    }

    function load(Channel storage channel)
        internal
        view
        returns (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled)
    {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(channel.slot)
        }
        return (uint24(word >> 232), uint40(word >> 192), uint96(word >> 96), uint96(word));
    }

    function save(Channel storage channel, uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) internal {
        uint256 word = (uint256(epoch) << 232) | (uint256(expiresAt) << 192) | (uint256(locked) << 96) | settled;
        assembly ("memory-safe") {
            sstore(channel.slot, word)
        }
    }

    /// The whole word, for a change of amounts in place: `settled` counts from bit 0, `locked` from LOCKED.
    function loadWord(Channel storage channel) internal view returns (uint256 value) {
        assembly ("memory-safe") {
            value := sload(channel.slot)
        }
    }

    function saveWord(Channel storage channel, uint256 value) internal {
        assembly ("memory-safe") {
            sstore(channel.slot, value)
        }
    }

    function load(Request storage request)
        internal
        view
        returns (uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount)
    {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(request.slot)
        }
        return (uint24(word >> 232), uint40(word >> 192), uint96(word >> 96), uint96(word));
    }

    function save(Request storage request, uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount) internal {
        uint256 word = (uint256(nonce) << 232) | (uint256(readyAt) << 192) | (uint256(relayFee) << 96) | amount;
        assembly ("memory-safe") {
            sstore(request.slot, word)
        }
    }

    function load(Earned storage earned) internal view returns (uint256 fee, uint256 credit) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(earned.slot)
        }
        return (uint96(word >> 96), uint96(word));
    }

    /// Marks the slot as used, so that it never returns to zero.
    function save(Earned storage earned, uint256 fee, uint256 credit) internal {
        uint256 word = (1 << 192) | (fee << 96) | credit;
        assembly ("memory-safe") {
            sstore(earned.slot, word)
        }
    }
}
