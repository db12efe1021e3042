/**
 * From nothing to all of 100,000 events indexed and served, process start included, on the embedded database with reorg handling on: the command a user
 * runs, against Ponder from npm with handlers that keep the same rows. Both read the same made chain from one local JSON-RPC port.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { nodeRegistryAbi, paymentChannelsAbi } from "../chain/contracts.generated.ts";
import { backfillContracts, backfillShape } from "./backfillShape.ts";
import { type BenchOptions, pairedRow, type Row } from "./row.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** The newest one whose dependencies npm has; 0.17.7 asks for a package that is not there, and 1.0.0 holds the older code of 0.10. */
const ponderVersion = "0.16.10";
const packages = [`ponder@${ponderVersion}`, "viem@2.57.20", "hono@4"];
/** Ponder holds itself to 20 requests a second and endpoint at first; with so many names of the one endpoint that is not what is measured. */
const ponderEndpoints = 200;
const deadlineMilliseconds = 300_000;

interface Program {
  readonly firstLine: Promise<string>;
  stop(): Promise<void>;
}

/** Runs a program; what it says on standard error is shown when it ends before it was asked to. */
function program(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Program {
  const child = spawn(process.execPath, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const firstLine = new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("close", (code) => reject(new Error(`${args[0]} ended with ${code}: ${said}`)));
  });
  // Nobody may be waiting for it when the program is stopped.
  firstLine.catch(() => undefined);
  return {
    firstLine,
    stop: async () => {
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** Ponder in a folder of its own outside the repository, installed once. */
async function ponderFolder(say: (line: string) => void): Promise<string> {
  const folder = join(tmpdir(), `turnpike-bench-ponder-${ponderVersion}`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "node_modules/ponder/package.json"))) {
    say(`installing ${packages.join(", ")} in ${folder}`);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bench", private: true, type: "module" }));
    const npm = spawn("npm", ["install", "--no-audit", "--no-fund", "--save-exact", ...packages], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const code = await new Promise<number | null>((resolve, reject) => npm.on("error", reject).on("close", resolve));
    if (code !== 0)
      throw new Error(`npm install of Ponder ended with ${code}; this bench needs the package registry once`);
  }
  // Its own files are templates here: they import what only Ponder's bundler knows.
  for (const file of ["ponder.config.ts", "ponder.schema.ts", "src/index.ts", "src/api/index.ts"]) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    cpSync(here(`./ponder/${file}.txt`), join(folder, file));
  }
  const abis = { nodeRegistryAbi, paymentChannelsAbi };
  const lines = Object.entries(abis).map(([name, abi]) => `export const ${name} = ${JSON.stringify(abi)} as const;`);
  writeFileSync(join(folder, "abi.ts"), `${lines.join("\n")}\n`);
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

interface Outcome {
  readonly seconds: number;
  /** What it says all channels have settled: the same for both, or the rates mean nothing. */
  readonly settled: string;
}

async function ours(rpcUrl: string, folder: string): Promise<Outcome> {
  const network = {
    ...{ name: "bench", chainId: backfillShape.chainId, rpcUrls: [rpcUrl], indexers: [], profile: "ethereum" },
    ...{ paymentChannels: backfillContracts.paymentChannels, nodeRegistry: backfillContracts.nodeRegistry },
    token: { address: backfillContracts.token, name: "Bench", version: "1", symbol: "B", decimals: 6 },
    ...{ deploymentBlock: 1, public: false },
  };
  const file = join(folder, "network.json");
  writeFileSync(file, JSON.stringify(network));
  const args = ["--network", file, "--database", join(folder, "data"), "--listen", "127.0.0.1:0", "--json"];
  const started = performance.now();
  const indexer = program([here("../cli/turnpike.ts"), "indexer", "run", ...args]);
  try {
    const { url } = JSON.parse(await indexer.firstLine) as { url: string };
    const { settledVolume } = (await (await fetch(`${url}/v1/stats`)).json()) as { settledVolume: string };
    return { seconds: (performance.now() - started) / 1_000, settled: settledVolume };
  } finally {
    await indexer.stop();
  }
}

async function ponder(rpcUrl: string, folder: string, installed: string): Promise<Outcome> {
  const port = await freePort();
  const env = {
    ...process.env,
    BENCH_RPC: Array.from({ length: ponderEndpoints }, (_, index) => `${rpcUrl}/${index}`).join(","),
    BENCH_DIRECTORY: join(folder, "ponder"),
    PONDER_TELEMETRY_DISABLED: "true",
  };
  const bin = join(installed, "node_modules/ponder/dist/esm/bin/ponder.js");
  const started = performance.now();
  const args = ["start", "--schema", "bench", "--port", String(port), "--hostname", "127.0.0.1"];
  const indexer = program([bin, ...args], { cwd: installed, env });
  try {
    for (;;) {
      const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
      if (ready?.status === 200) break;
      if (performance.now() - started > deadlineMilliseconds) throw new Error("Ponder is not ready after five minutes");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const settled = await (await fetch(`http://127.0.0.1:${port}/settled`)).text();
    return { seconds: (performance.now() - started) / 1_000, settled };
  } finally {
    await indexer.stop();
  }
}

export async function run({ rounds, say }: BenchOptions): Promise<Row[]> {
  const installed = await ponderFolder(say);
  const version = (
    JSON.parse(readFileSync(join(installed, "node_modules/ponder/package.json"), "utf8")) as { version: string }
  ).version;
  const chain = program([here("./backfillChain.ts")]);
  try {
    const { port, events, settled } = JSON.parse(await chain.firstLine) as {
      port: number;
      events: number;
      settled: string;
    };
    say(`chain of ${events} events in ${backfillShape.eventBlocks} blocks; Ponder ${version}`);
    const rates = { ours: [] as number[], ponder: [] as number[] };
    for (let round = 1; round <= rounds; round++) {
      const folder = mkdtempSync(join(tmpdir(), "turnpike-backfill-"));
      try {
        const mine = await ours(`http://127.0.0.1:${port}`, folder);
        const theirs = await ponder(`http://127.0.0.1:${port}`, folder, installed);
        for (const outcome of [mine, theirs])
          if (outcome.settled !== settled) throw new Error(`indexed ${outcome.settled} of ${settled} settled`);
        rates.ours.push(events / mine.seconds);
        rates.ponder.push(events / theirs.seconds);
        say(`round ${round}: ours ${mine.seconds.toFixed(1)} s, Ponder ${theirs.seconds.toFixed(1)} s`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    return [
      pairedRow("events per second, 100,000 events, process start included", rates.ours, rates.ponder, { atLeast: 4 }),
    ];
  } finally {
    await chain.stop();
  }
}
