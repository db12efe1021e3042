import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Line, TurnpikeProcess, turnpike } from "../../scripts/demo/turnpikeProcess.ts";
import { freePort } from "./daemon.ts";
import type { Between, Tunnel } from "./peers.ts";

const env = { TURNPIKE_PASSWORD: "bench", NO_COLOR: "1" };

/** Of the local chain's accounts, those that exits are run by; each may run several. */
const operators = 3;

const textOf = (line: Line, key: string): string => {
  const value = line[key];
  if (typeof value !== "string") throw new Error(`expected "${key}" in ${JSON.stringify(line)}`);
  return value;
};
const pidOf = (run: TurnpikeProcess): number => {
  const { pid } = run.child;
  if (pid === undefined) throw new Error(`${run.name} has no process id`);
  return pid;
};

/** On a local chain an exit settles every two seconds, so that a demo is short; here it does as on a public one. */
function settleAsInPublic(configFile: string): void {
  const config = JSON.parse(readFileSync(configFile, "utf8")) as object;
  writeFileSync(configFile, JSON.stringify({ ...config, settleIntervalSeconds: 600 }));
}

/** An exit, running. */
export interface Exit {
  readonly id: string;
  readonly run: TurnpikeProcess;
}

/** A client, running. */
export interface Client {
  readonly socksPort: number;
  readonly run: TurnpikeProcess;
}

/** The product as a user has it: a local chain, an indexer, exits and clients, each a process of its own. */
export interface Market {
  /** URL of the indexer. */
  readonly indexer: string;
  /** Starts an exit at this price per GB and a client that pays it. */
  open(price: string, between?: Between): Promise<Pair>;
  openExit(price: string, between?: Between): Promise<Exit>;
  /** A new payer's client, of one exit or of whichever it draws. At most two payers. */
  openClient(exit?: Exit): Promise<Client>;
  close(): Promise<void>;
}

/** A client and its exit. */
export interface Pair extends Tunnel {
  readonly nodePid: number;
  readonly clientPid: number;
  /** Ends the client in order and returns what it says: bytes and what it paid. */
  finish(): Promise<Line>;
}

/** `program` is the file that exits and clients run: the sources here, unless it is an installed package's. */
export async function openMarket(dir: string, program?: string): Promise<Market> {
  const started: TurnpikeProcess[] = [];
  const start = (name: string, args: readonly string[], file?: string) => {
    const run = new TurnpikeProcess(name, args, env, file === undefined ? undefined : { program: file });
    started.push(run);
    return run;
  };
  let [exits, payers] = [0, 0];
  const close = async () => {
    for (const run of [...started].reverse()) await run.stop();
  };
  try {
    mkdirSync(dir, { recursive: true });
    await start("devnet", ["devnet", "--dir", dir, "--port", "0", "--json"]).ready;
    const network = join(dir, "devnet.json");
    const listen = ["--listen", "127.0.0.1:0", "--database", "memory", "--json"];
    const indexer = textOf(await start("indexer", ["indexer", "run", "--network", network, ...listen]).ready, "url");
    const openExit = async (price: string, between?: Between): Promise<Exit> => {
      exits += 1;
      const name = `node${exits}`;
      const nodeDir = join(dir, name);
      const common = ["--dir", nodeDir, "--network", network, "--json"];
      const port = await freePort();
      const endpoint = between === undefined ? [] : ["--public-endpoint", `127.0.0.1:${await between(port)}`];
      const place = ["--listen", `127.0.0.1:${port}`, ...endpoint, "--country", "NL", "--indexer", indexer];
      const rules = ["--price", price, "--exit-policy", "open", "--lab-allow", "127.0.0.0/8"];
      const account = ["--devnet-account", `operator${((exits - 1) % operators) + 1}`];
      await turnpike("node init", ["node", "init", ...common, ...place, ...rules, ...account], env);
      settleAsInPublic(join(nodeDir, "node.json"));
      await turnpike("node register", ["node", "register", ...common], env);
      const run = start(name, ["node", "run", ...common], program);
      return { id: textOf(await run.ready, "node"), run };
    };
    const openClient = async (exit?: Exit): Promise<Client> => {
      payers += 1;
      const payer = ["--dir", join(dir, `payer${payers}`), "--network", network, "--json"];
      const payerAccount = payers === 1 ? "payer" : "payer2";
      await turnpike("wallet create", ["wallet", "create", ...payer, "--devnet-account", payerAccount], env);
      const ports = ["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0"];
      const choice = exit === undefined ? [] : ["--node", exit.id];
      const connect = ["connect", ...payer, "--indexer", indexer, ...choice, "--deposit", "100.00", ...ports];
      const run = start(`client${payers}`, connect, program);
      const socks = textOf(await run.ready, "socks");
      return { socksPort: Number(socks.split(":").at(-1)), run };
    };
    const open = async (price: string, between?: Between): Promise<Pair> => {
      const node = await openExit(price, between);
      const client = await openClient(node);
      const finish = async () => {
        await client.run.stop();
        return client.run.lines.findLast((line) => line.type === "summary") ?? {};
      };
      const stop = async () => {
        await client.run.stop();
        await node.run.stop();
      };
      const [nodePid, clientPid] = [pidOf(node.run), pidOf(client.run)];
      const pids = [clientPid, nodePid];
      return { name: "turnpike", socksPort: client.socksPort, pids, nodePid, clientPid, finish, stop };
    };
    return { indexer, open, openExit, openClient, close };
  } catch (error) {
    await close();
    throw error;
  }
}
