import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientFiles } from "../../../client/files.ts";
import { NodeMemory } from "../../../client/memory.ts";
import { walletFromKey } from "../../../client/wallet/wallet.ts";
import { paymentsDomain } from "../../../protocol/domain.ts";
import { parseAddress } from "../../../protocol/ids.ts";
import { tokenAmount } from "../../../protocol/units.ts";
import { signVoucher } from "../../../protocol/voucher.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { turnpike } from "../../support/cli.ts";
import { openFalseIndexer } from "../../support/falseIndexer.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket } from "../../support/market.ts";

describe("what turnpike connect tells indexers of the exits that it used", () => {
  const node = parseAddress(`0x${"c".repeat(40)}`);
  let market: Market;
  let url: string;
  let connect: string[];
  /** What a second indexer was asked and told. */
  const heard: { asked: string; body: string }[] = [];

  beforeAll(async () => {
    market = await openMarket();
    url = (await openIndexer(market)).url;
    const listening = await openFalseIndexer(market, {
      by: async (request: IncomingMessage, response) => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        heard.push({ asked: `${request.method} ${request.url?.split("?")[0]}`, body });
        response.writeHead(200, { "content-type": "application/json" }).end('{"nodes":[],"nextCursor":null}');
      },
    });
    const dir = join(market.dir, "client");
    const common = ["--dir", dir, "--network", market.networkFile, "--json", "--indexer", url];
    expect((await turnpike(["wallet", "create", "--devnet-account", "payer", ...common])).code).toBe(0);
    connect = ["connect", "--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", ...common, listening.url];
    // It has used an exit three times, of which one failed, and what it paid there is settled.
    const memory = await NodeMemory.open(clientFiles(dir).memory);
    for (const worked of [true, true, false]) await memory.remember(node, worked, systemClock.nowSeconds());
    const wallet = await walletFromKey(market.key("payer"));
    await market.deposit(wallet.payer, 1_000_000n);
    const domain = paymentsDomain(market.network.chainId, market.network.paymentChannels);
    await market.chain.channels.settle(node, [signVoucher(domain, node, tokenAmount(200_000n), wallet.sign)]);
    await eventually("the indexer has seen it settle", async () =>
      (await (await fetch(`${url}/v1/accounts/${wallet.payer}/channels`)).text()).includes(node),
    );
  });
  beforeEach(() => void heard.splice(0));
  afterAll(() => market.close());

  const told = async () => ((await (await fetch(`${url}/v1/stats`)).json()) as { attestations: number }).attestations;
  const posted = () => heard.filter(({ asked }) => !asked.startsWith("GET "));

  it("is nothing, unless it is asked to: an opinion ties the payer to a day and an exit for everybody", async () => {
    // There is no exit to connect to, and it has looked for one.
    expect(await turnpike(connect)).toMatchObject({ code: 3, error: { code: "NO_NODE_FITS" } });
    expect(heard.map(({ asked }) => asked)).toContain("GET /v1/nodes");
    expect(posted()).toEqual([]);
    expect(await told()).toBe(0);
  });

  it("is the share of sessions that worked, signed by its payer, with --attest", async () => {
    const said = await turnpike([...connect, "--attest"]);
    expect(said.stdout + said.stderr).toContain("told the indexers how 1 paid exits have worked");
    expect(posted().map(({ asked }) => asked)).toEqual(["POST /v1/attestations"]);
    expect(JSON.parse(posted()[0]?.body ?? "")).toMatchObject({ node, score: 666_666, cumulative: "200000" });
    expect(await told()).toBe(1);
  });
});
