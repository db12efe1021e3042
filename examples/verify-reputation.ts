// Recomputes an indexer's newest epoch, line by line as docs/reputation.md has it, with nothing of Turnpike's own code. Looks into no older epoch.
//   node examples/verify-reputation.ts INDEXER_URL NETWORK_FILE
import { readFileSync } from "node:fs";
import * as viem from "viem";

type Found = Record<"node" | "claimed" | "country" | "demanded" | "due", string> &
  Record<"connected" | "names" | "page", boolean | null> & { at: number; goodputKbps: number; expectedKbps: number };
type Line = Record<"node" | "payer" | "prober" | "hash" | "signature", viem.Hex> &
  Record<"score" | "periodStart" | "at" | "publishAt", number> & { kind: string; cumulative: string; probe: Found };
const [indexer = "", networkFile = ""] = process.argv.slice(2);
const file = JSON.parse(readFileSync(networkFile, "utf8"));
const network = file.network ?? file;
const chain = viem.createPublicClient({ transport: viem.http(network.rpcUrls[0]) });
const get = async (path: string) => (await fetch(new URL(path, indexer))).text();
function check(good: boolean, what: string): void {
  if (!good) throw `NOT RIGHT: ${what}`;
}
const [one, day] = [1_000_000n, 86_400];
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (o: object) => JSON.stringify(Object.fromEntries(Object.entries(o).sort(([a], [b]) => order(a, b))));
const digestOf = (what: string, o: object) => viem.keccak256(viem.toHex(`Turnpike ${what}, version 1\n${sorted(o)}`));
const isOf84Days = (at: number): boolean => at <= epoch.time && at + 84 * day > epoch.time;
const lower = (address: unknown) => String(address).toLowerCase();
// 1. What the indexer signed: the statement's keys in order, behind a line that says what it is.
const list = JSON.parse(await get("/v1/epochs"));
const { signature, stats: _stats, inputs: _inputs, ...epoch } = list.epochs[0];
const signer = lower(await viem.recoverAddress({ hash: digestOf("reputation epoch", epoch), signature }));
check(signer === list.signer && epoch.formula === "turnpike-3", "the signature or the formula of the epoch");
for (const key of ["chainId", "paymentChannels", "nodeRegistry"]) check(epoch[key] === network[key], `the ${key}`);
// 2. The inputs, and their root.
const lines = (await get(`/v1/epochs/${epoch.epoch}/inputs`)).split("\n").slice(0, -1);
const hashOf = (...parts: Uint8Array[]) => viem.keccak256(viem.concat(parts), "bytes");
let level = lines.map((line) => hashOf(new Uint8Array([0]), viem.stringToBytes(line)));
while (level.length > 1)
  level = level.flatMap((left, at) => {
    const right = level[at + 1];
    return at % 2 === 1 ? [] : right === undefined ? [left] : [hashOf(new Uint8Array([1]), left, right)];
  });
