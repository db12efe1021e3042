// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {INodeRegistry} from "./interfaces/INodeRegistry.sol";
import {Domain} from "./libraries/Domain.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TokenMover} from "./libraries/TokenMover.sol";
import {Node} from "./types/NodeTypes.sol";

/// The manual is INodeRegistry.
contract NodeRegistry is INodeRegistry, Domain, ReentrancyGuardTransient {
    using TokenMover for IERC20;
    using SafeERC20 for IERC20;

    uint40 public constant UNBONDING = 14 days;
    uint40 public constant PAYOUT_DELAY = 7 days;

    IERC20 private immutable _token;
    uint96 public immutable minimumStake;

    mapping(address node => Node) private _nodes;
    mapping(address key => address node) public idOfKey;

    constructor(address token_, uint96 minimumStake_) Domain("Turnpike Node") {
        if (token_ == address(0)) revert ZeroAddress();
        if (minimumStake_ == 0) revert ZeroAmount();
        _token = IERC20(token_);
        minimumStake = minimumStake_;
    }

    modifier onlyOperator(address node) {
        if (_nodes[node].operator != msg.sender) revert NotOperator(node, msg.sender);
        _;
    }

    function register(
        address node,
        address payout,
        uint96 stake,
        uint64 descriptorFloor,
        uint40 deadline,
        bytes calldata nodeSignature
    ) external nonReentrant {
        if (node == address(0) || payout == address(0)) revert ZeroAddress();
        if (stake < minimumStake) revert StakeTooSmall(stake, minimumStake);
        _claimKey(node, node, deadline, nodeSignature);
        _nodes[node] = Node({
            operator: msg.sender,
            payout: payout,
            key: node,
            bond: stake,
            registeredAt: uint40(block.timestamp),
            unbondingAt: 0,
            descriptorFloor: descriptorFloor,
            pendingPayout: address(0),
            payoutReadyAt: 0
        });
        emit Registered(node, msg.sender, payout, stake, descriptorFloor);
        _token.pull(msg.sender, stake);
    }

    function topUp(address node, uint96 amount) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        Node storage record = _nodes[node];
        if (record.operator == address(0)) revert UnknownNode(node);
        record.bond += amount;
        emit ToppedUp(node, amount, record.bond);
        _token.pull(msg.sender, amount);
    }

    function rotateKey(address node, address newKey, uint40 deadline, bytes calldata newKeySignature)
        external
        onlyOperator(node)
    {
        if (newKey == address(0)) revert ZeroAddress();
        _claimKey(node, newKey, deadline, newKeySignature);
        address oldKey = _nodes[node].key;
        _nodes[node].key = newKey;
        emit KeyRotated(node, oldKey, newKey);
    }

    function setDescriptorFloor(address node, uint64 version) external onlyOperator(node) {
        uint64 current = _nodes[node].descriptorFloor;
        if (version <= current) revert FloorNotHigher(current, version);
        _nodes[node].descriptorFloor = version;
        emit DescriptorFloorRaised(node, version);
    }

    function proposePayout(address node, address newPayout) external onlyOperator(node) {
        if (newPayout == address(0)) revert ZeroAddress();
        uint40 readyAt = uint40(block.timestamp) + PAYOUT_DELAY;
        _nodes[node].pendingPayout = newPayout;
        _nodes[node].payoutReadyAt = readyAt;
        emit PayoutProposed(node, newPayout, readyAt);
    }

    function vetoPayout(address node) external {
        if (_nodes[node].payout != msg.sender) revert NotPayout(node, msg.sender);
        _dropPayout(node);
    }

    function cancelPayout(address node) external onlyOperator(node) {
        _dropPayout(node);
    }

    function applyPayout(address node) external {
        Node storage record = _nodes[node];
        address payout = record.pendingPayout;
        if (payout == address(0)) revert NoPayoutPending(node);
        if (block.timestamp < record.payoutReadyAt) revert NotReady(record.payoutReadyAt);
        record.payout = payout;
        record.pendingPayout = address(0);
        record.payoutReadyAt = 0;
        emit PayoutChanged(node, payout);
    }

    function requestUnstake(address node) external onlyOperator(node) {
        Node storage record = _nodes[node];
        if (record.unbondingAt != 0) revert UnbondingState(node, record.unbondingAt);
        uint40 readyAt = uint40(block.timestamp) + UNBONDING;
        record.unbondingAt = readyAt;
        emit UnstakeRequested(node, readyAt);
    }

    function cancelUnstake(address node) external onlyOperator(node) {
        if (_nodes[node].unbondingAt == 0) revert UnbondingState(node, 0);
        _nodes[node].unbondingAt = 0;
        emit UnstakeCancelled(node);
    }

    function withdrawStake(address node) external nonReentrant {
        Node storage record = _nodes[node];
        if (record.unbondingAt == 0) revert UnbondingState(node, 0);
        if (block.timestamp < record.unbondingAt) revert NotReady(record.unbondingAt);
        uint96 amount = record.bond;
        address payout = record.payout;
        record.bond = 0;
        record.unbondingAt = 0;
        emit StakeWithdrawn(node, payout, amount);
        _token.safeTransfer(payout, amount);
    }

    function nodeOf(address node) external view returns (Node memory) {
        return _nodes[node];
    }

    function isActive(address node) external view returns (bool) {
        Node storage record = _nodes[node];
        return record.bond >= minimumStake && record.unbondingAt == 0;
    }

    function payoutOf(address node) external view returns (address) {
        return _nodes[node].payout;
    }

    function mayRelease(address node, address caller) external view returns (bool) {
        Node storage record = _nodes[node];
        return caller != address(0) && (record.operator == caller || record.key == caller);
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparator();
    }

    function token() external view returns (address) {
        return address(_token);
    }

    /// Binds a key to a node for ever, on the key's own signature for this operator.
    function _claimKey(address node, address key, uint40 deadline, bytes calldata signature) private {
        if (block.timestamp > deadline) revert ProofExpired(deadline);
        if (idOfKey[key] != address(0)) revert KeyAlreadyUsed(key);
        bytes32 structHash = keccak256(abi.encode(Signatures.NODE_KEY, msg.sender, key, deadline));
        if (Signatures.recoverLong(Signatures.digest(_domainSeparator(), structHash), signature) != key) {
            revert BadKeyProof(key);
        }
        idOfKey[key] = node;
    }

    function _dropPayout(address node) private {
        Node storage record = _nodes[node];
        if (record.pendingPayout == address(0)) revert NoPayoutPending(node);
        record.pendingPayout = address(0);
        record.payoutReadyAt = 0;
        emit PayoutCancelled(node, msg.sender);
    }
}
