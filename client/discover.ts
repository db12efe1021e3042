import { readFile } from "node:fs/promises";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { AddressText, AmountText, DescriptorJson } from "../protocol/wire.ts";
import { writeJsonAtomic } from "../runtime/jsonFile.ts";

/** What an indexer says of one node. A hint: the chain and the node's signature decide. */
export const NodeEntryJson = Type.Object({
  node: AddressText,
  operator: AddressText,
  bond: AmountText,
  active: Type.Boolean(),
  registeredAt: Type.Integer({ minimum: 0 }),
  score: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  newcomer: Type.Boolean(),
  descriptor: Type.Union([DescriptorJson, Type.Null()]),
});
export type NodeEntry = Static<typeof NodeEntryJson>;

const PageJson = Type.Object({
  nodes: Type.Array(Type.Unknown(), { maxItems: 1_000 }),
  nextCursor: Type.Union([Type.String({ maxLength: 300 }), Type.Null()]),
});
const pageLimit = 8_388_608;
const mostPages = 200;

export interface Discovery {
  readonly entries: readonly NodeEntry[];
  /** Where the list came from. */
  readonly source: "indexers" | "cache" | "none";
  readonly failures: readonly string[];
}

/**
 * Asks every indexer and merges their lists: the newest descriptor of a node wins, and the lower score. When none answers, the list kept on disk from the
 * last time serves. Entries that are malformed are left out, not trusted.
 */
export async function discover(indexers: readonly string[], cachePath: string): Promise<Discovery> {
  const failures: string[] = [];
  const lists = await Promise.all(
    indexers.map((indexer) =>
      listOf(indexer).catch((error: unknown) => {
        failures.push(`${indexer}: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }),
    ),
  );
  const answered = lists.filter((list) => list !== undefined);
  if (answered.length > 0) {
    const merged = new Map<string, NodeEntry>();
    for (const entry of answered.flat()) {
      const known = merged.get(entry.node);
      merged.set(entry.node, known === undefined ? entry : better(known, entry));
    }
    const entries = [...merged.values()];
    await writeJsonAtomic(cachePath, entries);
    return { entries, source: "indexers", failures };
  }
  const cached = await cachedList(cachePath);
  return { entries: cached, source: cached.length > 0 ? "cache" : "none", failures };
}

function better(a: NodeEntry, b: NodeEntry): NodeEntry {
  const newest = BigInt(b.descriptor?.version ?? "-1") > BigInt(a.descriptor?.version ?? "-1") ? b : a;
  return { ...newest, score: Math.min(a.score, b.score) };
}

async function listOf(indexer: string): Promise<NodeEntry[]> {
  const entries: NodeEntry[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < mostPages; page++) {
    const url: URL = new URL("/v1/nodes", indexer);
    url.searchParams.set("limit", "500");
    if (cursor !== "") url.searchParams.set("cursor", cursor);
    const response = await fetch(url, { signal: AbortSignal.timeout(8_000) });
    const text = await response.text();
    if (!response.ok || text.length > pageLimit) throw new Error(`answered ${response.status}`);
    const value: unknown = JSON.parse(text);
    if (!Value.Check(PageJson, value)) throw new Error("answered something else than a list of nodes");
    for (const entry of value.nodes) {
      const picked = pick(entry);
      if (picked !== undefined) entries.push(picked);
    }
    cursor = value.nextCursor;
  }
  return entries;
}

/** The known fields of an entry; indexers may add others. */
function pick(entry: unknown): NodeEntry | undefined {
  const cleaned = Value.Clean(NodeEntryJson, structuredClone(entry));
  return Value.Check(NodeEntryJson, cleaned) ? cleaned : undefined;
}

async function cachedList(path: string): Promise<NodeEntry[]> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return Array.isArray(value) ? value.flatMap((entry) => pick(entry) ?? []) : [];
  } catch {
    // No list was kept yet, or it is damaged: it is only a cache.
    return [];
  }
}
