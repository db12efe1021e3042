// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Demand, Quote} from "../types/EvidenceTypes.sol";
import {Node} from "../types/NodeTypes.sol";

/// Who runs which node, with which key and how much at stake. Immutable: no admin, no upgrade, no pause. Amounts are base units of the token, times
/// are Unix seconds. A node id is for ever; a key belongs to one id for ever; records are never deleted.
///
/// Signatures here are 65 bytes r | s | v. Each function says who may call it, which errors of this contract it can end with, and which events it logs. Besides, whatever
/// moves tokens refuses to be called from inside the token (`ReentrancyGuardReentrantCall`) and when the token refuses (`SafeERC20FailedOperation`, or the token's own error).
interface INodeRegistry {
    event Registered(address indexed node, address indexed operator, address payout, uint96 stake, uint64 descriptorFloor);
    event ToppedUp(address indexed node, uint96 amount, uint96 bond);
    event KeyRotated(address indexed node, address indexed oldKey, address indexed newKey);
    event DescriptorFloorRaised(address indexed node, uint64 version);
    event PayoutProposed(address indexed node, address indexed newPayout, uint40 readyAt);
    event PayoutCancelled(address indexed node, address by);
    event PayoutChanged(address indexed node, address indexed payout);
    event UnstakeRequested(address indexed node, uint40 readyAt);
    event UnstakeCancelled(address indexed node);
    event StakeWithdrawn(address indexed node, address indexed payout, uint96 amount);
    /// `key` signed the fault, the `fault`-th (3: third or later) within 90 days. `amount` left the bond, which is `bond` now; `bounty` of it is the reporter's.
    event Slashed(
        address indexed node,
        address indexed reporter,
        bytes32 indexed evidence,
        address key,
        uint8 fault,
        uint96 amount,
        uint96 bounty,
        uint96 bond
    );
    event BountyCollected(address indexed reporter, uint96 amount);

    /// Only the node's operator may do this; send it from the operator's account.
    error NotOperator(address node, address caller);
    /// Only the current payout address may veto; send it from there.
    error NotPayout(address node, address caller);
    /// No node has this id; register it first.
    error UnknownNode(address node);
    /// The key serves a node already, now or in the past; make a new key.
    error KeyAlreadyUsed(address key);
    /// The key did not sign NodeKey(operator, node, deadline) for this caller; sign it with the key that is registered.
    error BadKeyProof(address key);
    /// The proof's deadline has passed; sign a new one.
    error ProofExpired(uint40 deadline);
    /// The stake is below the minimum; stake at least `minimum`.
    error StakeTooSmall(uint96 stake, uint96 minimum);
    /// An address that must be set is zero.
    error ZeroAddress();
    /// An amount that must be set is zero.
    error ZeroAmount();
    /// Descriptor floors only grow.
    error FloorNotHigher(uint64 current, uint64 proposed);
    /// No payout change is pending.
    error NoPayoutPending(address node);
    /// Too early; call again at `readyAt`.
    error NotReady(uint40 readyAt);
    /// Unstaking is under way already (or, for cancel and withdraw, is not).
    error UnbondingState(address node, uint40 unbondingAt);
    /// The messages agree with each other: an honest node may have signed them all.
    error NoFault();
    /// Evidence counts until `countsUntil`, five days after its quote ran out; nothing can be done with this one.
    error EvidenceTooOld(uint256 countsUntil);
    /// This pair of messages was slashed for already, whatever its order and signatures.
    error EvidenceUsed(bytes32 evidence);
    /// The quote's signer has never been a key of its node; give the quote as it was received.
    error NotNodesKey(address node, address signer);
    /// A demand is signed by another key than its quote (or malformed); give it as it was received.
    error NotSameKey(address key, address signer);
    /// A demand names another quote; give the quote that it was made under.
    error WrongQuote(bytes32 expected, bytes32 received);
    /// A key that was rotated away is slashed for once at most.
    error KeySpent(address key);
    /// The bond is too small to take a share of; the evidence keeps its worth should somebody stake again.
    error NothingAtStake(address node);
    /// Nothing is credited to this reporter.
    error NoBounty(address reporter);
    /// The token moved another amount than asked: it takes a fee or is not a plain ERC-20.
    error WrongAmountMoved(uint256 expected, uint256 moved);

    /// Registers a node for msg.sender as operator. Pulls `stake` (>= minimum) from the operator by allowance. `nodeSignature` (65 bytes) is the node
    /// key's EIP-712 signature over NodeKey(operator, node, deadline), so nobody registers a key of someone else.
    /// @dev Who: anybody, who becomes the operator.
    /// Errors: ZeroAddress, StakeTooSmall, ProofExpired, KeyAlreadyUsed, BadKeyProof, WrongAmountMoved.
    /// Events: Registered.
    function register(
        address node,
        address payout,
        uint96 stake,
        uint64 descriptorFloor,
        uint40 deadline,
        bytes calldata nodeSignature
    ) external;

    /// Adds to a node's bond from msg.sender. Anyone may.
    /// @dev Who: anybody, from their own tokens.
    /// Errors: ZeroAmount, UnknownNode, WrongAmountMoved.
    /// Events: ToppedUp.
    function topUp(address node, uint96 amount) external;

    /// Replaces the node's key. Operator only; the new key signs NodeKey(operator, newKey, deadline).
    /// @dev Who: the operator.
    /// Errors: NotOperator, ZeroAddress, ProofExpired, KeyAlreadyUsed, BadKeyProof.
    /// Events: KeyRotated.
    function rotateKey(address node, address newKey, uint40 deadline, bytes calldata newKeySignature) external;

