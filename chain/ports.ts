import type { DepositAuthorization } from "../protocol/deposit.ts";
import type { CheckedEvidence } from "../protocol/evidence.ts";
import type { Address, Hash, Hex } from "../protocol/ids.ts";
import type { Reservation } from "../protocol/reservation.ts";
import type { TokenAmount } from "../protocol/units.ts";
import type { Voucher } from "../protocol/voucher.ts";
import type { WithdrawRequest } from "../protocol/withdrawRequest.ts";

/** How deep a fact must lie: at the head, at the profile's soft depth, or final. */
export type Depth = "latest" | "soft" | "final";

export interface AccountFacts {
  readonly available: bigint;
  readonly owner: Address | undefined;
}
export interface RequestFacts {
  readonly nonce: number;
  readonly readyAt: number;
  readonly relayFee: bigint;
  readonly amount: bigint;
}
export interface ChannelFacts {
  readonly epoch: number;
  readonly expiresAt: number;
  readonly locked: bigint;
  readonly settled: bigint;
}
export interface EarnedFacts {
  readonly credit: bigint;
  readonly fee: bigint;
}
export interface NodeRecord {
  readonly operator: Address;
  readonly payout: Address;
  readonly key: Address;
  readonly bond: bigint;
  readonly registeredAt: number;
  readonly unbondingAt: number;
  readonly descriptorFloor: bigint;
  /** How often the bond was slashed, and when last; 0 when never. */
  readonly slashes: number;
  readonly slashedAt: number;
  readonly pendingPayout: Address | undefined;
  readonly payoutReadyAt: number;
}

export interface Receipt {
  readonly transactionHash: Hash;
  readonly blockNumber: bigint;
  readonly gasUsed: bigint;
  readonly gasCostWei: bigint;
}

export interface ChannelReader {
  account(payer: Address, depth?: Depth): Promise<AccountFacts>;
  request(payer: Address, depth?: Depth): Promise<RequestFacts>;
  channel(node: Address, payer: Address, depth?: Depth): Promise<ChannelFacts>;
  earned(node: Address, depth?: Depth): Promise<EarnedFacts>;
  /** The most that a relayer may take; the same for ever. */
  maxRelayFee(): Promise<bigint>;
}

export interface ChannelWriter {
  deposit(payer: Address, owner: Address, amount: TokenAmount): Promise<Receipt>;
  depositWithAuthorization(authorization: DepositAuthorization): Promise<Receipt>;
  reserve(reservations: readonly Reservation[]): Promise<Receipt>;
  settle(node: Address, vouchers: readonly Voucher[]): Promise<Receipt>;
  release(node: Address, payers: readonly Address[]): Promise<Receipt>;
  reclaim(node: Address, payers: readonly Address[]): Promise<Receipt>;
  requestWithdraw(payer: Address, amount: TokenAmount): Promise<Receipt>;
  requestWithdrawSigned(request: WithdrawRequest): Promise<Receipt>;
  withdraw(payer: Address): Promise<Receipt>;
  collect(node: Address): Promise<Receipt>;
}

export interface RegistryReader {
  node(id: Address): Promise<NodeRecord | undefined>;
  /** The id that a key serves or once served; undefined for a key that nobody registered. */
  idOfKey(key: Address): Promise<Address | undefined>;
  minimumStake(): Promise<bigint>;
  /** Whether this evidence was slashed for. */
  isUsedEvidence(id: Hash): Promise<boolean>;
  /** Whether a key that was rotated away had its one slash. */
  isSpentKey(key: Address): Promise<boolean>;
  bountyOf(reporter: Address): Promise<bigint>;
  /** Every id ever registered, oldest first: what a client falls back to when every indexer is away. */
  registered(): Promise<readonly Address[]>;
}

export interface RegistryWriter {
  register(terms: {
    readonly node: Address;
    readonly payout: Address;
    readonly stake: TokenAmount;
    readonly descriptorFloor: bigint;
    readonly deadline: number;
    readonly signature: Hex;
  }): Promise<Receipt>;
  topUp(node: Address, amount: TokenAmount): Promise<Receipt>;
  rotateKey(node: Address, newKey: Address, deadline: number, signature: Hex): Promise<Receipt>;
  proposePayout(node: Address, payout: Address): Promise<Receipt>;
  /** By the current payout address. */
  vetoPayout(node: Address): Promise<Receipt>;
  cancelPayout(node: Address): Promise<Receipt>;
  applyPayout(node: Address): Promise<Receipt>;
  requestUnstake(node: Address): Promise<Receipt>;
  cancelUnstake(node: Address): Promise<Receipt>;
  withdrawStake(node: Address): Promise<Receipt>;
  /** Slashes on evidence; the bounty is credited to `reporter`. */
  slash(evidence: CheckedEvidence, reporter: Address): Promise<Receipt>;
  collectBounty(reporter: Address): Promise<Receipt>;
}

export interface TokenPort {
  balanceOf(holder: Address): Promise<bigint>;
  allowance(holder: Address, spender: Address): Promise<bigint>;
  approve(spender: Address, amount: bigint): Promise<Receipt>;
  /** Whether an EIP-3009 authorization was used. */
  isAuthorizationUsed(from: Address, nonce: Hash): Promise<boolean>;
  transfer(to: Address, amount: bigint): Promise<Receipt>;
}

export interface HeadPort {
  blockNumber(): Promise<bigint>;
  /** Seconds of the head block's timestamp. */
  headTime(): Promise<number>;
  nativeBalance(holder: Address): Promise<bigint>;
  transactionCount(holder: Address): Promise<number>;
}

export interface FeePort {
  /** What a transaction of so much gas and so many bytes costs now, in base units of a six-decimals dollar token, rounded up. */
  costInToken(gas: bigint, dataBytes: number): Promise<TokenAmount>;
}
