/** Everything a payer does on chain, carried there by others: for a signed fee or none, and whoever is faster. */
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { encodeFunctionData, parseAbi, parseTransaction } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import { depositFirst } from "../../client/commands/firstDeposit.ts";
import { keepList, type NodeEntry } from "../../client/discover.ts";
import { clientFiles } from "../../client/files.ts";
import { depositByRelay, finishWithdrawByRelay, type RelayOptions, withdrawByRelay } from "../../client/relay.ts";
import { findRelayers } from "../../client/relayers.ts";
import { RoleBook } from "../../client/roles.ts";
import { type Wallet, walletFromKey } from "../../client/wallet/wallet.ts";
import { NodeError } from "../../node/errors.ts";
import { createRelay } from "../../node/relay.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { signReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import { signWithdrawRequest } from "../../protocol/withdrawRequest.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type FalseNode, openFalseNode } from "../support/falseNode.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.ts";

const mint = parseAbi(["function mint(address to, uint256 amount)"]);

describe("what a payer signs and others carry", () => {
  let market: Market;
  let node: TestNode;
  let proxy: RpcProxy;
  let entries: readonly NodeEntry[];
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
      const { nodes } = (await (await fetch(`${url}/v1/nodes`)).json()) as { nodes: NodeEntry[] };
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
    const wallet = await walletFromKey(`0x${payers.toString().padStart(64, "6")}` as Hex);
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

  const another = "ACCOUNT_OF_ANOTHER";
  const squatter = () => market.chain.address as Address;
  /** Anybody may do this to any payer, for one unit that it gets back. */
  const squat = async (payer: Address, owner = squatter()) => {
    await market.chain.token.approve(market.network.paymentChannels, 1n);
    await market.chain.channels.deposit(payer, owner, tokenAmount(1n));
  };
  const holdsAll = async ({ wallet }: { wallet: Wallet }) =>
    expect(await market.chain.token.balanceOf(wallet.payer)).toBe(10_000_000n);
  /** A wallet that no test has sign anything. */
  const unsigning = (wallet: Wallet): Wallet => ({
    ...wallet,
    sign: () => {
      throw new Error("something was signed");
    },
  });
  const refused = async ({ wallet, options }: { wallet: Wallet; options: RelayOptions }) => {
    const unable = unsigning(wallet);
    const at = {
      chain: options.chain,
      wallet: unable,
      dir: market.dir,
      indexers: [],
      entry: undefined,
      relayFee: options.relayFee,
    };
    const filters = { country: undefined, maxPrice: undefined, minScore: undefined, node: undefined, transports: [] };
    for (const deposit of [
      () => depositByRelay({ ...options, wallet: unable }, tokenAmount(1_000_000n)),
      // As `turnpike connect --deposit` and a prober's payers do.
      () => depositFirst({ ...at, filters, hops: 1 }, tokenAmount(1_000_000n), () => {}, String),
    ])
      await expect(deposit()).rejects.toMatchObject({
        code: another,
        data: { owner: squatter() },
        message: expect.stringMatching(/no token was moved.*wallet create.*wallet deposit AMOUNT --payer/s) as string,
      });
    await holdsAll({ wallet });
  };

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

  it("says what fee would carry the gas where the signed one does not, before anybody pays any", async () => {
    const sent = await market.chain.head.transactionCount(await operator());
    const without = await payer(0n);
    await expect(depositByRelay(without.options, tokenAmount(1_000_000n))).rejects.toMatchObject({
      code: "NO_NODE_REACHABLE",
      message: expect.stringMatching(
        /relaying costs \d+ now and the signed fee is 0; .*at least that for the gas: --relay-fee 0\.\d+$/,
      ) as string,
    });
    expect(await market.chain.head.transactionCount(await operator())).toBe(sent);
  });

  it("signs no fee that the contract would refuse, for a deposit or a withdrawal", async () => {
    const tooHigh = (most: string) => ({
      code: "RELAY_FEE_TOO_HIGH",
      message: expect.stringContaining(`at most ${most} TUSD and below the amount`) as string,
    });
    const { wallet, options } = await payer(0n);
    await market.deposit(wallet.payer, 1_000_000n);
    const careful = (relayFee: bigint) => ({ ...options, wallet: unsigning(wallet), relayFee: tokenAmount(relayFee) });
    for (const [fee, amount] of [
      [500_001n, 1_000_000n],
      [100n, 100n],
    ] as const)
      for (const send of [depositByRelay, withdrawByRelay])
        await expect(send(careful(fee), tokenAmount(amount))).rejects.toMatchObject(tooHigh("0.50"));
    // One unit less is not refused here: it goes on to sign.
    for (const [fee, amount] of [
      [500_000n, 1_000_000n],
      [99n, 100n],
    ] as const)
      for (const send of [depositByRelay, withdrawByRelay])
        await expect(send(careful(fee), tokenAmount(amount))).rejects.toThrow("something was signed");
  });

  it("asks nobody for more than the account holds, and says how much that is", async () => {
    const { wallet, options } = await payer(0n);
    const careful = { ...options, wallet: unsigning(wallet) };
    const refusal = (message: RegExp) => ({
      ...{ code: "WITHDRAWAL_TOO_LARGE", exitCode: 6, retryable: false },
      message: expect.stringMatching(message) as string,
    });
    await expect(withdrawByRelay(careful, tokenAmount(1n))).rejects.toMatchObject(
      refusal(/nothing was ever deposited/),
    );
    await market.deposit(wallet.payer, 1_000_000n);
    const tooMuch = withdrawByRelay(careful, tokenAmount(1_000_001n));
    await expect(tooMuch).rejects.toMatchObject(refusal(/1\.00 TUSD is available; ask for at most that/));
    await expect(withdrawByRelay(careful, tokenAmount(1_000_000n))).rejects.toThrow("something was signed");
  });

  describe("when nodes refuse for their gas", () => {
    let asking: FalseNode;
    const depositAsked = async (needed: string) => {
      asking.manners = {
        relay: async () => {
          throw new NodeError("RELAY_FEE_TOO_LOW", "relaying costs more", { needed });
        },
      };
      const { options } = await payer(0n);
      return depositByRelay({ ...options, nodes: [asking.entry] }, tokenAmount(1_000_000n)).then(
        () => "done",
        (error: Error) => error.message,
      );
    };
    beforeAll(async () => {
      asking = await openFalseNode(market);
    });

    it("names the fee, and no fee where the contract lets nobody take as much or where a node states no number", async () => {
      expect(await depositAsked("500000")).toMatch(/--relay-fee 0\.50$/);
      expect(await depositAsked("500001")).toMatch(
        /more now than the 0\.50 TUSD that a relayer may take; try again when it is cheaper$/,
      );
      for (const nonsense of ["-1", "9".repeat(40), "0x10"])
        expect(await depositAsked(nonsense)).toMatch(/; try again$/);
    });
  });

  it("says that no indexer answers, and why, instead of that no node is known", async () => {
    const files = clientFiles(mkdtempSync(join(market.dir, "away-")));
    const away = { chain: market.chain, clock: systemClock, indexers: ["http://127.0.0.1:9"], files };
    await expect(findRelayers(away)).rejects.toMatchObject({
      code: "NO_NODE_FITS",
      message: expect.stringMatching(/no indexer answers.*http:\/\/127\.0\.0\.1:9: /) as string,
    });
  });

  it("lets `connect --deposit` pay the fee that it was allowed", async () => {
    const { wallet, options } = await payer(20_000n);
    const dir = mkdtempSync(join(market.dir, "first-"));
    await keepList(clientFiles(dir).nodes, entries);
    const filters = { country: undefined, maxPrice: undefined, minScore: undefined, node: undefined, transports: [] };
    const parts = { ...options, wallet, dir, indexers: [], filters, hops: 1, entry: undefined } as const;
    await depositFirst(parts, tokenAmount(1_000_000n), () => {}, String);
    expect((await market.chain.channels.account(wallet.payer)).available).toBe(980_000n);
  });

  it("asks nodes in the order of a draw by weight, whichever an indexer lists first: who relays sees where a payer comes from", async () => {
    const files = clientFiles(mkdtempSync(join(market.dir, "draws-")));
    const [shown] = entries;
    if (shown?.descriptor == null) throw new Error("no node with an offer");
    const { body } = shown.descriptor;
    const alike = [..."12345"].map((digit): NodeEntry => {
      const id = `0x${digit.repeat(40)}`;
      const endpoint = { host: `198.${digit}.0.1`, port: 443 };
      // The last one is worth a share too small to be seen.
      const score = digit === "5" ? 0 : 900_000;
      const descriptor = { ...shown.descriptor, body: { ...body, endpoint } } as NodeEntry["descriptor"];
      return { ...shown, node: id, operator: id, newcomer: false, score, descriptor };
    });
    await keepList(files.nodes, alike);
    const draws = 400;
    const firsts = new Map<string, number>();
    for (let at = 0; at < draws; at++) {
      const order = [...(await findRelayers({ chain: market.chain, clock: systemClock, indexers: [], files }))];
      expect(order.map((entry) => entry.node).sort()).toEqual(alike.map((entry) => entry.node));
      const first = order[0]?.node ?? "";
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    // A quarter each. Six standard deviations: a fair draw misses them once in hundreds of millions of runs.
    for (const { node: id } of alike.slice(0, 4))
      expect(Math.abs((firsts.get(id) ?? 0) - draws / 4)).toBeLessThan(6 * Math.sqrt((draws * 3) / 16));
    expect(firsts.get(alike[4]?.node ?? "") ?? 0).toBeLessThan(draws / 20);

    // Whoever has seen where the payer goes comes last, whatever its weight.
    const roles = await RoleBook.open(files.roles);
    for (const { operator: id } of alike.slice(0, 3)) await roles.note(id as Address, "destinations");
    for (let at = 0; at < 20; at++) {
      const order = [...(await findRelayers({ chain: market.chain, clock: systemClock, indexers: [], files, roles }))];
      const ids = order.map((entry) => entry.node);
      expect(new Set(ids.slice(0, 2))).toEqual(new Set(alike.slice(3).map((entry) => entry.node)));
      expect(ids.length).toBe(alike.length);
    }
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

  describe("when somebody else deposits first and so owns the account for ever", () => {
    const hash = `0x${"d".repeat(64)}` as Hash;
    let squatted: { wallet: Wallet; options: RelayOptions };
    let bad: FalseNode;

    beforeAll(async () => {
      bad = await openFalseNode(market);
    });

    it("signs nothing for an account that was squatted before", async () => {
      squatted = await payer(10_000n);
      await squat(squatted.wallet.payer);
      await refused(squatted);
    });

    it("moves no token when the account is squatted between signing and sending, and signs nothing the next time", async () => {
      const mine = await payer(10_000n);
      let seen = 0;
      proxy.before = async (method) => {
        if (method === "eth_sendRawTransaction" && seen++ === 0) await squat(mine.wallet.payer);
      };
      await expect(depositByRelay(mine.options, tokenAmount(1_000_000n))).rejects.toMatchObject({ code: another });
      proxy.before = async () => {};
      expect(seen).toBeGreaterThan(0);
      await refused(mine);
    });

    it("shows what was signed to no other node once the first has squatted the account", async () => {
      const mine = await payer(10_000n);
      const next = await openFalseNode(market);
      bad.manners = {
        relay: async () => {
          await squat(mine.wallet.payer);
          throw new Error("refused");
        },
      };
      const options = { ...mine.options, nodes: [bad.entry, next.entry] };
      await expect(depositByRelay(options, tokenAmount(1_000_000n))).rejects.toMatchObject({ code: another });
      expect(next.connections).toBe(0);
      await refused(mine);
    });

    it("takes the squat of a node that says it has sent the deposit for none", async () => {
      const mine = await payer(10_000n);
      bad.manners = { relay: () => squat(mine.wallet.payer).then(() => hash) };
      const options = { ...mine.options, nodes: [bad.entry] };
      await expect(depositByRelay(options, tokenAmount(1_000_000n))).rejects.toMatchObject({ code: another });
      await refused(mine);
    });

    it("takes a unit that a stranger puts into the right account for no deposit, and waits for its own", async () => {
      const { wallet, options } = await payer(0n);
      const carried: Promise<unknown>[] = [];
      bad.manners = {
        relay: async (authorization) => {
          await squat(wallet.payer, wallet.payer);
          const late = new Promise((resolve) => setTimeout(resolve, 1_000));
          carried.push(late.then(() => createRelay(market.chain, { free: true }).deposit(authorization)));
          return hash;
        },
      };
      expect(await depositByRelay({ ...options, nodes: [bad.entry] }, tokenAmount(1_000_000n))).toBe(hash);
      expect((await market.chain.channels.account(wallet.payer)).available).toBe(1_000_001n);
      await Promise.all(carried);
    });

    it("deposits what a squatted payer holds into the account of another, which owns itself unless the user says who does", async () => {
      const { options } = squatted;
      const [mine, yours] = [await payer(0n), await payer(0n)];
      await depositByRelay(options, tokenAmount(1_000_000n), { payer: mine.wallet.payer });
      await depositByRelay(options, tokenAmount(1_000_000n), { payer: yours.wallet.payer, owner: squatter() });
      const account = ({ wallet }: typeof mine) => market.chain.channels.account(wallet.payer);
      expect(await account(mine)).toEqual({ available: 990_000n, owner: mine.wallet.payer });
      expect(await account(yours)).toEqual({ available: 990_000n, owner: squatter() });
      // Once it is so, its own payer tops it up by naming that owner, and by nothing else.
      await refused(yours);
      await depositByRelay(options, tokenAmount(1_000_000n), { payer: yours.wallet.payer, owner: squatter() });
      expect((await account(yours)).available).toBe(1_980_000n);
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

  it("says of a request whose fee carries no gas that it can wait or be signed anew, not that a fee may be added now", async () => {
    const { wallet, options } = await payer(0n);
    await market.deposit(wallet.payer, 1_000_000n);
    const domain = paymentsDomain(market.network.chainId, market.network.paymentChannels);
    const deadline = unixSeconds((await market.chain.head.headTime()) + 600);
    const terms = {
      payer: wallet.payer,
      amount: tokenAmount(1_000_000n),
      relayFee: tokenAmount(0n),
      nonce: 0,
      deadline,
    };
    await market.chain.channels.requestWithdrawSigned(signWithdrawRequest(domain, terms, wallet.sign));
    await pass(86_400);
    await expect(finishWithdrawByRelay(options)).rejects.toMatchObject({
      code: "NO_NODE_REACHABLE",
      message: expect.stringMatching(
        /signed with the request: try again .*turnpike wallet withdraw AMOUNT --relay-fee 0\.\d+$/,
      ) as string,
    });
  });

  it("signs nothing for an account that was squatted and emptied again by its squatter", async () => {
    const mine = await payer(0n);
    await squat(mine.wallet.payer);
    await market.chain.channels.requestWithdraw(mine.wallet.payer, tokenAmount(1n));
    await pass(86_400);
    await market.chain.channels.withdraw(mine.wallet.payer);
    expect((await market.chain.channels.account(mine.wallet.payer)).available).toBe(0n);
    await refused(mine);
  });
});
