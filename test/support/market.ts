/**
 * A market in this process for tests: a real local chain, real exits on real ports, real folders. Only the processes are missing; the end-to-end tests
 * have those. What a market opened is gone after `close`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type Chain, openChain } from "../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../chain/devnet.ts";
import type { Network } from "../../chain/network.ts";
import { walletFromKey } from "../../client/wallet/wallet.ts";
import { nodeCommand } from "../../node/commands/node.ts";
import { openNode, openTls } from "../../node/openNode.ts";
import { type RunningNode, runNode } from "../../node/runNode.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import type { CommandIo } from "../../runtime/command.ts";
import { writeJsonAtomic } from "../../runtime/jsonFile.ts";
import type { Logger } from "../../runtime/logger.ts";

export const password = "a password for tests";
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, as JSON. */
  readonly json: () => Record<string, unknown>;
}

/** An input and output for commands that run in this process. */
export function commandIo(
  cwd: string,
  env: Record<string, string> = {},
): { io: CommandIo; result: () => CommandResult } {
  let stdout = "";
  let stderr = "";
  let exitCode = 0;
  const sink = (keep: (text: string) => void) => {
    const stream = new PassThrough();
    stream.on("data", (chunk: Buffer) => keep(chunk.toString("utf8")));
    return stream;
  };
  const io: CommandIo = {
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stdout: sink((text) => {
      stdout += text;
    }),
    stderr: sink((text) => {
      stderr += text;
    }),
    env: { TURNPIKE_PASSWORD: password, ...env },
    cwd,
    exit: (code) => {
      exitCode = code;
    },
  };
  const result = (): CommandResult => ({
    exitCode,
    stdout,
    stderr,
    json: () => JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>,
  });
  return { io, result };
}

export interface TestNode {
  readonly dir: string;
  readonly id: Address;
  running: RunningNode;
  /** Stops it in order and starts it again from its folder. */
  restart(): Promise<void>;
}

export interface NodeOptions {
  /** In token units per GB. */
  readonly price?: string;
  readonly country?: string;
  readonly exitPolicy?: string;
  readonly labAllow?: readonly string[];
  readonly listen?: string;
  /** HOST:PORT that clients dial instead, such as a forwarder's. */
  readonly publicEndpoint?: string;
  readonly indexers?: readonly string[];
  /** Values that win over node.json, as flags do. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
  /** Endpoints of the chain instead of the market's own. */
  readonly rpcUrls?: string[];
}

/** The system's clock, that a test can put forward. */
export function testClock(): Clock & { advance(seconds: number): void } {
  let ahead = 0;
  return {
    nowSeconds: () => unixSeconds(systemClock.nowSeconds() + ahead),
    monotonicMilliseconds: () => systemClock.monotonicMilliseconds() + ahead * 1_000,
    advance: (seconds) => {
      ahead += seconds;
    },
  };
}

export interface Market {
  readonly dir: string;
  readonly network: Network;
  readonly networkFile: string;
  readonly devnet: Devnet;
  readonly chain: Chain;
  readonly key: (account: string) => Hex;
  node(options?: NodeOptions): Promise<TestNode>;
  /** Puts tokens of `operator5` into a payer's account. */
  deposit(payer: Address, amount: bigint): Promise<void>;
  /** A new payer with that much in its account. */
  payer(amount: bigint): Promise<{ readonly key: Hex; readonly address: Address }>;
  /** Runs a `turnpike node …` command in this process. */
  nodeCommand(args: readonly string[], env?: Record<string, string>): Promise<CommandResult>;
  /** Kept to be closed with the market, newest first. */
  onClose(close: () => Promise<unknown> | unknown): void;
  close(): Promise<void>;
}

export async function openMarket(): Promise<Market> {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-market-"));
  const closers: (() => Promise<unknown> | unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const devnet = await startDevnet({ port: 0 });
  closers.push(() => devnet.close());
  const { network, accounts } = devnet.file;
  const networkFile = join(dir, "devnet.json");
  await writeJsonAtomic(networkFile, devnet.file);
  const key = (account: string): Hex => {
    const found = accounts[account];
    if (found === undefined) throw new Error(`no account ${account}`);
    return found.privateKey;
  };
  const chain = await openChain({ network, signerKey: key("operator5") });
  let count = 0;
  let payers = 0;

  const runCommandOf = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { io, result } = commandIo(dir, { TURNPIKE_NETWORK: networkFile, ...env });
    const command = nodeCommand(io).exitOverride();
    for (const child of command.commands) {
      child.exitOverride();
      child.configureOutput({ writeErr: (text) => io.stderr.write(text), writeOut: (text) => io.stdout.write(text) });
    }
    await command.parseAsync([...args], { from: "user" });
    return result();
  };

  const node = async (options: NodeOptions = {}): Promise<TestNode> => {
    count += 1;
    const nodeDir = join(dir, `node${count}`);
    const common = ["--dir", nodeDir, "--json"];
    const made = await runCommandOf([
      ...["init", ...common, "--devnet-account", `operator${count}`, "--listen", options.listen ?? "127.0.0.1:0"],
      ...["--price", options.price ?? "0.10", "--country", options.country ?? "NL"],
      ...["--exit-policy", options.exitPolicy ?? "open"],
      ...(options.labAllow?.length === 0 ? [] : ["--lab-allow", ...(options.labAllow ?? ["127.0.0.0/8"])]),
      ...(options.publicEndpoint === undefined ? [] : ["--public-endpoint", options.publicEndpoint]),
      ...(options.indexers === undefined ? [] : ["--indexer", ...options.indexers]),
    ]);
    if (made.exitCode !== 0) throw new Error(made.stderr);
    const registered = await runCommandOf(["register", ...common]);
    if (registered.exitCode !== 0) throw new Error(registered.stderr);
    const start = async () => {
      const used = options.rpcUrls === undefined ? network : { ...network, rpcUrls: options.rpcUrls };
      const opened = await openNode(nodeDir, used, password, { flags: options.overrides ?? {}, env: {} });
      const tls = await openTls(nodeDir, password);
      return {
        id: opened.id,
        running: await runNode(opened, nodeDir, tls, options.clock ?? systemClock, silentLogger),
      };
    };
    const first = await start();
    const self: TestNode = {
      dir: nodeDir,
      id: first.id,
      running: first.running,
      restart: async () => {
        await self.running.close();
        self.running = (await start()).running;
      },
    };
    closers.push(() => self.running.close());
    return self;
  };

  const deposit = async (payer: Address, amount: bigint) => {
    await chain.token.approve(network.paymentChannels, tokenAmount(amount));
    await chain.channels.deposit(payer, payer, tokenAmount(amount));
  };

  return {
    dir,
    network,
    networkFile,
    devnet,
    chain,
    key,
    node,
    deposit,
    payer: async (amount) => {
      payers += 1;
      const payerKey = `0x${"5".repeat(56)}${payers.toString(16).padStart(8, "0")}` as Hex;
      const { payer } = await walletFromKey(payerKey);
      if (amount > 0n) await deposit(payer, amount);
      return { key: payerKey, address: payer };
    },
    nodeCommand: runCommandOf,
    onClose: (close) => closers.push(close),
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
}

/** Waits until `look` gives something, asking every 20 ms; fails with `what` after the deadline. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 20_000,
): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
