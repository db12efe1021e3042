import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Postgres, postgresMissing, startPostgres } from "../../bench/lab/postgres.ts";
import { type Chain, openChain } from "../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../chain/devnet.ts";
import { openLogSource } from "../../chain/logs.ts";
import { freshSigner } from "../../indexer/epochs/signer.ts";
import { type IndexerOptions, type RunningIndexer, runIndexer } from "../../indexer/runIndexer.ts";
import { openDatabase } from "../../indexer/store/database.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { command } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually } from "../support/market.ts";
import { MadeChain } from "./madeChain.ts";

let devnet: Devnet;
let chain: Chain;
let dir: string;
const closers: (() => Promise<unknown> | unknown)[] = [];
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "turnpike-indexer-"));
  devnet = await startDevnet({ port: 0 });
  chain = await openChain({ network: devnet.file.network, signerKey: devnet.file.accounts.operator5?.privateKey });
  writeFileSync(join(dir, "devnet.json"), JSON.stringify(devnet.file));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await devnet.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A clock that jumps when told; waiting still takes its real time. */
class JumpingClock implements Clock {
  ahead = 0;
  nowSeconds() {
    return unixSeconds(systemClock.nowSeconds() + this.ahead);
  }
  monotonicMilliseconds(): number {
    return systemClock.monotonicMilliseconds();
  }
}

const start = async (options: Partial<IndexerOptions> = {}): Promise<RunningIndexer> => {
  const indexer = await runIndexer({
    chain,
    source: openLogSource(chain),
    database: "memory",
    clock: systemClock,
    recover: (await loadSecp256k1()).recover,
    signer: freshSigner(await loadSecp256k1()),
    host: "127.0.0.1",
    port: 0,
    onProgress: () => {},
    ...options,
  });
  indexer.failed.catch(() => "told to whoever waits for it");
  closers.push(() => indexer.close());
  return indexer;
};
const json = async (url: string): Promise<Record<string, unknown>> =>
  (await (await fetch(url)).json()) as Record<string, unknown>;

/** An RPC endpoint in front of the local chain that can fail in several ways. */
async function endpoint(): Promise<{ url: string; mode: "works" | "refuses" | "hangs up"; server: Server }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const body = Buffer.concat(chunks).toString();
      if (self.mode === "hangs up") request.socket.destroy();
      else if (self.mode === "refuses") {
        const { id } = JSON.parse(body) as { id: number };
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32_005, message: "daily request count exceeded" } }),
        );
      } else {
        const answer = await fetch(devnet.rpcUrl, {
          method: "POST",
          body,
          headers: { "content-type": "application/json" },
        });
        response.setHeader("content-type", "application/json");
        response.end(await answer.text());
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const self = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mode: "works" as "works" | "refuses" | "hangs up",
    server,
  };
  return self;
}

