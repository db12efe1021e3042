import { IndexerError } from "../errors.ts";
import { epochJson, type Snapshot, type SnapshotEntry } from "../snapshot.ts";

export interface ListQuery {
  readonly country?: string;
  readonly maxPrice?: string;
  readonly minScore?: number;
  readonly transport?: string;
  readonly operator?: string;
  readonly active?: boolean;
  readonly sort?: "score" | "price" | "bond" | "registeredAt" | "weight";
  readonly limit?: number;
  readonly cursor?: string;
}

const compareBig = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** Best first: high scores, bonds and weights, low prices, old nodes. Equal ones by id, so that pages never overlap. */
const orders: Readonly<Record<NonNullable<ListQuery["sort"]>, (a: SnapshotEntry, b: SnapshotEntry) => number>> = {
  score: (a, b) => b.score - a.score,
  price: (a, b) => compareBig(a.price, b.price),
  bond: (a, b) => compareBig(b.node.bond, a.node.bond),
  registeredAt: (a, b) => a.node.registeredAt - b.node.registeredAt,
  weight: (a, b) => compareBig(b.weight, a.weight),
};

const sortedCache = new WeakMap<Snapshot, Map<string, readonly SnapshotEntry[]>>();

/** Each order is sorted once per snapshot. */
function sorted(snapshot: Snapshot, sort: NonNullable<ListQuery["sort"]>): readonly SnapshotEntry[] {
  const orderings = sortedCache.get(snapshot) ?? new Map<string, readonly SnapshotEntry[]>();
  sortedCache.set(snapshot, orderings);
  let entries = orderings.get(sort);
  if (entries === undefined) {
    const order = orders[sort];
    entries = [...snapshot.entries].sort((a, b) => order(a, b) || (a.node.id < b.node.id ? -1 : 1));
    orderings.set(sort, entries);
  }
  return entries;
}

function accepts(query: ListQuery, entry: SnapshotEntry): boolean {
  if (query.active !== undefined && entry.active !== query.active) return false;
  if (query.country !== undefined && entry.country !== query.country) return false;
  if (query.maxPrice !== undefined && (entry.descriptor === undefined || entry.price > BigInt(query.maxPrice)))
    return false;
  if (query.minScore !== undefined && entry.score < query.minScore) return false;
  if (query.operator !== undefined && entry.node.operator !== query.operator) return false;
  return (
    query.transport === undefined ||
    (entry.descriptor?.body.transports.some((transport) => transport === query.transport) ?? false)
  );
}

/** The cursor names the last node of a page; the next page begins behind where that node stands now. */
function startOf(entries: readonly SnapshotEntry[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const id = Buffer.from(cursor, "base64url").toString("latin1");
  const at = entries.findIndex((entry) => entry.node.id === id);
  if (at < 0)
    throw new IndexerError(
      "CURSOR_INVALID",
      "this cursor is not one of ours, or its node is gone; start again without a cursor",
    );
  return at + 1;
}

/** A page of nodes as JSON text, assembled from finished pieces. */
export function listJson(snapshot: Snapshot, query: ListQuery): string {
  const entries = sorted(snapshot, query.sort ?? "score");
  const limit = query.limit ?? 50;
  const found: SnapshotEntry[] = [];
  let more = false;
  for (let at = startOf(entries, query.cursor); at < entries.length; at++) {
    const entry = entries[at];
    if (entry === undefined || !accepts(query, entry)) continue;
    if (found.length === limit) {
      more = true;
      break;
    }
    found.push(entry);
  }
  const last = found.at(-1);
  const nextCursor =
    more && last !== undefined ? JSON.stringify(Buffer.from(last.node.id, "latin1").toString("base64url")) : "null";
  return `{"epoch":${epochJson(snapshot)},"nodes":[${found.map((entry) => entry.json).join(",")}],"nextCursor":${nextCursor}}`;
}
