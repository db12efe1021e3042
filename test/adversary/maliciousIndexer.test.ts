import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import type { NodeEntry } from "../../client/discover.ts";
import { clientFiles } from "../../client/files.ts";
import { signDemand } from "../../protocol/demand.ts";
import { descriptorHash, signDescriptor } from "../../protocol/descriptor.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import { orThrow } from "../../protocol/errors.ts";
import { checkEvidence } from "../../protocol/evidence.ts";
import type { Hash, Hex } from "../../protocol/ids.ts";
import { quoteHash, signQuote } from "../../protocol/quote.ts";
import { bytes, pricePerGB, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { type ClientOptions, openClient } from "../support/client.ts";
import { type FalseIndexer, openFalseIndexer } from "../support/falseIndexer.ts";
import { type FalseNode, openFalseNode } from "../support/falseNode.ts";
import { type Market, openMarket } from "../support/market.ts";

describe("a dishonest indexer", () => {
  let market: Market;
  const nodes: FalseNode[] = [];
  let honest: FalseIndexer;
  let entries: readonly NodeEntry[];

  beforeAll(async () => {
    market = await openMarket();
    for (let count = 0; count < 4; count++) nodes.push(await openFalseNode(market));
    entries = nodes.map(({ entry }) => entry);
    honest = await openFalseIndexer(market, () => entries);
  });
  afterAll(() => market.close());

  const clientOf = async (indexers: readonly string[], more: Partial<ClientOptions> = {}) =>
    openClient(market, { key: (await market.payer(1_000_000n)).key, indexers, ...more });
  const liar = (list: readonly NodeEntry[]) => openFalseIndexer(market, () => list);
  const first = (): { node: FalseNode; entry: NodeEntry } => {
    const [node] = nodes;
    if (node === undefined) throw new Error("no node");
    return { node, entry: node.entry };
  };
  /** A descriptor of `node` for other terms, signed by a key that is not the node's. */
  const forged = async (node: FalseNode, changes: { version?: string; price?: string }) => {
    const { network } = market;
    const { signature: _signature, ...unsigned } = node.descriptor;
    const terms = {
      ...unsigned,
      version: changes.version ?? unsigned.version,
      body: { ...unsigned.body, pricePerGB: changes.price ?? unsigned.body.pricePerGB },
    };
    const signer = (await loadSecp256k1()).signer(`0x${"d".repeat(64)}` as Hex);
    const descriptor = signDescriptor(nodeDomain(network.chainId, network.nodeRegistry), terms, signer);
    expect(descriptorHash(descriptor)).toMatch(/^0x/);
    return { ...node.entry, descriptor: descriptor as unknown as NodeEntry["descriptor"] };
  };

  it("that offers a node under another key is caught on chain, before a byte goes to that node", async () => {
    const { node } = first();
    const before = node.connections;
    const client = await clientOf([(await liar([await forged(node, {})])).url], { filters: { node: node.id } });
    await expect(client.connection.open()).rejects.toThrow(/not signed by the node's current key/);
    expect(node.connections).toBe(before);
  });

  it("that forges a newer descriptor does not hide the true one of another indexer, whatever its price", async () => {
    const { node } = first();
    for (const price of ["1", "999999999999"]) {
      const forger = await liar([await forged(node, { version: "18446744073709551615", price })]);
      const filters = { node: node.id, maxPrice: node.price };
      const client = await clientOf([forger.url, honest.url], { filters });
      expect((await client.connection.open()).price).toBe(node.price);
      await client.close();
    }
  });

  it("that calls a node active while its stake is leaving is caught on chain, before a byte goes to that node", async () => {
    const leaving = await openFalseNode(market);
    const operator = await openChain({ network: market.network, signerKey: market.key("operator4") });
    await operator.registry.requestUnstake(leaving.id);
    const client = await clientOf([(await liar([leaving.entry])).url], { filters: { node: leaving.id } });
    await expect(client.connection.open()).rejects.toThrow(/no full stake on chain/);
    expect(leaving.connections).toBe(0);
  });

  it("that points a name at the client's own resolver is refused: an endpoint is an address", async () => {
    const named = await openFalseNode(market, {}, { endpoint: { host: "node.example", port: 443 } });
    const client = await clientOf([(await liar([named.entry])).url], { filters: { node: named.id } });
    await expect(client.connection.open()).rejects.toThrow(/no public address/);
  });

  const answers: readonly [string, Parameters<typeof openFalseIndexer>[1], RegExp][] = [
    ["broken JSON", { by: (_request, response) => response.end("{") }, /JSON/],
    ["something else than a list", { by: (_request, response) => response.end('{"nodes":7}') }, /something else/],
    [
      "a list without end in one page",
      {
        by: (_request, response) => {
          const piece = " ".repeat(1_048_576);
          const more = () => {
            while (!response.destroyed && response.write(piece));
          };
          response.on("drain", more);
          more();
        },
      },
      /too long/,
    ],
    [
      "a redirect, to wherever it likes",
      { by: (_request, response) => response.writeHead(302, { location: "http://127.0.0.1:1/v1/nodes" }).end() },
      /redirect/,
    ],
    ["an error", { by: (_request, response) => response.writeHead(500).end() }, /answered 500/],
  ];
  for (const [what, says, reason] of answers)
    it(`that answers with ${what} counts as away, and says why`, async () => {
      const client = await clientOf([(await openFalseIndexer(market, says)).url]);
      const error = (await client.connection.open().catch((cause: unknown) => cause)) as Error;
      expect(error).toMatchObject({ code: "NO_NODE_FITS" });
      expect(error.message).toMatch(reason);
      const both = await clientOf([(await openFalseIndexer(market, says)).url, honest.url]);
      await both.connection.open();
    });

  it("that drips its answer byte by byte is given up; another one is enough", async () => {
    const dripping = await openFalseIndexer(market, {
      by: (_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(" "), 100);
        response.on("close", () => clearInterval(timer));
      },
    });
    const client = await clientOf([dripping.url, honest.url]);
    await client.connection.open();
    expect(dripping.requests).toBe(1);
  });

  it("that always names a next page is left after the last page a list can have", async () => {
    const endless = await openFalseIndexer(market, {
      by: (_request, response) => response.end(JSON.stringify({ nodes: entries, nextCursor: "again" })),
    });
    const client = await clientOf([endless.url]);
    await client.connection.open();
    expect(endless.requests).toBe(200);
  });

  it("that adds malformed entries adds nothing", async () => {
    const junk = Array.from({ length: 900 }, (_, index) => ({ node: index, descriptor: "x" }));
    const noisy = await liar([...entries, ...(junk as unknown as NodeEntry[])]);
    const client = await clientOf([noisy.url]);
    await client.connection.open();
    const kept = JSON.parse(readFileSync(clientFiles(client.dir).nodes, "utf8")) as unknown[];
    expect(kept.length).toBe(entries.length);
  });

  describe("that hides nodes from its list", () => {
    beforeAll(async () => {
      // Nodes are missed once an indexer has had ten minutes to see them.
      await market.chain.client.request({ method: "evm_increaseTime", params: [3_600] } as never);
      await market.chain.client.request({ method: "evm_mine", params: [] } as never);
    });
    // Two nodes that other tests registered are listed with the rest: one is leaving and does not count.
    const hiding = () => liar(entries.slice(1));

    it("is refused when it names less than 95% of the active stake, and keeps nothing on disk", async () => {
      const client = await clientOf([(await hiding()).url]);
      const error = (await client.connection.open().catch((cause: unknown) => cause)) as Error;
      expect(error).toMatchObject({ code: "LIST_INCOMPLETE" });
      expect(error.message).toMatch(/they name 60% of the stake .* give another --indexer/);
      expect(() => readFileSync(clientFiles(client.dir).nodes)).toThrow("ENOENT");
    });

    it("is refused also when it calls them inactive", async () => {
      const silenced = await liar(entries.map((entry, index) => (index === 0 ? { ...entry, active: false } : entry)));
      const client = await clientOf([silenced.url]);
      await expect(client.connection.open()).rejects.toMatchObject({ code: "LIST_INCOMPLETE" });
    });

    it("hides none that another indexer names, nor any that the list on disk still has", async () => {
      const named = await clientOf([(await hiding()).url, (await liar([...entries, ...(await others())])).url]);
      await named.connection.open();
      await named.close();
      const again = await clientOf([(await hiding()).url], { dir: named.dir });
      await again.connection.open();
      expect(again.said.join()).toMatch(/name 60% of the stake .* trying the list kept on disk/);
    });

    it("does not keep a user from the node that was asked for by name", async () => {
      const { node } = first();
      const client = await clientOf([(await liar([node.entry])).url], { filters: { node: node.id } });
      expect((await client.connection.open()).node.id).toBe(node.id);
    });
  });

  /** Entries of nodes that the registry knows besides the four. */
  const others = async (): Promise<readonly NodeEntry[]> => {
    const known = new Set(entries.map(({ node }) => node as string));
    const ids = (await market.chain.registry.registered()).filter((id) => !known.has(id));
    return ids.map((id) => ({ ...first().entry, node: id, descriptor: null }));
  };

  it("that hides that a node was slashed is caught on chain, before a byte goes to that node, unless the user names it", async () => {
    const slashed = await openFalseNode(market);
    const at = Number((await market.chain.client.getBlock()).timestamp);
    const domain = nodeDomain(market.network.chainId, market.network.nodeRegistry);
    const terms = {
      ...{ node: slashed.id, payer: slashed.id, nonce: `0x${"5".repeat(64)}` as Hash, transport: 1 },
      ...{ pricePerGB: pricePerGB(1n), validFrom: unixSeconds(at), validUntil: unixSeconds(at + 3_600) },
      descriptorHash: `0x${"d5".repeat(32)}` as Hash,
    };
    const quote = signQuote(domain, terms, slashed.sign);
    const overcharge = { quoteHash: quoteHash(quote), sequence: 1n, bytesTotal: bytes(1n), amount: tokenAmount(9n) };
    const demands = [signDemand(domain, overcharge, slashed.sign)] as const;
    const { recover } = await loadSecp256k1();
    const operator = await openChain({ network: market.network, signerKey: market.key("operator4") });
    await operator.registry.slash(orThrow(checkEvidence(domain, { quote, demands }, at, recover)), slashed.id);
    const more = tokenAmount(await operator.registry.minimumStake());
    await operator.token.approve(market.network.nodeRegistry, more);
    await operator.registry.topUp(slashed.id, more);

    // Every other node is named, and offers nothing.
    const rest = [...entries, ...(await others())].filter(({ node }) => node !== slashed.id);
    const lying = await liar([...rest.map((entry) => ({ ...entry, descriptor: null })), slashed.entry]);
    const client = await clientOf([lying.url]);
    const error = (await client.connection.open().catch((cause: unknown) => cause)) as Error;
    expect(error.message).toMatch(/lost part of its stake within 90 days/);
    expect(slashed.connections).toBe(0);
    const named = await clientOf([lying.url], { filters: { node: slashed.id } });
    expect((await named.connection.open()).node.id).toBe(slashed.id);
  });

  it("cannot reach into the list on disk: a damaged one counts as none", async () => {
    const client = await clientOf(["http://127.0.0.1:1"]);
    writeFileSync(clientFiles(client.dir).nodes, "[{");
    await expect(client.connection.open()).rejects.toThrow(/no list is kept on disk/);
  });
});
