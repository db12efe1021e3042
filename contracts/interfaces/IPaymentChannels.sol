// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// One deposit, direct vouchers, no hub. Immutable: no admin, no upgrade, no pause. Amounts are base units of one ERC-20 (EIP-2612, EIP-3009), times
/// are Unix seconds. Settling moves no token; every payout is pulled, so one blocked party never stops another.
/// Solvency: token balance >= sum(available + locked + credit + fee).
///
/// Packed lists have neither length nor gap; empty ones and broken lengths revert with `MalformedItems`. An item without effect is skipped.
/// Voucher item, 76 bytes: cumulative 12 | r 32 | vs 32. Reservation item, 104 bytes: node 20 | ceiling 12 | expiresAt 5 | epoch 3 | r 32 | vs 32. Payers: 20
/// bytes each. `r | vs` is a compact signature by EIP-2098: vs is s with the parity of v in its highest bit. Numbers are big-endian.
///
/// Each function says who may call it, which errors of this contract it can end with, and which events it logs. Besides, whatever moves tokens refuses to be called from
/// inside the token (`ReentrancyGuardReentrantCall`) and when the token refuses (`SafeERC20FailedOperation`, or the token's own error).
/// `MalformedItems` and `WrongAmountMoved` are declared where they are thrown: libraries/Items.sol, libraries/TokenMover.sol.
///   error MalformedItems(uint256 length, uint256 itemSize): encode the list again.
///   error WrongAmountMoved(uint256 expected, uint256 moved): the token takes a fee, or is not a plain ERC-20.
interface IPaymentChannels {
    /// `amount` is what the account was credited with, after `relayFee`.
    event Deposited(address indexed payer, address indexed owner, uint96 amount, uint96 relayFee);
    /// One 64-byte row per reservation that changed something, in order: payer 20 | taken 12 | node 20 | expiresAt 5 | epoch 3 | 4 of zero. `taken` went from
    /// available to locked.
    event Reserved(bytes rows);
    /// One 32-byte row per paid item, in order: payer 20 | settled after 12. Paid = settled after - settled before, first from locked, then from
    /// available; gross = sum of paid; fee = floor(gross x feeBps / 10000). A log reader rebuilds every balance from these events alone.
    event Settled(address indexed node, bytes rows);
    /// As Settled, and then the node's whole credit went to its payout address, unless CollectFailed follows in the same transaction.
    event SettledAndCollected(address indexed node, bytes rows);
    /// Packed 20-byte payers whose channel changed.
    event Released(address indexed node, bytes payers);
    event Reclaimed(address indexed node, bytes payers);
    /// amount 0 = cancelled (readyAt 0).
    event WithdrawRequested(address indexed payer, uint96 amount, uint96 relayFee, uint24 nonce, uint40 readyAt);
    /// `amount` left the account; the owner got amount - relayFee.
    event Withdrawn(address indexed payer, address indexed owner, uint96 amount, uint96 relayFee);
    event Collected(address indexed node, address indexed payout, uint96 amount);
    /// The token refused the payout, or the node has none: the credit stays and can be collected later.
    event CollectFailed(address indexed node, uint96 credit);
    event FeesCollected(address indexed sink, uint96 amount, address[] nodes);

    /// An address that must be set is zero.
    error ZeroAddress();
    /// An amount that must be set is zero.
    error ZeroAmount();
    /// The account belongs to another owner for ever; deposit to a payer of yours, naming its owner.
    error WrongOwner(address payer, address owner, address named);
    /// The payer has no account; deposit first.
    error UnknownAccount(address payer);
    /// A relay fee is at most `most` and below the amount; sign a smaller one.
    error RelayFeeTooHigh(uint96 relayFee, uint96 most);
    /// The fee basis points are above 10000.
    error FeeTooHigh(uint16 feeBps);
    /// Only the node's operator or its current key may release.
    error NotNode(address node, address caller);
    /// Only the account's owner, or its payer while nothing is pending, may ask.
    error NotAllowed(address payer, address caller);
    /// A request is pending already; only the owner may replace it.
    error RequestPending(address payer);
    /// The request asks for more than is available.
    error AboveAvailable(uint96 amount, uint96 available);
    /// The signature's nonce is not the account's; read requestOf and sign again.
    error WrongNonce(uint24 expected, uint24 received);
    /// The signature's deadline has passed; sign a new one.
    error DeadlinePassed(uint40 deadline);
    /// The signature is not one of payer or owner.
    error BadSignature();
    /// Nothing is requested, or the thaw is not over; call again at `readyAt` (0: nothing requested).
    error NotReady(uint40 readyAt);
    /// A node's credit or fee would exceed 96 bits; settle fewer vouchers at once, or collect first.
    error SumTooLarge();
    /// The token did not accept the fee payout; the fees stay.
    error TransferFailed();

    /// Credits `amount` from msg.sender to `payer`. The first deposit fixes `owner`, who alone receives withdrawals; later ones must name it.
    /// @dev Who: anybody, from their own tokens.
    /// Errors: ZeroAddress, ZeroAmount, WrongOwner, WrongAmountMoved.
    /// Events: Deposited.
    function deposit(address payer, address owner, uint96 amount) external;

