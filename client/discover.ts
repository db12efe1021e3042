import { readFile } from "node:fs/promises";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { AddressText, AmountText, DescriptorJson } from "../protocol/wire.ts";
import { writeJsonAtomic } from "../runtime/jsonFile.ts";
import { plainText } from "./plainText.ts";

/** What an indexer says of one node. A hint: the chain and the node's signature decide. */
export const NodeEntryJson = Type.Object({
  node: AddressText,
  operator: AddressText,
  bond: AmountText,
  active: Type.Boolean(),
  registeredAt: Type.Integer({ minimum: 0 }),
  score: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  newcomer: Type.Boolean(),
  /** When its stake was slashed last, in Unix seconds; 0 or absent for never. */
  slashedAt: Type.Optional(Type.Integer({ minimum: 0 })),
  descriptor: Type.Union([DescriptorJson, Type.Null()]),
});
export type NodeEntry = Static<typeof NodeEntryJson>;

const PageJson = Type.Object({
  nodes: Type.Array(Type.Unknown(), { maxItems: 1_000 }),
  nextCursor: Type.Union([Type.String({ maxLength: 300 }), Type.Null()]),
});
const pageLimit = 8_388_608;
/** Of all pages of one indexer together: about a hundred thousand nodes. */
const listLimit = 134_217_728;
const mostPages = 200;
const pageMilliseconds = 8_000;
const listMilliseconds = 30_000;

export interface Discovery {
  /**
   * The nodes that were named, each with the lowest score anybody gave it. Where indexers hold different descriptors of a node, one entry for each, the
   * highest version first: only the chain can tell which one the node signed.
   */
  readonly entries: readonly NodeEntry[];
  /** Where the list came from. */
  readonly source: "indexers" | "cache" | "none";
  readonly failures: readonly string[];
}

/** Asks every indexer and merges their lists. When none answers, the list kept on disk serves. Entries that are malformed are left out, not trusted. */
export async function discover(indexers: readonly string[], cachePath: string): Promise<Discovery> {
  const failures: string[] = [];
  const lists = await Promise.all(
    indexers.map((indexer) =>
      listOf(indexer).catch((error: unknown) => {
        failures.push(`${indexer}: ${reasonOf(error)}`);
        return undefined;
      }),
    ),
  );
  const answered = lists.filter((list) => list !== undefined);
  if (answered.length > 0) return { entries: merged(answered.flat()), source: "indexers", failures };
  const cached = await keptList(cachePath);
  return { entries: cached, source: cached.length > 0 ? "cache" : "none", failures };
}

/** The list of the last time, as `keepList` left it; empty when there is none. */
export async function keptList(path: string): Promise<readonly NodeEntry[]> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return Array.isArray(value) ? value.flatMap((entry) => pick(entry) ?? []) : [];
  } catch {
    // No list was kept yet, or it is damaged: it is only a cache.
    return [];
  }
}

/** Keeps a list for the time when no indexer answers. */
export const keepList = (path: string, entries: readonly NodeEntry[]): Promise<void> => writeJsonAtomic(path, entries);

const versionOf = ({ descriptor }: NodeEntry): bigint => BigInt(descriptor?.version ?? "-1");

/** One entry per node and descriptor; an entry without a descriptor only where nobody has one. */
export function merged(all: readonly NodeEntry[]): readonly NodeEntry[] {
  const byNode = new Map<string, NodeEntry[]>();
  for (const entry of all) {
    const known = byNode.get(entry.node);
    if (known === undefined) byNode.set(entry.node, [entry]);
    else if (!known.some(({ descriptor }) => descriptor?.signature === entry.descriptor?.signature)) known.push(entry);
    else known.push({ ...entry, descriptor: null });
  }
  return [...byNode.values()].flatMap((entries) => {
    const score = Math.min(...entries.map((entry) => entry.score));
    const offered = entries.filter(({ descriptor }) => descriptor !== null);
    return (offered.length === 0 ? entries.slice(0, 1) : offered)
      .sort((a, b) => (versionOf(a) < versionOf(b) ? 1 : -1))
      .map((entry) => ({ ...entry, score }));
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says only that it failed; what happened is its cause.
  return plainText(error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message);
}

async function listOf(indexer: string): Promise<NodeEntry[]> {
  const entries: NodeEntry[] = [];
  const whole = AbortSignal.timeout(listMilliseconds);
  let room = listLimit;
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < mostPages; page++) {
    const url: URL = new URL("/v1/nodes", indexer);
    url.searchParams.set("limit", "500");
    if (cursor !== "") url.searchParams.set("cursor", cursor);
    // A redirect would let an indexer aim this client at any address.
    const signal = AbortSignal.any([whole, AbortSignal.timeout(pageMilliseconds)]);
    const response = await fetch(url, { signal, redirect: "error" });
    if (!response.ok) throw new Error(`answered ${response.status}`);
    const text = await textOf(response, Math.min(pageLimit, room));
    room -= text.length;
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

/** The body, given up as soon as it is longer than `most` bytes. */
async function textOf(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > most) throw new Error("answered with a list that is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The known fields of an entry; indexers may add others. */
function pick(entry: unknown): NodeEntry | undefined {
  const cleaned = Value.Clean(NodeEntryJson, structuredClone(entry));
  return Value.Check(NodeEntryJson, cleaned) ? cleaned : undefined;
}
