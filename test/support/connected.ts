import { openClient, type TestClient } from "./client.ts";
import { openIndexer } from "./indexer.ts";
import { eventually, type Market, type NodeOptions, type TestNode } from "./market.ts";
import { type Origin, openOrigin } from "./origin.ts";

export interface Connected {
  readonly node: TestNode;
  readonly origin: Origin;
  readonly client: TestClient;
}

/** A client that is connected through the one exit of a market, and a web site of `size` bytes behind it; all are closed with the market. */
export async function openConnected(market: Market, size: number, options: NodeOptions = {}): Promise<Connected> {
  const indexer = await openIndexer(market);
  const node = await market.node({ price: "0.10", indexers: [indexer.url], ...options });
  await eventually("the node in the list", async () =>
    (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
  );
  const origin = await openOrigin(size);
  market.onClose(() => origin.close());
  const client = await openClient(market, { key: (await market.payer(10_000_000n)).key, indexers: [indexer.url] });
  await client.connection.open();
  return { node, origin, client };
}
