import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { depositFirst } from "../../client/commands/firstDeposit.ts";
import type { NodeEntry } from "../../client/discover.ts";
import type { PaidSession } from "../../client/session.ts";
import { walletFromKey } from "../../client/wallet/wallet.ts";
import type { RunningIndexer } from "../../indexer/runIndexer.ts";
import type { Address } from "../../protocol/ids.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, tokenAmount } from "../../protocol/units.ts";
import { type ClientOptions, openClient, type TestClient } from "../support/client.ts";
import { openFalseIndexer } from "../support/falseIndexer.ts";
import { openFalseNode } from "../support/falseNode.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { type Origin, openOrigin, sha256 } from "../support/origin.ts";
import { hasLoopbackNetwork, run } from "../support/run.ts";

const size = 3_000_000;

const fetchThrough = (client: TestClient, origin: Origin) =>
  run("curl", [
    ...["--silent", "--show-error", "--max-time", "60", "--socks5-hostname", `127.0.0.1:${client.socksPort}`],
    `http://127.0.0.1:${origin.httpPort}/file`,
  ]);

/** Entry and exit of the route in use. */
function routeOf(client: TestClient): { readonly entry: PaidSession; readonly exit: PaidSession } {
  const [entry, exit] = client.connection.route;
  if (entry?.role !== "entry" || exit?.role !== "exit") throw new Error("no route of two hops");
  return { entry: entry.session, exit: exit.session };
}