const root = level[0] === undefined ? viem.keccak256("0x") : viem.toHex(level[0]);
check(lines.length === epoch.lines && root === epoch.root, "the root of the inputs");
// 3. The chain at the epoch's block: who is registered by whom, who was first funded when, who settled how much where.
const block = await chain.getBlock({ blockNumber: BigInt(epoch.block) });
check(block.hash === epoch.blockHash && Number(block.timestamp) === epoch.time, "the block");
const events = viem.parseAbi([
  "event Registered(address indexed node, address indexed operator, address payout, uint96 stake, uint64 descriptorFloor)",
  "event Deposited(address indexed payer, address indexed owner, uint96 amount, uint96 relayFee)",
  "event Settled(address indexed node, bytes rows)",
]);
const [operators, fundedAt] = [new Map<string, string>(), new Map<string, number>()];
const settled = new Map<string, Map<string, bigint>>();
const address = [network.paymentChannels, network.nodeRegistry];
for (let from = network.deploymentBlock; from <= epoch.block; from += 5_000) {
  const range = { fromBlock: BigInt(from), toBlock: BigInt(Math.min(epoch.block, from + 4_999)) };
  for (const { eventName, args, blockNumber } of await chain.getLogs({ address, events, ...range })) {
    if (eventName === "Registered") operators.set(lower(args.node), lower(args.operator));
    if (eventName === "Deposited" && !fundedAt.has(lower(args.payer)))
      fundedAt.set(lower(args.payer), Number((await chain.getBlock({ blockNumber })).timestamp));
    if (eventName !== "Settled") continue;
    for (const [, payer, amount] of (args.rows ?? "0x").slice(2).matchAll(/(.{40})(.{24})/g)) {
      const paid = settled.get(`0x${payer}`) ?? new Map<string, bigint>();
      settled.set(`0x${payer}`, paid.set(lower(args.node), BigInt(`0x${amount}`)));
    }
  }
}
// 4. The lines stand in their order, each once. Every attestation: signed by its payer, over money that was settled, of 84 days.
const parsed: Line[] = lines.map((line) => JSON.parse(line));
const places = parsed.map(({ kind, node, payer, at, hash, probe, signature }) => {
  const by = { attestation: [0, node, payer], commitment: [1, at, hash], score: [3, node] }[kind];
  return (by ?? [2, probe.node, probe.at, signature]).map((part) => String(part).padStart(12, "0")).join();
});
const isNext = (place: string, at: number) => order(places[at - 1] ?? "", place) < 0;
check(places.every(isNext), "the order of the lines");
const said = parsed.filter(({ kind }) => kind === "attestation");
const fields = { node: "address", cumulative: "uint96", score: "uint32", periodStart: "uint40" };
const types = { Attestation: Object.entries(fields).map(([name, type]) => ({ name, type })) };
const { chainId, paymentChannels: verifyingContract } = epoch;
const domain = { name: "Turnpike Payments", version: "1", chainId, verifyingContract };
for (const { node, payer, score, periodStart, signature, cumulative: sum } of said) {
  const message = { node, cumulative: BigInt(sum), score, periodStart };
  const by = await viem.recoverTypedDataAddress({ domain, types, primaryType: "Attestation", message, signature });
  check(lower(by) === payer, `the signature of ${payer} on ${node}`);
  check(BigInt(sum) > 0n && BigInt(sum) <= (settled.get(payer)?.get(node) ?? 0n), `the money of ${payer} at ${node}`);
  check(isOf84Days(periodStart) && score <= 1_000_000, `the time or score of ${payer} on ${node}`);
}
// 5. Every probe: the result that its prober signed the hash of, published when it said.
const [probed, results] = [parsed.filter(({ kind }) => kind === "probe"), new Set<string>()];
for (const { hash, at, publishAt, prober, signature, probe } of parsed.filter(({ prober }) => prober)) {
  const found = probe ? digestOf("probe result", probe) : hash;
  const by = { hash: digestOf("probe commitment", { chainId, hash: found, at, publishAt }), signature };
  check(lower(await viem.recoverAddress(by)) === prober, `the commitment of ${prober}`);
  const late = publishAt > at + 7 * day || (probe && (probe.at > at || at > probe.at + day || publishAt > epoch.time));
  const twice = results.size === results.add(found).size;
  check(at < publishAt && !late && !twice && isOf84Days(probe?.at ?? at), `the time of ${found}`);
}
const qualityOf = (found: Found): bigint => {
  const billed = BigInt(found.demanded) <= BigInt(found.due);
  if (found.connected !== true || found.page === false || found.names === false || !billed) return 0n;
  const country = found.country !== "" && found.country !== found.claimed ? 0n : 300_000n;
  const [came, wanted] = [BigInt(found.goodputKbps ?? 2 ** 40) * 100n, BigInt(found.expectedKbps) * 80n];
  return 500_000n + country + (came >= wanted ? 200_000n : (200_000n * came) / wanted);
};
// 6. The formula: the bound of Beta(9 + good, 1 + bad) is its mean less 1.64 standard deviations.
const decay = (seconds: number): bigint => {
  const days = Math.max(0, Math.floor(seconds / day));
  let fine = (10n ** 12n) >> BigInt(Math.floor(days / 14));
  for (let step = 0; step < days % 14; step++) fine = (fine * 951_695_153_010n) / 10n ** 12n;
  return fine / one;
};
const boundOf = (mine: readonly Found[]): bigint => {
  const weighed = mine.map((found) => [decay(epoch.time - found.at), qualityOf(found)] as const);
  const good = weighed.reduce((sum, [weight, quality]) => sum + (weight * quality) / one, 9n * one);
  const bad = weighed.reduce((sum, [weight, quality]) => sum + (weight * (one - quality)) / one, one);
  const variance = (good * bad * one ** 3n) / ((good + bad) ** 2n * (good + bad + one));
  let deviation = BigInt(Math.floor(Math.sqrt(Number(variance))));
  while (deviation * deviation > variance) deviation -= 1n;
  return (good * one) / (good + bad) - (1_640_000n * deviation) / one;
};
const spreadOf = (payer: string): bigint | undefined => {
  const paid = [...(settled.get(payer) ?? [])].filter(([, amount]) => amount > 0n);
  const at = new Set(paid.flatMap(([node]) => operators.get(node) ?? []));
  const recent = said.filter((one) => one.payer === payer && one.periodStart + 14 * day >= epoch.time).length;
  const old = (fundedAt.get(payer) ?? 2 ** 50) + 30 * day <= epoch.time;
  const enough = at.size >= 3 && paid.reduce((sum, [, amount]) => sum + amount, 0n) >= one;
  return recent > 0 && old && enough ? (3n * one) / BigInt(Math.max(3, recent)) : undefined;
};
const scores = [...operators.keys()].sort(order).map((node) => {
  const counted = said.flatMap(({ node: spokenOf, payer, score, periodStart }) => {
    const spread = spokenOf === node ? spreadOf(payer) : undefined;
    return spread === undefined ? [] : [{ payer, score, weight: (decay(epoch.time - periodStart) * spread) / one }];
  });
  counted.sort((a, b) => a.score - b.score || order(a.payer, b.payer));
  const kept = counted.slice(Math.floor(counted.length / 5), counted.length - Math.floor(counted.length / 5));
  const weights = kept.reduce((sum, { weight }) => sum + weight, 20n * one);
  const opinion = kept.reduce((sum, { score, weight }) => sum + BigInt(score) * weight, 950_000n * 20n * one) / weights;
  const mine = probed.map(({ probe }) => probe).filter((probe) => probe.node === node);
  const bound = boundOf(mine);
  const middle = (bound + opinion) / 2n;
  const floor = bound > 40_000n ? bound - 40_000n : 0n;
  const score = Number(middle < floor ? floor : middle > bound ? bound : middle);
  const signal = (name: string, samples: number, value: bigint | number) => ({ name, samples, value: Number(value) });
  const [n, m] = [mine.length, counted.length];
  const signals = [signal("probes", n, bound), signal("attestations", m, opinion), signal("score", n + m, score)];
  return JSON.stringify({ kind: "score", node, score, signals, state: middle < floor ? "contested" : "normal" });
});
const given = lines.filter((_, at) => parsed[at]?.kind === "score");
check(given.length === scores.length, `there are ${scores.length} nodes, the indexer scores ${given.length}`);
for (const [at, line] of scores.entries())
  check(given[at] === line, `chain and inputs give ${line}, the indexer says ${given[at]}`);
const counts = `${scores.length} scores, ${said.length} attestations, ${probed.length} probes`;
console.log(`right: epoch ${epoch.epoch}, ${counts}, root ${root}, signed by ${signer}`);
