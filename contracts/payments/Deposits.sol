// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IEIP3009} from "../interfaces/IEIP3009.sol";
import {Slots} from "../libraries/Slots.sol";
import {TokenMover} from "../libraries/TokenMover.sol";
import {Account} from "../types/PaymentTypes.sol";
import {PaymentLedger} from "./PaymentLedger.sol";

/// Money in.
abstract contract Deposits is PaymentLedger {
    using TokenMover for IERC20;
    using SafeERC20 for IERC20;
    using Slots for Account;

    function deposit(address payer, address owner, uint96 amount) external nonReentrant {
        _deposit(payer, owner, amount);
    }

    function depositWithPermit(
        address payer,
        address owner,
        uint96 amount,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        // Anyone may have submitted the permit first; then the allowance is there and the deposit goes on.
        try IERC20Permit(address(_token)).permit(msg.sender, address(this), amount, permitDeadline, v, r, s) {} catch {}
        _deposit(payer, owner, amount);
    }

    function depositWithAuthorization(
        address from,
        address payer,
        address owner,
        uint96 amount,
        uint96 relayFee,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external nonReentrant {
        if (relayFee > maxRelayFee || relayFee >= amount) revert RelayFeeTooHigh(relayFee, maxRelayFee);
        if (signature.length != 65) revert BadSignature();
        _credit(payer, owner, amount - relayFee, relayFee);
        bytes32 nonce = keccak256(abi.encode(payer, owner, relayFee, salt));
        _receive(from, amount, validAfter, validBefore, nonce, signature);
        if (relayFee > 0) _token.safeTransfer(msg.sender, relayFee);
    }

    /// Has the token move what `from` authorized; the token lets nobody but this contract ask for it.
    function _receive(
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) private {
        uint256 before = _token.balanceOf(address(this));
        (uint8 v, bytes32 r, bytes32 s) = (uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
        IEIP3009(address(_token)).receiveWithAuthorization(
            from, address(this), amount, validAfter, validBefore, nonce, v, r, s
        );
        _token.requireDelta(before, amount);
    }

    function _deposit(address payer, address owner, uint96 amount) private {
        _credit(payer, owner, amount, 0);
        _token.pull(msg.sender, amount);
    }

    function _credit(address payer, address owner, uint96 amount, uint96 relayFee) private {
        if (payer == address(0) || owner == address(0)) revert ZeroAddress();
        if (amount == 0) revert ZeroAmount();
        (uint96 available, address known) = _accounts[payer].load();
        if (known != address(0) && known != owner) revert WrongOwner(payer, known, owner);
        _accounts[payer].save(available + amount, owner);
        emit Deposited(payer, owner, amount, relayFee);
    }
}
