import { encodeErrorResult } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chain, openChain } from "../../chain/chain.ts";
import { nodeRegistryAbi } from "../../chain/contracts.generated.ts";
import { type Devnet, startDevnet } from "../../chain/devnet.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.ts";

const nobody = `0x${"12".repeat(20)}` as Address;

describe("a call that a contract refuses", () => {
  let devnet: Devnet;
  let proxy: RpcProxy;
  let chain: Chain;
  const data = encodeErrorResult({ abi: nodeRegistryAbi, errorName: "NotOperator", args: [nobody, nobody] });
  const refused = () => chain.registry.requestUnstake(nobody);
  const answer = (error: unknown) => {
    proxy.rule = (method) => (method === "eth_call" ? { error } : undefined);
  };

  beforeAll(async () => {
    devnet = await startDevnet({ port: 0 });
    const { network, accounts } = devnet.file;
    proxy = await openRpcProxy(network.rpcUrls[0] ?? "");
    chain = await openChain({
      network: { ...network, rpcUrls: [proxy.url] },
      signerKey: accounts.operator1?.privateKey as Hex,
    });
  });
  afterAll(async () => {
    await proxy.close();
    await devnet.close();
  });

  it.each([
    ["code 3 and the data itself (geth)", { code: 3, message: "execution reverted", data }],
    ["code -32603 and an object", { code: -32603, message: "Internal error", data: { data, message: "reverted" } }],
    [
      "code -32000 and an object: once told as a malformed request",
      { code: -32000, message: "VM Exception while processing transaction", data: { data, message: "reverted" } },
    ],
  ])("is named and explained, whatever its endpoint calls it: %s", async (_form, error) => {
    answer(error);
    await expect(refused()).rejects.toMatchObject({
      code: "CHAIN_REVERTED",
      message: expect.stringContaining("only the node's operator may do this"),
      data: { error: "NotOperator" },
    });
  });

  it.each([
    ["a rate limit", { code: -32005, message: "daily request count exceeded" }],
    ["an internal error", { code: -32603, message: "Internal error of the provider" }],
    ["a block it has just dropped", { code: -32000, message: "header not found" }],
    ["a code of its own", { code: -32097, message: "upstream is busy" }],
  ])("is told apart from an endpoint that refuses to answer: %s, once a fault of ours", async (_what, error) => {
    answer(error);
    for (const asked of [refused, () => chain.registry.minimumStake()])
      await expect(asked()).rejects.toMatchObject({
        ...{ code: "CHAIN_RPC_UNREACHABLE", exitCode: 4, retryable: true },
        message: expect.stringContaining(error.message),
      });
  });

  it("is another fault when no error of the contracts explains its data", async () => {
    answer({ code: -32000, message: "something else", data: "0xdeadbeef" });
    await expect(refused()).rejects.not.toMatchObject({ code: "CHAIN_REVERTED" });
  });
});
