import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { turnpike } from "../support/cli.ts";
import { type Market, openMarket, password } from "../support/market.ts";
import { openRawSession } from "../support/rawSession.ts";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.ts";

describe("a running daemon's operator, while the chain", { timeout: 240_000 }, () => {
  let market: Market;
  let proxy: RpcProxy;
  let daemon: TurnpikeProcess;
  let common: string[];

  beforeAll(async () => {
    market = await openMarket();
    proxy = await openRpcProxy(market.network.rpcUrls[0] ?? "");
    market.onClose(() => proxy.close());
    const node = await market.node();
    await node.running.close();
    const network = join(market.dir, "proxied.json");
    await writeJsonAtomic(network, { ...market.network, rpcUrls: [proxy.url] });
    common = ["--dir", node.dir, "--network", network, "--json"];
    const env = { TURNPIKE_PASSWORD: password, TURNPIKE_NODE_SETTLE_INTERVAL_SECONDS: "86400" };
    daemon = new TurnpikeProcess("node", ["node", "run", ...common], env);
    const { port } = await daemon.ready;
    const session = await openRawSession(
      market,
      {
        id: node.id,
        endpoint: {
          ...{ host: "127.0.0.1", port: Number(port) },
          certificateSha256: node.running.descriptor.body.certificateSha256,
        },
      },
      (await market.payer(1_000_000n)).key,
    );
    await session.submit(500n);
    session.end();
  });
  afterAll(async () => {
    proxy.rule = () => undefined;
    await daemon.stop();
    await market.close();
  });

  const ask = async (verb: string) => {
    const said = await turnpike(["node", verb, ...common]);
    return { ...said, json: JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown> };
  };

  it("is away, sees what the daemon knows by itself, and settle says what is wrong and that it may be tried again", async () => {
    proxy.rule = () => "hang up";
    expect(await ask("status")).toMatchObject({ code: 0, json: { unsettled: "500", credit: null } });
    expect(await ask("settle")).toMatchObject({
      code: 4,
      json: { error: { code: "CHAIN_RPC_UNREACHABLE", retryable: true } },
    });
  });

  it("wants gas that the operator has not, is told so, where once it was a fault of ours", async () => {
    proxy.rule = (method) =>
      method === "eth_sendRawTransaction"
        ? { error: { code: -32000, message: "insufficient funds for gas * price + value" } }
        : undefined;
    expect(await ask("settle")).toMatchObject({ code: 6, json: { error: { code: "CHAIN_UNDERFUNDED" } } });
  });

  it("answers again, settles, and shows the credit less the protocol's fee", async () => {
    proxy.rule = () => undefined;
    expect(await ask("settle")).toMatchObject({ code: 0, json: { settled: "500" } });
    expect((await ask("status")).json).toMatchObject({ unsettled: "0", credit: "495" });
  });
});
