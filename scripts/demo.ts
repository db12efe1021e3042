/**
 * `npm run demo`: the whole market once, on this machine, with nothing simulated: separate processes, real TCP and TLS, EVM transactions, SQL.
 * `-- --json` makes the last line of standard output one JSON object; `--bytes N` sets the size of the download, `--nodes N` the number of exits.
 */
import { parseArgs } from "node:util";
import { openChain } from "../chain/chain.ts";
import { loadNetwork } from "../chain/network.ts";
import { parseAddress } from "../protocol/ids.ts";
import { formatToken, tokenAmount } from "../protocol/units.ts";
import { readAccounts } from "./demo/accounts.ts";
import { download } from "./demo/download.ts";
import { openWorld, type World } from "./demo/world.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    bytes: { type: "string", default: "200000000" },
    nodes: { type: "string", default: "3" },
  },
});

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  console.error(`demo: --${name} takes a whole number from ${least} to ${most}, not "${given}"`);
  process.exit(2);
}

const bytesAsked = wholeNumber("bytes", values.bytes, 1, 2_000_000_000);
const nodeCount = wholeNumber("nodes", values.nodes, 1, 5);
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const say = (step: string) => process.stderr.write(`[${seconds().toFixed(1).padStart(5)} s] ${step}\n`);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** Waits until `look` finds something, asking again every 200 ms; gives up with `what` in the message after the time. */
async function until<T>(what: string, milliseconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function walk(world: World): Promise<Record<string, unknown>> {
  const accounts = readAccounts(world.network);
  const network = await loadNetwork(world.network);
  const chain = await openChain({ network });
  try {
    const payer = parseAddress(accounts.payer.address);
    const gasBefore = await chain.head.nativeBalance(payer);
    const payerDir = ["--dir", `${world.dir}/payer`, "--network", world.network, "--json"];
    say("creating the payer's wallet: it holds test dollars and no gas token");
    await world.run("wallet", ["wallet", "create", ...payerDir, "--devnet-account", "payer"]);

    say("connecting: choose by weight, verify on chain, deposit by a relayed signature");
    const client = world.start("connect", [
      ...["connect", ...payerDir, "--indexer", world.indexer, "--deposit", "1.00"],
      ...["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0"],
    ]);
    const ready = await client.ready;
    const nodeId = parseAddress(String(ready.node));
    const chosen = world.nodes.find((node) => node.address === nodeId);
    say(
      `connected through ${chosen?.name ?? nodeId} at ${chosen?.price ?? "?"} per GB; downloading ${megabytes(bytesAsked)} MB of random bytes`,
    );

    let told = 0;
    const got = await download(
      Number(String(ready.socks).split(":").at(-1)),
      "127.0.0.1",
      world.origin.port,
      "/file",
      (total) => {
        if (total - told < bytesAsked / 4) return;
        told = total;
        say(`  ${megabytes(total)} MB through the tunnel`);
      },
    );
    say(
      `downloaded in ${(got.milliseconds / 1000).toFixed(1)} s (${((got.bytes * 8) / got.milliseconds / 1e6).toFixed(2)} Gbit/s), paid by voucher while it flowed`,
    );

    say("closing the session with a last voucher");
    await client.stop();
    const summary = client.lines.findLast((line) => line.type === "summary") ?? {};
    const paid = BigInt(String(summary.paid));

    say("waiting for the node to settle on chain");
    const settled = async () => {
      const now = await chain.channels.channel(nodeId, payer);
      return now.settled >= paid ? now : undefined;
    };
    const channel = await until("settlement", 15_000, settled).catch(async () => {
      // What was paid after the node's last settling may not be worth its gas yet.
      say("the rest is not worth its gas to the node by itself; its operator settles it all the same");
      const dir = chosen?.dir ?? "";
      await world.run("settle", ["node", "settle", "--dir", dir, "--network", world.network, "--json"]);
      return until("settlement", 60_000, settled);
    });
    const earned = await chain.channels.earned(nodeId);
    const protocolFee = earned.fee;
    const record = await chain.registry.node(nodeId);
    if (record === undefined) throw new Error("the node's record is gone from the registry");
    const before = await chain.token.balanceOf(record.payout);
    await world.run("collect", ["node", "collect", "--dir", chosen?.dir ?? "", "--network", world.network, "--json"]);
    const operatorReceived = (await chain.token.balanceOf(record.payout)) - before;

    say("asking the indexer for the node's score");
    const score = await until("the score", 30_000, async () => {
      const response = await fetch(`${world.indexer}/v1/nodes/${nodeId}`);
      if (!response.ok) return undefined;
      const entry = (await response.json()) as { score?: number; settledVolume?: string };
      return entry.score !== undefined && BigInt(entry.settledVolume ?? "0") >= paid ? entry.score : undefined;
    });
    const status = await world.run("node status", [
      "node",
      "status",
      "--dir",
      chosen?.dir ?? "",
      "--network",
      world.network,
      "--json",
    ]);
    const decimals = network.token.decimals;
    const money = (amount: bigint) => `${formatToken(tokenAmount(amount), decimals)} ${network.token.symbol}`;
    say(
      `settled ${money(channel.settled)}: ${money(operatorReceived)} to the operator, ${money(protocolFee)} protocol fee; score ${(score / 1e6).toFixed(4)}`,
    );
    return {
      bytes: String(summary.bytes),
      nodeBytes: String(status.bytesServed),
      sha256Match: got.sha256 === world.origin.sha256,
      pricePerGB: String(summary.pricePerGB),
      paid: paid.toString(),
      settled: channel.settled.toString(),
      operatorReceived: operatorReceived.toString(),
      protocolFee: protocolFee.toString(),
      payerGasSpentWei: (gasBefore - (await chain.head.nativeBalance(payer))).toString(),
      payerTransactions: await chain.head.transactionCount(payer),
      node: nodeId,
      score,
      seconds: Number(seconds().toFixed(1)),
    };
  } finally {
  }
}

// Ctrl-C while the market is still being opened ends its processes too, so opening fails and takes back what there was.
let interrupted: number | undefined;
let stop = (code: number): void => {
  interrupted ??= code;
};
process.on("SIGINT", () => stop(130));
process.on("SIGTERM", () => stop(143));

const world = await openWorld(nodeCount, bytesAsked, say).catch((error: unknown) => {
  if (interrupted !== undefined) process.exit(interrupted);
  throw error;
});
let ending = false;
const end = async (code: number) => {
  if (ending) return;
  ending = true;
  await world.close();
  process.exit(code);
};
stop = (code) => void end(code);
if (interrupted !== undefined) await end(interrupted);
try {
  const result = await walk(world);
  say(result.sha256Match === true ? "the downloaded file has the origin's hash" : "THE HASHES DIFFER");
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  await end(result.sha256Match === true ? 0 : 1);
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  await end(1);
}
