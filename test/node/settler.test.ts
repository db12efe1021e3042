import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { releaseAfterSeconds, settleBeforeReleaseSeconds } from "../../node/releasePolicy.ts";
import { largestBatch } from "../../node/settlePolicy.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { signReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { type CheckedVoucher, signVoucher } from "../../protocol/voucher.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { type Market, openMarket, type TestNode, testClock } from "../support/market.ts";
import { openRawSession, type RawSession } from "../support/rawSession.ts";
import { openRpcProxy } from "../support/rpcProxy.ts";

describe("the settler", () => {
  let market: Market;
  let at: TestNode;
  const sessions: RawSession[] = [];

  beforeAll(async () => {
    market = await openMarket();
    at = await node();
  });
  afterAll(async () => {
    for (const session of sessions) session.end();
    await market.close();
  });

  const rpc = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const answer = await fetch(market.network.rpcUrls[0] ?? "", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    return ((await answer.json()) as { result: unknown }).result;
  };
  /** Daemons of these tests never look by themselves: every look is the test's. */
  const node = async (options: Parameters<Market["node"]>[0] = {}) =>
    market.node({ price: "0.10", ...options, overrides: { settleIntervalSeconds: 86_400 } });
  const open = async (at: TestNode, amount = 10_000_000n) => {
    const payer = await market.payer(amount);
    const session = await openRawSession(market, at, payer.key);
    sessions.push(session);
    return { ...payer, session };
  };
  const settled = async (at: TestNode, payer: RawSession["payer"]) =>
    (await market.chain.channels.channel(at.id, payer)).settled;
  const lock = async (at: TestNode, payer: Awaited<ReturnType<typeof open>>, ceiling: bigint) => {
    const secp = await loadSecp256k1();
    const { epoch } = await market.chain.channels.channel(at.id, payer.address);
    const reservation = signReservation(
      paymentsDomain(market.network.chainId, market.network.paymentChannels),
      {
        node: at.id,
        ceiling: tokenAmount(ceiling),
        expiresAt: unixSeconds(Math.floor(Date.now() / 1000) + 72 * 3_600),
        epoch,
      },
      secp.signer(payer.key),
    );
    await market.chain.channels.reserve([reservation]);
  };

  it("settles many payers in one transaction, and one that can no longer pay does not hold the others", async () => {
    const good = [await open(at), await open(at)];
    const gone = await open(at, 1_000_000n);
    for (const { session } of [...good, gone]) await session.submit(400_000n);
    // The third payer's money leaves through another node before the first sees it.
    const elsewhere = await node();
    const there = await openRawSession(market, elsewhere, gone.key);
    sessions.push(there);
    await there.submit(1_000_000n);
    await elsewhere.running.settler.run(true);
    expect(await at.running.settler.run(true)).toBe(800_000n);
    for (const { address } of good) expect(await settled(at, address)).toBe(400_000n);
    expect(await settled(at, gone.address)).toBe(0n);
    expect(at.running.settler.pending()).toBe(0n);
  });

  it("waits with what is not worth its gas, and says that it does", async () => {
    const { session, address } = await open(at);
    await session.submit(3n);
    expect(await at.running.settler.run()).toBe(0n);
    expect(at.running.settler.pending()).toBe(3n);
    await session.submit(2_000_000n);
    expect(await at.running.settler.run()).toBe(2_000_000n);
    expect(await settled(at, address)).toBe(2_000_000n);
  });

  it("settles what it is told to also when it was just looking by itself, where once the order was lost", async () => {
    const { session, address } = await open(at);
    await session.submit(3n);
    const { settler } = at.running;
    // The look by itself leaves so little; the order does not, and a second order beside it is the same one.
    expect(await Promise.all([settler.run(), settler.run(true), settler.run(true)])).toEqual([0n, 3n, 3n]);
    expect(await settled(at, address)).toBe(3n);
    // What the look by itself took counts as settled for the order that waited for it.
    await session.submit(2_000_003n);
    expect(await Promise.all([settler.run(), settler.run(true)])).toEqual([2_000_000n, 2_000_000n]);
  });

  it("settles everybody when told to, also where one transaction has no room for all", {
    timeout: 240_000,
  }, async () => {
    const secp = await loadSecp256k1();
    const domain = paymentsDomain(market.network.chainId, market.network.paymentChannels);
    for (let count = 0; count <= largestBatch; count++) {
      const { key, address } = await market.payer(1_000n);
      const voucher = signVoucher(domain, at.id, tokenAmount(7n), secp.signer(key));
      await at.running.store.keep({ payer: address, ...voucher } as CheckedVoucher);
    }
    expect(await at.running.settler.run(true)).toBe(7n * BigInt(largestBatch + 1));
    expect(at.running.settler.pending()).toBe(0n);
  });

  it("settles again what a reorganisation of the chain took back", async () => {
    const { session, address } = await open(at);
    await session.submit(700_000n);
    const before = await rpc("evm_snapshot", []);
    expect(await at.running.settler.run(true)).toBe(700_000n);
    await rpc("evm_revert", [before]);
    expect(await settled(at, address)).toBe(0n);
    await at.running.sessions.refreshFacts();
    expect(at.running.settler.pending()).toBe(700_000n);
    expect(await at.running.settler.run(true)).toBe(700_000n);
    expect(await settled(at, address)).toBe(700_000n);
  });

  it("claims what a payer asks to withdraw while it thaws: asking is no way out of a debt", async () => {
    const { session, address, key } = await open(at, 1_000_000n);
    await session.submit(600_000n);
    const { openChain } = await import("../../chain/chain.ts");
    await rpc("hardhat_setBalance", [address, "0xde0b6b3a7640000"]);
    const owner = await openChain({ network: market.network, signerKey: key });
    await owner.channels.requestWithdraw(address, tokenAmount(1_000_000n));
    await at.running.sessions.refreshFacts();
    expect(at.running.settler.pending()).toBe(600_000n);
    expect(await at.running.settler.run(true)).toBe(600_000n);
    expect(await settled(at, address)).toBe(600_000n);
  });

  it("goes on after its endpoint was away, in the middle of settling and before", async () => {
    const proxy = await openRpcProxy(market.network.rpcUrls[0] ?? "");
    market.onClose(() => proxy.close());
    const at = await node({ rpcUrls: [proxy.url] });
    const { session, address } = await open(at);
    await session.submit(500_000n);
    for (const dying of ["eth_call", "eth_estimateGas", "eth_getTransactionCount"]) {
      proxy.rule = (method) => (method === dying ? "hang up" : undefined);
      await expect(at.running.settler.run(true), dying).rejects.toMatchObject({ code: "CHAIN_RPC_UNREACHABLE" });
    }
    // A voucher is taken while the chain is away: what is known of the payer still holds.
    proxy.rule = () => "hang up";
    await session.submit(510_000n);
    proxy.rule = () => undefined;
    expect(await at.running.settler.run(true)).toBe(510_000n);
    expect(await settled(at, address)).toBe(510_000n);
  });

  describe("of a payer that has left", () => {
    const clock = testClock();
    let at: TestNode;
    beforeAll(async () => {
      at = await node({ clock });
    });
    const openHere = async () => {
      const payer = await market.payer(10_000_000n);
      const session = await openRawSession(market, at, payer.key, null, clock);
      sessions.push(session);
      return { ...payer, session };
    };

    it("settles, then gives the lock back within the hour", async () => {
      const payer = await openHere();
      await lock(at, payer, 1_000_000n);
      await at.running.sessions.refreshFacts();
      await payer.session.submit(300_000n);
      // While it is here nothing is given back, however long.
      clock.advance(300);
      expect(await at.running.settler.release()).toBe(0);
      await payer.session.close();
      clock.advance(61);
      at.running.sessions.tick();
      expect(at.running.sessions.open).toBe(0);
      clock.advance(releaseAfterSeconds);
      expect(await at.running.settler.release()).toBe(0);
      // Near its release the claim is worth half of itself in gas: the ordinary run takes it.
      clock.advance(settleBeforeReleaseSeconds - releaseAfterSeconds);
      expect(await at.running.settler.run()).toBe(300_000n);
      expect(await at.running.settler.release()).toBe(1);
      const channel = await market.chain.channels.channel(at.id, payer.address);
      expect(channel).toMatchObject({ locked: 0n, settled: 300_000n, epoch: 1 });
      expect((await market.chain.channels.account(payer.address)).available).toBe(9_700_000n);
      expect(await at.running.settler.release()).toBe(0);
    });

    it("keeps the lock when the payer comes back in time", async () => {
      const payer = await openHere();
      await lock(at, payer, 1_000_000n);
      await payer.session.close();
      clock.advance(61);
      at.running.sessions.tick();
      clock.advance(releaseAfterSeconds - 1);
      expect(await at.running.settler.release()).toBe(0);
      sessions.push(await openRawSession(market, at, payer.key, null, clock));
      clock.advance(300);
      expect(await at.running.settler.release()).toBe(0);
      expect((await market.chain.channels.channel(at.id, payer.address)).locked).toBe(1_000_000n);
    });

    it("remembers over a restart that there is a lock to give back", async () => {
      const payer = await openHere();
      await lock(at, payer, 1_000_000n);
      await payer.session.submit(5n);
      await at.running.settler.run(true);
      await at.restart();
      await at.running.settler.run();
      clock.advance(releaseAfterSeconds);
      expect(await at.running.settler.release()).toBe(1);
    });
  });
});
