import { randomBytes } from "node:crypto";
import { sharesOf } from "../../protocol/selection.ts";
import type { Snapshot, SnapshotEntry } from "../snapshot.ts";
import { accepts, type ListQuery } from "./list.ts";

const keptFilters = 32;
/** Shares are of 10^12, so that sums are exact in a double. */
const scale = 10 ** 12;

interface Prepared {
  readonly entries: readonly SnapshotEntry[];
  readonly shares: Float64Array;
  /** Running sums of the shares. */
  readonly sums: Float64Array;
}

/** IPv4 /16 or IPv6 /32 of an endpoint, by text: nodes there share a cap. */
function networkOf(host: string): string {
  const parts = host.split(host.includes(":") ? ":" : ".");
  return parts.slice(0, 2).join(host.includes(":") ? ":" : ".");
}

/** Draws suggestions by share. Shares of a snapshot are worked out once per filter; a draw is then a binary search. */
export class Suggester {
  readonly snapshot: Snapshot;
  readonly #prepared = new Map<string, Prepared>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Nodes that fit and their shares, in millionths of all draws among them. */
  prepare(filters: ListQuery): Prepared {
    const { country, maxPrice, minScore, transport } = filters;
    const key = JSON.stringify([country, maxPrice, minScore, transport]);
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const most = maxPrice === undefined ? undefined : BigInt(maxPrice);
    const entries = this.snapshot.entries.filter(
      (entry) => entry.active && entry.descriptor !== undefined && accepts(filters, most, entry),
    );
    const shares = Float64Array.from(
      sharesOf(
        entries.map((entry) => ({
          id: entry.node.id,
          operator: entry.node.operator,
          networks: [networkOf(entry.descriptor?.body.endpoint.host ?? "")],
          weight: entry.weight,
          newcomer: this.snapshot.scores.get(entry.node.id)?.newcomer ?? true,
        })),
      ),
      Number,
    );
    let sum = 0;
    const sums = shares.map((share) => {
      sum += share;
      return sum;
    });
    const made = { entries, shares, sums };
    this.#prepared.set(key, made);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > keptFilters && oldest !== undefined) this.#prepared.delete(oldest);
    return made;
  }

  /** Up to `count` different nodes, each drawn by its share. */
  suggest(filters: ListQuery, count: number): readonly { readonly entry: SnapshotEntry; readonly share: number }[] {
    const { entries, shares, sums } = this.prepare(filters);
    const total = sums.at(-1) ?? 0;
    const found = new Map<number, { entry: SnapshotEntry; share: number }>();
    // A node that was drawn may come again; with many more draws than nodes wanted the set is full, or the rest is too rare to matter.
    for (let draws = 0; total > 0 && found.size < Math.min(count, entries.length) && draws < count * 16; draws++) {
      const mark = (Number(randomBytes(8).readBigUInt64BE() >> 11n) / 2 ** 53) * total;
      const index = firstAbove(sums, mark);
      const entry = entries[index];
      if (entry !== undefined)
        found.set(index, { entry, share: Math.floor(((shares[index] ?? 0) / scale) * 1_000_000) });
    }
    return [...found.values()];
  }
}

function firstAbove(sums: Float64Array, mark: number): number {
  let low = 0;
  for (let high = sums.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > mark) high = middle;
    else low = middle + 1;
  }
  return low;
}
