import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Line, type ProgramPlace, TurnpikeProcess, turnpike } from "./turnpikeProcess.ts";

/** Prices in token units per GB, drawn round for any number of nodes; the demo shows that a client weighs them. */
const prices = ["0.05", "0.08", "0.12"] as const;
const countries = ["NL", "SE", "PT"] as const;

export interface DemoNode {
  readonly name: string;
  readonly dir: string;
  readonly address: string;
  readonly price: string;
  process: TurnpikeProcess;
}

export interface World {
  readonly dir: string;
  readonly env: Record<string, string>;
  readonly network: string;
  readonly indexer: string;
  readonly nodes: readonly DemoNode[];
  readonly origin: { readonly port: number; readonly sha256: string };
  run(name: string, args: readonly string[]): Promise<Line>;
  start(name: string, args: readonly string[]): TurnpikeProcess;
  /** Runs an exit again from its folder, after it ended. */
  restart(node: DemoNode): Promise<void>;
  close(): Promise<void>;
}

/** Of a prober that is funded by an account that no exit here uses, but the fifth. */
export const proberArguments = (dir: string, network: string): readonly string[] => [
  ...[
    "indexer",
    "probe",
    "--dir",
    join(dir, "prober"),
    "--network",
    network,
    "--devnet-account",
    "operator5",
    // New payers deposit as clients do, up to ten tokens each: the default of a day may not be enough for every exit here.
    "--fund-day",
    "1000",
    "--json",
  ],
];

const text = (line: Line, key: string): string => {
  const value = line[key];
  if (typeof value !== "string") throw new Error(`expected "${key}" in ${JSON.stringify(line)}`);
  return value;
};

async function startOrigin(bytes: number): Promise<{ port: number; sha256: string; stop: () => void }> {
  const script = fileURLToPath(new URL("origin.ts", import.meta.url));
  const child = spawn(process.execPath, [script, String(bytes)], { stdio: ["ignore", "pipe", "inherit"] });
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("close", () => reject(new Error("the demo's web site ended too early")));
  });
  const { port, sha256 } = JSON.parse(first) as { port: number; sha256: string };
  return { port, sha256, stop: () => child.kill("SIGINT") };
}

/**
 * Starts everything a market needs, each part a process of its own: chain, indexer, `count` staked exits, and a web site with `bytes` random bytes.
 * `say` is called before each slow step. Nothing is left behind after `close`. `place` is what all but the chain run: the sources here, unless it is
 * an installed package's; the chain is a development tool and comes from here. `apart` gives each exit a network of its own on loopback (Linux), as entry and
 * exit of one route need it.
 */
export async function openWorld(
  count: number,
  bytes: number,
  say: (step: string) => void,
  place?: ProgramPlace,
  apart = false,
): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-demo-"));
  const passwordFile = join(dir, "password");
  writeFileSync(passwordFile, "demo\n", { mode: 0o600 });
  const env = { TURNPIKE_PASSWORD: "demo", NO_COLOR: "1" };
  const started: TurnpikeProcess[] = [];
  const closers: (() => void)[] = [];
  const start = (name: string, args: readonly string[]) => {
    const run = new TurnpikeProcess(name, args, env, place);
    started.push(run);
    return run;
  };
  const run = (name: string, args: readonly string[]) => turnpike(name, args, env, place);
  const close = async () => {
    for (const child of [...started].reverse()) await child.stop();
    for (const closer of closers) closer();
    rmSync(dir, { recursive: true, force: true });
  };

  try {
    say("starting a local chain and deploying the contracts");
    const origin = await startOrigin(bytes);
    closers.push(origin.stop);
    const devnet = new TurnpikeProcess("devnet", ["devnet", "--dir", dir, "--port", "0", "--json"], env);
    started.push(devnet);
    await devnet.ready;
    const network = join(dir, "devnet.json");

    say("making a prober's keys, and starting the indexer on its embedded database, which takes its probes");
    const { prober } = await run("prober", [...proberArguments(dir, network), "--address"]);
    const indexerProcess = start("indexer", [
      "indexer",
      "run",
      "--network",
      network,
      "--listen",
      "127.0.0.1:0",
      "--database",
      "memory",
      ...["--prober", String(prober)],
      "--json",
    ]);
    const indexer = text(await indexerProcess.ready, "url");

    say(`registering, staking and starting ${count} exits`);
    const nodes = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const name = `node${index + 1}`;
        const nodeDir = join(dir, name);
        const price = prices[index % prices.length] ?? prices[0];
        const country = countries[index % countries.length] ?? countries[0];
        const common = ["--dir", nodeDir, "--network", network, "--json"];
        await run(name, [
          ...["node", "init", ...common, "--devnet-account", `operator${index + 1}`],
          ...[
            "--listen",
            apart ? `127.${index + 1}.0.1:0` : "127.0.0.1:0",
            "--price",
            price,
            "--country",
            country,
            "--exit-policy",
            "open",
          ],
          ...["--lab-allow", "127.0.0.0/8", "--indexer", indexer],
        ]);
        await run(name, ["node", "register", ...common]);
        const child = start(name, ["node", "run", ...common]);
        const ready = await child.ready;
        return { name, dir: nodeDir, address: text(ready, "node"), price, process: child };
      }),
    );
    const restart = async (node: DemoNode) => {
      node.process = start(node.name, ["node", "run", "--dir", node.dir, "--network", network, "--json"]);
      await node.process.ready;
    };
    return { dir, env, network, indexer, nodes, origin, run, start, restart, close };
  } catch (error) {
    await close();
    throw error;
  }
}
