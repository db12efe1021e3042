/**
 * Choosing an exit: weights in integers, the same on every machine, and a draw by weight, never the best one: argmax sends everybody to one node.
 * Formula: s^12 x min(bond, 3 x minimum) x free capacity x exp(-price / median); shares capped per operator and per network; a small share spread
 * evenly over eligible newcomers, who would otherwise never be tried.
 */
import ipaddr from "ipaddr.js";
import { faultMemorySeconds, scoreScale } from "./constants.ts";
import type { Address } from "./ids.ts";

export interface WeightFacts {
  /** 0 to 1,000,000. */
  readonly score: number;
  readonly bond: bigint;
  readonly minimumStake: bigint;
  readonly capacityMbps: number;
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

/** A node's weight, in arbitrary units that compare between nodes of one list. */
export function weightOf(facts: WeightFacts): bigint {
  if (facts.shunned) return 0n;
  const score = BigInt(facts.score);
  const cap = 3n * facts.minimumStake;
  const bond = facts.bond < cap ? facts.bond : cap;
  const quality = (score ** 12n * one) / BigInt(scoreScale) ** 12n;
  return (quality * bond * BigInt(facts.capacityMbps) * expMinus(facts.price, facts.medianPrice)) / (one * one);
}

/** The middle price; the lower one of two. */
export function medianOf(prices: readonly bigint[]): bigint {
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[(sorted.length - 1) >> 1] ?? 0n;
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

export interface Candidate {
  readonly id: Address;
  readonly operator: Address;
  /** What else shares a fate: address block, autonomous system. Each is capped like an operator, at its own share. */
  readonly networks: readonly string[];
  readonly weight: bigint;
  readonly newcomer: boolean;
}

export interface SharePolicy {
  readonly operatorPercent: bigint;
  readonly networkPercent: bigint;
  readonly newcomerPercent: bigint;
}

export const defaultShares: SharePolicy = { operatorPercent: 5n, networkPercent: 10n, newcomerPercent: 4n };

const scale = 1_000_000_000_000n;

/**
 * Each candidate's share of draws, in units of 10^-12, summing to at most 10^12. A cap that cannot hold because there are too few groups is raised to
 * an even split: with three operators nobody can be held to 5%.
 */
export function sharesOf(candidates: readonly Candidate[], policy: SharePolicy = defaultShares): readonly bigint[] {
  const total = candidates.reduce((sum, candidate) => sum + candidate.weight, 0n);
  if (total === 0n) return candidates.map(() => (candidates.length === 0 ? 0n : scale / BigInt(candidates.length)));
  const newcomers = BigInt(candidates.filter((candidate) => candidate.newcomer).length);
  const spread =
    newcomers === 0n || newcomers === BigInt(candidates.length) ? 0n : (scale * policy.newcomerPercent) / 100n;
  const pot = scale - spread;
  const shares = capped(
    candidates.map((candidate) => (candidate.weight * pot) / total),
    [
      ...groupsOf(candidates, (candidate) => [candidate.operator], policy.operatorPercent, pot),
      ...groupsOf(candidates, (candidate) => candidate.networks, policy.networkPercent, pot),
    ],
    pot,
  );
  return candidates.map(
    (candidate, index) => (shares[index] ?? 0n) + (candidate.newcomer && newcomers > 0n ? spread / newcomers : 0n),
  );
}

interface Group {
  /** Indices of the candidates in it. */
  readonly members: readonly number[];
  readonly cap: bigint;
}

function groupsOf(
  candidates: readonly Candidate[],
  keysOf: (candidate: Candidate) => readonly string[],
  percent: bigint,
  pot: bigint,
): readonly Group[] {
  const groups = new Map<string, number[]>();
  for (const [index, candidate] of candidates.entries()) {
    for (const key of new Set(keysOf(candidate))) {
      const members = groups.get(key);
      if (members === undefined) groups.set(key, [index]);
      else members.push(index);
    }
  }
  const wanted = (scale * percent) / 100n;
  const even = pot / BigInt(groups.size === 0 ? 1 : groups.size);
  return [...groups.values()].map((members) => ({ members, cap: wanted > even ? wanted : even }));
}

/**
 * Holds every group to its cap and gives the rest to the others by weight, until nothing changes. All groups in one loop: a share that one kind of cap
 * sets free must not lift a group over a cap of the other kind. A share that was cut only ever falls, so the loop ends.
 */
function capped(before: readonly bigint[], groups: readonly Group[], pot: bigint): bigint[] {
  const shares = [...before];
  const fixed = new Set<number>();
  const sumOf = (members: readonly number[]) => members.reduce((sum, index) => sum + (shares[index] ?? 0n), 0n);
  for (;;) {
    const over = groups.filter(({ members, cap }) => sumOf(members) > cap);
    if (over.length === 0) return shares;
    for (const { members, cap } of over) {
      const sum = sumOf(members);
      for (const index of members) {
        // Another group's cut may have brought this one below its cap already.
        if (sum > cap) shares[index] = ((shares[index] ?? 0n) * cap) / sum;
        fixed.add(index);
      }
    }
    const free = shares.map((share, index) => (fixed.has(index) ? 0n : share));
    const freeSum = free.reduce((total, share) => total + share, 0n);
    const used = sumOf([...fixed]);
    if (freeSum === 0n || used >= pot) return shares;
    for (const [index, share] of free.entries()) if (share > 0n) shares[index] = (share * (pot - used)) / freeSum;
  }
}

/** Draws one candidate. `random` is uniform in [0, 2^64). Undefined when there is none. */
export function draw(
  candidates: readonly Candidate[],
  random: bigint,
  policy: SharePolicy = defaultShares,
): Candidate | undefined {
  const shares = sharesOf(candidates, policy);
  const total = shares.reduce((sum, share) => sum + share, 0n);
  let mark = (random * total) >> 64n;
  for (const [index, share] of shares.entries()) {
    if (mark < share) return candidates[index];
    mark -= share;
  }
  return candidates.at(-1);
}