/** The command line in a process of its own. */
const run = (args: readonly string[], env: Record<string, string> = {}) => {
  const child: ChildProcess = spawn(process.execPath, [command, "indexer", "run", ...args], {
    cwd: dir,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  closers.push(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, output, ended };
};
const common = ["--network", "devnet.json", "--listen", "127.0.0.1:0", "--json"];

/** What a process says of itself when it is ready. */
const readyOf = ({ output }: { readonly output: { readonly stdout: string } }) =>
  eventually(
    "it is ready",
    () => output.stdout.includes("\n") && (JSON.parse(output.stdout) as { ready: boolean; url: string }),
    60_000,
  );

describe("an indexer over a local chain", () => {
  it("shows what happens on chain, and knows it again after a restart from its folder", async () => {
    const database = join(dir, "restart");
    const payer = devnet.file.accounts.payer?.address;
    if (payer === undefined) throw new Error("no payer");
    await chain.token.approve(chain.network.paymentChannels, 10n ** 12n);
    const first = await start({ database });
    await chain.channels.deposit(payer, payer, tokenAmount(1_234_567n));
    const channels = `/v1/accounts/${payer}/channels`;
    await eventually(
      "the deposit is shown",
      async () => (await json(`${first.url}${channels}`)).available === "1234567",
    );
    await first.close();
    const again = await start({ database });
    expect(await json(`${again.url}${channels}`)).toMatchObject({ owner: payer, available: "1234567" });
    expect(again.block).toBeGreaterThanOrEqual(first.block);
  });

  it("goes on serving what it knows when the endpoint refuses or hangs up, says so, and recovers by itself", async () => {
    const rpc = await endpoint();
    const network = { ...devnet.file.network, rpcUrls: [rpc.url] };
    const through = await openChain({ network });
    const clock = new JumpingClock();
    const told: string[] = [];
    const source = openLogSource(through);
    const indexer = await start({ chain: through, source, clock, onProgress: (text) => told.push(text) });
    expect(await json(`${indexer.url}/healthz`)).toMatchObject({ ok: true, problem: null });
    for (const [at, mode] of (["refuses", "hangs up"] as const).entries()) {
      rpc.mode = mode;
      await eventually("the problem is shown", async () => {
        const { problem } = await json(`${indexer.url}/healthz`);
        return problem === "CHAIN_RPC_UNREACHABLE";
      });
      clock.ahead += 61;
      const health = await fetch(`${indexer.url}/healthz`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ ok: false, problem: "CHAIN_RPC_UNREACHABLE" });
      expect((await fetch(`${indexer.url}/v1/nodes`)).status).toBe(200);
      expect(await (await fetch(`${indexer.url}/metrics`)).text()).toMatch(/^turnpike_indexer_healthy 0$/m);
      // Once for each time, however often it is tried.
      expect(told.filter((text) => text.includes("the chain cannot be read")).length).toBe(at + 1);
      rpc.mode = "works";
      await eventually("it reads again", async () => (await json(`${indexer.url}/healthz`)).problem === null);
      expect((await fetch(`${indexer.url}/healthz`)).status).toBe(200);
    }
  });

  it("refuses an endpoint of another chain", async () => {
    const network = { ...devnet.file.network, chainId: 1 };
    await expect(openChain({ network })).rejects.toMatchObject({
      code: "CHAIN_WRONG_ID",
      exitCode: 8,
      data: { expected: 1, received: 31_337 },
    });
  });

  it("refuses a database of another deployment, and one of an earlier run of a local chain", async () => {
    const database = join(dir, "other");
    await (await start({ database })).close();
    const network = { ...devnet.file.network, nodeRegistry: devnet.file.network.paymentChannels };
    await expect(start({ database, chain: { ...chain, network } })).rejects.toMatchObject({
      code: "DATABASE_OTHER_CHAIN",
      exitCode: 8,
    });
    const anew = new MadeChain(40);
    await expect(start({ database, source: anew })).rejects.toMatchObject({
      code: "DATABASE_OTHER_CHAIN",
      message: expect.stringMatching(/earlier run of a local chain; give another --database/) as unknown,
    });
    // The refusals have let the folder go.
    await start({ database });
  });

  it("stops loudly when a final block has changed: it fails, and health says why", async () => {
    const made = new MadeChain(chain.network.deploymentBlock + 30);
    const indexer = await start({ source: made });
    made.cutTo(made.top - 10);
    for (let at = 0; at < 20; at++) made.grow([]);
    await expect(indexer.failed).rejects.toMatchObject({ code: "CHAIN_REORG_PAST_FINALITY", exitCode: 8 });
    const health = await fetch(`${indexer.url}/healthz`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ ok: false, problem: "CHAIN_REORG_PAST_FINALITY" });
  });

  it("refuses a port that is taken, a folder that is open, and a folder that holds something else", async () => {
    const database = join(dir, "busy");
    const first = await start({ database });
    const port = Number(new URL(first.url).port);
    await expect(start({ port })).rejects.toMatchObject({
      code: "PORT_BUSY",
      exitCode: 4,
      message: expect.stringMatching(/--listen/) as unknown,
    });
    await expect(start({ database })).rejects.toMatchObject({ code: "STORE_LOCKED", exitCode: 7 });
    await first.close();
    const other = join(dir, "damaged");
    await (await PGlite.create(other)).close();
    writeFileSync(join(other, "global/pg_control"), "not a control file");
    await expect(start({ database: other })).rejects.toMatchObject({
      code: "DATABASE_UNREADABLE",
      exitCode: 7,
      message: expect.stringMatching(/give another --database/) as unknown,
    });
  });
});

