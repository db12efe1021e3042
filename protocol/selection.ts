/**
 * Choosing an exit: weights in integers, the same on every machine. A node is drawn by its share (shares.ts), never the best one taken: argmax sends
 * everybody to one node. Formula: s^12 x min(bond, 3 x minimum) x min(capacity, middle capacity) x exp(-price / median).
 */
import ipaddr from "ipaddr.js";
import { faultMemorySeconds, scoreScale } from "./constants.ts";
import type { Address } from "./ids.ts";

export interface WeightFacts {
  /** 0 to 1,000,000. */
  readonly score: number;
  readonly bond: bigint;
  readonly minimumStake: bigint;
  /** As the node claims it. */
  readonly capacityMbps: number;
  /** See `middleCapacity`: nobody's claim counts for more. */
  readonly middleMbps: number;
  readonly price: bigint;
  readonly medianPrice: bigint;
  /** See `isShunned`. */
  readonly shunned: boolean;
}

const one = 1_000_000_000n;

/** exp(-n/d) in billionths, by the series of exp(n/d): exact to the last billionth for n/d up to 20, 0 above. */
export function expMinus(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n || numerator === 0n) return numerator === 0n ? one : 0n;
  if (numerator / denominator >= 20n) return 0n;
  const fine = one * one;
  let term = fine;
  let sum = fine;
  for (let step = 1n; term > 0n; step++) {
    term = (term * numerator) / (denominator * step);
    sum += term;
  }
  return (fine * one) / sum;
}

/** A node whose bond was slashed weighs nothing for 90 days. Times are Unix seconds; `slashedAt` 0 means never. */
export const isShunned = (slashedAt: number, now: number): boolean =>
  slashedAt !== 0 && now < slashedAt + faultMemorySeconds;

function countedBond(bond: bigint, minimumStake: bigint): bigint {
  const cap = 3n * minimumStake;
  return bond < cap ? bond : cap;
}

/** A node's weight, in arbitrary units that compare between nodes of one list. */
export function weightOf(facts: WeightFacts): bigint {
  if (facts.shunned) return 0n;
  const score = BigInt(facts.score);
  const bond = countedBond(facts.bond, facts.minimumStake);
  const capacity = BigInt(Math.min(facts.capacityMbps, facts.middleMbps));
  const quality = (score ** 12n * one) / BigInt(scoreScale) ** 12n;
  return (quality * bond * capacity * expMinus(facts.price, facts.medianPrice)) / (one * one);
}

/** The middle price; the lower one of two. */
export function medianOf(prices: readonly bigint[]): bigint {
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[(sorted.length - 1) >> 1] ?? 0n;
}

/** A claim of capacity, and the bond that stands behind it. */
export interface CapacityClaim {
  readonly capacityMbps: number;
  readonly bond: bigint;
}

/**
 * The claim in the middle of the stake that counts: half of it, or more, claims no more than this. A claim costs nothing and nobody can measure a large one, so
 * none counts beyond it; and whoever would move it must hold as much stake as the others. 0 when there is none.
 */
export function middleCapacity(claims: Iterable<CapacityClaim>, minimumStake: bigint): number {
  const stakes = new Map<number, bigint>();
  let total = 0n;
  for (const { capacityMbps, bond } of claims) {
    const counted = countedBond(bond, minimumStake);
    stakes.set(capacityMbps, (stakes.get(capacityMbps) ?? 0n) + counted);
    total += counted;
  }
  let below = 0n;
  for (const [capacityMbps, stake] of [...stakes].sort(([a], [b]) => a - b)) {
    below += stake;
    if (2n * below >= total) return capacityMbps;
  }
  return 0;
}

/** The network that an endpoint's address lies in: the /16 of IPv4 (also inside IPv6), the /32 of IPv6. What is no address is a network by itself. */
export function networkOf(host: string): string {
  if (!ipaddr.isValid(host)) return host.toLowerCase();
  const address = ipaddr.process(host);
  const prefix = address.kind() === "ipv4" ? 16 : 32;
  return `${prefix}:${address
    .toByteArray()
    .slice(0, prefix / 8)
    .join(".")}`;
}

/** Whose hands a node is in, as far as that is known. */
export interface Whereabouts {
  readonly operator: Address;
  /** Address of its endpoint. */
  readonly host: string;
  /** As its operator claims it. */
  readonly country: string;
}

/** Whether two nodes may be entry and exit of one route: nobody runs both, and they share neither network nor country. */
export const areApart = (a: Whereabouts, b: Whereabouts): boolean =>
  a.operator !== b.operator && networkOf(a.host) !== networkOf(b.host) && a.country !== b.country;
