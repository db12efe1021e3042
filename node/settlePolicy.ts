import type { Address } from "../protocol/ids.ts";

/** One channel with something to settle. Amounts in token units, times in Unix seconds. */
export interface Claim {
  readonly payer: Address;
  /** Best voucher less settled, as far as lock and available pay it. */
  readonly amount: bigint;
  /** By when it must be in a block, or a part of it may be gone: the lock's expiry less the margin, or the end of a withdrawal's thaw, or the lock's release. */
  readonly deadline: number | undefined;
  /** Over how long before it the accepted share of gas rises; a day where it is not given. */
  readonly rampSeconds?: number;
}

export interface SettleFacts {
  readonly claims: readonly Claim[];
  readonly now: number;
  readonly costOfCall: bigint;
  readonly costOfItem: bigint;
}

export const largestBatch = 100;
/** Gas of a settle call and of each voucher in it, on the safe side of the measured figures. */
export const settleCallGas = 45_000n;
export const itemGas = 17_000n;

/** How long before its deadline a claim's accepted share of gas begins to rise from 5% to 50%. */
const ordinaryRampSeconds = 24 * 3600;
const leastShare = 50n;
const mostShare = 500n;

/** The share of a claim, in thousandths, that may go to gas: 50, rising to 500 towards the deadline. Never falls as time passes. */
export function acceptedShare(claim: Pick<Claim, "deadline" | "rampSeconds">, now: number): bigint {
  if (claim.deadline === undefined) return leastShare;
  const rampSeconds = claim.rampSeconds ?? ordinaryRampSeconds;
  const left = claim.deadline - now;
  if (left <= 0) return mostShare;
  if (left >= rampSeconds) return leastShare;
  return leastShare + ((mostShare - leastShare) * BigInt(Math.floor(rampSeconds - left))) / BigInt(rampSeconds);
}

const compare = (a: bigint | string, b: bigint | string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Which claims to settle in one call now: those that carry their own item's gas, if together they carry the call. Where there are more than fit, those on
 * their way to a deadline go first, then the largest. Empty means wait.
 */
export function claimsToSettle(facts: SettleFacts): readonly Claim[] {
  const { now, costOfCall, costOfItem } = facts;
  const affordable = (claim: Claim) => (claim.amount * acceptedShare(claim, now)) / 1000n;
  const worthwhile = facts.claims
    .filter((claim) => claim.amount > 0n && affordable(claim) >= costOfItem)
    .sort(
      (a, b) =>
        compare(acceptedShare(b, now), acceptedShare(a, now)) ||
        compare(b.amount, a.amount) ||
        compare(a.payer, b.payer),
    )
    .slice(0, largestBatch);
  const purse = worthwhile.reduce((sum, claim) => sum + affordable(claim), 0n);
  return purse >= costOfCall + costOfItem * BigInt(worthwhile.length) ? worthwhile : [];
}
