import { IndexerError } from "../errors.ts";
import { epochJson, type Snapshot, type SnapshotEntry } from "../snapshot.ts";

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
  score: (entry) => -BigInt(entry.score),
  price: (entry) => entry.price ?? noPrice,
  bond: (entry) => -entry.node.bond,
  registeredAt: (entry) => BigInt(entry.node.registeredAt),
  weight: (entry) => -entry.weight,
};

interface Place {
  readonly key: bigint;
  readonly id: string;
}
interface Ordered extends Place {
  readonly entry: SnapshotEntry;
}

/** Equal keys go by id, so that every node has one place. */
const compare = (a: Place, b: Place): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The orders of one snapshot, each sorted when it is first asked for. */
export class Orders {
  readonly snapshot: Snapshot;
  readonly #sorted = new Map<SortName, readonly Ordered[]>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  by(sort: SortName): readonly Ordered[] {
    let found = this.#sorted.get(sort);
    if (found === undefined) {
      const key = keyOf[sort];
      found = this.snapshot.entries.map((entry) => ({ key: key(entry), id: entry.node.id, entry })).sort(compare);
      this.#sorted.set(sort, found);
    }
    return found;
  }
}

export function accepts(query: ListQuery, maxPrice: bigint | undefined, entry: SnapshotEntry): boolean {
  if (query.active !== undefined && entry.active !== query.active) return false;
  if (query.country !== undefined && entry.country !== query.country) return false;
  if (maxPrice !== undefined && (entry.price === undefined || entry.price > maxPrice)) return false;
  if (query.minScore !== undefined && entry.score < query.minScore) return false;
  if (query.operator !== undefined && entry.node.operator !== query.operator) return false;
  return (
    query.transport === undefined ||
    (entry.descriptor?.body.transports.some((transport) => transport === query.transport) ?? false)
  );
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

/** Where the first node behind this place stands. */
function after(entries: readonly Ordered[], place: Place): number {
  let low = 0;
  for (let high = entries.length; low < high; ) {
    const middle = (low + high) >> 1;
    const there = entries[middle];
    if (there !== undefined && compare(there, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A page of nodes as JSON text, assembled from finished pieces. Code: `CURSOR_INVALID`. */
export function listJson(orders: Orders, query: ListQuery): string {
  const sort = query.sort ?? "score";
  const limit = query.limit ?? 50;
  const place = query.cursor === undefined ? undefined : placeOf(sort, query.cursor);
  const maxPrice = query.maxPrice === undefined ? undefined : BigInt(query.maxPrice);
  const entries = orders.by(sort);
  const found: Ordered[] = [];
  let more = false;
  for (let at = place === undefined ? 0 : after(entries, place); at < entries.length; at++) {
    const ordered = entries[at];
    if (ordered === undefined || !accepts(query, maxPrice, ordered.entry)) continue;
    if (found.length === limit) {
      more = true;
      break;
    }
    found.push(ordered);
  }
  const last = found.at(-1);
  const nextCursor = more && last !== undefined ? JSON.stringify(cursorOf(sort, last)) : "null";
  return `{"epoch":${epochJson(orders.snapshot)},"nodes":[${found.map(({ entry }) => entry.json).join(",")}],"nextCursor":${nextCursor}}`;
}
