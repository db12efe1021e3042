// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../libraries/Items.sol";
import {Rows} from "../libraries/Rows.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Slots} from "../libraries/Slots.sol";
import {Account, Channel, Terms} from "../types/PaymentTypes.sol";
import {PaymentLedger} from "./PaymentLedger.sol";

/// What is locked for a node, and how it comes back.
abstract contract Guarantees is PaymentLedger {
    using Items for bytes;
    using Slots for Account;
    using Slots for Channel;

    function reserve(bytes calldata items) external {
        bytes memory rows = Rows.make(items.count(Items.RESERVATION_SIZE) * Rows.RESERVED_SIZE);
        bytes32 separator = _domainSeparator();
        uint256 length = 0;
        // The account of the former item, written when its last item is done: lists are often of one payer.
        address payer;
        address owner;
        uint256 available;
        uint256 before;
        for (uint256 offset = 0; offset < items.length;) {
            (address node, Terms terms, bytes32 r, bytes32 vs) = items.reservationAt(offset);
            unchecked {
                offset += Items.RESERVATION_SIZE;
            }
            address signer = _signerOf(separator, node, terms, r, vs);
            if (signer != payer) {
                if (available != before) _accounts[payer].save(uint96(available), owner);
                payer = signer;
                (available, owner) = _accounts[payer].load();
                before = available;
            }
            // Nobody signed, or who did has no account.
            if (owner == address(0)) continue;
            (bool changed, uint256 taken) = _reserve(payer, node, terms, available);
            if (!changed) continue;
            unchecked {
                available -= taken;
            }
            length = Rows.appendReserved(rows, length, payer, taken, node, terms.expiresAt(), terms.epoch());
        }
        if (available != before) _accounts[payer].save(uint96(available), owner);
        if (length > 0) emit Reserved(Rows.shorten(rows, length));
    }

    function _signerOf(bytes32 separator, address node, Terms terms, bytes32 r, bytes32 vs)
        private
        pure
        returns (address)
    {
        bytes32 structHash =
            keccak256(abi.encode(Signatures.RESERVATION, node, terms.ceiling(), terms.expiresAt(), terms.epoch()));
        return Signatures.recover(Signatures.digest(separator, structHash), r, vs);
    }

    /// Locks what the reservation allows, `available` at most; false when that changes nothing.
    function _reserve(address payer, address node, Terms terms, uint256 available)
        private
        returns (bool changed, uint256 taken)
    {
        uint256 expiresAt = terms.expiresAt();
        if (node == address(0)) return (false, 0);
        Channel storage channel = _channels[node][payer];
        uint256 word = channel.loadWord();
        unchecked {
            if (expiresAt <= block.timestamp || expiresAt > block.timestamp + MAX_RESERVATION) return (false, 0);
            uint256 expiresNow = uint40(word >> Slots.EXPIRES_AT);
            if (word >> Slots.EPOCH != terms.epoch() || expiresAt < expiresNow) return (false, 0);
            // A sum of two 96-bit numbers.
            uint256 promised = uint96(word) + uint256(uint96(word >> Slots.LOCKED));
            uint256 ceiling = terms.ceiling();
            if (ceiling < promised) return (false, 0);
            taken = ceiling - promised;
            if (taken > available) taken = available;
            if (taken == 0 && expiresAt == expiresNow) return (false, 0);
            // No part of the word reaches into the next: locked + taken <= ceiling, and expiresAt replaces a lower one.
            channel.saveWord(word + (taken << Slots.LOCKED) + ((expiresAt - expiresNow) << Slots.EXPIRES_AT));
        }
        return (true, taken);
    }

    function release(address node, bytes calldata payers) external {
        if (!_registry.mayRelease(node, msg.sender)) revert NotNode(node, msg.sender);
        payers.count(Items.PAYER_SIZE);
        bytes memory changed = Rows.make(payers.length);
        mapping(address payer => Channel) storage channels = _channels[node];
        uint256 length = 0;
        for (uint256 offset = 0; offset < payers.length;) {
            address payer = payers.payerAt(offset);
            unchecked {
                offset += Items.PAYER_SIZE;
            }
            Channel storage channel = channels[payer];
            (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) = channel.load();
            // Only a channel that was reserved once has an expiry.
            if (expiresAt == 0) continue;
            // An epoch at its end stays: wrapping would revive old reservations.
            if (epoch == type(uint24).max || !_giveBack(payer, locked)) continue;
            unchecked {
                channel.save(epoch + 1, uint40(block.timestamp), 0, settled);
            }
            length = Rows.appendPayer(changed, length, payer);
        }
        emit Released(node, Rows.shorten(changed, length));
    }

    function reclaim(address node, bytes calldata payers) external {
        payers.count(Items.PAYER_SIZE);
        bytes memory changed = Rows.make(payers.length);
        mapping(address payer => Channel) storage channels = _channels[node];
        uint256 length = 0;
        for (uint256 offset = 0; offset < payers.length;) {
            address payer = payers.payerAt(offset);
            unchecked {
                offset += Items.PAYER_SIZE;
            }
            Channel storage channel = channels[payer];
            (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled) = channel.load();
            if (locked == 0 || block.timestamp < expiresAt) continue;
            if (!_giveBack(payer, locked)) continue;
            channel.save(epoch, expiresAt, 0, settled);
            length = Rows.appendPayer(changed, length, payer);
        }
        emit Reclaimed(node, Rows.shorten(changed, length));
    }

    /// False, and nothing done, when the account has no room for the amount: one such payer must not hold a batch of others.
    function _giveBack(address payer, uint96 amount) private returns (bool) {
        if (amount == 0) return true;
        Account storage account = _accounts[payer];
        (uint96 available, address owner) = account.load();
        unchecked {
            uint96 sum = available + amount;
            if (sum < available) return false;
            account.save(sum, owner);
        }
        return true;
    }
}
