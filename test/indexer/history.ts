import { ChainError } from "../../chain/errors.ts";
import { Follower } from "../../indexer/follow.ts";
import { Facts } from "../../indexer/project/facts.ts";
import { project } from "../../indexer/project/project.ts";
import type { Change } from "../../indexer/project/rows.ts";
import type { Database } from "../../indexer/store/database.ts";
import { type Step, Store } from "../../indexer/store/store.ts";
import { anyEvents, MadeChain, Seeded } from "./madeChain.ts";

const text = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner));

const tables = {
  nodes: "id",
  accounts: "payer",
  channels: "node, payer",
  blocks: "number",
  undo: "block, sequence",
} as const;

export async function emptied(database: Database): Promise<void> {
  await database.prisma.$executeRawUnsafe(
    "TRUNCATE nodes, accounts, channels, blocks, undo, meta, descriptors, attestations, epochs, node_history, probes",
  );
}

/** Every row that following the chain writes, as the database itself prints them. */
export async function rowsOf(database: Database): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const [table, order] of Object.entries(tables)) {
    const rows = await database.prisma.$queryRawUnsafe<{ line: string }[]>(
      `SELECT t::text AS line FROM ${table} t ORDER BY ${order}`,
    );
    found[table] = rows.map((row) => row.line);
  }
  return found;
}

const byKey = (map: ReadonlyMap<string, unknown>): string =>
  text([...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
export const factsText = (facts: Facts): string => [facts.nodes, facts.accounts, facts.channels].map(byKey).join("\n");

/**
 * The oracle: the chain as it stands in the end, replayed from its first block by the pure projections alone, with no follower, no database and no reorg;
 * printed as the database prints its rows.
 */
export function replay(chain: MadeChain, finalityDepth: number) {
  const facts = new Facts();
  const undo: string[] = [];
  const final = chain.top - finalityDepth;
  for (const block of chain.blocks) {
    const changes: Change[] = [];
    for (const { event } of block.events) {
      for (const change of project(facts, event, block.time)) {
        facts.apply(change);
        changes.push(change);
      }
    }
    if (block.number <= final) continue;
    changes.forEach(({ entity, key, before }, at) => {
      undo.push(text([block.number, at, entity, key, before]));
    });
  }
  const sorted = <T>(map: ReadonlyMap<string, T>): T[] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const line = (...cells: readonly unknown[]): string => `(${cells.map(String).join(",")})`;
  return {
    facts: factsText(facts),
    undo,
    rows: {
      nodes: sorted(facts.nodes).map((row) =>
        line(
          ...[row.id, row.operator, row.payout, row.key, row.bond, row.registeredAt, row.unbondingAt],
          ...[row.descriptorFloor, row.settledVolume, row.payers, row.slashes, row.slashedAt],
        ),
      ),
      accounts: sorted(facts.accounts).map((row) => line(row.payer, row.owner, row.available, row.fundedAt)),
      channels: sorted(facts.channels).map((row) =>
        line(row.node, row.payer, row.epoch, row.expiresAt, row.locked, row.settled),
      ),
      blocks: chain.blocks
        .filter((block) => block.number >= final)
        .map((block) => line(block.number, block.hash, block.parent, block.time)),
    },
  };
}

/** The undo rows of the database in the oracle's words. */
export async function undoOf(database: Database): Promise<readonly string[]> {
  const rows = await database.prisma.undo.findMany({ orderBy: [{ block: "asc" }, { sequence: "asc" }] });
  return rows.map((row) => {
    const before: unknown = row.before === null ? undefined : JSON.parse(row.before);
    return text([Number(row.block), row.sequence, row.entity, row.key, before]);
  });
}

class Killed extends Error {}

/** A store whose process dies at some step, before or after the transaction is in. */
class MortalStore extends Store {
  dies: "before" | "after" | "never" = "never";

  override async write(step: Step): Promise<void> {
    const when = this.dies;
    this.dies = "never";
    if (when === "before") throw new Killed();
    await super.write(step);
    if (when === "after") throw new Killed();
  }
}

/** Lives one random history over a chain, and gives what stands in the end. */
export async function live(database: Database, seed: number) {
  const seeded = new Seeded(seed);
  const finalityDepth = 1 + seeded.below(6);
  const deploymentBlock = seeded.below(4);
  const chain = new MadeChain(deploymentBlock + 1 + seeded.below(12));
  for (let at = seeded.below(20); at > 0; at--) chain.grow(anyEvents(seeded));
  let highest = chain.top;
  const seen = { reorgs: 0, crashes: 0, failures: 0, restarts: 0 };

  const grow = (count: number) => {
    for (let at = 0; at < count; at++) chain.grow(anyEvents(seeded));
    highest = Math.max(highest, chain.top);
  };
  let left: typeof chain.blocks = [];
  /** Never deeper than what is final, and never the block before the first one followed. */
  const reorg = () => {
    const lowest = Math.max(highest - finalityDepth + 1, deploymentBlock);
    const from = lowest + seeded.below(Math.max(1, chain.top - lowest + 2));
    if (from > chain.top) return;
    seen.reorgs += 1;
    const old = chain.blocks;
    chain.cutTo(from);
    grow(seeded.below(finalityDepth + 2));
    // Now and then a branch that was left comes back, with the hashes it had.
    if (
      left.length > highest - finalityDepth &&
      seeded.below(4) === 0 &&
      left[lowest - 1]?.hash === chain.blocks[lowest - 1]?.hash
    ) {
      chain.blocks = left;
      highest = Math.max(highest, chain.top);
    }
    left = old;
  };

  let store = new MortalStore(database);
  const start = async () => {
    store = new MortalStore(database);
    const facts = await store.loadFacts();
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth, deploymentBlock });
    return { facts, follower };
  };
  let running = await start();
  const round = async () => {
    try {
      await running.follower.catchUp();
    } catch (error) {
      if (error instanceof Killed) {
        seen.crashes += 1;
        running = await start();
      } else if (error instanceof ChainError && error.retryable) {
        // As the running indexer does: the same follower goes on when the endpoint is back.
        seen.failures += 1;
      } else throw error;
    }
  };

  for (let step = 6 + seeded.below(8); step > 0; step--) {
    const what = seeded.below(10);
    if (what < 3) grow(1 + seeded.below(4));
    else if (what < 4) grow(finalityDepth + seeded.below(8));
    else if (what < 7) reorg();
    else if (what < 8) {
      seen.restarts += 1;
      running = await start();
    } else if (what < 9) store.dies = seeded.pick(["before", "after"]);
    else chain.knownUpTo = chain.top - seeded.below(3);
    let countdown = seeded.below(12);
    const unrest = seeded.below(4);
    chain.before = () => {
      countdown -= 1;
      if (countdown !== 0) return;
      if (unrest === 0) reorg();
      else if (unrest === 1) grow(1 + seeded.below(3));
      else if (unrest === 2) throw new ChainError("CHAIN_RPC_UNREACHABLE", "the endpoint is away; try again later");
    };
    await round();
    chain.before = () => {};
    chain.knownUpTo = Number.POSITIVE_INFINITY;
  }
  store.dies = "never";
  // Blocks once seen as final are so for ever, so the end must lie above every height that was.
  while (chain.top <= highest + 1) chain.grow(anyEvents(seeded));
  await running.follower.catchUp();
  return { chain, finalityDepth, facts: running.facts, cursor: running.follower.cursor, seen };
}
