import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../node/config.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import type { Hex } from "../../protocol/ids.ts";
import { type QuoteTerms, signQuote } from "../../protocol/quote.ts";
import { pricePerGB, unixSeconds } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { openKeystore } from "../../runtime/keystore.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { turnpike } from "../support/cli.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, password, type TestNode } from "../support/market.ts";

describe("turnpike connect refuses an exit that cheats at the quote, and says why", () => {
  let market: Market;
  let node: TestNode;
  let connect: string[];
  /** Sessions of the exit are quoted with these changes, by its own key unless another one is named. */
  let changes: Partial<QuoteTerms> = {};
  let signingKey: Hex;
  let nodeKey: Hex;

  beforeAll(async () => {
    market = await openMarket();
    const { url } = await openIndexer(market);
    node = await market.node({ indexers: [url] });
    nodeKey = await openKeystore(nodeFiles(node.dir).nodeKey, password);
    const secp = await loadSecp256k1();
    const domain = nodeDomain(market.network.chainId, market.network.nodeRegistry);
    const { sessions } = node.running;
    const honest = sessions.openSession.bind(sessions);
    sessions.openSession = async (...asked) => {
      const opened = await honest(...asked);
      const { signature: _, ...quote } = opened.quote;
      const terms = {
        ...quote,
        pricePerGB: pricePerGB(BigInt(quote.pricePerGB)),
        validFrom: unixSeconds(quote.validFrom),
        validUntil: unixSeconds(quote.validUntil),
        ...changes,
      } as QuoteTerms;
      const signed = signQuote(domain, terms, secp.signer(signingKey));
      return { ...opened, quote: { ...signed, pricePerGB: signed.pricePerGB.toString() } };
    };
    await eventually("the node in the list", async () =>
      (await (await fetch(`${url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    const dir = join(market.dir, "client");
    const common = ["--dir", dir, "--network", market.networkFile, "--indexer", url, "--json"];
    expect((await turnpike(["wallet", "create", "--devnet-account", "payer", ...common])).code).toBe(0);
    expect((await turnpike(["wallet", "deposit", "1", ...common])).code).toBe(0);
    connect = ["connect", "--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", ...common];
  });
  afterAll(() => market.close());

  const refusedAs = async (cheat: Partial<QuoteTerms>, key: Hex, says: RegExp) => {
    changes = cheat;
    signingKey = key;
    const said = await turnpike(connect);
    expect(said).toMatchObject({ code: 4, error: { code: "NO_NODE_REACHABLE" } });
    expect(said.error?.message).toMatch(says);
    // No voucher was signed for it.
    expect(node.running.settler.pending()).toBe(0n);
  };

  it("with a quote that has expired", () =>
    refusedAs(
      {
        validFrom: unixSeconds(systemClock.nowSeconds() - 7_200),
        validUntil: unixSeconds(systemClock.nowSeconds() - 3_600),
      },
      nodeKey,
      /the quote is not valid at this time; open a new session, and check this machine's clock/,
    ));

  it("with a price above its own signed offer", () =>
    refusedAs(
      { pricePerGB: pricePerGB(100_001n) },
      nodeKey,
      /the quote asks more than the node's own descriptor; choose another node/,
    ));

  it("with a quote that another key signed", () =>
    refusedAs({}, `0x${"42".repeat(32)}`, /the quote is not signed by the node's current key; choose another node/));

  it("with a quote made for another payer", () =>
    refusedAs(
      { payer: market.network.nodeRegistry },
      nodeKey,
      /the quote is for another node, payer, transport or descriptor; choose another node/,
    ));
});
