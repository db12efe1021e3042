import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AttestOptions, attestSettled } from "../../client/attest.ts";
import { clientFiles } from "../../client/files.ts";
import { NodeMemory } from "../../client/memory.ts";
import { walletFromKey } from "../../client/wallet/wallet.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { type Address, parseAddress } from "../../protocol/ids.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import { systemClock } from "../../runtime/clock.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";

let market: Market;
let indexer: string;
beforeAll(async () => {
  market = await openMarket();
  indexer = (await openIndexer(market)).url;
});
afterAll(() => market.close());

const nodeAt = (number: number): Address => parseAddress(`0x${number.toString(16).padStart(40, "c")}`);
const attestations = async () =>
  ((await (await fetch(`${indexer}/v1/stats`)).json()) as { attestations: number }).attestations;

/** A payer that has used three nodes, of which the first two have settled. */
async function payer(): Promise<AttestOptions> {
  const { key, address } = await market.payer(5_000_000n);
  const wallet = await walletFromKey(key);
  const files = clientFiles(mkdtempSync(join(market.dir, "attest-")));
  const memory = await NodeMemory.open(files.memory);
  const now = systemClock.nowSeconds();
  for (const worked of [true, true, true, false]) await memory.remember(nodeAt(1), worked, now);
  for (const number of [2, 3]) await memory.remember(nodeAt(number), true, now);
  const domain = paymentsDomain(market.network.chainId, market.network.paymentChannels);
  for (const number of [1, 2]) {
    const node = nodeAt(number);
    await market.chain.channels.settle(node, [signVoucher(domain, node, tokenAmount(200_000n), wallet.sign)]);
  }
  await eventually("the indexer has seen it settle", async () => {
    const answer = await (await fetch(`${indexer}/v1/accounts/${address}/channels`)).json();
    return (answer as { channels: unknown[] }).channels.length === 2;
  });
  return {
    ...{ chain: market.chain, wallet, clock: systemClock, indexers: [indexer] },
    ...{ memoryPath: files.memory, sentPath: files.attested },
  };
}

describe("telling indexers how paid exits have worked", () => {
  it("says the share of sessions that worked, of nodes whose money is settled, once a day", async () => {
    const before = await attestations();
    const options = await payer();
    expect(await attestSettled(options)).toEqual([
      { node: nodeAt(1), score: 750_000 },
      { node: nodeAt(2), score: 1_000_000 },
    ]);
    expect(await attestations()).toBe(before + 2);
    expect(await attestSettled(options)).toEqual([]);
    expect(await attestations()).toBe(before + 2);
  });

  it("says it the next time when no indexer could be reached, and to those that can", async () => {
    const options = await payer();
    expect(await attestSettled({ ...options, indexers: ["http://127.0.0.1:1"] })).toEqual([]);
    expect(await attestSettled({ ...options, indexers: ["http://127.0.0.1:1", indexer] })).toHaveLength(2);
  });

  it("speaks of a node again a day later", async () => {
    const options = await payer();
    await attestSettled(options);
    const later = { ...systemClock, nowSeconds: () => unixSeconds(systemClock.nowSeconds() + 86_400 + 1) };
    const heard: string[] = [];
    const { createServer } = await import("node:http");
    const server = createServer((request, response) => {
      request.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
      request.on("end", () => response.writeHead(202).end("{}"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    expect(await attestSettled({ ...options, clock: later, indexers: [`http://127.0.0.1:${port}`] })).toHaveLength(2);
    server.close();
    expect(heard.map((text) => (JSON.parse(text) as { cumulative: string }).cumulative)).toEqual(["200000", "200000"]);
  });
});
