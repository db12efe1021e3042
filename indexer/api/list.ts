import { IndexerError } from "../errors.ts";
import { entryJson, epochJson, type Snapshot, type SnapshotEntry } from "../snapshot.ts";

export const sortNames = ["score", "price", "bond", "registeredAt", "weight"] as const;
export type SortName = (typeof sortNames)[number];

export interface ListQuery {
  readonly country?: string;
  readonly maxPrice?: string;
  readonly minScore?: number;
  readonly transport?: string;
  readonly operator?: string;
  readonly active?: boolean;
  readonly sort?: SortName;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Above every price there is: who offers nothing is never the cheapest. */
const noPrice = 1n << 128n;

/** What a node is ordered by; small comes first: high scores, bonds and weights, low prices, old nodes. */
const keyOf: Readonly<Record<SortName, (entry: SnapshotEntry) => bigint>> = {
  score: (entry) => -BigInt(entry.scored.score),
  price: (entry) => entry.offer?.price ?? noPrice,
  bond: (entry) => -entry.node.bond,
  registeredAt: (entry) => BigInt(entry.node.registeredAt),
  weight: (entry) => -entry.weight,
};

interface Place {
  readonly key: bigint;
  readonly id: string;
}

/** Equal keys go by id, so that every node has one place. */
const compare = (a: Place, b: Place): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The orders of one snapshot, each sorted when it is first asked for: positions among its entries, which stand by id. */
export class Orders {
  readonly snapshot: Snapshot;
  readonly #sorted = new Map<SortName, Uint32Array>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  by(sort: SortName): Uint32Array {
    let found = this.#sorted.get(sort);
    if (found === undefined) {
      const { entries } = this.snapshot;
      const key = keyOf[sort];
      const near = Float64Array.from(entries, (entry) => Number(key(entry)));
      const exactly = (a: number, b: number): number => {
        const [one, other] = [entries[a], entries[b]];
        const [first, second] = [one === undefined ? 0n : key(one), other === undefined ? 0n : key(other)];
        return first < second ? -1 : first > second ? 1 : 0;
      };
      // Rounding keeps the order, so only keys that round to the same large number need another look. Sorting keeps the ids of equal ones in theirs.
      found = Uint32Array.from(entries, (_, index) => index).sort((a, b) => {
        const [one, other] = [near[a] ?? 0, near[b] ?? 0];
        if (one !== other) return one < other ? -1 : 1;
        return Math.abs(one) > Number.MAX_SAFE_INTEGER ? exactly(a, b) : 0;
      });
      this.#sorted.set(sort, found);
    }
    return found;
  }
}

export function accepts(query: ListQuery, maxPrice: bigint | undefined, entry: SnapshotEntry): boolean {
  if (query.active !== undefined && entry.active !== query.active) return false;
  if (query.country !== undefined && entry.offer?.country !== query.country) return false;
  if (maxPrice !== undefined && (entry.offer === undefined || entry.offer.price > maxPrice)) return false;
  if (query.minScore !== undefined && entry.scored.score < query.minScore) return false;
  if (query.operator !== undefined && entry.node.operator !== query.operator) return false;
  return query.transport === undefined || (entry.offer?.transports.includes(query.transport) ?? false);
}

const cursorOf = (sort: SortName, { key, id }: Place): string =>
  Buffer.from(`${sort} ${key} ${id}`, "latin1").toString("base64url");

/**
 * A cursor holds the place where a page ended, not which node stood there: while nodes come, go and move, every one that stays where it is is listed once
 * and only once.
 */
function placeOf(sort: SortName, cursor: string): Place {
  const parts = /^([a-zA-Z]+) (-?\d{1,60}) (0x[0-9a-f]{40})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"));
  const [, cursorSort, key = "", id = ""] = parts ?? [];
  if (parts === null)
    throw new IndexerError(
      "CURSOR_INVALID",
      "this cursor is not one of ours; take nextCursor of the page before as it is, or start again without a cursor",
    );
  if (cursorSort !== sort)
    throw new IndexerError(
      "CURSOR_INVALID",
      `this cursor belongs to sort=${cursorSort}, not to sort=${sort}; keep the sort while paging, or start again without a cursor`,
    );
  return { key: BigInt(key), id };
}

/** A page of nodes as JSON text. Code: `CURSOR_INVALID`. */
export function listJson(orders: Orders, query: ListQuery): string {
  const sort = query.sort ?? "score";
  const limit = query.limit ?? 50;
  const key = keyOf[sort];
  const place = query.cursor === undefined ? undefined : placeOf(sort, query.cursor);
  const maxPrice = query.maxPrice === undefined ? undefined : BigInt(query.maxPrice);
  const order = orders.by(sort);
  const entryAt = (at: number): SnapshotEntry | undefined => orders.snapshot.entries[order[at] ?? -1];
  /** Where the first node behind a place stands. */
  const after = (behind: Place): number => {
    let low = 0;
    for (let high = order.length; low < high; ) {
      const middle = (low + high) >> 1;
      const there = entryAt(middle);
      if (there !== undefined && compare({ key: key(there), id: there.node.id }, behind) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const found: SnapshotEntry[] = [];
  let more = false;
  for (let at = place === undefined ? 0 : after(place); at < order.length; at++) {
    const entry = entryAt(at);
    if (entry === undefined || !accepts(query, maxPrice, entry)) continue;
    if (found.length === limit) {
      more = true;
      break;
    }
    found.push(entry);
  }
  const last = found.at(-1);
  const nextCursor =
    more && last !== undefined ? JSON.stringify(cursorOf(sort, { key: key(last), id: last.node.id })) : "null";
  return `{"epoch":${epochJson(orders.snapshot)},"nodes":[${found.map(entryJson).join(",")}],"nextCursor":${nextCursor}}`;
}
