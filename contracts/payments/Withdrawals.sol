// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Slots} from "../libraries/Slots.sol";
import {Account, Request} from "../types/PaymentTypes.sol";
import {PaymentLedger} from "./PaymentLedger.sol";

/// Money back to owners.
abstract contract Withdrawals is PaymentLedger {
    using SafeERC20 for IERC20;
    using Slots for Account;
    using Slots for Request;

    function requestWithdraw(address payer, uint96 amount) external {
        address owner = _accounts[payer].owner;
        if (msg.sender != owner) {
            if (msg.sender != payer) revert NotAllowed(payer, msg.sender);
            _requirePayerMay(payer, amount);
        }
        _request(payer, amount, 0);
    }

    function requestWithdrawSigned(
        address payer,
        uint96 amount,
        uint96 relayFee,
        uint24 nonce,
        uint40 deadline,
        bytes calldata signature
    ) external {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        if (relayFee > maxRelayFee || (amount > 0 && relayFee >= amount)) revert RelayFeeTooHigh(relayFee, maxRelayFee);
        uint24 expected = _requests[payer].nonce;
        // The last nonce does not rise any more, so a signature over it could be replayed.
        if (nonce != expected || nonce == type(uint24).max) revert WrongNonce(expected, nonce);
        bytes32 structHash =
            keccak256(abi.encode(Signatures.WITHDRAW_REQUEST, payer, amount, relayFee, nonce, deadline));
        address signer = Signatures.recoverLong(Signatures.digest(_domainSeparator(), structHash), signature);
        if (signer == address(0)) revert BadSignature();
        if (signer != _accounts[payer].owner) {
            if (signer != payer) revert BadSignature();
            _requirePayerMay(payer, amount);
        }
        _request(payer, amount, relayFee);
    }

    function withdraw(address payer) external nonReentrant {
        (uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount) = _requests[payer].load();
        if (readyAt == 0 || block.timestamp < readyAt) revert NotReady(readyAt);
        (uint96 available, address owner) = _accounts[payer].load();
        if (amount > available) amount = available;
        if (relayFee > amount) relayFee = amount;
        _accounts[payer].save(available - amount, owner);
        _requests[payer].save(nonce, 0, 0, 0);
        emit Withdrawn(payer, owner, amount, relayFee);
        if (amount > relayFee) _token.safeTransfer(owner, amount - relayFee);
        if (relayFee > 0) _token.safeTransfer(msg.sender, relayFee);
    }

    /// A payer's request stays until it is paid, so whoever steals the key can raise the nonce once a thaw and no more often.
    function _requirePayerMay(address payer, uint96 amount) private view {
        if (amount == 0) revert ZeroAmount();
        if (_requests[payer].readyAt != 0) revert RequestPending(payer);
    }

    /// Every request raises the nonce, so a signature works once and an older one never again.
    function _request(address payer, uint96 amount, uint96 relayFee) private {
        (uint96 available, address owner) = _accounts[payer].load();
        if (owner == address(0)) revert UnknownAccount(payer);
        if (amount > available) revert AboveAvailable(amount, available);
        uint24 nonce = _requests[payer].nonce;
        // At its end the nonce stays, and signatures are refused: the owner can still leave by its own transaction.
        if (nonce != type(uint24).max) ++nonce;
        uint40 readyAt = amount == 0 ? 0 : uint40(block.timestamp) + THAW;
        _requests[payer].save(nonce, readyAt, relayFee, amount);
        emit WithdrawRequested(payer, amount, relayFee, nonce, readyAt);
    }
}
