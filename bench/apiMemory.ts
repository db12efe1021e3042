/**
 * Memory of `turnpike indexer api` over 1,000,000 nodes in a real PostgreSQL, each node with an offer: after it has started, built two snapshots and answered
 * lists and suggestions, and at its peak, when all rows have been read a second time because too many had changed. The peer is the limit. How many nodes there
 * are can be said with TURNPIKE_NODES.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeRow } from "../indexer/project/rows.ts";
import { networkIdentity } from "../indexer/runIndexer.ts";
import { type Database, openDatabase } from "../indexer/store/database.ts";
import { type KeptDescriptor, Store } from "../indexer/store/store.ts";
import type { Hash } from "../protocol/ids.ts";
import { TurnpikeProcess } from "../scripts/demo/turnpikeProcess.ts";
import { residentMebibytes } from "./lab/cpuTime.ts";
import { startPostgres } from "./lab/postgres.ts";
import { eachMadeNode, minimumStake, network } from "./madeNodes.ts";
import { type BenchOptions, type Row, row } from "./row.ts";

const nodes = Number(process.env.TURNPIKE_NODES ?? 1_000_000);
const limitMebibytes = 2_048;
const atOnce = 10_000;
/** More rows than are sent along with a step. */
const many = 201;
const paths = ["/v1/nodes", "/v1/nodes?sort=price&country=NL", "/v1/stats", "/v1/select?maxPrice=200000"];

export async function run({ seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-bench-"));
  const postgres = await startPostgres();
  const where = await postgres.database("memory");
  const database = await openDatabase(where);
  let api: TurnpikeProcess | undefined;
  try {
    say(`filling PostgreSQL with ${nodes} nodes`);
    const some = await fill(database, seed, (count) => count % 100_000 === 0 && say(`${count} nodes`));
    writeFileSync(join(dir, "network.json"), JSON.stringify({ ...network, rpcUrls: ["http://127.0.0.1:1"] }));
    const began = performance.now();
    const args = ["--network", join(dir, "network.json"), "--database", where, "--listen", "127.0.0.1:0", "--json"];
    api = new TurnpikeProcess("api", ["indexer", "api", ...args], {});
    const { url } = await api.ready;
    say(`ready after ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    const { pid = 0 } = api.child;
    const askAll = async (block: number) => {
      while (((await answer(`${url}/v1/nodes?limit=1`)) as { epoch: { block: number } }).epoch.block !== block)
        await sleep(1_000);
      for (const path of paths) await answer(`${url}${path}`);
    };
    const store = new Store(database);
    await askAll(1);
    await step(store, 2, some.slice(0, 1));
    await askAll(2);
    const resident = residentMebibytes(pid);
    await step(store, 3, some.slice(0, many));
    await askAll(3);
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
    say(`resident ${resident.toFixed(0)} MiB, now ${residentMebibytes(pid).toFixed(0)}, peak ${peak.toFixed(0)}`);
    const limit = { atMost: 1 };
    const name = `API of ${nodes.toLocaleString("en")} nodes`;
    return [
      row(`${name} on PostgreSQL, resident MiB, against the limit`, resident, limitMebibytes, limit),
      row("the same at its peak, all read again, against the limit", peak, limitMebibytes, limit),
    ];
  } finally {
    await api?.stop();
    await database.close();
    await postgres.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const answer = async (url: string): Promise<unknown> => {
  const got = await fetch(url);
  if (!got.ok) throw new Error(`${url} answered ${got.status}`);
  return got.json();
};

const step = (store: Store, block: number, rows: readonly NodeRow[]) =>
  store.write({
    cursor: block,
    rows: rows.map((one) => ({
      ...{ entity: "node" as const, key: one.id },
      row: { ...one, settledVolume: one.settledVolume + BigInt(block) },
    })),
    head: { number: block, hash: hashOf(block), parent: hashOf(block - 1), time: block },
  });
const hashOf = (block: number) => `0x${block.toString(16).padStart(64, "0")}` as Hash;

/** As an indexer that has followed to block 1; gives the first rows back. */
async function fill(database: Database, seed: string, onNodes: (count: number) => void): Promise<readonly NodeRow[]> {
  const store = new Store(database);
  await store.setMeta("network", networkIdentity(network));
  const shared = { signer: network.token.address, probers: [], epochBlocks: 1_800, feed: "bench" };
  await store.setMeta("shared", JSON.stringify({ ...shared, minimumStake: String(minimumStake) }));
  const first: NodeRow[] = [];
  let waiting: { readonly row: NodeRow; readonly kept: KeptDescriptor }[] = [];
  let count = 0;
  const flush = async () => {
    await step(
      store,
      1,
      waiting.map((one) => one.row),
    );
    const kept = waiting.map((one) => one.kept);
    await database.prisma.$executeRaw`INSERT INTO descriptors (node, version, valid_until, document, key)
      SELECT a, b::numeric, c::bigint, d, e FROM unnest(${kept.map((one) => one.descriptor.node)}::text[],
        ${kept.map((one) => one.descriptor.version)}::text[], ${kept.map((one) => String(one.descriptor.validUntil))}::text[],
        ${kept.map((one) => JSON.stringify(one.descriptor))}::text[], ${kept.map((one) => one.signedBy)}::text[]) AS t(a, b, c, d, e)`;
    count += waiting.length;
    waiting = [];
    onNodes(count);
  };
  for (const made of eachMadeNode(seed, nodes)) {
    if (first.length < many) first.push(made.row);
    waiting.push(made);
    if (waiting.length === atOnce) await flush();
  }
  if (waiting.length > 0) await flush();
  return first;
}
