import { randomInt } from "node:crypto";
import type { Chain } from "../chain/chain.ts";
import type { Address } from "../protocol/ids.ts";
import type { NodeEntry } from "./discover.ts";

/** Nodes that are looked up: all of a small registry, a random part of a large one. */
const sampleSize = 200;
const atOnce = 20;
/** Indexers may be this far behind the chain. */
const graceSeconds = 600;

export interface Coverage {
  /** Stake of the active nodes looked at, and the part of it that the list names, in base units. */
  readonly active: bigint;
  readonly named: bigint;
}

/**
 * How much of the stake that the chain calls active a list names: an indexer cannot invent nodes, but it could hide some. The registry itself is asked, and
 * of a large one a random sample that no indexer can foresee. Codes: those of the chain.
 */
export async function coverageOf(chain: Chain, entries: readonly NodeEntry[]): Promise<Coverage> {
  const [registered, minimum, now] = await Promise.all([
    chain.registry.registered(),
    chain.registry.minimumStake(),
    chain.head.headTime(),
  ]);
  const named = new Set<string>(entries.filter(({ active }) => active).map(({ node }) => node));
  let sums: Coverage = { active: 0n, named: 0n };
  const sample = sampled(registered, sampleSize);
  for (let at = 0; at < sample.length; at += atOnce) {
    const ids = sample.slice(at, at + atOnce);
    const records = await Promise.all(ids.map((id) => chain.registry.node(id)));
    for (const [index, record] of records.entries()) {
      const id = ids[index];
      if (record === undefined || id === undefined || record.bond < minimum || record.unbondingAt !== 0) continue;
      if (record.registeredAt > now - graceSeconds) continue;
      sums = {
        active: sums.active + record.bond,
        named: named.has(id) ? sums.named + record.bond : sums.named,
      };
    }
  }
  return sums;
}

/** Whether a list may be drawn from: it names at least 95% of the active stake. */
export const isWhole = ({ active, named }: Coverage): boolean => named * 100n >= active * 95n;

function sampled(all: readonly Address[], count: number): readonly Address[] {
  const pool = [...new Set(all)];
  if (pool.length <= count) return pool;
  return Array.from({ length: count }, () => pool.splice(randomInt(pool.length), 1)).flat();
}
