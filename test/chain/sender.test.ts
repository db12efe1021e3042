import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Chain, openChain } from "../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../chain/devnet.ts";
import { type Hash, type Hex, parseAddress } from "../../protocol/ids.ts";
import { eventually } from "../support/market.ts";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.ts";

const patience = { repriceMilliseconds: 300, giveUpMilliseconds: 4_000 };
const spender = parseAddress(`0x${"12".repeat(20)}`);

describe("transactions of one account", () => {
  let devnet: Devnet;
  let chain: Chain;
  let key: Hex;
  let proxy: RpcProxy;

  beforeEach(async () => {
    devnet = await startDevnet({ port: 0 });
    key = devnet.file.accounts.operator1?.privateKey as Hex;
    proxy = await openRpcProxy(devnet.rpcUrl);
    chain = await openChain({ network: { ...devnet.file.network, rpcUrls: [proxy.url] }, signerKey: key, patience });
    // Blocks come when a test says so.
    await rpc("evm_setAutomine", [false]);
    await rpc("evm_setIntervalMining", [0]);
  });
  afterEach(async () => {
    await proxy.close();
    await devnet.close();
  });

  const rpc = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const answer = await fetch(devnet.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await answer.json()) as { result?: unknown; error?: { message: string } };
    if (error !== undefined) throw new Error(error.message);
    return result;
  };
  interface Waiting {
    readonly hash: Hash;
    readonly nonce: number;
    readonly maxFee: bigint;
    readonly tip: bigint;
  }
  /** What lies in the pool of the operator, by nonce. */
  const waiting = async (): Promise<readonly Waiting[]> => {
    const list = (await rpc("eth_pendingTransactions")) as Record<string, Hex>[];
    return list
      .filter(({ from }) => from?.toLowerCase() === chain.address)
      .map((each) => ({
        hash: each.hash as Hash,
        nonce: Number(each.nonce),
        maxFee: BigInt(each.maxFeePerGas ?? 0),
        tip: BigInt(each.maxPriorityFeePerGas ?? 0),
      }));
  };
  const inPool = (count: number) =>
    eventually(`${count} in the pool`, async () => {
      const list = await waiting();
      return list.length === count ? list : undefined;
    });
  const mine = () => rpc("hardhat_mine", ["0x1"]);
  const approve = (amount: bigint) => chain.token.approve(spender, amount);
  const allowance = () => chain.token.allowance(chain.address as NonNullable<Chain["address"]>, spender);

  it("go one after the other, with nonces that follow each other, however many are asked for at once", async () => {
    const sent = [approve(1n), approve(2n), approve(3n)];
    for (let at = 0; at < 3; at++) {
      await inPool(1);
      await mine();
      await sent[at];
    }
    expect(await allowance()).toBe(3n);
    expect(await waiting()).toEqual([]);
  });

  it("are offered at a higher price when the base fee has risen above theirs, and never at a lower one again", async () => {
    const work = approve(5n);
    const [first] = await inPool(1);
    const prices = [first as Waiting];
    for (const factor of [10n, 40n]) {
      await rpc("hardhat_setNextBlockBaseFeePerGas", [`0x${((first as Waiting).maxFee * factor).toString(16)}`]);
      await mine();
      prices.push(
        await eventually("a replacement", async () => {
          const [now] = await waiting();
          return now !== undefined && now.maxFee > (prices.at(-1) as Waiting).maxFee ? now : undefined;
        }),
      );
    }
    // Cheap again: what is offered stays.
    await rpc("hardhat_setNextBlockBaseFeePerGas", ["0x1"]);
    const [last] = await waiting();
    expect(last?.maxFee).toBe(prices.at(-1)?.maxFee);
    await mine();
    const receipt = await work;
    expect(receipt.transactionHash).toBe(last?.hash);
    expect(new Set(prices.map(({ nonce }) => nonce)).size).toBe(1);
    for (const [at, price] of prices.entries()) {
      const before = prices[at - 1];
      if (before === undefined) continue;
      expect(price.maxFee).toBeGreaterThanOrEqual(before.maxFee + before.maxFee / 10n);
      expect(price.tip).toBeGreaterThanOrEqual(before.tip + before.tip / 10n);
    }
    expect(await allowance()).toBe(5n);
  });

  it("are offered again when the network has dropped them", async () => {
    const work = approve(7n);
    const [first] = await inPool(1);
    await rpc("hardhat_dropTransaction", [first?.hash]);
    expect(await waiting()).toEqual([]);
    const [again] = await inPool(1);
    expect(again?.hash).toBe(first?.hash);
    await mine();
    expect((await work).transactionHash).toBe(first?.hash);
  });

  it("that are not in a block in time are told of, and the next one waits for them: no nonce is skipped, nothing is sent twice", async () => {
    await expect(approve(8n)).rejects.toMatchObject({ code: "CHAIN_TRANSACTION_PENDING", retryable: true });
    const [stuck] = await inPool(1);
    const next = approve(9n);
    await mine();
    const [second] = await eventually("the next", async () => {
      const list = await waiting();
      return list.length === 1 && list[0]?.hash !== stuck?.hash ? list : undefined;
    });
    expect(second?.nonce).toBe((stuck?.nonce ?? 0) + 1);
    await mine();
    await next;
    expect(await allowance()).toBe(9n);
  });

  it("take over the nonce of what an earlier process left in the pool, at a higher price", async () => {
    await expect(approve(10n)).rejects.toMatchObject({ code: "CHAIN_TRANSACTION_PENDING" });
    const [left] = await inPool(1);
    // A new process knows nothing of it.
    const restarted = await openChain({ network: chain.network, signerKey: key, patience });
    const work = restarted.token.approve(spender, 11n);
    const [now] = await eventually("the replacement", async () => {
      const list = await waiting();
      return list[0]?.hash !== left?.hash ? list : undefined;
    });
    expect(now?.nonce).toBe(left?.nonce);
    expect(now?.maxFee).toBeGreaterThan(left?.maxFee ?? 0n);
    await mine();
    await work;
    expect(await allowance()).toBe(11n);
  });

  it("come after those of another process with the same key, when that one was faster", async () => {
    const other = await openChain({ network: chain.network, signerKey: key, patience });
    const work = approve(12n);
    const [ours] = await inPool(1);
    const theirs = other.token.approve(spender, 13n);
    await eventually("theirs instead", async () => (await waiting())[0]?.hash !== ours?.hash);
    await mine();
    await theirs;
    await inPool(1);
    await mine();
    await work;
    expect(await allowance()).toBe(12n);
  });

  it("survive an endpoint that falls silent right after it took them", async () => {
    let silent = false;
    proxy.rule = (method) => {
      if (method === "eth_sendRawTransaction") silent = true;
      // The question itself passes on, its answer is lost, and so is everything after it.
      return silent && method !== "eth_sendRawTransaction" ? "hang up" : undefined;
    };
    await expect(approve(14n)).rejects.toMatchObject({ code: "CHAIN_RPC_UNREACHABLE" });
    await inPool(1);
    proxy.rule = () => undefined;
    await rpc("evm_setAutomine", [true]);
    await mine();
    // The one that was taken is found in its block; then comes the new one.
    await approve(15n);
    expect(await allowance()).toBe(15n);
    expect(await chain.head.transactionCount(chain.address as NonNullable<Chain["address"]>)).toBe(2);
  });

  it("are not sent at all when the contract would refuse them", async () => {
    await expect(chain.registry.requestUnstake(spender)).rejects.toMatchObject({ code: "CHAIN_REVERTED" });
    expect(await waiting()).toEqual([]);
    const poor = await openChain({
      ...{ network: chain.network, patience },
      signerKey: devnet.file.accounts.payer?.privateKey as Hex,
    });
    await expect(poor.token.approve(spender, 1n)).rejects.toMatchObject({ code: "CHAIN_UNDERFUNDED", exitCode: 6 });
    const reader = await openChain({ network: chain.network });
    await expect(reader.token.approve(spender, 1n)).rejects.toMatchObject({ code: "CHAIN_NO_SIGNER" });
  });
});
