// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IEIP3009} from "./interfaces/IEIP3009.sol";
import {INodeRegistry} from "./interfaces/INodeRegistry.sol";
import {IPaymentChannels} from "./interfaces/IPaymentChannels.sol";
import {Domain} from "./libraries/Domain.sol";
import {Items} from "./libraries/Items.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TokenMover} from "./libraries/TokenMover.sol";
import {Account, Channel, Earned, Request} from "./types/PaymentTypes.sol";

/// The manual is IPaymentChannels.
contract PaymentChannels is IPaymentChannels, Domain, ReentrancyGuardTransient {
    using Items for bytes;
    using TokenMover for IERC20;
    using SafeERC20 for IERC20;

    uint40 public constant THAW = 24 hours;
    uint40 public constant MAX_RESERVATION = 30 days;

    IERC20 private immutable _token;
    INodeRegistry private immutable _registry;
    address public immutable feeSink;
    uint16 public immutable feeBps;
    uint96 public immutable maxRelayFee;

    mapping(address payer => Account) private _accounts;
    mapping(address payer => Request) private _requests;
    mapping(address node => mapping(address payer => Channel)) private _channels;
    mapping(address node => Earned) private _earned;

    constructor(address token_, address registry_, address feeSink_, uint16 feeBps_, uint96 maxRelayFee_)
        Domain("Turnpike Payments")
    {
        if (token_ == address(0) || registry_ == address(0) || feeSink_ == address(0)) revert ZeroAddress();
        if (feeBps_ > 10_000) revert FeeTooHigh(feeBps_);
        _token = IERC20(token_);
        _registry = INodeRegistry(registry_);
        feeSink = feeSink_;
        feeBps = feeBps_;
        maxRelayFee = maxRelayFee_;
    }

    // Money in

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
        uint256 before = _token.balanceOf(address(this));
        IEIP3009(address(_token)).receiveWithAuthorization(
            from,
            address(this),
            amount,
            validAfter,
            validBefore,
            keccak256(abi.encode(payer, owner, relayFee, salt)),
            uint8(signature[64]),
            bytes32(signature[0:32]),
            bytes32(signature[32:64])
        );
        _token.requireDelta(before, amount);
        if (relayFee > 0) _token.safeTransfer(msg.sender, relayFee);
    }

    function _deposit(address payer, address owner, uint96 amount) private {
        _credit(payer, owner, amount, 0);
        _token.pull(msg.sender, amount);
    }

    function _credit(address payer, address owner, uint96 amount, uint96 relayFee) private {
        if (payer == address(0) || owner == address(0)) revert ZeroAddress();
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[payer];
        address known = account.owner;
        if (known == address(0)) account.owner = owner;
        else if (known != owner) revert WrongOwner(payer, known, owner);
        account.available += amount;
        emit Deposited(payer, owner, amount, relayFee);
    }

    // Guarantees

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
            if (channel.locked > 0) _accounts[payer].available += channel.locked;
            channel.locked = 0;
            channel.epoch += 1;
            channel.expiresAt = uint40(block.timestamp);
            _channels[node][payer] = channel;
            length = _appendPayer(changed, length, payer);
        }
        emit Released(node, _shorten(changed, length));
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
            channel.locked = 0;
            _accounts[payer].available += locked;
            length = _appendPayer(changed, length, payer);
        }
        emit Reclaimed(node, _shorten(changed, length));
    }

    // Payment

    function settle(address node, bytes calldata items) external {
        _settle(node, items);
    }

    function settleAndCollect(address node, bytes calldata items) external nonReentrant {
        _settle(node, items);
        _collect(node);
    }

    function _settle(address node, bytes calldata items) private {
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
            assembly ("memory-safe") {
                mstore(add(add(rows, 32), length), or(shl(96, payer), settled))
            }
            length += 32;
        }
        if (gross > 0) _earn(node, gross);
        emit Settled(node, _shorten(rows, length));
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

    function _earn(address node, uint256 gross) private {
        Earned memory earned = _earned[node];
        uint96 fee = uint96(gross * feeBps / 10_000);
        earned.credit += uint96(gross) - fee;
        earned.fee += fee;
        earned.used = 1;
        _earned[node] = earned;
    }

    // Money out

    function requestWithdraw(address payer, uint96 amount) external {
        if (msg.sender == payer && _requests[payer].readyAt != 0 && _accounts[payer].owner != payer) {
            revert RequestPending(payer);
        }
        if (msg.sender != payer && msg.sender != _accounts[payer].owner) revert NotAllowed(payer, msg.sender);
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
        Request storage request = _requests[payer];
        if (request.nonce != nonce) revert WrongNonce(request.nonce, nonce);
        bytes32 structHash =
            keccak256(abi.encode(Signatures.WITHDRAW_REQUEST, payer, amount, relayFee, nonce, deadline));
        address signer = Signatures.recoverLong(Signatures.digest(_domainSeparator(), structHash), signature);
        address owner = _accounts[payer].owner;
        if (signer == address(0) || (signer != payer && signer != owner)) revert BadSignature();
        if (signer != owner && request.readyAt != 0) revert RequestPending(payer);
        _request(payer, amount, relayFee);
    }

    /// Every request raises the nonce, so a signature works once and an older one never again.
    function _request(address payer, uint96 amount, uint96 relayFee) private {
        Account memory account = _accounts[payer];
        if (account.owner == address(0)) revert UnknownAccount(payer);
        if (amount > account.available) revert AboveAvailable(amount, account.available);
        Request storage request = _requests[payer];
        uint24 nonce = request.nonce + 1;
        uint40 readyAt = amount == 0 ? 0 : uint40(block.timestamp) + THAW;
        _requests[payer] = Request({amount: amount, relayFee: relayFee, readyAt: readyAt, nonce: nonce});
        emit WithdrawRequested(payer, amount, relayFee, nonce, readyAt);
    }

    function withdraw(address payer) external nonReentrant {
        Request memory request = _requests[payer];
        if (request.readyAt == 0 || block.timestamp < request.readyAt) revert NotReady(request.readyAt);
        Account memory account = _accounts[payer];
        uint96 amount = request.amount < account.available ? request.amount : account.available;
        uint96 relayFee = request.relayFee < amount ? request.relayFee : amount;
        _accounts[payer].available = account.available - amount;
        _requests[payer] = Request({amount: 0, relayFee: 0, readyAt: 0, nonce: request.nonce});
        emit Withdrawn(payer, account.owner, amount, relayFee);
        if (amount > relayFee) _token.safeTransfer(account.owner, amount - relayFee);
        if (relayFee > 0) _token.safeTransfer(msg.sender, relayFee);
    }

    function collect(address node) external nonReentrant {
        _collect(node);
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
            _earned[node].credit = credit;
            emit CollectFailed(node, credit);
        }
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

    // Views

    function accountOf(address payer) external view returns (uint96 available, address owner) {
        Account storage account = _accounts[payer];
        return (account.available, account.owner);
    }

    function requestOf(address payer)
        external
        view
        returns (uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount)
    {
        Request storage request = _requests[payer];
        return (request.nonce, request.readyAt, request.relayFee, request.amount);
    }

    function channelOf(address node, address payer)
        external
        view
        returns (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled)
    {
        Channel storage channel = _channels[node][payer];
        return (channel.epoch, channel.expiresAt, channel.locked, channel.settled);
    }

    function earnedOf(address node) external view returns (uint96 credit, uint96 fee) {
        Earned storage earned = _earned[node];
        return (earned.credit, earned.fee);
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    function token() external view returns (address) {
        return address(_token);
    }

    function registry() external view returns (address) {
        return address(_registry);
    }

    function _appendPayer(bytes memory list, uint256 length, address payer) private pure returns (uint256) {
        assembly ("memory-safe") {
            let at := add(add(list, 32), length)
            mstore(at, or(shl(96, payer), and(mload(at), 0xffffffffffffffffffffffff)))
        }
        return length + 20;
    }

    function _shorten(bytes memory list, uint256 length) private pure returns (bytes memory) {
        assembly ("memory-safe") {
            mstore(list, length)
        }
        return list;
    }
}
