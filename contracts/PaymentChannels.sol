// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Items} from "./libraries/Items.sol";
import {Rows} from "./libraries/Rows.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TokenMover} from "./libraries/TokenMover.sol";
import {Deposits} from "./payments/Deposits.sol";
import {Guarantees} from "./payments/Guarantees.sol";
import {PaymentLedger} from "./payments/PaymentLedger.sol";
import {Withdrawals} from "./payments/Withdrawals.sol";
import {Account, Channel, Earned} from "./types/PaymentTypes.sol";

/// Vouchers turned into what nodes earn, and payouts. The manual is IPaymentChannels; deposits, guarantees and withdrawals are in payments/.
contract PaymentChannels is Deposits, Guarantees, Withdrawals {
    using Items for bytes;
    using TokenMover for IERC20;

    constructor(address token_, address registry_, address feeSink_, uint16 feeBps_, uint96 maxRelayFee_)
        PaymentLedger(token_, registry_, feeSink_, feeBps_, maxRelayFee_)
    {}

    function settle(address node, bytes calldata items) external {
        _settle(node, items);
    }

    function settleAndCollect(address node, bytes calldata items) external nonReentrant {
        _settle(node, items);
        _collect(node);
    }

    function collect(address node) external nonReentrant {
        _collect(node);
    }

    function collectFees(address[] calldata nodes) external nonReentrant {
        uint96 amount = 0;
        for (uint256 i = 0; i < nodes.length; ++i) {
            amount += _earned[nodes[i]].fee;
            _earned[nodes[i]].fee = 0;
        }
        emit FeesCollected(feeSink, amount, nodes);
        if (amount > 0 && !_token.tryPush(feeSink, amount)) revert TransferFailed();
    }

    function _settle(address node, bytes calldata items) private {
        if (node == address(0)) revert ZeroAddress();
        uint256 count = items.count(Items.VOUCHER_SIZE);
        bytes32 separator = _domainSeparator();
        mapping(address payer => Channel) storage channels = _channels[node];
        bytes memory rows = new bytes(count * 32);
        uint256 gross = 0;
        uint256 length = 0;
        for (uint256 i = 0; i < count; ++i) {
            (uint256 cumulative, bytes32 r, bytes32 vs) = items.voucherAt(i);
            address payer = Signatures.recover(Signatures.voucherDigest(separator, node, cumulative), r, vs);
            if (payer == address(0)) continue;
            (uint256 paid, uint256 settled) = _pay(channels[payer], payer, cumulative);
            if (paid == 0) continue;
            gross += paid;
            length = Rows.appendSettled(rows, length, payer, settled);
        }
        if (gross > 0) _earn(node, gross);
        emit Settled(node, Rows.shorten(rows, length));
    }

    /// Takes what is due from locked, then from available; `settled` grows by what was paid, which may be less than was due.
    function _pay(Channel storage channel, address payer, uint256 cumulative)
        private
        returns (uint256 paid, uint256 settled)
    {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(channel.slot)
        }
        settled = uint96(word);
        if (cumulative <= settled) return (0, settled);
        uint256 due = cumulative - settled;
        uint256 locked = uint96(word >> 96);
        uint256 fromLocked = due < locked ? due : locked;
        paid = fromLocked;
        if (due > fromLocked) paid += _takeAvailable(payer, due - fromLocked);
        if (paid == 0) return (0, settled);
        settled += paid;
        // epoch and expiry stay; both amounts fit: settled <= cumulative < 2^96, and locked shrinks.
        word = (word >> 192 << 192) | ((locked - fromLocked) << 96) | settled;
        assembly ("memory-safe") {
            sstore(channel.slot, word)
        }
    }

    function _takeAvailable(address payer, uint256 wanted) private returns (uint256 taken) {
        Account storage account = _accounts[payer];
        uint256 available = account.available;
        taken = wanted < available ? wanted : available;
        if (taken > 0) account.available = uint96(available - taken);
    }

    /// A sum beyond 96 bits reverts, and with it the whole batch, rather than lose its top: settle fewer at once, or collect first.
    function _earn(address node, uint256 gross) private {
        Earned memory earned = _earned[node];
        uint256 fee = gross * feeBps / 10_000;
        earned.credit = _add(earned.credit, gross - fee);
        earned.fee = _add(earned.fee, fee);
        earned.used = 1;
        _earned[node] = earned;
    }

    function _add(uint96 sum, uint256 amount) private pure returns (uint96) {
        uint256 most = type(uint96).max - sum;
        if (amount > most) revert SumTooLarge();
        return sum + uint96(amount);
    }

    function _collect(address node) private {
        uint96 credit = _earned[node].credit;
        if (credit == 0) return;
        address payout = _registry.payoutOf(node);
        if (payout == address(0)) {
            // Vouchers to an id nobody registered: whoever registers it later can collect.
            emit CollectFailed(node, credit);
            return;
        }
        _earned[node].credit = 0;
        if (_token.tryPush(payout, credit)) {
            emit Collected(node, payout, credit);
        } else {
            // Added, not set: a token that calls back may have settled meanwhile.
            _earned[node].credit += credit;
            emit CollectFailed(node, credit);
        }
    }
}
