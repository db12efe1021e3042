/**
 * How far a node lets a payer run ahead of its payments (docs/payments.md, rules 4 to 7). What counts as paid is only what can be collected: settled,
 * locked, and a small unreserved allowance. The window grows with it and is bounded, so a node's loss per channel is at most U + W.
 */
import { quantumDivisor, windowCap, windowDivisor, windowFloor, writeOffDivisor } from "./constants.ts";
import { bytesCovered } from "./price.ts";
import type { Bytes, PricePerGB, TokenAmount } from "./units.ts";

/** W(paid) = clamp(paid / 2, 1 MiB, 64 MiB). */
export function windowBytes(paid: Bytes): Bytes {
  const share = paid / windowDivisor;
  return (share < windowFloor ? windowFloor : share > windowCap ? windowCap : share) as Bytes;
}

/** How many bytes one demand covers: a quarter of the window, so that payment overlaps traffic. */
export const quantum = (window: Bytes): Bytes => (window / quantumDivisor) as Bytes;

export interface Coverage {
  /** The best voucher held. */
  readonly best: bigint;
  readonly settled: bigint;
  /** The part of the lock that counts at this depth and time. */
  readonly countedLock: bigint;
  /** U: unreserved vouchers this channel may still count, already limited by the payer's cover and the node-wide budget. */
  readonly unreserved: bigint;
}

/** The part of the best voucher that can be collected. */
export function countedPaid(coverage: Coverage): TokenAmount {
  const most = coverage.settled + coverage.countedLock + coverage.unreserved;
  return (coverage.best < most ? coverage.best : most) as TokenAmount;
}

/**
 * What a node writes off on one quote for packets that it counted and that never arrived: a quarter of what was paid on the quote, as far as that can be
 * collected. A payer signs for what arrived, so without this the difference would fill the window in the end.
 */
export function writeOff(coverage: Coverage, paidOnQuote: bigint): bigint {
  const uncollectable = coverage.best - countedPaid(coverage);
  const collectable = paidOnQuote - uncollectable;
  return collectable > 0n ? collectable / writeOffDivisor : 0n;
}

/** How much of the best voucher rests on unreserved promises. */
export function unreservedInUse(coverage: Coverage): TokenAmount {
  const beyond = countedPaid(coverage) - coverage.settled - coverage.countedLock;
  return (beyond > 0n ? beyond : 0n) as TokenAmount;
}

/**
 * Bytes that may still flow: W(paid) - unpaid. `owed` is everything due on this channel that no voucher covers yet; a voucher that cannot be collected
 * counts as owed. Negative when the payer is over. `undefined` = no limit, at price zero.
 */
export function allowance(
  coverage: Coverage,
  owed: bigint,
  price: PricePerGB,
): { readonly window: Bytes; readonly left: bigint } | undefined {
  const paid = countedPaid(coverage);
  const paidBytes = bytesCovered(paid, price);
  if (paidBytes === undefined) return undefined;
  const window = windowBytes(paidBytes);
  // Unpaid amounts turn into bytes rounded down, as the specification says for both sides.
  const unpaid = bytesCovered(owed + (coverage.best - paid), price) ?? 0n;
  return { window, left: window - unpaid };
}
