import { type Chain, openChain } from "../../chain/chain.ts";
import { loadNetwork } from "../../chain/network.ts";
import { type Address, parseAddress } from "../../protocol/ids.ts";
import { formatToken, tokenAmount } from "../../protocol/units.ts";
import { readAccounts } from "./accounts.ts";
import type { DemoMarket } from "./demoMarket.ts";
import type { TurnpikeProcess } from "./turnpikeProcess.ts";

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

interface Probed {
  readonly node: string;
  /** Millionths, as the scores before and after. */
  readonly quality: number;
  readonly before: number;
  readonly after: number;
}

async function scoresOf({ indexer }: DemoMarket): Promise<ReadonlyMap<string, number>> {
  const { nodes } = (await (await fetch(`${indexer}/v1/nodes`)).json()) as { nodes: { node: string; score: number }[] };
  return new Map(nodes.map(({ node, score }) => [node, score]));
}

/** Runs the prober to its end, and waits until the indexer scores with what it published. */
async function probesOf(
  world: DemoMarket,
  start: () => TurnpikeProcess,
  say: (step: string) => void,
): Promise<readonly Probed[]> {
  say("probing: a prober pays each exit as a client does, and publishes what it found");
  const before = await scoresOf(world);
  const prober = start();
  if ((await prober.ended) !== 0) throw prober.failure();
  const found = prober.lines.filter(({ type }) => type === "probed");
  const after = await until("the scores to move", 30_000, async () => {
    const now = await scoresOf(world);
    return found.every(({ node }) => now.get(String(node)) !== before.get(String(node))) ? now : undefined;
  });
  return found.map(({ node, quality, problem }): Probed => {
    const id = String(node);
    const name = world.nodes.find(({ address }) => address === id)?.name ?? id;
    const scores = { before: before.get(id) ?? 0, after: after.get(id) ?? 0 };
    const [was, is] = [scores.before, scores.after].map((score) => (score / 1e6).toFixed(4));
    say(
      `probed ${name}: quality ${(Number(quality) / 1e6).toFixed(2)}${problem === "" ? "" : ` (${String(problem)})`}, score ${was} -> ${is}`,
    );
    return { node: id, quality: Number(quality), ...scores };
  });
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
  const route = (ready.hops as { role: string; node: string }[]).map(({ role, node }) => {
    const found = world.nodes.find(({ address }) => address === node);
    if (found === undefined) throw new Error(`the client is connected to ${node}, which is none of this market's`);
    return { role, node: found };
  });
  const named = route.map(({ role, node: { name, price } }) =>
    route.length === 1 ? `${name} at ${price} per GB` : `${role} ${name} at ${price} per GB`,
  );
  say(`connected through ${named.join(", then ")}; downloading ${megabytes(bytesAsked)} MB of random bytes`);

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
  const sums = new Map((summary.hops as HopLine[]).map((sum) => [sum.node, sum]));
  const hops: HopResult[] = [];
  for (const { role, node } of route) {
    const sum = sums.get(node.address);
    if (sum === undefined) throw new Error(`the client's summary does not name ${node.address}`);
    hops.push(await settleHop(world, chain, payer, { ...sum, role }, node, say));
  }
  const exit = hops.at(-1);
  if (exit === undefined) throw new Error("the client was connected to nobody");
  const payerGasSpentWei = (gasBefore - (await chain.head.nativeBalance(payer))).toString();
  const probes = world.probe === undefined ? [] : await probesOf(world, world.probe, say);
  return {
    bytes: String(summary.bytes),
    nodeBytes: exit.nodeBytes,
    sha256Match: got.sha256 === world.sha256,
    pricePerGB: exit.pricePerGB,
    paid: exit.paid,
    settled: exit.settled,
    operatorReceived: exit.operatorReceived,
    protocolFee: exit.protocolFee,
    payerGasSpentWei,
    payerTransactions: await chain.head.transactionCount(payer),
    node: exit.node,
    score: exit.score,
    hops,
    probes,
    seconds: Number(seconds().toFixed(1)),
  };
}

/** What a client says of a hop in its summary. */
interface HopLine {
  readonly role: string;
  readonly node: string;
  readonly pricePerGB: string;
  readonly bytes: string;
  readonly paid: string;
}

interface HopResult extends HopLine {
  readonly nodeBytes: string;
  readonly settled: string;
  readonly operatorReceived: string;
  readonly protocolFee: string;
  readonly score: number;
}

/** Waits until a node has settled what it was paid, collects its earnings and asks the indexer for its score. */
async function settleHop(
  world: DemoMarket,
  chain: Chain,
  payer: Address,
  sum: HopLine,
  node: DemoMarket["nodes"][number],
  say: (step: string) => void,
): Promise<HopResult> {
  const id = parseAddress(node.address);
  const paid = BigInt(sum.paid);
  const common = ["--dir", node.dir, "--network", world.network, "--json"];
  say(`waiting for ${node.name} to settle on chain`);
  const settled = async () => {
    const now = await chain.channels.channel(id, payer);
    return now.settled >= paid ? now : undefined;
  };
  const channel = await until("settlement", 15_000, settled).catch(async () => {
    // What was paid after the node's last settling may not be worth its gas yet.
    say("the rest is not worth its gas to the node by itself; its operator settles it all the same");
    await world.run("settle", ["node", "settle", ...common]);
    return until("settlement", 60_000, settled);
  });
  const { fee } = await chain.channels.earned(id);
  const record = await chain.registry.node(id);
  if (record === undefined) throw new Error("the node's record is gone from the registry");
  const before = await chain.token.balanceOf(record.payout);
  await world.run("collect", ["node", "collect", ...common]);
  const operatorReceived = (await chain.token.balanceOf(record.payout)) - before;

  say("asking the indexer for the node's score");
  const score = await until("the score", 30_000, async () => {
    const response = await fetch(`${world.indexer}/v1/nodes/${id}`);
    if (!response.ok) return undefined;
    const entry = (await response.json()) as { score?: number; settledVolume?: string };
    return entry.score !== undefined && BigInt(entry.settledVolume ?? "0") >= paid ? entry.score : undefined;
  });
  const status = await world.run("node status", ["node", "status", ...common]);
  const { decimals, symbol } = chain.network.token;
  const money = (amount: bigint) => `${formatToken(tokenAmount(amount), decimals)} ${symbol}`;
  say(
    `settled ${money(channel.settled)}: ${money(operatorReceived)} to the operator, ${money(fee)} protocol fee; score ${(score / 1e6).toFixed(4)}`,
  );
  return {
    ...{ role: sum.role, node: sum.node, pricePerGB: sum.pricePerGB, bytes: sum.bytes },
    nodeBytes: String(status.bytesServed),
    paid: paid.toString(),
    settled: channel.settled.toString(),
    operatorReceived: operatorReceived.toString(),
    protocolFee: fee.toString(),
    score,
  };
}
