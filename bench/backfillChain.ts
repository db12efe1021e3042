/**
 * A made chain behind a real JSON-RPC port, the same for every indexer: 2,000 blocks of 50 of our events, then empty ones that make them final. It answers
 * from memory, so that the indexers are what is measured. Run as a process of its own; says its port on standard output.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Abi, encodeAbiParameters, encodeEventTopics, encodeFunctionResult, type Hex } from "viem";
import { nodeRegistryAbi, paymentChannelsAbi } from "../chain/contracts.generated.ts";
import { backfillContracts, backfillShape } from "./backfillShape.ts";

const { chainId, eventBlocks, perBlock, emptyBlocks } = backfillShape;
const { paymentChannels, nodeRegistry } = backfillContracts;
const hex = (value: number | bigint): Hex => `0x${value.toString(16)}`;
const hash = (kind: number, number: number): Hex => `0x${kind.toString(16)}${number.toString(16).padStart(63, "0")}`;
const address = (kind: number, number: number): Hex => `0x${kind.toString(16)}${number.toString(16).padStart(39, "0")}`;
const timeOf = (block: number): Hex => hex(1_790_000_000 + block * 2);
const packed = (payer: Hex, amount: bigint): Hex => `${payer}${amount.toString(16).padStart(24, "0")}`;
const digits = (value: number, bytes: number): string => value.toString(16).padStart(2 * bytes, "0");
/** A row of Reserved: payer 20 | taken 12 | node 20 | expiresAt 5 | epoch 3 | 4 of zero. */
const reserved = (payer: Hex, taken: bigint, node: Hex, expiresAt: number): Hex =>
  `${packed(payer, taken)}${node.slice(2)}${digits(expiresAt, 5)}${digits(0, 7)}`;

interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly text: string;
}

function encode(
  contract: Hex,
  abi: Abi,
  eventName: string,
  args: Record<string, unknown>,
  block: number,
  index: number,
): Log {
  const event = abi.find((item) => item.type === "event" && item.name === eventName);
  if (event?.type !== "event") throw new Error(`no event ${eventName}`);
  const topics = encodeEventTopics({ abi, eventName, args }) as Hex[];
  const inputs = event.inputs.filter((input) => input.indexed !== true);
  const data = encodeAbiParameters(
    inputs,
    inputs.map((input) => args[input.name ?? ""]),
  );
  const log = {
    ...{ address: contract, topics, data, blockNumber: hex(block), blockHash: hash(1, block) },
    ...{ transactionHash: hash(2, block), transactionIndex: "0x0", logIndex: hex(index), removed: false },
    blockTimestamp: timeOf(block),
  };
  return { address: contract, topics, text: JSON.stringify(log) };
}

/** Nodes first, then deposits, reservations and settlements in the proportions of a market at work. */
function logsOf(block: number, settled: Map<string, bigint>): Log[] {
  return Array.from({ length: perBlock }, (_, index): Log => {
    const number = block * perBlock + index;
    const payer = address(7, number % backfillShape.payers);
    const node = address(8, (number * 7) % perBlock);
    const channels = (name: string, args: Record<string, unknown>) =>
      encode(paymentChannels, paymentChannelsAbi as Abi, name, args, block, index);
    if (block === 1) {
      const args = { node: address(8, index), operator: address(9, index), payout: address(9, index) };
      const stakes = { stake: 10n ** 8n, descriptorFloor: 0n };
      return encode(nodeRegistry, nodeRegistryAbi as Abi, "Registered", { ...args, ...stakes }, block, index);
    }
    if (index < 3) return channels("Deposited", { payer, owner: payer, amount: 10n ** 9n, relayFee: 0n });
    if (index < 10) {
      return channels("Reserved", { rows: reserved(payer, 50_000n, node, 1_900_000_000) });
    }
    const key = `${node}${payer}`;
    const after = (settled.get(key) ?? 0n) + 1_000n + BigInt(number % 1_000);
    settled.set(key, after);
    return channels("Settled", { node, rows: packed(payer, after) });
  });
}

