// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Account, Channel, Earned, Request} from "../types/PaymentTypes.sol";

/// Reads and writes the records of PaymentChannels, each of which is one word. Where the compiler makes one load and one store of the fields, they are written as
/// fields. It does not for a channel whose amounts change in place, which costs 1.6% of a settlement (166 gas of 10,574 a voucher), nor for what a node has earned,
/// 0.6% of a payout (364 of 61,430): both are the difference between meeting the goals of docs/payments.md and not. The layout is that of types/PaymentTypes.sol, and a
/// test compares the two.
library Slots {
    /// Where parts of a channel's word begin, in bits; `settled` begins at 0.
    uint256 internal constant LOCKED = 96;
    uint256 internal constant EXPIRES_AT = 192;
    uint256 internal constant EPOCH = 232;

    function load(Account storage account) internal view returns (uint96 available, address owner) {
        return (account.available, account.owner);
    }

    function save(Account storage account, uint96 available, address owner) internal {
        account.available = available;
        account.owner = owner;
    }

    function load(Channel storage channel)
        internal
        view
        returns (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled)
    {
        return (channel.epoch, channel.expiresAt, channel.locked, channel.settled);
    }

    function save(Channel storage channel, uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) internal {
        channel.epoch = epoch;
        channel.expiresAt = expiresAt;
        channel.locked = locked;
        channel.settled = settled;
    }

    /// The whole word, for a change in place.
    function loadWord(Channel storage channel) internal view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(channel.slot)
        }
    }

    function saveWord(Channel storage channel, uint256 word) internal {
        assembly ("memory-safe") {
            sstore(channel.slot, word)
        }
    }

    function load(Request storage request)
        internal
        view
        returns (uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount)
    {
        return (request.nonce, request.readyAt, request.relayFee, request.amount);
    }

    function save(Request storage request, uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount) internal {
        request.nonce = nonce;
        request.readyAt = readyAt;
        request.relayFee = relayFee;
        request.amount = amount;
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
