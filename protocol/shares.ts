/**
 * From weights to shares of draws: proportional, capped per operator and per network, with a small part spread evenly over newcomers, who would otherwise
 * never be tried. The definition is in whole numbers of 10^-12 with every quotient rounded down, so it is the same on every machine; the work is done in
 * doubles, which hold such numbers exactly, and in bigints where a double could be in doubt.
 */
import type { Address } from "./ids.ts";

export interface Candidate {
  readonly id: Address;
  readonly operator: Address;
  /** What else shares a fate. Each is capped like an operator, at its own share; in use is the address block (`networkOf`), not the autonomous system: docs/known-issues.md. */
  readonly networks: readonly string[];
  readonly weight: bigint;
  readonly newcomer: boolean;
}

export interface SharePolicy {
  readonly operatorPercent: number;
  readonly networkPercent: number;
  readonly newcomerPercent: number;
}

export const defaultShares: SharePolicy = { operatorPercent: 5, networkPercent: 10, newcomerPercent: 4 };

/** Shares are parts of this. */
export const shareScale = 10 ** 12;

/** floor(a * b / c) for a share of `c`, exactly. The double is within 2^-50 of the quotient; only next to a whole number can it round wrongly. */
function part(a: number, b: number, c: number): number {
  if (a === 0) return 0;
  const near = (a * b) / c;
  const below = Math.floor(near);
  const doubt = near * 2 ** -50;
  if (near - below > doubt && below + 1 - near > doubt) return below;
  return Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** The groups of one kind among some candidates. Members of a group are a chain of links: `heads[group]`, then `next[link]`, until -1. */
interface Groups {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  /** Where the member of a link stands among the shares, and its group. */
  readonly member: Int32Array;
  readonly group: Int32Array;
  readonly cap: number;
}

/** Which groups of one kind (operators, networks) each candidate is in. */
class Memberships {
  /** Those of candidate i stand from `starts[i]` to `starts[i + 1]`. */
  readonly #starts: Int32Array;
  readonly #groups: Int32Array;
  /** Room to work in, the same each time: what `among` gives holds until it is asked again. */
  readonly #numbers: Int32Array;
  readonly #room: Pick<Groups, "heads" | "next" | "member" | "group">;

  constructor(size: number, keysOf: (index: number) => readonly string[]) {
    const numbers = new Map<string, number>();
    const groups: number[] = [];
    this.#starts = new Int32Array(size + 1);
    for (let index = 0; index < size; index++) {
      const mine = keysOf(index);
      for (const key of mine.length < 2 ? mine : new Set(mine)) {
        let number = numbers.get(key);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(key, number);
        }
        groups.push(number);
      }
      this.#starts[index + 1] = groups.length;
    }
    this.#groups = Int32Array.from(groups);
    this.#numbers = new Int32Array(numbers.size);
    const links = () => new Int32Array(groups.length);
    this.#room = { heads: new Int32Array(numbers.size), next: links(), member: links(), group: links() };
  }

  /** The groups of those picked, each held to `percent` of the whole, or to an even split of the pot where there are too few groups. */
  among(picked: Int32Array, percent: number, pot: number): Groups {
    const { heads, next, member, group } = this.#room;
    const [starts, groups] = [this.#starts, this.#groups];
    // Numbered anew by first appearance among those picked, so that the order of work follows from these alone.
    const numbers = this.#numbers.fill(-1);
    let found = 0;
    let links = 0;
    for (let index = 0; index < picked.length; index++) {
      const at = picked[index] ?? 0;
      for (let slot = starts[at] ?? 0; slot < (starts[at + 1] ?? 0); slot++) {
        const known = groups[slot] ?? 0;
        let number = numbers[known] ?? -1;
        if (number < 0) {
          number = found++;
          numbers[known] = number;
          heads[number] = -1;
        }
        next[links] = heads[number] ?? -1;
        member[links] = index;
        group[links] = number;
        heads[number] = links++;
      }
    }
    return {
      heads: heads.subarray(0, found),
      next,
      member: member.subarray(0, links),
      group: group.subarray(0, links),
      cap: Math.max((shareScale / 100) * percent, Math.floor(pot / Math.max(1, found))),
    };
  }
}

/** A list of candidates, made ready once, so that shares of any part of it cost some nanoseconds a candidate. */
export class Market<T> {
  readonly #items: readonly T[];
  readonly #candidate: (item: T) => Candidate;
  /** The weights to the nearest double. */
  readonly #near: Float64Array;
  /** The weights in limbs of 32 bits, lowest first: up to two million of them add up exactly. */
  readonly #limbs: readonly Float64Array[];
  readonly #operators: Memberships;
  readonly #networks: Memberships;
  readonly #newcomers: Uint8Array;
  readonly size: number;

  /** `candidate` must say the same of an item each time: what it says is looked at here, and not kept. */
  constructor(items: readonly T[], candidate: (item: T) => Candidate) {
    this.size = items.length;
    this.#items = items;
    this.#candidate = candidate;
    this.#near = new Float64Array(this.size);
    this.#newcomers = new Uint8Array(this.size);
    const limbs: Float64Array[] = [];
    for (const [index, item] of items.entries()) {
      const { weight, newcomer } = candidate(item);
      const near = Number(weight);
      this.#near[index] = near;
      this.#newcomers[index] = newcomer ? 1 : 0;
      for (let limb = limbs.length; near >= 2 ** (32 * limb); limb++) limbs.push(new Float64Array(this.size));
      if (near <= Number.MAX_SAFE_INTEGER) {
        set(limbs[0], index, near % 2 ** 32);
        set(limbs[1], index, Math.floor(near / 2 ** 32));
      } else
        for (const [limb, parts] of limbs.entries())
          set(parts, index, Number((weight >> BigInt(32 * limb)) & 0xffff_ffffn));
    }
    this.#limbs = limbs;
    const of = (index: number): Candidate => candidate(items[index] as T);
    this.#operators = new Memberships(this.size, (index) => [of(index).operator]);
    this.#networks = new Memberships(this.size, (index) => of(index).networks);
  }

  #weight(index: number): bigint {
    return index < this.size ? this.#candidate(this.#items[index] as T).weight : 0n;
  }

  /**
   * The share of draws of each candidate at `picked` (ascending positions) among these, in 10^-12, summing to at most 10^12. A cap that cannot hold because
   * there are too few groups is raised to an even split: with three operators nobody can be held to 5%.
   */
  shares(picked: Int32Array, policy: SharePolicy = defaultShares): Float64Array {
    const shares = new Float64Array(picked.length);
    const total = this.#total(picked);
    if (total === 0n) return shares.fill(picked.length === 0 ? 0 : Math.floor(shareScale / picked.length));
    let newcomers = 0;
    for (let index = 0; index < picked.length; index++) newcomers += this.#newcomers[picked[index] ?? 0] ?? 0;
    const spread = newcomers === 0 || newcomers === picked.length ? 0 : (shareScale / 100) * policy.newcomerPercent;
    const pot = shareScale - spread;
    const nearTotal = Number(total);
    for (let index = 0; index < picked.length; index++) {
      const at = picked[index] ?? 0;
      // As `part`, of weights that a double may not hold.
      const near = ((this.#near[at] ?? 0) * pot) / nearTotal;
      const below = Math.floor(near);
      const doubt = near * 2 ** -50;
      shares[index] =
        near === 0 || (near - below > doubt && below + 1 - near > doubt)
          ? below
          : Number((this.#weight(at) * BigInt(pot)) / total);
    }
    cap(
      shares,
      [
        this.#operators.among(picked, policy.operatorPercent, pot),
        this.#networks.among(picked, policy.networkPercent, pot),
      ],
      pot,
    );
    const each = newcomers === 0 ? 0 : Math.floor(spread / newcomers);
    if (each > 0)
      for (let index = 0; index < picked.length; index++)
        if (this.#newcomers[picked[index] ?? 0] === 1) shares[index] = (shares[index] ?? 0) + each;
    return shares;
  }

  #total(picked: Int32Array): bigint {
    let total = 0n;
    for (const [limb, parts] of this.#limbs.entries()) {
      let sum = 0;
      for (let index = 0; index < picked.length; index++) sum += parts[picked[index] ?? 0] ?? 0;
      total += BigInt(sum) << BigInt(32 * limb);
    }
    return total;
  }
}

/**
 * Holds every group to its cap and gives the rest to the others by weight, until nothing changes. All groups in one loop: a share that one kind of cap
 * sets free must not lift a group over a cap of the other kind. A share that was cut only ever falls, so the loop ends.
 */
function cap(shares: Float64Array, kinds: readonly Groups[], pot: number): void {
  const fixed = new Uint8Array(shares.length);
  const sumOf = ({ next, member }: Groups, head: number): number => {
    let sum = 0;
    for (let link = head; link >= 0; link = next[link] ?? -1) sum += shares[member[link] ?? 0] ?? 0;
    return sum;
  };
  for (;;) {
    const over = kinds.map((kind) => headsOver(shares, kind));
    if (over.every(({ length }) => length === 0)) return;
    for (const [which, kind] of kinds.entries()) {
      for (const head of over[which] ?? []) {
        const sum = sumOf(kind, head);
        for (let link = head; link >= 0; link = kind.next[link] ?? -1) {
          const index = kind.member[link] ?? 0;
          // Another group's cut may have brought this one below its cap already.
          if (sum > kind.cap) shares[index] = part(shares[index] ?? 0, kind.cap, sum);
          fixed[index] = 1;
        }
      }
    }
    let used = 0;
    let free = 0;
    for (let index = 0; index < shares.length; index++) {
      if (fixed[index] === 1) used += shares[index] ?? 0;
      else free += shares[index] ?? 0;
    }
    if (free === 0 || used >= pot) return;
    const left = pot - used;
    if (left === free) continue;
    for (let index = 0; index < shares.length; index++)
      if (fixed[index] === 0) shares[index] = part(shares[index] ?? 0, left, free);
  }
}

/** Heads of the groups that hold more than their cap. */
function headsOver(shares: Float64Array, { heads, member, group, cap: most }: Groups): Int32Array {
  const sums = new Float64Array(heads.length);
  for (let link = 0; link < member.length; link++) {
    const number = group[link] ?? 0;
    sums[number] = (sums[number] ?? 0) + (shares[member[link] ?? 0] ?? 0);
  }
  return heads.filter((_, number) => (sums[number] ?? 0) > most);
}

const set = (parts: Float64Array | undefined, index: number, value: number): void => {
  if (parts !== undefined) parts[index] = value;
};
const itself = (candidate: Candidate): Candidate => candidate;

/** Each candidate's share of draws among all of them, in 10^-12. */
export function sharesOf(candidates: readonly Candidate[], policy: SharePolicy = defaultShares): readonly bigint[] {
  const everyone = Int32Array.from(candidates, (_, index) => index);
  return Array.from(new Market(candidates, itself).shares(everyone, policy), BigInt);
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
