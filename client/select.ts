import { randomBytes } from "node:crypto";
import type { Transport } from "../protocol/descriptor.ts";
import type { Address } from "../protocol/ids.ts";
import { isShunned, medianOf, middleCapacity, networkOf, weightOf } from "../protocol/selection.ts";
import { type Candidate, draw, sharesOf } from "../protocol/shares.ts";
import { parseDecimal } from "../protocol/units.ts";
import type { NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import type { NodeMemory } from "./memory.ts";

/** What a user wants of a node; undefined means anything. */
export interface NodeFilters {
  readonly country: string | undefined;
  readonly maxPrice: bigint | undefined;
  /** 0 to 1,000,000. */
  readonly minScore: number | undefined;
  readonly node: Address | undefined;
  /** Any of these. */
  readonly transports: readonly Transport[];
}

export interface Weighed {
  readonly entry: NodeEntry;
  readonly candidate: Candidate;
  /** Millionths of all draws. */
  readonly share: number;
}

export function fits(entry: NodeEntry, filters: NodeFilters, now: number): boolean {
  const { descriptor } = entry;
  if (descriptor === null || !entry.active) return false;
  // Only who asks for this very node gets one that was slashed not long ago.
  if (filters.node === undefined && isShunned(entry.slashedAt ?? 0, now)) return false;
  if (filters.node !== undefined && entry.node !== filters.node) return false;
  if (filters.country !== undefined && descriptor.body.country !== filters.country) return false;
  if (filters.maxPrice !== undefined && parseDecimal(descriptor.body.pricePerGB) > filters.maxPrice) return false;
  if (filters.minScore !== undefined && entry.score < filters.minScore) return false;
  return filters.transports.some((transport) => descriptor.body.transports.includes(transport));
}

/**
 * Weighs the nodes that fit: the indexer's score, or our own memory where it is worse. Nodes in `avoid` or in bad memory are left out, unless
 * `lastResort`: when nobody else is left, a node that failed before is better than none.
 */
export function weigh(
  entries: readonly NodeEntry[],
  filters: NodeFilters,
  minimumStake: bigint,
  memory: NodeMemory,
  now: number,
  options: {
    readonly avoid?: ReadonlySet<Address>;
    readonly lastResort?: boolean;
    /** A further condition, such as what another hop leaves to choose from. */
    readonly eligible?: (entry: NodeEntry) => boolean;
  } = {},
): readonly Weighed[] {
  const leftOut = (node: Address) =>
    options.avoid?.has(node) === true || (options.lastResort !== true && memory.avoids(node, now));
  const seen = new Set<string>();
  const fitting = entries.filter((entry) => {
    if (seen.has(entry.node) || !fits(entry, filters, now) || leftOut(entry.node as Address)) return false;
    if (options.eligible?.(entry) === false) return false;
    // Of several descriptors of one node the first that fits, so that none counts twice.
    seen.add(entry.node);
    return true;
  });
  const medianPrice = medianOf(fitting.map((entry) => parseDecimal(entry.descriptor?.body.pricePerGB ?? "0")));
  const claims = fitting.map(({ descriptor, bond }) => ({
    capacityMbps: descriptor?.body.capacityMbps ?? 0,
    bond: parseDecimal(bond),
  }));
  const middleMbps = middleCapacity(claims, minimumStake);
  const candidates = fitting.map((entry): Candidate => {
    const body = entry.descriptor?.body;
    const own = memory.score(entry.node as Address);
    return {
      id: entry.node as Address,
      operator: entry.operator as Address,
      networks: body === undefined ? [] : [networkOf(body.endpoint.host)],
      weight: weightOf({
        score: Math.min(entry.score, own),
        bond: parseDecimal(entry.bond),
        minimumStake,
        capacityMbps: body?.capacityMbps ?? 0,
        middleMbps,
        price: parseDecimal(body?.pricePerGB ?? "0"),
        medianPrice,
        shunned: isShunned(entry.slashedAt ?? 0, now),
      }),
      newcomer: entry.newcomer,
    };
  });
  const shares = sharesOf(candidates);
  return fitting.flatMap((entry, index) => {
    const candidate = candidates[index];
    return candidate === undefined ? [] : [{ entry, candidate, share: Number((shares[index] ?? 0n) / 1_000_000n) }];
  });
}

/** Draws one by weight with fresh randomness. Code: `NO_NODE_FITS`, with the filter that costs most named. */
export function choose(weighed: readonly Weighed[]): NodeEntry {
  const random = randomBytes(8).readBigUInt64BE();
  const chosen = draw(
    weighed.map(({ candidate }) => candidate),
    random,
  );
  const found = weighed.find(({ candidate }) => candidate === chosen);
  if (found !== undefined) return found.entry;
  throw noneFits(weighed.map(({ entry }) => entry));
}

/** All of them, one after the other, each drawn by weight from those that are left. */
export function* drawn(weighed: readonly Weighed[]): Generator<NodeEntry, void> {
  for (let left = weighed; left.length > 0; ) {
    const next = choose(left);
    yield next;
    left = left.filter(({ entry }) => entry !== next);
  }
}

export function noneFits(entries: readonly NodeEntry[]): ClientError {
  const known = new Set(entries.map(({ node }) => node)).size;
  const open = new Set(
    entries.filter(({ active, descriptor }) => active && descriptor !== null).map(({ node }) => node),
  );
  const advice =
    known > 0 && open.size === 0
      ? "none of them has an exit that is open now; try again later, or ask another --indexer"
      : "relax --country, --max-price, --min-score or --node, or look at the list with: turnpike nodes";
  return new ClientError("NO_NODE_FITS", `none of ${known} known nodes fits; ${advice}`, { known, open: open.size });
}