const missing = postgresMissing();
describe.skipIf(missing !== undefined)(missing ?? "an indexer on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.close());

  it("keeps what it followed over a crash of the database, which it reports rather than outlive", async () => {
    const database = await postgres.database("crash");
    const made = new MadeChain(chain.network.deploymentBlock + 10);
    const indexer = await start({ database, source: made });
    await postgres.crashAndRestart();
    made.grow([]);
    await expect(indexer.failed).rejects.toThrow();
    await indexer.close();
    const again = await start({ database, source: made });
    expect(again.block).toBe(made.top);
  });

  it("is one at a time on a database", async () => {
    const database = await postgres.database("alone");
    const first = await start({ database });
    await expect(start({ database })).rejects.toMatchObject({ code: "DATABASE_IN_USE", exitCode: 7 });
    await first.close();
    await start({ database });
  });

  it("is followed by one that stands by, when the first is killed, with all that the first had been told", async () => {
    const database = await postgres.database("standby");
    const signer = ["--signer-file", "standby-signer"];
    const first = run([...common, ...signer, "--database", database]);
    const { url } = await readyOf(first);
    const second = run([...common, ...signer, "--database", database, "--standby"]);
    const third = run([...common, ...signer, "--database", database, "--standby"]);
    await eventually(
      "both wait",
      () => [second, third].every(({ output }) => output.stderr.includes("waiting to take over")),
      60_000,
    );
    const payer = devnet.file.accounts.payer2?.address;
    if (payer === undefined) throw new Error("no payer");
    await chain.token.approve(chain.network.paymentChannels, 10n ** 12n);
    await chain.channels.deposit(payer, payer, tokenAmount(7_000_000n));
    const seen = async (at: string) => (await json(`${at}/v1/accounts/${payer}/channels`)).available;
    await eventually("the first has seen the deposit", async () => (await seen(url)) === "7000000");
    first.child.kill("SIGKILL");
    const heir = await Promise.race([second, third].map(async (one) => ({ one, ...(await readyOf(one)) })));
    expect(await seen(heir.url)).toBe("7000000");
    // Only one may follow: the other still waits, and ends in order when it is asked to.
    const other = heir.one === second ? third : second;
    expect(other.output.stdout).toBe("");
    other.child.kill("SIGTERM");
    expect(await other.ended).toBe(0);
  });

  it("says what to do when there is no database, and tells no password", async () => {
    const refused = await openDatabase("postgres://turnpike:hunter2@127.0.0.1:1/none").catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "DATABASE_UNREACHABLE",
      exitCode: 4,
      message: expect.stringMatching(/start it, or mend DATABASE_URL/) as unknown,
    });
    expect(String(refused)).not.toMatch(/hunter2/);
  });
});

describe("turnpike indexer run", () => {
  it("says where it listens when it is ready, and ends with 0 when asked to, its folder whole", async () => {
    const running = run([...common, "--database", "cli"]);
    const ready = await readyOf(running);
    expect(ready).toMatchObject({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown });
    expect((await fetch(`${ready.url}/healthz`)).status).toBe(200);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    const database = await openDatabase(join(dir, "cli"));
    expect(await database.prisma.meta.count()).toBeGreaterThan(0);
    await database.close();
  });

  it("ends with the code of what went wrong when it cannot go on, rather than serve what is old", async () => {
    const rpc = await endpoint();
    writeFileSync(join(dir, "away.json"), JSON.stringify({ ...devnet.file.network, rpcUrls: ["http://127.0.0.1:1"] }));
    writeFileSync(join(dir, "wrong.json"), JSON.stringify({ ...devnet.file.network, chainId: 10, rpcUrls: [rpc.url] }));
    const cases = [
      { args: ["--network", "away.json"], exit: 4, code: "CHAIN_RPC_UNREACHABLE" },
      { args: ["--network", "wrong.json"], exit: 8, code: "CHAIN_WRONG_ID" },
      { args: ["--network", "devnet.json", "--listen", "nowhere"], exit: 2, code: "CONFIG_INVALID" },
      {
        args: ["--network", "devnet.json", "--database", "postgres://127.0.0.1:1/x"],
        exit: 4,
        code: "DATABASE_UNREACHABLE",
      },
    ];
    await Promise.all(
      cases.map(async ({ args, exit, code }) => {
        const { ended, output } = run(["--listen", "127.0.0.1:0", "--database", "memory", "--json", ...args]);
        expect({ args, exit: await ended, stderr: output.stderr }).toEqual({
          args,
          exit,
          stderr: expect.stringContaining(`[${code}]`) as unknown,
        });
        expect(JSON.parse(output.stdout)).toMatchObject({ error: { code } });
      }),
    );
  });
});
