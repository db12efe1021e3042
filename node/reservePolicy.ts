import type { TokenAmount } from "../protocol/units.ts";

/** When the node relays a payer's reservation (docs/payments.md, rule 7). Pure. */
export interface ReserveFacts {
  /** The part of the best voucher that nothing on chain guarantees. */
  readonly claim: bigint;
  /** What relaying costs now, in token units. */
  readonly cost: TokenAmount;
  /** U: what may stay unreserved on this channel. */
  readonly unreservedLimit: bigint;
}

const smallest = 20_000n;

/**
 * True when the claim has reached max(20 x cost, 0.02 USD), or half of U where that is less: the lock must count before U is used up, or a client that
 * pays would have to wait.
 */
export function shouldReserve(facts: ReserveFacts): boolean {
  if (facts.claim <= 0n) return false;
  const worthwhile = 20n * facts.cost > smallest ? 20n * facts.cost : smallest;
  const half = facts.unreservedLimit / 2n;
  return facts.claim >= (worthwhile < half ? worthwhile : half);
}
