// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ItemSignatures} from "../libraries/ItemSignatures.sol";
import {Items} from "../libraries/Items.sol";
import {Rows} from "../libraries/Rows.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Slots} from "../libraries/Slots.sol";
import {Account, Channel} from "../types/PaymentTypes.sol";
import {PaymentLedger} from "./PaymentLedger.sol";

/// What is locked for a node, and how it comes back.
abstract contract Guarantees is PaymentLedger {
    using Items for bytes;
    using Slots for Account;
    using Slots for Channel;

    function reserve(bytes calldata items) external {
        uint256 count = items.count(Items.RESERVATION_SIZE);
        bytes32 separator = _domainSeparator();
        for (uint256 i = 0; i < count; ++i) {
            (address node, uint96 ceiling, uint40 expiresAt, uint24 epoch, bytes32 r, bytes32 vs) =
                items.reservationAt(i * Items.RESERVATION_SIZE);
            bytes32 hash = ItemSignatures.reservationDigest(separator, node, ceiling, expiresAt, epoch);
            address payer = Signatures.recover(hash, r, vs);
            if (payer != address(0)) _reserve(payer, node, ceiling, expiresAt, epoch);
        }
    }

    function _reserve(address payer, address node, uint96 ceiling, uint40 expiresAt, uint24 epoch) private {
        if (node == address(0)) return;
        if (expiresAt <= block.timestamp || expiresAt > block.timestamp + MAX_RESERVATION) return;
        Account storage account = _accounts[payer];
        (uint96 available, address owner) = account.load();
        if (owner == address(0)) return;
        Channel storage channel = _channels[node][payer];
        (uint24 epochNow, uint40 expiresNow, uint96 locked, uint96 settled) = channel.load();
        uint256 promised = uint256(settled) + locked;
        if (epochNow != epoch || expiresAt < expiresNow || ceiling < promised) return;
        uint96 room = uint96(ceiling - promised);
        uint96 taken = room < available ? room : available;
        if (taken == 0 && expiresAt == expiresNow) return;
        unchecked {
            // taken <= available, and locked + taken <= ceiling.
            if (taken > 0) account.save(available - taken, owner);
            channel.save(epoch, expiresAt, locked + taken, settled);
        }
        emit Reserved(payer, node, taken, ceiling, expiresAt, epoch);
    }

    function release(address node, bytes calldata payers) external {
        if (!_registry.mayRelease(node, msg.sender)) revert NotNode(node, msg.sender);
        payers.count(Items.PAYER_SIZE);
        bytes memory changed = Rows.newPayers(payers.length);
        mapping(address payer => Channel) storage channels = _channels[node];
        uint256 length = 0;
        for (uint256 at = 0; at < payers.length;) {
            address payer = payers.payerAt(at);
            unchecked {
                at += Items.PAYER_SIZE;
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
        bytes memory changed = Rows.newPayers(payers.length);
        mapping(address payer => Channel) storage channels = _channels[node];
        uint256 length = 0;
        for (uint256 at = 0; at < payers.length;) {
            address payer = payers.payerAt(at);
            unchecked {
                at += Items.PAYER_SIZE;
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
