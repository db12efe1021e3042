import { openChain } from "../../chain/chain.ts";
import { loadNetwork } from "../../chain/network.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { formatToken, tokenAmount } from "../../protocol/units.ts";
import { readAccounts } from "./accounts.ts";
import type { DemoMarket } from "./demoMarket.ts";

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

/**
 * Wallet, connection, download, settlement, score: the same steps and the same checks whatever carries the bytes. Amounts in the answer are in the token's
 * smallest unit, `score` in millionths.
 */
export async function walk(
  world: DemoMarket,
  bytesAsked: number,
  seconds: () => number,
  say: (step: string) => void,
): Promise<Record<string, unknown>> {
  const accounts = readAccounts(world.network);
  const network = await loadNetwork(world.network);
  const chain = await openChain({ network });
  const payer = parseAddress(accounts.payer.address);
  const gasBefore = await chain.head.nativeBalance(payer);
  const payerDir = ["--dir", `${world.dir}/payer`, "--network", world.network, "--json"];
  say("creating the payer's wallet: it holds test dollars and no gas token");
  await world.run("wallet", ["wallet", "create", ...payerDir, "--devnet-account", "payer"]);

  say("connecting: choose by weight, verify on chain, deposit by a relayed signature");
  const client = world.connect(["connect", ...payerDir, "--indexer", world.indexer, "--deposit", "1.00"]);
  const ready = await client.ready;
  const nodeId = parseAddress(String(ready.node));
  const chosen = world.nodes.find((node) => node.address === nodeId);
  say(
    `connected through ${chosen?.name ?? nodeId} at ${chosen?.price ?? "?"} per GB; downloading ${megabytes(bytesAsked)} MB of random bytes`,
  );

  let told = 0;
  const got = await world.download(ready, (total) => {
    if (total - told < bytesAsked / 4) return;
    told = total;
    say(`  ${megabytes(total)} MB through the tunnel`);
  });
  say(
    `downloaded in ${(got.milliseconds / 1000).toFixed(1)} s (${((got.bytes * 8) / got.milliseconds / 1e6).toFixed(2)} Gbit/s), paid by voucher while it flowed`,
  );

  say("closing the session with a last voucher");
  await world.disconnect(client, payerDir);
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
    sha256Match: got.sha256 === world.sha256,
    pricePerGB: String(ready.pricePerGB),
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
}
