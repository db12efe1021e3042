// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Items} from "../libraries/Items.sol";
import {Rows} from "../libraries/Rows.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Account, Channel} from "../types/PaymentTypes.sol";
import {PaymentLedger} from "./PaymentLedger.sol";

/// What is locked for a node, and how it comes back.
abstract contract Guarantees is PaymentLedger {
    using Items for bytes;

    function reserve(bytes calldata items) external {
        uint256 count = items.count(Items.RESERVATION_SIZE);
        bytes32 separator = _domainSeparator();
        for (uint256 i = 0; i < count; ++i) {
            (address node, uint96 ceiling, uint40 expiresAt, uint24 epoch, bytes32 r, bytes32 vs) =
                items.reservationAt(i);
            bytes32 structHash = keccak256(abi.encode(Signatures.RESERVATION, node, ceiling, expiresAt, epoch));
            address payer = Signatures.recover(Signatures.digest(separator, structHash), r, vs);
            if (payer != address(0)) _reserve(payer, node, ceiling, expiresAt, epoch);
        }
    }

    function _reserve(address payer, address node, uint96 ceiling, uint40 expiresAt, uint24 epoch) private {
        if (node == address(0)) return;
        if (expiresAt <= block.timestamp || expiresAt > block.timestamp + MAX_RESERVATION) return;
        Account memory account = _accounts[payer];
        if (account.owner == address(0)) return;
        Channel memory channel = _channels[node][payer];
        uint256 promised = uint256(channel.settled) + channel.locked;
        if (channel.epoch != epoch || expiresAt < channel.expiresAt || ceiling < promised) return;
        uint96 room = uint96(ceiling - promised);
        uint96 taken = room < account.available ? room : account.available;
        if (taken == 0 && expiresAt == channel.expiresAt) return;
        if (taken > 0) {
            channel.locked += taken;
            account.available -= taken;
            _accounts[payer] = account;
        }
        channel.expiresAt = expiresAt;
        _channels[node][payer] = channel;
        emit Reserved(payer, node, taken, ceiling, expiresAt, epoch);
    }

    function release(address node, bytes calldata payers) external {
        if (!_registry.mayRelease(node, msg.sender)) revert NotNode(node, msg.sender);
        uint256 count = payers.count(Items.PAYER_SIZE);
        bytes memory changed = new bytes(payers.length);
        uint256 length = 0;
        for (uint256 i = 0; i < count; ++i) {
            address payer = payers.payerAt(i);
            Channel memory channel = _channels[node][payer];
            // An epoch at its end stays: wrapping would revive old reservations.
            if (channel.epoch == type(uint24).max || (channel.locked == 0 && channel.expiresAt == 0)) continue;
            if (!_giveBack(payer, channel.locked)) continue;
            channel.locked = 0;
            channel.epoch += 1;
            channel.expiresAt = uint40(block.timestamp);
            _channels[node][payer] = channel;
            length = Rows.appendPayer(changed, length, payer);
        }
        emit Released(node, Rows.shorten(changed, length));
    }

    function reclaim(address node, bytes calldata payers) external {
        uint256 count = payers.count(Items.PAYER_SIZE);
        bytes memory changed = new bytes(payers.length);
        uint256 length = 0;
        for (uint256 i = 0; i < count; ++i) {
            address payer = payers.payerAt(i);
            Channel storage channel = _channels[node][payer];
            uint96 locked = channel.locked;
            if (locked == 0 || block.timestamp < channel.expiresAt) continue;
            if (!_giveBack(payer, locked)) continue;
            channel.locked = 0;
            length = Rows.appendPayer(changed, length, payer);
        }
        emit Reclaimed(node, Rows.shorten(changed, length));
    }

    /// False, and nothing done, when the account has no room for the amount: one such payer must not hold a batch of others.
    function _giveBack(address payer, uint96 amount) private returns (bool) {
        if (amount == 0) return true;
        Account storage account = _accounts[payer];
        uint96 available = account.available;
        if (amount > type(uint96).max - available) return false;
        account.available = available + amount;
        return true;
    }
}
