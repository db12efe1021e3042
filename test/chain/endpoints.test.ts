import { createPublicClient } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../chain/devnet.ts";
import { endpointsOf, requireChain } from "../../chain/endpoints.ts";
import { isPublicNetwork, type Network } from "../../chain/network.ts";
import type { CodedError } from "../../protocol/errors.ts";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.ts";

describe("the endpoints of a network", () => {
  let devnet: Devnet;
  let network: Network;
  const proxies: RpcProxy[] = [];
  const proxy = async (): Promise<RpcProxy> => {
    const opened = await openRpcProxy(devnet.rpcUrl);
    proxies.push(opened);
    return opened;
  };
  const at = (...rpcUrls: string[]): Network => ({ ...network, rpcUrls });
  const nobody = "http://127.0.0.1:1";

  beforeAll(async () => {
    devnet = await startDevnet({ port: 0 });
    network = devnet.file.network;
  });
  afterAll(async () => {
    for (const each of proxies) await each.close();
    await devnet.close();
  });
  const failure = async (work: Promise<unknown>): Promise<CodedError> =>
    (await work.then(
      () => new Error("nothing was refused"),
      (error: unknown) => error,
    )) as CodedError;

  it("are asked in their order: the next one when one does not answer", async () => {
    const second = await proxy();
    const chain = await openChain({ network: at(nobody, second.url) });
    expect(await chain.head.blockNumber()).toBeGreaterThan(0n);
    const [first, spare] = [await proxy(), await proxy()];
    const both = await openChain({ network: at(first.url, spare.url) });
    spare.asked.length = 0;
    await both.head.blockNumber();
    expect(spare.asked).toEqual([]);
    first.rule = () => "hang up";
    expect(await both.head.blockNumber()).toBeGreaterThan(0n);
    expect(spare.asked).toContain("eth_blockNumber");
    first.rule = () => undefined;
    spare.asked.length = 0;
    await both.head.blockNumber();
    expect(spare.asked).toEqual([]);
  });

  it("are all refused when one of them serves another chain, and its address is not told: it often holds a key", async () => {
    const other = await proxy();
    other.rule = (method) => (method === "eth_chainId" ? { result: "0x5" } : undefined);
    for (const urls of [[other.url], [other.url, devnet.rpcUrl], [devnet.rpcUrl, other.url]]) {
      const error = await failure(openChain({ network: at(...urls) }));
      expect(error.code).toBe("CHAIN_WRONG_ID");
      expect(error.exitCode).toBe(8);
      expect(error.message).toContain("serves chain 5");
      expect(error.message).not.toContain(other.url);
    }
  });

  it("are asked for their chain before anything else, also the one that was away at the start", async () => {
    const [first, late] = [await proxy(), await proxy()];
    late.rule = () => "hang up";
    const chain = await openChain({ network: at(first.url, late.url) });
    // The first one goes away; the second comes up, and is of another chain.
    first.rule = () => "hang up";
    late.asked.length = 0;
    late.rule = (method) => (method === "eth_chainId" ? { result: "0x5" } : undefined);
    expect((await failure(chain.head.blockNumber())).code).toBe("CHAIN_WRONG_ID");
    expect(late.asked).not.toContain("eth_blockNumber");
    late.rule = () => undefined;
    expect(await chain.head.blockNumber()).toBeGreaterThan(0n);
  });

  it("that take a question and say nothing are passed over for a while, unless all do", async () => {
    const [silent, second] = [await proxy(), await proxy()];
    silent.rule = () => "say nothing";
    const times = { answerMilliseconds: 300, restMilliseconds: 600_000, graceMilliseconds: 100 };
    const both = at(silent.url, second.url);
    // The first question waits for it; none after that does.
    const client = createPublicClient({ transport: endpointsOf(both, times), cacheTime: 0 });
    await client.getBlockNumber();
    silent.asked.length = 0;
    await client.getBlockNumber();
    await client.getBlockNumber();
    expect(silent.asked).toEqual([]);
    // Now nobody answers: the first is asked again, and when it does answer it is heard.
    second.rule = () => "say nothing";
    await failure(client.getBlockNumber());
    silent.rule = () => undefined;
    expect(await client.getBlockNumber()).toBeGreaterThan(0n);
  });

  it("are asked for their chain at the start, one that says nothing without holding up the one that answers", async () => {
    const [silent, other] = [await proxy(), await proxy()];
    silent.rule = () => "say nothing";
    other.rule = (method) => (method === "eth_chainId" ? { result: "0x5" } : undefined);
    // Were the silent one waited for to its end, this test would run out of time.
    const times = { answerMilliseconds: 3_600_000, restMilliseconds: 1, graceMilliseconds: 300 };
    await requireChain(at(silent.url, devnet.rpcUrl), times);
    expect((await failure(requireChain(at(silent.url, devnet.rpcUrl, other.url), times))).code).toBe("CHAIN_WRONG_ID");
    const short = { ...times, answerMilliseconds: 200 };
    expect(await failure(requireChain(at(silent.url, nobody), short))).toBeInstanceOf(Error);
  });

  it("are no network without contracts behind them, and none that answers is a code of its own", async () => {
    const liar = await proxy();
    liar.rule = (method) => (method === "eth_getCode" ? { result: "0x" } : undefined);
    expect((await failure(openChain({ network: at(liar.url) }))).code).toBe("CHAIN_NO_CONTRACT");
    const away = await failure(openChain({ network: at(nobody) }));
    expect({ code: away.code, exit: away.exitCode, retryable: away.retryable }).toEqual({
      ...{ code: "CHAIN_RPC_UNREACHABLE", exit: 4, retryable: true },
    });
  });

  it("of public chains are known by their number, whatever the file says", () => {
    expect(isPublicNetwork({ chainId: 31_337, public: false })).toBe(false);
    expect(isPublicNetwork({ chainId: 31_337, public: true })).toBe(true);
    for (const chainId of [1, 10, 56, 137, 8453, 42161, 11155111])
      expect(isPublicNetwork({ chainId, public: false }), String(chainId)).toBe(true);
  });
});
