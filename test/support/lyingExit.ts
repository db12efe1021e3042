/**
 * A dishonest exit: it takes the place of a registered node with that node's own keys and port, and signs whatever a test tells it to. Only what a client
 * needs to open a session and to be asked for money is here; it carries no traffic.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { nodeFiles } from "../../node/config.ts";
import { openTls } from "../../node/openNode.ts";
import { type DemandTerms, signDemand } from "../../protocol/demand.ts";
import { descriptorHash } from "../../protocol/descriptor.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import type { Address, Hash } from "../../protocol/ids.ts";
import { demandJson, quoteJson } from "../../protocol/messageJson.ts";
import { quoteHash, signQuote } from "../../protocol/quote.ts";
import { parseDecimal, pricePerGB, unixSeconds } from "../../protocol/units.ts";
import { OpenSessionJson, parseMessage } from "../../protocol/wire.ts";
import { systemClock } from "../../runtime/clock.ts";
import { openKeystore } from "../../runtime/keystore.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { type Market, password, type TestNode } from "./market.ts";

export type Lie = Omit<DemandTerms, "quoteHash">;

/** Stops the honest daemon of `node` and answers on its port instead, asking every session for these totals in turn. */
export async function openLyingExit(market: Market, node: TestNode, lies: readonly Lie[]): Promise<void> {
  const { descriptor, plane } = node.running;
  const { port } = plane;
  const tls = await openTls(node.dir, password);
  const secp = await loadSecp256k1();
  const sign = secp.signer(await openKeystore(nodeFiles(node.dir).nodeKey, password));
  const domain = nodeDomain(market.network.chainId, market.network.nodeRegistry);
  const quotes = new Map<string, Hash>();
  await node.running.close();

  const opened = (payer: Address) => {
    const now = systemClock.nowSeconds();
    const quote = signQuote(
      domain,
      {
        node: node.id,
        payer,
        nonce: `0x${randomBytes(32).toString("hex")}` as Hash,
        pricePerGB: pricePerGB(parseDecimal(descriptor.body.pricePerGB)),
        validFrom: now,
        validUntil: unixSeconds(now + 3_600),
        transport: 1,
        descriptorHash: descriptorHash(descriptor),
      },
      sign,
    );
    const session = randomBytes(16).toString("base64url");
    quotes.set(session, quoteHash(quote));
    return {
      session,
      token: randomBytes(32).toString("base64url"),
      quote: quoteJson(quote),
      descriptor,
      bestVoucher: null,
      channel: { epoch: 0, expiresAt: 0, locked: "0", settled: "0" },
      terms: { unreservedLimit: "20000", allowanceBytes: "1048576", softDepth: 1 },
    };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, , , , session = "", verb = ""] = (request.url ?? "").split("/");
    if (request.method === "POST" && session === "") {
      const asked = parseMessage(OpenSessionJson, JSON.parse(Buffer.concat(chunks).toString("utf8")), "session");
      response.writeHead(201, { "content-type": "application/json" });
      response.end(JSON.stringify(opened(asked.auth.payer as Address)));
    } else if (verb === "demands") {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      for (const lie of lies) {
        const demand = signDemand(domain, { quoteHash: quotes.get(session) as Hash, ...lie }, sign);
        response.write(`${JSON.stringify({ type: "demand", demand: demandJson(demand), bestVoucher: null })}\n`);
      }
    } else {
      response.writeHead(404);
      response.end();
    }
  };
  const server = createServer(
    { key: tls.key, cert: readFileSync(nodeFiles(node.dir).certificate), minVersion: "TLSv1.3" },
    (request, response) => {
      answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    },
  );
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  market.onClose(() => {
    server.closeAllConnections();
    server.close();
  });
}