    /// Voids all descriptors below `version`. Operator only; only grows.
    /// @dev Who: the operator.
    /// Errors: NotOperator, FloorNotHigher.
    /// Events: DescriptorFloorRaised.
    function setDescriptorFloor(address node, uint64 version) external;

    /// Starts a payout change, effective after PAYOUT_DELAY unless vetoed. Operator only; a new proposal restarts the delay.
    /// @dev Who: the operator.
    /// Errors: NotOperator, ZeroAddress.
    /// Events: PayoutProposed.
    function proposePayout(address node, address newPayout) external;

    /// The current payout address stops a pending change.
    /// @dev Who: the payout address.
    /// Errors: NotPayout, NoPayoutPending.
    /// Events: PayoutCancelled.
    function vetoPayout(address node) external;

    /// The operator stops its own pending change.
    /// @dev Who: the operator.
    /// Errors: NotOperator, NoPayoutPending.
    /// Events: PayoutCancelled.
    function cancelPayout(address node) external;

    /// Anyone, once the delay has passed.
    /// @dev Who: anybody.
    /// Errors: NoPayoutPending, NotReady.
    /// Events: PayoutChanged.
    function applyPayout(address node) external;

    /// Starts unbonding: the node is inactive at once, its stake may leave after UNBONDING. Operator only.
    /// @dev Who: the operator.
    /// Errors: NotOperator, UnbondingState.
    /// Events: UnstakeRequested.
    function requestUnstake(address node) external;

    /// Ends unbonding without withdrawing. Operator only.
    /// @dev Who: the operator.
    /// Errors: NotOperator, UnbondingState.
    /// Events: UnstakeCancelled.
    function cancelUnstake(address node) external;

    /// Pays the whole bond to the payout address. Anyone, once unbonding has passed.
    /// @dev Who: anybody.
    /// Errors: UnbondingState, NotReady.
    /// Events: StakeWithdrawn.
    function withdrawStake(address node) external;

    /// F1: slashes a node whose key signed a demand above its own quote: amount > ceil(pricePerGB * bytesTotal / 10^9).
    /// Anyone may. Signatures are 65 bytes r | s | v over EIP-712 digests of this contract's domain, both by one key that is or was the node's.
    /// 5, 10, 20% of the bond for the first, second, third (or later) fault in 90 days; one slash in 24 hours (`NotReady`); a fifth is credited to `reporter`
    /// and pulled with collectBounty, the rest is nobody's for ever. A key that was rotated away: one slash, 5%, no bounty.
    /// @dev Who: anybody.
    /// Errors: EvidenceTooOld, NotNodesKey, WrongQuote, NotSameKey, NoFault, ZeroAddress, EvidenceUsed, NotReady, KeySpent, NothingAtStake.
    /// Events: Slashed.
    function slashOvercharge(
        Quote calldata quote,
        bytes calldata quoteSignature,
        Demand calldata demand,
        bytes calldata demandSignature,
        address reporter
    ) external;

    /// F2 and F3: as slashOvercharge, for two demands under one quote that contradict each other: one sequence with two contents, or a later sequence with
    /// fewer bytes or a smaller amount.
    /// @dev Who: anybody.
    /// Errors: EvidenceTooOld, NotNodesKey, WrongQuote, NotSameKey, NoFault, ZeroAddress, EvidenceUsed, NotReady, KeySpent, NothingAtStake.
    /// Events: Slashed.
    function slashContradiction(
        Quote calldata quote,
        bytes calldata quoteSignature,
        Demand calldata one,
        bytes calldata oneSignature,
        Demand calldata other,
        bytes calldata otherSignature,
        address reporter
    ) external;

    /// Pays a reporter what is credited to it. Anyone may; it pays the reporter only.
    /// @dev Who: anybody.
    /// Errors: NoBounty.
    /// Events: BountyCollected.
    function collectBounty(address reporter) external;

    function nodeOf(address node) external view returns (Node memory);
    /// bond >= minimum and not unbonding.
    function isActive(address node) external view returns (bool);
    /// The node id that a key belongs or belonged to; 0 when none.
    function idOfKey(address key) external view returns (address);
    /// What is credited to a reporter, in base units.
    function bountyOf(address reporter) external view returns (uint96);
    /// Whether evidence (keccak256 of both struct hashes, the smaller first) was slashed for.
    function isUsedEvidence(bytes32 evidence) external view returns (bool);
    /// Whether a revoked key had its one slash.
    function isSpentKey(address key) external view returns (bool);
    function payoutOf(address node) external view returns (address);
    /// Whether `caller` may release channels of the node: its operator or its current key.
    function mayRelease(address node, address caller) external view returns (bool);
    /// Seconds: from requestUnstake until the stake may leave, from proposePayout until it may be applied.
    function UNBONDING() external view returns (uint40);
    function PAYOUT_DELAY() external view returns (uint40);
    /// Seconds: how long evidence counts after its quote ran out, between two slashes of a node, and until a fault is forgotten.
    function EVIDENCE_AGE() external view returns (uint40);
    function SLASH_INTERVAL() external view returns (uint40);
    function FAULT_MEMORY() external view returns (uint40);
    function domainSeparator() external view returns (bytes32);
    function token() external view returns (address);
    function minimumStake() external view returns (uint96);
}