describe.skipIf(!hasLoopbackNetwork)("a connection of two hops", () => {
  let market: Market;
  let indexer: RunningIndexer;
  let origin: Origin;
  const nodes: TestNode[] = [];
  const byId = (id: Address): TestNode => {
    const found = nodes.find((node) => node.id === id);
    if (found === undefined) throw new Error(`no node ${id}`);
    return found;
  };
  const listOf = async (): Promise<NodeEntry[]> =>
    ((await (await fetch(`${indexer.url}/v1/nodes`)).json()) as { nodes: NodeEntry[] }).nodes;
  const open = async (options: Partial<ClientOptions> = {}): Promise<TestClient> =>
    openClient(market, {
      key: options.key ?? (await market.payer(10_000_000n)).key,
      indexers: [indexer.url],
      hops: 2,
      ...options,
    });

  beforeAll(async () => {
    market = await openMarket();
    indexer = await openIndexer(market);
    origin = await openOrigin(size);
    market.onClose(() => origin.close());
    // Each has an operator of its own; the last one shares a network with the third and a country with the first.
    for (const [host, price, country] of [
      ["127.1.0.1", "0.10", "NL"],
      ["127.2.0.1", "0.20", "SE"],
      ["127.3.0.1", "0.40", "PT"],
      ["127.4.0.1", "0.40", "DE"],
      ["127.3.0.2", "0.40", "NL"],
    ] as const)
      nodes.push(await market.node({ listen: `${host}:0`, price, country, indexers: [indexer.url] }));
    await eventually(
      "the nodes in the list",
      async () => (await listOf()).filter(({ descriptor }) => descriptor !== null).length === nodes.length,
    );
  });
  afterAll(() => market.close());

  it("pays both hops, each on its own channel, for exactly what passed there", async () => {
    const client = await open();
    const got = await fetchThrough(client, origin);
    expect(got.stderr).toBe("");
    expect(sha256(got.stdout)).toBe(origin.sha256);
    const { entry, exit } = routeOf(client);
    await client.close();
    expect(exit.bytes).toBeGreaterThan(size);
    // The entry carries the exit's TLS records and control traffic, a few hundredths more than the payload.
    expect(entry.bytes).toBeGreaterThan(exit.bytes);
    expect(entry.bytes).toBeLessThan(exit.bytes * 1.1);
    for (const session of [entry, exit]) {
      expect(session.spent).toBe(BigInt(amountDue(bytes(session.bytes), session.price)));
      const { running } = byId(session.node.id);
      expect(running.store.best(client.payer)?.cumulative).toBe(session.spent);
      expect(running.sessions.bytesServed).toBeGreaterThanOrEqual(session.bytes);
    }
    expect(client.connection.totals).toEqual({ bytes: exit.bytes, spent: entry.spent + exit.spent });
    expect(client.connection.hops.map(({ role, node, spent }) => ({ role, node, spent }))).toEqual([
      { role: "entry", node: entry.node.id, spent: entry.spent },
      { role: "exit", node: exit.node.id, spent: exit.spent },
    ]);
  });

  it("takes entry and exit from two operators, two networks and two countries", async () => {
    const pairs = new Set<string>();
    for (let draw = 0; draw < 12; draw++) {
      const client = await open();
      await client.connection.open();
      const { entry, exit } = routeOf(client);
      const body = ({ node }: PaidSession) => node.descriptor.body;
      expect(entry.node.operator).not.toBe(exit.node.operator);
      expect(body(entry).country).not.toBe(body(exit).country);
      expect(body(entry).endpoint.host.slice(0, 6)).not.toBe(body(exit).endpoint.host.slice(0, 6));
      pairs.add(`${entry.node.id} ${exit.node.id}`);
      await client.close();
    }
    expect(pairs.size).toBeGreaterThan(1);
  });

  it("applies country and name to the exit, and refuses when nobody may stand before it", async () => {
    const swede = await open({ filters: { country: "SE" } });
    expect((await swede.connection.open()).node.descriptor.body.country).toBe("SE");
    await swede.close();
    const [first, , , , last] = nodes;
    if (first === undefined || last === undefined) throw new Error("no nodes");
    const named = await open({ filters: { node: first.id }, entry: last.id });
    await expect(named.connection.open()).rejects.toMatchObject({ code: "NO_ROUTE_FITS" });
    expect(named.connection.route).toEqual([]);
  });

  it("never uses as exit whom this wallet once came to in the open, unless the user names it", async () => {
    const { key } = await market.payer(10_000_000n);
    const alone = await openClient(market, { key, indexers: [indexer.url] });
    const known = (await alone.connection.open()).node.id;
    await alone.close();
    const again = { key, dir: alone.dir };
    const client = await open(again);
    await client.connection.open();
    // One operator knows where this wallet comes from already: no other needs to.
    expect(routeOf(client).entry.node.id).toBe(known);
    await client.close();
    const named = await open({ ...again, filters: { node: known } });
    expect((await named.connection.open()).node.id).toBe(known);
    await named.close();
  });

  it("never uses as exit whom a deposit was relayed through, also when that was done beside the open connection", async () => {
    const [, second] = nodes;
    const key = market.key("payer");
    const indexers = [indexer.url];
    const client = await open({ key, filters: { country: "SE" } });
    const wallet = await walletFromKey(key);
    const filters = { country: undefined, maxPrice: undefined, minScore: undefined, node: undefined };
    // What the command line opens of its own: another book of the same file.
    const relay = {
      chain: market.chain,
      wallet,
      indexers,
      dir: client.dir,
      hops: 2,
      entry: second?.id,
      relayFee: tokenAmount(0n),
    } as const;
    await depositFirst(
      { ...relay, filters: { ...filters, transports: ["https"] } },
      tokenAmount(1_000_000n),
      () => {},
      String,
    );
    // Its relayer is the one Swede: there is nobody left.
    await expect(client.connection.open()).rejects.toMatchObject({ code: "NO_ROUTE_FITS" });
    await client.close();
    const again = await open({ key, dir: client.dir });
    await again.connection.open();
    // Nor did the connection write it out of the file.
    expect(routeOf(again).entry.node.id).toBe(second?.id);
    await again.close();
  });

  it("believes the chain, not the indexer, about who runs a node, and says nothing to that node", async () => {
    // Its operator runs the fourth node too; the indexer names another.
    const twin = await openFalseNode(market, {}, { country: "FR" });
    const fourth = (await listOf()).filter(({ node }) => node === nodes[3]?.id);
    const lie = { ...twin.entry, operator: "0x00000000000000000000000000000000000000aa" };
    const liar = await openFalseIndexer(market, () => [...fourth, lie]);
    const client = await open({ indexers: [liar.url], filters: { node: twin.id }, entry: nodes[3]?.id });
    await expect(client.connection.open()).rejects.toThrow("shares operator, network or country with the other hop");
    expect(twin.connections).toBe(0);
    await client.close();
  });

  it("leaves an entry that says of every exit that it is away", { timeout: 60_000 }, async () => {
    const refusal = "HTTP/1.1 502 Refused\r\nturnpike-error: DESTINATION_UNREACHABLE\r\ncontent-length: 0\r\n\r\n";
    const offer = { country: "FR", pricePerGB: "50000" };
    const wall = await openFalseNode(market, { tunnel: (socket) => socket.end(refusal) }, offer);
    const others = (await listOf()).map((entry) => ({ ...entry, newcomer: false }));
    const indexed = await openFalseIndexer(market, () => [wall.entry, ...others]);
    for (let draw = 0; draw < 60 && wall.tunnels === 0; draw++) {
      const client = await open({ indexers: [indexed.url] });
      await client.connection.open();
      expect(routeOf(client).entry.node.id).not.toBe(wall.id);
      await client.close();
    }
    // Three exits were tried behind it; then it was what failed.
    expect(wall.tunnels).toBe(3);
  });

  it("draws both hops on one budget, and stops closed at it", async () => {
    const budget = 500n;
    const client = await open({ limits: { session: budget } });
    const got = await fetchThrough(client, origin);
    expect(got.code).not.toBe(0);
    expect(client.lost).toEqual(["BUDGET_EXHAUSTED"]);
    expect((await fetchThrough(client, origin)).code).not.toBe(0);
    await client.close();
    const { hops, totals } = client.connection;
    expect(hops.map(({ role }) => role)).toEqual(["entry", "exit"]);
    expect(hops.every(({ spent }) => spent > 0n)).toBe(true);
    expect(hops.reduce((sum, { spent }) => sum + spent, 0n)).toBe(totals.spent);
    expect(totals.spent).toBeLessThanOrEqual(budget);
    expect(totals.spent).toBeGreaterThan(budget - 100n);
  });

  it("promises both together no more than the account holds", async () => {
    // Three megabytes cost 1,200 units at the entry and 600 at the exit.
    const held = 1_000n;
    const { key } = await market.payer(held);
    const client = await open({
      key,
      entry: nodes[2]?.id,
      filters: { node: nodes[1]?.id ?? market.network.nodeRegistry },
    });
    expect((await fetchThrough(client, origin)).code).not.toBe(0);
    expect(client.lost).toEqual(["VOUCHER_ABOVE_COVER"]);
    await client.close();
    expect(client.connection.totals.spent).toBeLessThanOrEqual(held);
    expect(client.connection.totals.spent).toBeGreaterThan(held - 100n);
  });

  it("counts a byte at each hop where bytes are limited, and still pays for what passed", async () => {
    const client = await open({ limits: { sessionBytes: 2_000_000 } });
    const got = await fetchThrough(client, origin);
    expect(got.code).not.toBe(0);
    expect(got.stdout.length).toBeGreaterThan(500_000);
    expect(got.stdout.length).toBeLessThan(1_300_000);
    expect(client.lost).toEqual(["BUDGET_EXHAUSTED"]);
    await eventually("the exit's last voucher", () => {
      const [entry, exit] = client.connection.hops;
      return [entry, exit].every(
        (hop) => hop !== undefined && hop.spent >= BigInt(amountDue(bytes(hop.bytes), hop.pricePerGB as never)) - 10n,
      );
    });
    await client.close();
  });

  it("goes to another exit behind the same entry, and to another entry, on the same deposit", {
    timeout: 90_000,
  }, async () => {
    const client = await open();
    await client.connection.open();
    const before = routeOf(client);
    await byId(before.exit.node.id).running.close();
    await eventually("another exit", () => client.connection.session !== undefined && client.lost.length === 1);
    const between = routeOf(client);
    expect(between.entry).toBe(before.entry);
    expect(between.exit.node.id).not.toBe(before.exit.node.id);
    expect(sha256((await fetchThrough(client, origin)).stdout)).toBe(origin.sha256);
    await byId(before.exit.node.id).restart();
    await eventually("the exit in the list again", async () =>
      (await listOf()).some(({ node, descriptor }) => {
        const now = byId(before.exit.node.id).running.descriptor;
        return node === now.node && descriptor?.version === now.version;
      }),
    );

    await byId(between.entry.node.id).running.close();
    await eventually(
      "another entry",
      () => client.connection.session !== undefined && client.lost.length === 2,
      60_000,
    );
    const after = routeOf(client);
    expect(after.entry.node.id).not.toBe(between.entry.node.id);
    expect(sha256((await fetchThrough(client, origin)).stdout)).toBe(origin.sha256);
    expect(await market.chain.head.transactionCount(client.payer)).toBe(0);
    await client.close();
    await byId(between.entry.node.id).restart();
  });

  it("with one node left refuses: two hops never become one", { timeout: 60_000 }, async () => {
    const client = await open({ filters: { node: nodes[1]?.id ?? market.network.nodeRegistry } });
    await client.connection.open();
    const { entry, exit } = routeOf(client);
    for (const node of nodes) if (node.id !== exit.node.id) await node.running.close();
    const got = await fetchThrough(client, origin);
    expect(got.code).not.toBe(0);
    await expect(client.connection.carrier(exit.carrier)).rejects.toMatchObject({
      code: expect.stringMatching(/^(NO_NODE_REACHABLE|NO_ROUTE_FITS|NOT_CONNECTED)$/) as string,
    });
    expect(client.connection.route).toEqual([]);
    // What there is of it was to hold the way open; nothing of the page came past the entry.
    expect(client.connection.hops.filter(({ role }) => role === "exit").map(({ bytes: moved }) => moved)).toEqual([0]);
    expect(entry.mayFlow).toBe(false);
    await client.close();
  });
});
