/**
 * How long nobody follows the chain when the indexer that did is killed, from that moment until an API shows what was written to the chain after it: with one
 * that stands by, and with none, where whoever watches starts the indexer again at once. Real processes, a real PostgreSQL, a local chain. The peers are the
 * limit of ten seconds and the restart.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { openChain } from "../chain/chain.ts";
import { devnetAccountKey, loadNetwork } from "../chain/network.ts";
import { parseAddress } from "../protocol/ids.ts";
import { tokenAmount } from "../protocol/units.ts";
import { TurnpikeProcess } from "../scripts/demo/turnpikeProcess.ts";
import { startPostgres } from "./lab/postgres.ts";
import { type BenchOptions, median, pairedRow, type Row, row } from "./row.ts";

const limitSeconds = 10;
const patienceMilliseconds = 120_000;

export async function run({ rounds, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-bench-"));
  const postgres = await startPostgres();
  const processes: TurnpikeProcess[] = [];
  const start = (...args: readonly string[]) => {
    const one = new TurnpikeProcess(args.slice(0, 2).join(" "), [...args, "--json"], {});
    processes.push(one);
    return one;
  };
  try {
    await start("devnet", "--dir", dir, "--port", "0").ready;
    const networkFile = join(dir, "devnet.json");
    const where = await postgres.database("takeover");
    const common = ["--network", networkFile, "--listen", "127.0.0.1:0", "--database", where];
    const follow = (...more: readonly string[]) =>
      start("indexer", "run", ...common, "--signer-file", join(dir, "signer"), ...more);
    let leader = follow();
    await leader.ready;
    const { url } = await start("indexer", "api", ...common).ready;

    const network = await loadNetwork(networkFile);
    const chain = await openChain({ network, signerKey: await devnetAccountKey(networkFile, "operator1") });
    const payer = parseAddress(chain.address ?? "");
    await chain.token.approve(network.paymentChannels, 10n ** 12n);
    let deposited = 0n;
    /** Writes to the chain, and waits until the API shows it. */
    const write = async () => {
      deposited += 1n;
      await chain.channels.deposit(payer, payer, tokenAmount(1n));
      const end = performance.now() + patienceMilliseconds;
      for (;;) {
        const got = (await (await fetch(`${url}/v1/accounts/${payer}/channels`)).json()) as { available: string };
        if (BigInt(got.available) === deposited) return;
        if (performance.now() > end) throw new Error("the API never showed it");
        await sleep(20);
      }
    };
    const took = { standby: [] as number[], restart: [] as number[] };
    const measure = async (kind: keyof typeof took, heir: () => TurnpikeProcess) => {
      // What is measured begins with everybody up to date.
      await write();
      const since = performance.now();
      leader.child.kill("SIGKILL");
      leader = heir();
      await write();
      took[kind].push((performance.now() - since) / 1_000);
      await leader.ready;
    };
    for (let round = 0; round <= rounds; round++) {
      const standby = follow("--standby");
      await standsBy(where);
      await measure("standby", () => standby);
      await measure("restart", () => follow());
      const [one, other] = [took.standby.at(-1) ?? 0, took.restart.at(-1) ?? 0];
      say(`round ${round}: one stands by ${one.toFixed(2)} s, started again at once ${other.toFixed(2)} s`);
      // The first round only fills the caches.
      if (round === 0) for (const times of Object.values(took)) times.pop();
    }
    const slowest = Math.max(...took.standby) / limitSeconds;
    const name = "follower killed, one stands by: seconds until an API shows what came after";
    return [
      row(`${name}, against the limit`, median(took.standby), limitSeconds, { atMost: 1 }, slowest),
      pairedRow(`${name}, against starting it again at once`, took.standby, took.restart, { atMost: 1 }),
    ];
  } finally {
    for (const one of processes.reverse()) await one.stop();
    await postgres.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Resolves when somebody waits for the database, asking for the lock again and again. */
async function standsBy(where: string): Promise<void> {
  const client = new Client({ connectionString: where });
  await client.connect();
  try {
    const asking =
      "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_try_advisory_lock%' AND query_start > now() - interval '2 seconds'";
    for (const end = performance.now() + patienceMilliseconds; (await client.query(asking)).rowCount === 0; ) {
      if (performance.now() > end) throw new Error("nobody stands by");
      await sleep(100);
    }
    await sleep(1_000);
  } finally {
    await client.end();
  }
}
