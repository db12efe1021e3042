import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { NodeEntry } from "../../client/discover.ts";
import type { Market } from "./market.ts";

export interface FalseIndexer {
  readonly url: string;
  requests: number;
}

/** An indexer that says what a test wants: a list, or anything by hand. */
export async function openFalseIndexer(
  market: Market,
  says: (() => readonly NodeEntry[]) | { readonly by: (request: IncomingMessage, response: ServerResponse) => void },
): Promise<FalseIndexer> {
  const server = createServer((request, response) => {
    indexer.requests += 1;
    if (typeof says !== "function") says.by(request, response);
    else
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ nodes: says(), nextCursor: null }));
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
  const indexer: FalseIndexer = { url: `http://127.0.0.1:${port}`, requests: 0 };
  market.onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  return indexer;
}