    /// As deposit, with an EIP-2612 permit of msg.sender. A permit that was used already (front-run) is ignored if the allowance is there.
    /// @dev Who: anybody, from their own tokens.
    /// Errors: ZeroAddress, ZeroAmount, WrongOwner, WrongAmountMoved.
    /// Events: Deposited.
    function depositWithPermit(
        address payer,
        address owner,
        uint96 amount,
        uint256 permitDeadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// Relayable deposit by EIP-3009 receiveWithAuthorization of `from`. The authorization's nonce is keccak256(abi.encode(payer, owner, relayFee, salt)),
    /// computed here, so a relayer can redirect nothing. `relayFee` (<= maxRelayFee) of `amount` goes to msg.sender.
    /// @dev Who: anybody, with what `from` signed.
    /// Errors: RelayFeeTooHigh, BadSignature, ZeroAddress, WrongOwner, WrongAmountMoved.
    /// Events: Deposited.
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
    ) external;

    /// Applies payer-signed reservations (104-byte items). An item without effect is skipped, never reverts: account exists, epoch equal,
    /// now < expiresAt <= now + MAX_RESERVATION, expiresAt >= the channel's, ceiling >= settled + locked, something changes.
    /// @dev Who: anybody.
    /// Errors: MalformedItems.
    /// Events: Reserved, if an item changed something.
    function reserve(bytes calldata items) external;

    /// Credits the node with what is new in payer-signed vouchers (76-byte items), first from locked, then from available. Anyone may call.
    /// @dev Who: anybody.
    /// Errors: ZeroAddress, MalformedItems, SumTooLarge.
    /// Events: Settled.
    function settle(address node, bytes calldata items) external;

    /// settle, then collect, in one event.
    /// @dev Who: anybody.
    /// Errors: ZeroAddress, MalformedItems, SumTooLarge.
    /// Events: SettledAndCollected, or Settled where there is no payout address or no credit; CollectFailed after either while a credit stays.
    function settleAndCollect(address node, bytes calldata items) external;

    /// The node gives locks back (packed payers): locked returns to available, epoch + 1. Operator or current key.
    /// @dev Who: the operator or the current key of the node.
    /// Errors: NotNode, MalformedItems.
    /// Events: Released.
    function release(address node, bytes calldata payers) external;

    /// Returns expired locks (now >= expiresAt). Anyone may call. Like release it skips a payer whose `available` has no room for the lock.
    /// @dev Who: anybody.
    /// Errors: MalformedItems.
    /// Events: Reclaimed.
    function reclaim(address node, bytes calldata payers) external;

    /// Asks for `amount` to leave after THAW. Owner: any time, replaces, 0 cancels. Payer: only when nothing is pending, and not 0.
    /// @dev Who: the owner, or the payer.
    /// Errors: NotAllowed, ZeroAmount, RequestPending, UnknownAccount, AboveAvailable.
    /// Events: WithdrawRequested.
    function requestWithdraw(address payer, uint96 amount) external;

    /// The same by EIP-712 signature of payer or owner; `relayFee` goes to whoever calls `withdraw`. Signatures are refused once
    /// the nonce has reached its end (2^24 - 1); the owner can still ask by its own transaction.
    /// @dev Who: anybody, with what owner or payer signed.
    /// Errors: DeadlinePassed, RelayFeeTooHigh, WrongNonce, BadSignature, ZeroAmount, RequestPending, UnknownAccount, AboveAvailable.
    /// Events: WithdrawRequested.
    function requestWithdrawSigned(
        address payer,
        uint96 amount,
        uint96 relayFee,
        uint24 nonce,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// Pays min(requested, available) to the owner once thawed. Anyone may call; needs no signature.
    /// @dev Who: anybody.
    /// Errors: NotReady.
    /// Events: Withdrawn.
    function withdraw(address payer) external;

    /// Pays a node's credit to its payout address; keeps the credit when the token refuses.
    /// @dev Who: anybody.
    /// Errors: none.
    /// Events: Collected or CollectFailed, if there is a credit.
    function collect(address node) external;

    /// Pays the protocol's fees of these nodes to the sink.
    /// @dev Who: anybody.
    /// Errors: TransferFailed.
    /// Events: FeesCollected.
    function collectFees(address[] calldata nodes) external;

    function accountOf(address payer) external view returns (uint96 available, address owner);
    function requestOf(address payer)
        external
        view
        returns (uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount);
    function channelOf(address node, address payer)
        external
        view
        returns (uint24 epoch, uint40 expiresAt, uint96 locked, uint96 settled);
    function earnedOf(address node) external view returns (uint96 credit, uint96 fee);
    function domainSeparator() external view returns (bytes32);
    function token() external view returns (address);
    function registry() external view returns (address);
    /// Seconds between a request and its withdrawal.
    function THAW() external view returns (uint40);
    /// The most seconds that a reservation may reach ahead.
    function MAX_RESERVATION() external view returns (uint40);
    function feeSink() external view returns (address);
    function feeBps() external view returns (uint16);
    function maxRelayFee() external view returns (uint96);
}
