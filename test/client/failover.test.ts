import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openClient, type TestClient } from "../support/client.ts";
import { openFalseIndexer } from "../support/falseIndexer.ts";
import { type FalseNode, openFalseNode } from "../support/falseNode.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";
import { run } from "../support/run.ts";

const page = "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";

describe("a client that must move while its RPC endpoint is away", () => {
  let market: Market;
  let first: FalseNode;
  let second: FalseNode;
  let client: TestClient;
  let isAway = false;

  beforeAll(async () => {
    market = await openMarket();
    first = await openFalseNode(market);
    second = await openFalseNode(market);
    const indexer = await openFalseIndexer(market, () => [first.entry, { ...second.entry, score: 0 }]);
    // The real endpoint, behind one that can be away.
    const proxy = createServer((incoming, outgoing) => {
      if (isAway) {
        incoming.socket.destroy();
        return;
      }
      const { host: _host, ...headers } = incoming.headers;
      const onward = request(market.devnet.rpcUrl, { method: "POST", headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    market.onClose(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const rpcUrls = [`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`];
    const { key } = await market.payer(1_000_000n);
    const network = { ...market.network, rpcUrls };
    client = await openClient({ ...market, network }, { key, indexers: [indexer.url] });
  });
  afterAll(() => market.close());
  beforeEach(() => {
    for (const node of [first, second]) node.manners = { tunnel: (socket) => socket.write(page) };
  });

  const fetched = () =>
    run("curl", [
      "--silent",
      "--max-time",
      "60",
      "--socks5-hostname",
      `127.0.0.1:${client.socksPort}`,
      "http://any.test/",
    ]);

  it("trusts no node that it cannot verify: it refuses, and goes on when the chain answers again, on the same deposit", async () => {
    expect((await fetched()).stdout.toString()).toBe("hello");
    expect(client.connection.session?.node.id).toBe(first.id);
    isAway = true;
    await first.close();
    await eventually("the loss of the node", () => client.lost.length === 1);
    const before = second.connections;
    const refused = await fetched();
    expect(refused.code).not.toBe(0);
    expect(second.connections).toBe(before);
    expect(client.said.join()).toContain("no RPC endpoint of this network answers");

    isAway = false;
    expect((await fetched()).stdout.toString()).toBe("hello");
    expect(client.connection.session?.node.id).toBe(second.id);
    expect(await market.chain.head.transactionCount(client.payer)).toBe(0);
  });
});
