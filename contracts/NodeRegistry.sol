// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {INodeRegistry} from "./interfaces/INodeRegistry.sol";
import {Domain} from "./libraries/Domain.sol";
import {Evidence} from "./libraries/Evidence.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TokenMover} from "./libraries/TokenMover.sol";
import {Demand, Quote} from "./types/EvidenceTypes.sol";
import {Node} from "./types/NodeTypes.sol";

/// The manual is INodeRegistry.
contract NodeRegistry is INodeRegistry, Domain, ReentrancyGuardTransient {
    using TokenMover for IERC20;
    using SafeERC20 for IERC20;

    uint40 public constant UNBONDING = 14 days;
    uint40 public constant PAYOUT_DELAY = 7 days;
    /// Evidence counts until this long after its quote ran out. Quotes that honest clients take last 24 hours, so it counts no longer than 6 of the 14 days
    /// of unbonding: nobody leaves ahead of it.
    uint40 public constant EVIDENCE_AGE = 5 days;
    uint40 public constant SLASH_INTERVAL = 24 hours;
    uint40 public constant FAULT_MEMORY = 90 days;
    /// Basis points of the bond for the first, second, and third or later fault within FAULT_MEMORY; the first one's for a revoked key.
    uint256 private constant FIRST_FAULT_BPS = 500;
    uint256 private constant SECOND_FAULT_BPS = 1_000;
    uint256 private constant LATER_FAULT_BPS = 2_000;
    /// Basis points of the slash.
    uint256 private constant BOUNTY_BPS = 2_000;
    uint256 private constant BPS = 10_000;

    IERC20 private immutable _token;
    uint96 public immutable minimumStake;

    mapping(address node => Node) private _nodes;
    mapping(address key => address node) public idOfKey;
    mapping(address reporter => uint96 amount) public bountyOf;
    mapping(bytes32 evidence => bool) public isUsedEvidence;
    mapping(address key => bool) public isSpentKey;

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
            slashes: 0,
            lastSlashAt: 0,
            formerSlashAt: 0,
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

    function slashOvercharge(
        Quote calldata quote,
        bytes calldata quoteSignature,
        Demand calldata demand,
        bytes calldata demandSignature,
        address reporter
    ) external {
        bytes32 quoteHash = Evidence.hash(quote);
        address key = _keyThatQuoted(quote, quoteHash, quoteSignature);
        bytes32 demandHash = _requireDemand(demand, demandSignature, quoteHash, key);
        if (!Evidence.isOvercharge(quote, demand)) revert NoFault();
        _slash(quote.node, key, Evidence.key(quoteHash, demandHash), reporter);
    }

    function slashContradiction(
        Quote calldata quote,
        bytes calldata quoteSignature,
        Demand calldata one,
        bytes calldata oneSignature,
        Demand calldata other,
        bytes calldata otherSignature,
        address reporter
    ) external {
        bytes32 quoteHash = Evidence.hash(quote);
        address key = _keyThatQuoted(quote, quoteHash, quoteSignature);
        bytes32 oneHash = _requireDemand(one, oneSignature, quoteHash, key);
        bytes32 otherHash = _requireDemand(other, otherSignature, quoteHash, key);
        if (!Evidence.isContradiction(one, other)) revert NoFault();
        _slash(quote.node, key, Evidence.key(oneHash, otherHash), reporter);
    }

    function collectBounty(address reporter) external nonReentrant {
        uint96 amount = bountyOf[reporter];
        if (amount == 0) revert NoBounty(reporter);
        bountyOf[reporter] = 0;
        emit BountyCollected(reporter, amount);
        _token.safeTransfer(reporter, amount);
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

    /// The key that signed a quote that still counts; it belongs, or belonged, to the quote's node.
    function _keyThatQuoted(Quote calldata quote, bytes32 quoteHash, bytes calldata signature)
        private
        view
        returns (address key)
    {
        uint256 countsUntil = uint256(quote.validUntil) + EVIDENCE_AGE;
        if (block.timestamp > countsUntil) revert EvidenceTooOld(countsUntil);
        key = Signatures.recoverLong(Signatures.digest(_domainSeparator(), quoteHash), signature);
        // Keys that nobody registered, and the 0 that a malformed signature recovers to, have the id 0: no node has it.
        if (quote.node == address(0) || idOfKey[key] != quote.node) revert NotNodesKey(quote.node, key);
    }

    function _requireDemand(Demand calldata demand, bytes calldata signature, bytes32 quoteHash, address key)
        private
        view
        returns (bytes32 demandHash)
    {
        if (demand.quoteHash != quoteHash) revert WrongQuote(quoteHash, demand.quoteHash);
        demandHash = Evidence.hash(demand);
        address signer = Signatures.recoverLong(Signatures.digest(_domainSeparator(), demandHash), signature);
        if (signer != key) revert NotSameKey(key, signer);
    }

    /// Takes the share of the bond that a proven fault costs. The bounty is credited to the reporter, the rest to nobody.
    function _slash(address node, address key, bytes32 evidence, address reporter) private {
        if (reporter == address(0)) revert ZeroAddress();
        if (isUsedEvidence[evidence]) revert EvidenceUsed(evidence);
        isUsedEvidence[evidence] = true;

        Node storage record = _nodes[node];
        (uint40 last, uint40 former) = (record.lastSlashAt, record.formerSlashAt);
        if (last != 0 && block.timestamp < last + SLASH_INTERVAL) revert NotReady(last + SLASH_INTERVAL);
        bool revoked = record.key != key;
        if (revoked) {
            if (isSpentKey[key]) revert KeySpent(key);
            isSpentKey[key] = true;
        }

        uint8 fault = 1 + (_isRecent(last) ? 1 : 0) + (_isRecent(former) ? 1 : 0);
        uint256 bps = revoked || fault == 1 ? FIRST_FAULT_BPS : fault == 2 ? SECOND_FAULT_BPS : LATER_FAULT_BPS;
        uint96 amount = uint96(record.bond * bps / BPS);
        if (amount == 0) revert NothingAtStake(node);
        uint96 bounty = revoked ? 0 : uint96(amount * BOUNTY_BPS / BPS);

        record.bond -= amount;
        record.slashes += 1;
        record.lastSlashAt = uint40(block.timestamp);
        record.formerSlashAt = last;
        bountyOf[reporter] += bounty;
        emit Slashed(node, reporter, evidence, key, fault, amount, bounty, record.bond);
    }

    function _isRecent(uint40 slashedAt) private view returns (bool) {
        return slashedAt != 0 && block.timestamp < slashedAt + FAULT_MEMORY;
    }

    function _dropPayout(address node) private {
        Node storage record = _nodes[node];
        if (record.pendingPayout == address(0)) revert NoPayoutPending(node);
        record.pendingPayout = address(0);
        record.payoutReadyAt = 0;
        emit PayoutCancelled(node, msg.sender);
    }
}
