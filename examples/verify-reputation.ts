/**
 * Recomputes an indexer's newest epoch with nothing of Turnpike's own code: chain logs and inputs in, every score out, compared line by line.
 *   node examples/verify-reputation.ts INDEXER_URL NETWORK_FILE
 * The formula and the shape of the lines are in docs/reputation.md.
 */
import { readFileSync } from "node:fs";
import * as viem from "viem";

type Hex = viem.Hex;
type Said = {
  kind: string;
  node: Hex;
  payer: Hex;
  cumulative: string;
  score: number;
  periodStart: number;
  signature: Hex;
};
const [indexer = "", networkFile = ""] = process.argv.slice(2);
const file = JSON.parse(readFileSync(networkFile, "utf8"));
const network = file.network ?? file;
const chain = viem.createPublicClient({ transport: viem.http(network.rpcUrls[0]) });
const get = async (path: string) => (await fetch(new URL(path, indexer))).text();
const check = (good: boolean, what: string): void => {
  if (good) return;
  console.error(`NOT RIGHT: ${what}`);
  process.exit(1);
};
const one = 1_000_000n;
const day = 86_400;
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const lower = (address: unknown) => String(address).toLowerCase();

// 1. What the indexer signed: the statement's keys in order, behind a line that says what it is.
const list = JSON.parse(await get("/v1/epochs"));
const epoch = list.epochs[0];
const keys = "block blockHash chainId epoch formula lines nodeRegistry paymentChannels root time".split(" ");
const statement = JSON.stringify(Object.fromEntries(keys.map((name) => [name, epoch[name]])));
const hash = viem.keccak256(viem.stringToBytes(`Turnpike reputation epoch, version 1\n${statement}`));
const signer = lower(await viem.recoverAddress({ hash, signature: epoch.signature }));
check(signer === list.signer, "the signature of the epoch");
check(epoch.formula === "turnpike-1", `the formula ${epoch.formula} is not known here`);
for (const key of ["chainId", "paymentChannels", "nodeRegistry"]) check(epoch[key] === network[key], `the ${key}`);

// 2. The inputs, and their root.
const lines = (await get(`/v1/epochs/${epoch.epoch}/inputs`)).split("\n").slice(0, -1);
const hashOf = (...parts: Uint8Array[]) => viem.keccak256(viem.concat(parts), "bytes");
let level = lines.map((line) => hashOf(new Uint8Array([0]), viem.stringToBytes(line)));
while (level.length > 1)
  level = level.flatMap((left, at) => {
    if (at % 2 === 1) return [];
    const right = level[at + 1];
    return [right === undefined ? left : hashOf(new Uint8Array([1]), left, right)];
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
const operators = new Map<string, string>();
const fundedAt = new Map<string, number>();
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

// 4. Every attestation: signed by its payer, over money that was settled, not from the future.
const parsed: Said[] = lines.map((line) => JSON.parse(line));
const said = parsed.filter(({ kind }) => kind === "attestation");
const fields = { node: "address", cumulative: "uint96", score: "uint32", periodStart: "uint40" };
const types = { Attestation: Object.entries(fields).map(([name, type]) => ({ name, type })) };
const { chainId, paymentChannels: verifyingContract } = network;
const domain = { name: "Turnpike Payments", version: "1", chainId, verifyingContract };
for (const { node, payer, score, periodStart, signature, ...rest } of said) {
  const cumulative = BigInt(rest.cumulative);
  const message = { node, cumulative, score, periodStart };
  const by = await viem.recoverTypedDataAddress({ domain, types, primaryType: "Attestation", message, signature });
  check(lower(by) === payer, `the signature of ${payer} on ${node}`);
  check(cumulative > 0n && cumulative <= (settled.get(payer)?.get(node) ?? 0n), `the money of ${payer} at ${node}`);
  check(periodStart <= epoch.time && score <= 1_000_000, `the time or score of ${payer} on ${node}`);
}

// 5. The formula. Without probes the bound is that of Beta(9, 1): its mean less 1.64 standard deviations.
const decay = (seconds: number): bigint => {
  const days = Math.max(0, Math.floor(seconds / day));
  let fine = (10n ** 12n) >> BigInt(Math.floor(days / 14));
  for (let step = 0; step < days % 14; step++) fine = (fine * 951_695_153_010n) / 10n ** 12n;
  return fine / one;
};
const variance = (9n * one * one * one ** 3n) / ((10n * one) ** 2n * (11n * one));
let deviation = BigInt(Math.floor(Math.sqrt(Number(variance))));
while (deviation * deviation > variance) deviation -= 1n;
const bound = 900_000n - (1_640_000n * deviation) / one;
const spreadOf = (payer: string): bigint | undefined => {
  const paid = [...(settled.get(payer) ?? [])].filter(([, amount]) => amount > 0n);
  const at = new Set(paid.flatMap(([node]) => operators.get(node) ?? []));
  const recent = new Set(
    said.filter((one) => one.payer === payer && one.periodStart + 14 * day >= epoch.time).map(({ node }) => node),
  );
  const old = (fundedAt.get(payer) ?? Number.POSITIVE_INFINITY) + 30 * day <= epoch.time;
  const enough = at.size >= 3 && paid.reduce((sum, [, amount]) => sum + amount, 0n) >= one;
  return recent.size > 0 && old && enough ? (3n * one) / BigInt(Math.max(3, recent.size)) : undefined;
};
const scores = [...operators.keys()].sort(order).map((node) => {
  const latest = new Map(said.filter((one) => one.node === node).map((one) => [one.payer, one]));
  const counted = [...latest.values()].flatMap(({ payer, score, periodStart }) => {
    const spread = spreadOf(payer);
    return spread === undefined ? [] : [{ payer, score, weight: (decay(epoch.time - periodStart) * spread) / one }];
  });
  counted.sort((a, b) => a.score - b.score || order(a.payer, b.payer));
  const cut = Math.floor(counted.length / 5);
  const kept = counted.slice(cut, counted.length - cut);
  const weights = kept.reduce((sum, { weight }) => sum + weight, 20n * one);
  const opinion = kept.reduce((sum, { score, weight }) => sum + BigInt(score) * weight, 950_000n * 20n * one) / weights;
  const middle = (bound + opinion) / 2n;
  const floor = bound - 40_000n;
  const score = Number(middle < floor ? floor : middle > bound ? bound : middle);
  const signals = [
    { name: "probes", samples: 0, value: Number(bound) },
    { name: "attestations", samples: counted.length, value: Number(opinion) },
    { name: "score", samples: counted.length, value: score },
  ];
  return JSON.stringify({ kind: "score", node, score, signals, state: middle < floor ? "contested" : "normal" });
});
const given = lines.slice(said.length);
check(given.length === scores.length, `there are ${scores.length} nodes, the indexer scores ${given.length}`);
for (const [at, line] of scores.entries())
  check(given[at] === line, `chain and inputs give ${line}, the indexer says ${given[at]}`);
console.log(
  `right: epoch ${epoch.epoch}, ${scores.length} scores, ${said.length} attestations, root ${root}, signed by ${signer}`,
);
