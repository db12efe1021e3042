// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ItemSignatures, VoucherScratch} from "./libraries/ItemSignatures.sol";
import {Items} from "./libraries/Items.sol";
import {Rows} from "./libraries/Rows.sol";
import {Slots} from "./libraries/Slots.sol";
import {TokenMover} from "./libraries/TokenMover.sol";
import {Deposits} from "./payments/Deposits.sol";
import {Guarantees} from "./payments/Guarantees.sol";
import {PaymentLedger} from "./payments/PaymentLedger.sol";
import {Withdrawals} from "./payments/Withdrawals.sol";
import {Account, Channel, Earned} from "./types/PaymentTypes.sol";

/// Vouchers turned into what nodes earn, and payouts. The manual is IPaymentChannels; deposits, guarantees and withdrawals are in payments/.
contract PaymentChannels is Deposits, Guarantees, Withdrawals {
    using Items for bytes;
    using Rows for bytes;
    using Slots for Account;
    using Slots for Channel;
    using Slots for Earned;
    using TokenMover for IERC20;

    constructor(address token_, address registry_, address feeSink_, uint16 feeBps_, uint96 maxRelayFee_)
        PaymentLedger(token_, registry_, feeSink_, feeBps_, maxRelayFee_)
    {}

    function settle(address node, bytes calldata items) external {
        (bytes memory rows, uint256 gross) = _settle(node, items);
        if (gross > 0) {
            Earned storage earned = _earned[node];
            (uint256 fee, uint256 credit) = _shares(earned, gross);
            earned.save(fee, credit);
        }
        rows.log(Settled.selector, node);
    }

    /// Refused from inside a token, but it does not itself keep others out: all of it is booked and logged before the token is called, and a payout that fails
    /// is added to what is booked then.
    function settleAndCollect(address node, bytes calldata items) external nonReentrantView {
        (bytes memory rows, uint256 gross) = _settle(node, items);
        Earned storage earned = _earned[node];
        (uint256 fee, uint256 credit) = _shares(earned, gross);
        address payout = credit == 0 ? address(0) : _registry.payoutOf(node);
        if (payout != address(0)) {
            rows.log(SettledAndCollected.selector, node);
            if (!_pay(earned, payout, fee, credit)) emit CollectFailed(node, uint96(credit));
            return;
        }
        if (gross > 0) earned.save(fee, credit);
        rows.log(Settled.selector, node);
        // Vouchers to an id nobody registered: whoever registers it later can collect.
        if (credit > 0) emit CollectFailed(node, uint96(credit));
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

    /// Takes what it can of every voucher; the sum is not the node's yet.
    function _settle(address node, bytes calldata items) private returns (bytes memory rows, uint256 gross) {
        if (node == address(0)) revert ZeroAddress();
        uint256 count = items.count(Items.VOUCHER_SIZE);
        VoucherScratch scratch = ItemSignatures.prepareVouchers(_domainSeparator(), node);
        mapping(address payer => Channel) storage channels = _channels[node];
        rows = Rows.make(count * Rows.SETTLED_SIZE);
        uint256 length = 0;
        for (uint256 offset = 0; offset < items.length;) {
            (uint256 cumulative, bytes32 r, bytes32 vs) = items.voucherAt(offset);
            address payer = ItemSignatures.voucherSigner(scratch, cumulative, r, vs);
            unchecked {
                offset += Items.VOUCHER_SIZE;
            }
            if (payer == address(0)) continue;
            (uint256 paid, uint256 settled) = _take(channels[payer], payer, cumulative);
            if (paid == 0) continue;
            unchecked {
                // Fewer than 2^64 items, each less than 2^96.
                gross += paid;
            }
            length = Rows.appendSettled(rows, length, payer, settled);
        }
        Rows.shorten(rows, length);
    }

    /// Takes what is due from locked, then from available; `settled` grows by what was paid, which may be less than was due.
    function _take(Channel storage channel, address payer, uint256 cumulative)
        private
        returns (uint256 paid, uint256 settled)
    {
        uint256 word = channel.loadWord();
        settled = uint96(word);
        if (cumulative <= settled) return (0, 0);
        unchecked {
            paid = cumulative - settled;
            uint256 fromLocked = paid;
            uint256 locked = uint96(word >> Slots.LOCKED);
            if (paid > locked) {
                fromLocked = locked;
                paid = locked + _takeAvailable(payer, paid - locked);
                if (paid == 0) return (0, 0);
            }
            // No part of the word reaches into the next: settled + paid <= cumulative < 2^96, and fromLocked <= locked.
            settled += paid;
            channel.saveWord(word + paid - (fromLocked << Slots.LOCKED));
        }
    }

    function _takeAvailable(address payer, uint256 wanted) private returns (uint256 taken) {
        Account storage account = _accounts[payer];
        (uint96 available, address owner) = account.load();
        taken = wanted < available ? wanted : available;
        unchecked {
            if (taken > 0) account.save(uint96(available - taken), owner);
        }
    }

    /// A node's fee and credit with `gross` more. A sum beyond 96 bits reverts, and with it the whole batch, rather than lose its top: settle fewer at
    /// once, or collect first.
    function _shares(Earned storage earned, uint256 gross) private view returns (uint256 fee, uint256 credit) {
        (uint256 feeBefore, uint256 creditBefore) = earned.load();
        unchecked {
            // gross < 2^256 / 10^4 whatever the list: its items are fewer than 2^64, each less than 2^96.
            fee = gross * feeBps / 10_000;
            credit = creditBefore + (gross - fee);
            fee += feeBefore;
        }
        if ((fee | credit) > type(uint96).max) revert SumTooLarge();
    }

    function _collect(address node) private {
        Earned storage earned = _earned[node];
        (uint256 fee, uint256 credit) = earned.load();
        if (credit == 0) return;
        address payout = _registry.payoutOf(node);
        if (payout != address(0) && _pay(earned, payout, fee, credit)) emit Collected(node, payout, uint96(credit));
        else emit CollectFailed(node, uint96(credit));
    }

    /// Pays a node's whole credit; keeps it and returns false when the token refuses.
    function _pay(Earned storage earned, address payout, uint256 fee, uint256 credit) private returns (bool paid) {
        earned.save(fee, 0);
        paid = _token.tryPush(payout, credit);
        // Added, not set: a token that calls back may have settled meanwhile.
        if (!paid) earned.credit += uint96(credit);
    }
}
