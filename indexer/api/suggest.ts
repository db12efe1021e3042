import { randomBytes } from "node:crypto";
import { Market, shareScale } from "../../protocol/shares.ts";
import type { Snapshot, SnapshotEntry } from "../snapshot.ts";
import type { ListQuery } from "./list.ts";

/** Nodes that the shares kept for filters may hold together, at 12 bytes each: anyone can think of filters. */
const keptNodes = 4_000_000;

/** Nodes that fit, by their positions among those that offer something, and the running sums of their shares. */
interface Prepared {
  readonly picked: Int32Array;
  /** Sums of whole numbers up to 10^12: exact in a double. */
  readonly sums: Float64Array;
}

/** What filters look at, in columns: they go through all nodes for every new filter. */
interface Columns {
  readonly countries: ReadonlyMap<string, number>;
  readonly country: Uint16Array;
  readonly score: Uint32Array;
  /** The price to the nearest double. */
  readonly price: Float64Array;
  readonly transports: ReadonlyMap<string, number>;
  /** A bit for each transport. */
  readonly transport: Uint8Array;
}

function columnsOf(entries: readonly SnapshotEntry[]): Columns {
  const countries = new Map<string, number>();
  const transports = new Map<string, number>();
  const numberOf = (numbers: Map<string, number>, name: string): number => {
    const known = numbers.get(name) ?? numbers.size;
    if (known === numbers.size) numbers.set(name, known);
    return known;
  };
  const { length } = entries;
  const country = new Uint16Array(length);
  const [score, price, transport] = [new Uint32Array(length), new Float64Array(length), new Uint8Array(length)];
  for (let at = 0; at < length; at++) {
    const { offer, scored } = entries[at] as SnapshotEntry;
    country[at] = numberOf(countries, offer?.country ?? "");
    score[at] = scored.score;
    price[at] = Number(offer?.price);
    for (const name of offer?.transports ?? [])
      transport[at] = (transport[at] ?? 0) | (1 << numberOf(transports, name));
  }
  return { countries, country, score, price, transports, transport };
}

/**
 * Draws suggestions by share. What shares are worked out from is made ready once per snapshot, shares once per filter; a draw is then a binary search.
 */
export class Suggester {
  readonly snapshot: Snapshot;
  /** Active nodes with an offer: those that can be suggested. */
  readonly #entries: readonly SnapshotEntry[];
  readonly #columns: Columns;
  readonly #market: Market<SnapshotEntry>;
  /** Least recently asked for first. */
  readonly #prepared = new Map<string, Prepared>();
  #kept = 0;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#entries = snapshot.entries.filter((entry) => entry.active && entry.offer !== undefined);
    this.#columns = columnsOf(this.#entries);
    this.#market = new Market(this.#entries, ({ node, offer, weight, scored }) => ({
      ...{ id: node.id, operator: node.operator, networks: offer?.networks ?? [], weight, newcomer: scored.newcomer },
    }));
  }

  /** How many nodes fit. */
  fitting(filters: ListQuery): number {
    return this.#prepare(filters).picked.length;
  }

  #prepare(filters: ListQuery): Prepared {
    const { country, maxPrice, minScore, transport } = filters;
    const key = JSON.stringify([country, maxPrice, minScore, transport]);
    const known = this.#prepared.get(key);
    if (known !== undefined) {
      this.#prepared.delete(key);
      this.#prepared.set(key, known);
      return known;
    }
    const picked = this.#fitting(filters);
    const sums = this.#market.shares(picked);
    for (let index = 1; index < sums.length; index++) sums[index] = (sums[index] ?? 0) + (sums[index - 1] ?? 0);
    const made = { picked, sums };
    this.#prepared.set(key, made);
    this.#kept += picked.length;
    for (const [oldest, { picked: nodes }] of this.#prepared) {
      if (this.#kept <= keptNodes || oldest === key) break;
      this.#prepared.delete(oldest);
      this.#kept -= nodes.length;
    }
    return made;
  }

  /** Positions of those that fit, as `accepts` has it. */
  #fitting({ country, maxPrice, minScore = 0, transport }: ListQuery): Int32Array {
    const columns = this.#columns;
    const wanted = country === undefined ? undefined : (columns.countries.get(country) ?? -1);
    const number = transport === undefined ? undefined : columns.transports.get(transport);
    const bits = transport === undefined ? 0 : number === undefined ? 0 : 1 << number;
    const most = maxPrice === undefined ? undefined : BigInt(maxPrice);
    const nearMost = most === undefined ? Number.POSITIVE_INFINITY : Number(most);
    const picked = new Int32Array(this.#entries.length);
    let count = 0;
    for (let at = 0; at < picked.length; at++) {
      if (wanted !== undefined && columns.country[at] !== wanted) continue;
      if ((columns.score[at] ?? 0) < minScore) continue;
      if (transport !== undefined && ((columns.transport[at] ?? 0) & bits) === 0) continue;
      const price = columns.price[at] ?? 0;
      // Rounding keeps the order, so only prices that round to the same need another look.
      if (
        price > nearMost ||
        (price === nearMost && most !== undefined && (this.#entries[at]?.offer?.price ?? 0n) > most)
      )
        continue;
      picked[count++] = at;
    }
    return picked.slice(0, count);
  }

  /** Up to `count` different nodes, each drawn by its share; shares in millionths of all draws among those that fit. */
  suggest(filters: ListQuery, count: number): readonly { readonly entry: SnapshotEntry; readonly share: number }[] {
    const { picked, sums } = this.#prepare(filters);
    const total = sums.at(-1) ?? 0;
    const found = new Map<number, { entry: SnapshotEntry; share: number }>();
    // A node that was drawn may come again; with many more draws than nodes wanted the set is full, or the rest is too rare to matter.
    for (let draws = 0; total > 0 && found.size < Math.min(count, picked.length) && draws < count * 16; draws++) {
      const mark = (Number(randomBytes(8).readBigUInt64BE() >> 11n) / 2 ** 53) * total;
      const index = firstAbove(sums, mark);
      const entry = this.#entries[picked[index] ?? 0];
      const share = (sums[index] ?? 0) - (sums[index - 1] ?? 0);
      if (entry !== undefined) found.set(index, { entry, share: Math.floor((share / shareScale) * 1_000_000) });
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