const zeros = (bytes: number): Hex => `0x${"00".repeat(bytes)}`;
const transaction = (block: number) => ({
  ...{
    hash: hash(2, block),
    nonce: hex(block),
    blockHash: hash(1, block),
    blockNumber: hex(block),
    transactionIndex: "0x0",
  },
  ...{
    from: address(9, 1),
    to: paymentChannels,
    value: "0x0",
    gasPrice: "0x1",
    gas: "0x5208",
    input: "0x",
    type: "0x0",
  },
  ...{ v: "0x1b", r: hash(3, block), s: hash(3, block), chainId: hex(chainId) },
});
function blockOf(number: number, events: boolean) {
  const transactions = events ? [transaction(number)] : [];
  return {
    ...{ number: hex(number), hash: hash(1, number), parentHash: number === 0 ? zeros(32) : hash(1, number - 1) },
    ...{ timestamp: timeOf(number), nonce: zeros(8), sha3Uncles: zeros(32), mixHash: zeros(32) },
    ...{ logsBloom: events ? `0x${"ff".repeat(256)}` : zeros(256), transactionsRoot: zeros(32), stateRoot: zeros(32) },
    ...{ receiptsRoot: zeros(32), miner: address(9, 0), difficulty: "0x0", totalDifficulty: "0x0", extraData: "0x" },
    ...{ size: "0x1000", gasLimit: "0x1c9c380", gasUsed: "0x5208", baseFeePerGas: "0x1", uncles: [], transactions },
  };
}

const settled = new Map<string, bigint>();
const logs: (readonly Log[])[] = [[]];
for (let block = 1; block <= eventBlocks; block++) logs.push(logsOf(block, settled));
const head = eventBlocks + emptyBlocks;
const blocks = Array.from({ length: head + 1 }, (_, number) => {
  const block = blockOf(number, number > 0 && number <= eventBlocks);
  const slim = { ...block, transactions: block.transactions.map((entry) => entry.hash) };
  return { full: JSON.stringify(block), slim: JSON.stringify(slim) };
});
const minimumStake = encodeFunctionResult({ abi: nodeRegistryAbi, functionName: "minimumStake", result: 10n ** 8n });

interface Filter {
  readonly fromBlock?: Hex;
  readonly toBlock?: Hex;
  readonly blockHash?: Hex;
  readonly address?: Hex | readonly Hex[];
  readonly topics?: readonly (Hex | readonly Hex[] | null)[];
}
const numberOf = (tag: string | undefined): number =>
  tag === "earliest"
    ? 0
    : tag?.startsWith("0x") === true
      ? Number(tag)
      : tag === "finalized" || tag === "safe"
        ? head - 8
        : head;
const indexOf = (blockHash: string): number => Number.parseInt(blockHash.slice(3), 16);

function logsFor(filter: Filter): string {
  const from = filter.blockHash === undefined ? numberOf(filter.fromBlock) : indexOf(filter.blockHash);
  const to = filter.blockHash === undefined ? numberOf(filter.toBlock) : from;
  const wanted =
    filter.address === undefined ? undefined : new Set([filter.address].flat().map((entry) => entry.toLowerCase()));
  const topics = filter.topics?.map((topic) => (topic === null ? undefined : new Set([topic].flat())));
  const found: string[] = [];
  for (const block of logs.slice(from, to + 1)) {
    for (const log of block) {
      if (wanted !== undefined && !wanted.has(log.address)) continue;
      if (topics?.some((set, at) => set !== undefined && !set.has(log.topics[at] ?? "0x")) === true) continue;
      found.push(log.text);
    }
  }
  return `[${found.join(",")}]`;
}

function answer(method: string, params: readonly unknown[]): string {
  const [first, second] = params;
  switch (method) {
    case "eth_chainId":
      return JSON.stringify(hex(chainId));
    case "net_version":
      return JSON.stringify(String(chainId));
    case "eth_blockNumber":
      return JSON.stringify(hex(head));
    case "eth_getBlockByNumber":
      return blocks[numberOf(String(first))]?.[second === true ? "full" : "slim"] ?? "null";
    case "eth_getBlockByHash":
      return blocks[indexOf(String(first))]?.[second === true ? "full" : "slim"] ?? "null";
    case "eth_getLogs":
      return logsFor(first as Filter);
    case "eth_getCode":
      return JSON.stringify("0x60");
    case "eth_call":
      return JSON.stringify(minimumStake);
    default:
      return "";
  }
}

interface Call {
  readonly id: number | string;
  readonly method: string;
  readonly params?: readonly unknown[];
}
const reply = ({ id, method, params = [] }: Call): string => {
  const result = answer(method, params);
  const rest = result === "" ? `"error":{"code":-32601,"message":"no ${method} here"}` : `"result":${result}`;
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${rest}}`;
};
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const calls = JSON.parse(Buffer.concat(chunks).toString()) as Call | readonly Call[];
    response.setHeader("content-type", "application/json");
    response.end(Array.isArray(calls) ? `[${calls.map(reply).join(",")}]` : reply(calls as Call));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const total = [...settled.values()].reduce((sum, amount) => sum + amount, 0n);
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port, head, events: logs.flat().length, settled: total.toString() })}\n`);
});
