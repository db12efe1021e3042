import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { liveStatus } from "../../client/commands/liveStatus.ts";
import { clientFiles } from "../../client/files.ts";
import type { RunningIndexer } from "../../indexer/runIndexer.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes } from "../../protocol/units.ts";
import { openClient, type TestClient } from "../support/client.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { type Origin, openOrigin, sha256 } from "../support/origin.ts";
import { run } from "../support/run.ts";

const size = 6_000_000;

const fetchThrough = async (client: TestClient, origin: Origin, seconds = 30) =>
  run("curl", [
    ...["--silent", "--show-error", "--max-time", String(seconds)],
    ...["--socks5-hostname", `127.0.0.1:${client.socksPort}`, `http://127.0.0.1:${origin.httpPort}/file`],
  ]);

describe("a client's connection", () => {
  let market: Market;
  let indexer: RunningIndexer;
  let origin: Origin;
  const nodes: TestNode[] = [];

  const listed = async (count: number) =>
    eventually(`${count} nodes in the list`, async () => {
      const { nodes: list } = (await (await fetch(`${indexer.url}/v1/nodes`)).json()) as {
        nodes: { descriptor: unknown }[];
      };
      return list.filter(({ descriptor }) => descriptor !== null).length >= count;
    });

  beforeAll(async () => {
    market = await openMarket();
    indexer = await openIndexer(market);
    origin = await openOrigin(size);
    market.onClose(() => origin.close());
    for (const [price, country] of [
      ["0.10", "NL"],
      ["0.20", "SE"],
      ["0.40", "PT"],
    ] as const)
      nodes.push(await market.node({ price, country, indexers: [indexer.url] }));
    await listed(3);
  });
  afterAll(() => market.close());

  it("pays for exactly what its own meter saw, to the last quantum", async () => {
    const client = await openClient(market, {
      key: (await market.payer(10_000_000n)).key,
      indexers: [indexer.url],
    });
    const got = await fetchThrough(client, origin);
    expect(got.stderr).toBe("");
    expect(sha256(got.stdout)).toBe(origin.sha256);
    const session = client.connection.session;
    if (session === undefined) throw new Error("no session");
    const { price, node } = session;
    await client.close();
    const { bytes: moved, spent } = client.connection.totals;
    expect(moved).toBeGreaterThanOrEqual(size);
    expect(spent).toBe(BigInt(amountDue(bytes(moved), price)));
    const exit = nodes.find(({ id }) => id === node.id);
    expect(exit?.running.store.best(client.payer)?.cumulative).toBe(spent);
  });

  it("keeps to its filters, and says which to relax when nothing fits", async () => {
    const { key } = await market.payer(1_000_000n);
    const only = await openClient(market, { key, indexers: [indexer.url], filters: { country: "SE" } });
    expect((await only.connection.open()).node.descriptor.body.country).toBe("SE");
    await only.close();
    const cheap = await openClient(market, { key, indexers: [indexer.url], filters: { maxPrice: 100_000n } });
    expect((await cheap.connection.open()).price).toBe(100_000n);
    await cheap.close();
    const none = await openClient(market, { key, indexers: [indexer.url], filters: { maxPrice: 1n } });
    await expect(none.connection.open()).rejects.toMatchObject({ code: "NO_NODE_FITS" });
    const unknown = await openClient(market, {
      key,
      indexers: [indexer.url],
      filters: { node: market.network.nodeRegistry },
    });
    await expect(unknown.connection.open()).rejects.toMatchObject({ code: "NO_NODE_FITS" });
  });

  it("draws by weight: over many draws every node that fits is taken", async () => {
    const { key } = await market.payer(1_000_000n);
    const seen = new Set<string>();
    for (let draw = 0; draw < 60 && seen.size < 3; draw++) {
      const client = await openClient(market, { key, indexers: [indexer.url] });
      seen.add((await client.connection.open()).node.id);
      await client.close();
    }
    expect(seen.size).toBe(3);
  });

  it("stops closed at the budget of bytes, and stays so", async () => {
    const client = await openClient(market, {
      key: (await market.payer(10_000_000n)).key,
      indexers: [indexer.url],
      limits: { sessionBytes: 2_000_000 },
    });
    const got = await fetchThrough(client, origin);
    expect(got.code).not.toBe(0);
    // One chunk may pass the mark; nothing after it.
    expect(got.stdout.length).toBeLessThan(2_000_000 + 300_000);
    expect(client.lost).toEqual(["BUDGET_EXHAUSTED"]);
    const again = await fetchThrough(client, origin);
    expect(again.code).not.toBe(0);
    expect(again.stdout.length).toBe(0);
    // Whoever asks is told that no exit is looked for any more, and why.
    const status = liveStatus(client.connection, client, () => ({}))();
    expect(status).toMatchObject({ node: null, ended: { code: "BUDGET_EXHAUSTED" } });
    await client.close();
  });

  it("stops closed at the budget of tokens, and never signs above it", async () => {
    const [cheapest] = nodes;
    if (cheapest === undefined) throw new Error("no node");
    // 400 units are 4 MB at the price of 0.10 per GB.
    const client = await openClient(market, {
      key: (await market.payer(10_000_000n)).key,
      indexers: [indexer.url],
      filters: { maxPrice: 100_000n },
      limits: { session: 400n },
    });
    const got = await fetchThrough(client, origin);
    expect(got.code).not.toBe(0);
    expect(client.lost).toEqual(["BUDGET_EXHAUSTED"]);
    await client.close();
    expect(client.connection.totals.spent).toBeLessThanOrEqual(400n);
    expect(client.book.best(cheapest.id)?.cumulative ?? 0n).toBeLessThanOrEqual(400n);
  });

  it("keeps the day's budgets over a restart of the client", async () => {
    const { key } = await market.payer(10_000_000n);
    const limits = { day: 700n, dayBytes: 9_000_000 };
    const filters = { maxPrice: 100_000n };
    const first = await openClient(market, { key, indexers: [indexer.url], limits, filters });
    expect((await fetchThrough(first, origin)).code).toBe(0);
    await first.close();
    const second = await openClient(market, { key, indexers: [indexer.url], limits, filters, dir: first.dir });
    expect((await fetchThrough(second, origin)).code).not.toBe(0);
    await second.close();
    expect(second.lost).toEqual(["BUDGET_EXHAUSTED"]);
    const spent = first.connection.totals.spent + second.connection.totals.spent;
    expect(spent).toBeLessThanOrEqual(700n);
    const moved = first.connection.totals.bytes + second.connection.totals.bytes;
    expect(moved).toBeLessThan(9_000_000 + 300_000);
  });

  it("moves to another node when its node stops, on the same deposit and without a transaction", async () => {
    const { key, address } = await market.payer(10_000_000n);
    const client = await openClient(market, { key, indexers: [indexer.url] });
    const first = (await client.connection.open()).node.id;
    const dead = nodes.find(({ id }) => id === first);
    await dead?.running.close();
    const got = await fetchThrough(client, origin, 10);
    expect(sha256(got.stdout)).toBe(origin.sha256);
    expect(client.connection.session?.node.id).not.toBe(first);
    expect(client.lost.length).toBe(1);
    expect(await market.chain.head.transactionCount(address)).toBe(0);
    await client.close();
    await dead?.restart();
  });

  it("works from the list on disk and the chain when every indexer is away", async () => {
    const { key } = await market.payer(10_000_000n);
    const before = await openClient(market, { key, indexers: [indexer.url] });
    await before.connection.open();
    await before.close();
    const client = await openClient(market, { key, indexers: ["http://127.0.0.1:1"], dir: before.dir });
    expect(sha256((await fetchThrough(client, origin)).stdout)).toBe(origin.sha256);
    expect(client.said.join()).toContain("working from the list kept on disk");
    await client.close();
    const empty = await openClient(market, { key, indexers: ["http://127.0.0.1:1"] });
    await expect(empty.connection.open()).rejects.toMatchObject({ code: "NO_NODE_FITS" });
  });

  it("trusts no list: a node that an indexer praises but the chain does not know is left out", async () => {
    const { key } = await market.payer(1_000_000n);
    const dir = mkdtempSync(join(market.dir, "client-"));
    const before = await openClient(market, { key, indexers: [indexer.url], dir });
    await before.connection.open();
    await before.close();
    const list = JSON.parse(readFileSync(clientFiles(dir).nodes, "utf8")) as Record<string, unknown>[];
    const [entry] = list;
    if (entry === undefined) throw new Error("no entry");
    // The same descriptor under an id that is not on chain, and one with a changed price under its own id.
    const fake = { ...entry, node: `0x${"9".repeat(40)}`, score: 1_000_000 };
    const descriptor = structuredClone(entry.descriptor) as { body: { pricePerGB: string } };
    descriptor.body.pricePerGB = "1";
    writeFileSync(clientFiles(dir).nodes, JSON.stringify([fake, { ...entry, descriptor }]));
    const client = await openClient(market, { key, indexers: ["http://127.0.0.1:1"], dir });
    const error = (await client.connection.open().catch((reason: unknown) => reason)) as Error & { code: string };
    expect(error.code).toBe("NO_NODE_REACHABLE");
    expect(error.message).toContain("has no full stake on chain");
    expect(error.message).toMatch(/signature|signed/);
  });
});
