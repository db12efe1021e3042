/** Everything a payer does on chain, carried there by others: for a signed fee or none, and whoever is faster. */
import { join } from "node:path";
import { encodeFunctionData, parseAbi, parseTransaction } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import { depositByRelay, finishWithdrawByRelay, type RelayOptions, withdrawByRelay } from "../../client/relay.ts";
import { RoleBook } from "../../client/roles.ts";
import { type Wallet, walletFromKey } from "../../client/wallet/wallet.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { signReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import { systemClock } from "../../runtime/clock.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.ts";

const mint = parseAbi(["function mint(address to, uint256 amount)"]);

describe("what a payer signs and others carry", () => {
  let market: Market;
  let node: TestNode;
  let proxy: RpcProxy;
  let entries: RelayOptions["nodes"];
  let payers = 0;
  let leaving: { wallet: Wallet; options: RelayOptions };

  beforeAll(async () => {
    market = await openMarket();
    const { url } = await openIndexer(market);
    proxy = await openRpcProxy(market.network.rpcUrls[0] ?? "");
    market.onClose(() => proxy.close());
    // It asks for its gas.
    node = await market.node({ indexers: [url], rpcUrls: [proxy.url], overrides: { relayFree: false } });
    entries = await eventually("the node in the list", async () => {
      const { nodes } = (await (await fetch(`${url}/v1/nodes`)).json()) as { nodes: RelayOptions["nodes"] };
      return nodes.length > 0 && nodes[0]?.descriptor !== null && nodes;
    });
  });
  afterAll(() => market.close());

  const rpc = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const { request } = market.chain.client;
    return request({ method, params } as unknown as Parameters<typeof request>[0]);
  };
  const pass = async (seconds: number) => {
    await rpc("evm_increaseTime", [seconds]);
    await rpc("evm_mine", []);
  };
  /** A payer with tokens in its own hands, and what it relays with. Its chain has no key that could pay gas. */
  const payer = async (relayFee: bigint): Promise<{ wallet: Wallet; options: RelayOptions }> => {
    payers += 1;
    const wallet = await walletFromKey(`0x${"6".repeat(63)}${payers}` as Hex);
    const { createWalletClient, http } = await import("viem");
    const minter = createWalletClient({
      account: privateKeyToAccount(market.key("operator4")),
      transport: http(market.network.rpcUrls[0]),
    });
    const data = encodeFunctionData({ abi: mint, functionName: "mint", args: [wallet.payer, 10_000_000n] });
    const hash = await minter.sendTransaction({ to: market.network.token.address, data, chain: null });
    await market.chain.client.waitForTransactionReceipt({ hash });
    return {
      wallet,
      options: {
        chain: await openChain({ network: market.network }),
        wallet,
        clock: systemClock,
        roles: await RoleBook.open(join(market.dir, `roles${payers}.json`)),
        nodes: entries,
        relayFee: tokenAmount(relayFee),
      },
    };
  };
  const holdsNoGas = async (address: Address) => {
    expect(await market.chain.head.nativeBalance(address)).toBe(0n);
    expect(await market.chain.head.transactionCount(address)).toBe(0);
  };
  const operator = async () => (await market.chain.registry.node(node.id))?.operator as Address;
  const earned = async () => market.chain.token.balanceOf(await operator());

  /** Sends what the node is about to send, first and under another account: for the signed fee, which is all that there is to gain. */
  const frontRun = async () => {
    const account = privateKeyToAccount(market.key("operator3"));
    let copies = 0;
    proxy.before = async (method, params) => {
      if (method !== "eth_sendRawTransaction") return;
      const { to, data, gas, maxFeePerGas, maxPriorityFeePerGas, chainId } = parseTransaction(params[0] as Hex);
      const nonce = await market.chain.head.transactionCount(account.address.toLowerCase() as Address);
      const copy = { to, data, gas, maxFeePerGas, maxPriorityFeePerGas, chainId, nonce, type: "eip1559" } as const;
      copies += 1;
      await rpc("eth_sendRawTransaction", [
        await account.signTransaction(copy as Parameters<typeof account.signTransaction>[0]),
      ]);
    };
    return () => {
      proxy.before = async () => {};
      expect(copies).toBeGreaterThan(0);
    };
  };

  it("refuses a fee that does not carry the gas, and one above the contract's most, before anybody pays any", async () => {
    const sent = await market.chain.head.transactionCount(await operator());
    const without = await payer(0n);
    await expect(depositByRelay(without.options, tokenAmount(1_000_000n))).rejects.toMatchObject({
      code: "NO_NODE_REACHABLE",
      message: expect.stringMatching(/relaying costs \d+ now and the signed fee is 0; sign a higher fee/) as string,
    });
    const greedy = await payer(500_001n);
    await expect(depositByRelay(greedy.options, tokenAmount(1_000_000n))).rejects.toMatchObject({
      message: expect.stringContaining("RelayFeeTooHigh(500001, 500000)") as string,
    });
    expect(await market.chain.token.balanceOf(greedy.wallet.payer)).toBe(10_000_000n);
    expect(await market.chain.head.transactionCount(await operator())).toBe(sent);
  });

  describe("when somebody who watches the mempool is faster", () => {
    it("the deposit is in the payer's account all the same, once, and the client knows", async () => {
      const { wallet, options } = await payer(10_000n);
      const done = await frontRun();
      expect(await depositByRelay(options, tokenAmount(1_000_000n))).toBeNull();
      done();
      expect(await market.chain.channels.account(wallet.payer)).toMatchObject({
        available: 990_000n,
        owner: wallet.payer,
      });
      expect(await market.chain.token.balanceOf(wallet.payer)).toBe(9_000_000n);
    });

    it("the withdrawal is asked for all the same", async () => {
      const { wallet, options } = await payer(10_000n);
      expect(await depositByRelay(options, tokenAmount(1_000_000n))).not.toBeNull();
      const done = await frontRun();
      expect(await withdrawByRelay(options, tokenAmount(500_000n))).toBeNull();
      done();
      expect(await market.chain.channels.request(wallet.payer)).toMatchObject({ amount: 500_000n, relayFee: 10_000n });
      leaving = { wallet, options };
    });
  });

  it("opens, reserves, pays, tops up and leaves, and the payer's account never holds gas nor sends a transaction", async () => {
    const { wallet, options } = await payer(20_000n);
    const before = await earned();
    await depositByRelay(options, tokenAmount(2_000_000n));
    expect(await market.chain.channels.account(wallet.payer)).toEqual({ available: 1_980_000n, owner: wallet.payer });
    await holdsNoGas(wallet.payer);

    // A reservation and a voucher name no relayer and pay none: operator5 carries them for nothing.
    const domain = paymentsDomain(market.network.chainId, market.network.paymentChannels);
    const expiresAt = unixSeconds((await market.chain.head.headTime()) + 86_400);
    const terms = { node: node.id, ceiling: tokenAmount(800_000n), expiresAt, epoch: 0 };
    await market.chain.channels.reserve([signReservation(domain, terms, wallet.sign)]);
    await market.chain.channels.settle(node.id, [signVoucher(domain, node.id, tokenAmount(300_000n), wallet.sign)]);
    expect(await market.chain.channels.channel(node.id, wallet.payer)).toMatchObject({
      locked: 500_000n,
      settled: 300_000n,
    });
    await holdsNoGas(wallet.payer);

    await depositByRelay(options, tokenAmount(1_000_000n));
    expect((await market.chain.channels.account(wallet.payer)).available).toBe(2_160_000n);
    await holdsNoGas(wallet.payer);

    await withdrawByRelay(options, tokenAmount(2_160_000n));
    await pass(86_400);
    expect(await finishWithdrawByRelay(options)).not.toBeNull();
    expect((await market.chain.channels.account(wallet.payer)).available).toBe(0n);
    expect(await market.chain.token.balanceOf(wallet.payer)).toBe(7_000_000n + 2_140_000n);
    await holdsNoGas(wallet.payer);
    // The node got the three fees that were signed, and not a unit more.
    expect((await earned()) - before).toBe(60_000n);
  });

  it("pays what was asked back to the owner all the same when somebody else is faster, and tells the client", async () => {
    const { wallet, options } = leaving;
    const done = await frontRun();
    expect(await finishWithdrawByRelay(options)).toBeNull();
    done();
    expect(await market.chain.token.balanceOf(wallet.payer)).toBe(9_490_000n);
    await holdsNoGas(wallet.payer);
  });
});
