import type { Address } from "../protocol/ids.ts";

/** One channel with something to settle. Amounts in token units, times in Unix seconds. */
export interface Claim {
  readonly payer: Address;
  /** Best voucher less settled, as far as lock and available pay it. */
  readonly amount: bigint;
  /** When the lock can be taken back; undefined without a lock. */
  readonly lockExpiresAt: number | undefined;
}

export interface SettleFacts {
  readonly claims: readonly Claim[];
  readonly now: number;
  /** Seconds before expiry by which a claim must be in. */
  readonly marginSeconds: number;
  readonly costOfCall: bigint;
  readonly costOfItem: bigint;
}

export const largestBatch = 100;

/** Hours over which the accepted share of gas rises from 5% to 50%, ending at the margin before expiry. */
const rampSeconds = 24 * 3600;

/** The share of a claim, in thousandths, that may go to gas: 50, rising to 500 towards the deadline. Never falls as time passes. */
export function acceptedShare(claim: Claim, now: number, marginSeconds: number): bigint {
  if (claim.lockExpiresAt === undefined) return 50n;
  const left = claim.lockExpiresAt - marginSeconds - now;
  if (left <= 0) return 500n;
  if (left >= rampSeconds) return 50n;
  return 50n + (450n * BigInt(rampSeconds - left)) / BigInt(rampSeconds);
}

/**
 * Which claims to settle in one call now: those that carry their own item's gas, largest first, if together they carry the call. Empty means wait.
 */
export function claimsToSettle(facts: SettleFacts): readonly Claim[] {
  const affordable = (claim: Claim) => (claim.amount * acceptedShare(claim, facts.now, facts.marginSeconds)) / 1000n;
  const worthwhile = facts.claims
    .filter((claim) => claim.amount > 0n && affordable(claim) >= facts.costOfItem)
    .sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : a.payer < b.payer ? -1 : 1))
    .slice(0, largestBatch);
  const purse = worthwhile.reduce((sum, claim) => sum + affordable(claim), 0n);
  return purse >= facts.costOfCall + facts.costOfItem * BigInt(worthwhile.length) ? worthwhile : [];
}
