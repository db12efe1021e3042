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
    using Slots for Account;
    using Slots for Channel;
    using Slots for Earned;
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

    /// Pays every voucher it can, and books the sum to the node.
    function _settle(address node, bytes calldata items) private {
        if (node == address(0)) revert ZeroAddress();
        uint256 count = items.count(Items.VOUCHER_SIZE);
        VoucherScratch scratch = ItemSignatures.prepareVouchers(_domainSeparator(), node);
        mapping(address payer => Channel) storage channels = _channels[node];
        bytes memory rows = new bytes(count * 32);
        uint256 gross = 0;
        uint256 length = 0;
        for (uint256 at = 0; at < items.length;) {
            (uint256 cumulative, bytes32 r, bytes32 vs) = items.voucherAt(at);
            address payer = ItemSignatures.voucherSigner(scratch, cumulative, r, vs);
            unchecked {
                at += Items.VOUCHER_SIZE;
            }
            if (payer == address(0)) continue;
            (uint256 paid, uint256 settled) = _pay(channels[payer], payer, cumulative);
            if (paid == 0) continue;
            unchecked {
                // Fewer than 2^64 items, each less than 2^96.
                gross += paid;
            }
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
        uint256 word = channel.word();
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
            channel.setWord(word + paid - (fromLocked << Slots.LOCKED));
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

    /// A sum beyond 96 bits reverts, and with it the whole batch, rather than lose its top: settle fewer at once, or collect first.
    function _earn(address node, uint256 gross) private {
        Earned storage earned = _earned[node];
        (uint96 feeBefore, uint96 creditBefore) = earned.load();
        uint256 fee;
        uint256 credit;
        unchecked {
            // gross < 2^256 / 10^4 whatever the list: its items are fewer than 2^64, each less than 2^96.
            fee = gross * feeBps / 10_000;
            credit = creditBefore + (gross - fee);
            fee += feeBefore;
        }
        if (credit > type(uint96).max || fee > type(uint96).max) revert SumTooLarge();
        earned.save(uint96(fee), uint96(credit));
    }

    function _collect(address node) private {
        Earned storage earned = _earned[node];
        (uint96 fee, uint96 credit) = earned.load();
        if (credit == 0) return;
        address payout = _registry.payoutOf(node);
        if (payout == address(0)) {
            // Vouchers to an id nobody registered: whoever registers it later can collect.
            emit CollectFailed(node, credit);
            return;
        }
        earned.save(fee, 0);
        if (_token.tryPush(payout, credit)) {
            emit Collected(node, payout, credit);
        } else {
            // Added, not set: a token that calls back may have settled meanwhile.
            earned.credit += credit;
            emit CollectFailed(node, credit);
        }
    }
}
