import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gate } from "../../node/dataplane/gate.ts";
import { encodeDatagram, udpPath } from "../../protocol/capsule.ts";
import { unreservedPerChannel, windowFloor } from "../../protocol/constants.ts";
import { windowBytes } from "../../protocol/creditWindow.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Hex } from "../../protocol/ids.ts";
import { bytesCovered } from "../../protocol/price.ts";
import { signReservation } from "../../protocol/reservation.ts";
import { type Bytes, pricePerGB, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import type { DemandEvent, OpenSession } from "../../protocol/wire.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { eventually, type Market, openMarket, type TestNode, testClock } from "../support/market.ts";
import { openEcho } from "../support/origin.ts";
import { credentialsOf, openRawSession, type RawSession, rawTls, readHead } from "../support/rawSession.ts";

const mebibyte = Number(windowFloor);
/** 10 USD per GB: U, 0.02 USD, is 2 MB of it. */
const price = pricePerGB(10_000_000n);
const covered = (amount: bigint): bigint => bytesCovered(amount, price) ?? 0n;

describe("credit at an exit", () => {
  let market: Market;
  let node: TestNode;
  let secp: Secp256k1;
  const clock = testClock();
  const raw: RawSession[] = [];

  beforeAll(async () => {
    market = await openMarket();
    secp = await loadSecp256k1();
    node = await market.node({ price: "10", clock, overrides: { settleIntervalSeconds: 86_400 } });
  });
  afterAll(async () => {
    for (const session of raw) session.end();
    await market.close();
  });

  const rpc = (method: string, params: readonly unknown[]) =>
    fetch(market.network.rpcUrls[0] ?? "", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
  const payments = () => paymentsDomain(market.network.chainId, market.network.paymentChannels);
  const openRaw = async (key: Hex, at = node) => {
    const session = await openRawSession(market, at, key, null, clock);
    raw.push(session);
    return session;
  };
  /** A session straight at the daemon's own door, without the wire: its real gate, store, chain facts and rules. */
  const openHere = async (payer: { key: Hex; address: RawSession["payer"] }) => {
    const { sessions } = node.running;
    // The proof was checked by the control API; this is what comes after it.
    const auth = { payer: payer.address, nonce: `0x${"0".repeat(64)}`, validUntil: 0, signature: "0x" };
    const request = { auth, bestVoucher: null, reservation: null } as unknown as OpenSession;
    const opened = await sessions.openSession(payer.address, request);
    const demands: bigint[] = [];
    sessions.listen(opened.session, (event: DemandEvent) => {
      if (event.type === "demand") demands.push(BigInt(event.demand.amount));
    });
    const gate = sessions.admit(opened.session, opened.token) as Gate;
    const pay = (cumulative: bigint) => {
      const voucher = signVoucher(payments(), node.id, tokenAmount(cumulative), secp.signer(payer.key));
      return sessions.submitVoucher(opened.session, {
        cumulative: cumulative.toString(),
        signature: voucher.signature,
      });
    };
    return { id: opened.session, opened, gate, demands, pay };
  };
  const reserve = async (payer: { key: Hex; address: RawSession["payer"] }, ceiling: bigint, seconds: number) => {
    const { epoch } = await market.chain.channels.channel(node.id, payer.address);
    const expiresAt = unixSeconds((await market.chain.head.headTime()) + seconds);
    const terms = { node: node.id, ceiling: tokenAmount(ceiling), expiresAt, epoch };
    await market.chain.channels.reserve([signReservation(payments(), terms, secp.signer(payer.key))]);
    return expiresAt;
  };
  const best = (payer: RawSession["payer"]): bigint => node.running.store.best(payer)?.cumulative ?? 0n;

  type Step =
    | { readonly kind: "pass"; readonly at: number; readonly size: number }
    | { readonly kind: "pay"; readonly at: number; readonly percent: bigint }
    | { readonly kind: "open" }
    | { readonly kind: "close"; readonly at: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("pass" as const),
        at: fc.nat(7),
        size: fc.integer({ min: 1, max: 262_144 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("pay" as const),
        at: fc.nat(7),
        percent: fc.bigInt({ min: 1n, max: 150n }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "open" as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("close" as const), at: fc.nat(7) }) },
  );

  it("never lets more through than what is paid and collectable plus the window, whatever a payer does in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 90 }), async (steps) => {
        const payer = await market.payer(10_000_000n);
        const all = [await openHere(payer)];
        let live = [...all];
        for (const each of steps) {
          const session = live.length === 0 ? undefined : live[("at" in each ? each.at : 0) % live.length];
          // Closed ones count for a minute more, and a payer has room for eight.
          if (each.kind === "open" && all.length < 8) {
            const more = await openHere(payer);
            all.push(more);
            live.push(more);
          } else if (session === undefined) continue;
          else if (each.kind === "pass") session.gate.pass(each.size);
          else if (each.kind === "close") {
            node.running.sessions.closeSession(session.id);
            live = live.filter((other) => other !== session);
          } else if (each.kind === "pay") {
            const increment = ((session.demands.at(-1) ?? 0n) * each.percent) / 100n;
            if (increment > 0n) await session.pay(best(payer.address) + increment).catch(() => undefined);
          }
          const passed = all.reduce((sum, { gate }) => sum + BigInt(gate.count), 0n);
          const signed = best(payer.address);
          // Nothing is locked or settled here: what can be collected is at most U.
          const paid = covered(signed < unreservedPerChannel ? signed : unreservedPerChannel);
          expect(passed).toBeLessThanOrEqual(paid + windowBytes(paid as Bytes));
        }
        for (const session of live) node.running.sessions.closeSession(session.id);
        // The minute in which a final voucher is still taken goes by, or the next runs would find the node full.
        clock.advance(61);
        node.running.sessions.tick();
      }),
      // Each shorter example would take another deposit of the one account that pays for all.
      { numRuns: 30, endOnFailure: true },
    );
  });

  it("lets who pays every demand in full go on without a stop, up to U and no further without a lock", async () => {
    const payer = await market.payer(10_000_000n);
    const session = await openHere(payer);
    let answered = 0;
    let stopped = false;
    for (let passed = 0; passed < 8 * mebibyte && !stopped; passed += 65_536) {
      stopped = !session.gate.pass(65_536);
      if (session.demands.length > answered) {
        answered = session.demands.length;
        await session.pay(session.demands.at(-1) ?? 0n);
      }
    }
    expect(stopped).toBe(true);
    const most = Number(covered(unreservedPerChannel)) + mebibyte;
    expect(session.gate.count).toBeLessThanOrEqual(most);
    // All of it could be used, but for less than one chunk.
    expect(session.gate.count).toBeGreaterThan(most - 2 * 65_536);
  });

  it("counts a voucher only when it is on disk", async () => {
    const payer = await market.payer(10_000_000n);
    const session = await openHere(payer);
    while (session.gate.pass(16_384));
    const used = session.gate.count;
    const { store } = node.running;
    const keep = store.keep.bind(store);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    Object.assign(store, {
      keep: async (voucher: Parameters<typeof keep>[0]) => {
        await held;
        await keep(voucher);
      },
    });
    let acknowledged = false;
    const paying = session.pay(session.demands.at(-1) ?? 0n).then(() => {
      acknowledged = true;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(acknowledged).toBe(false);
    expect(session.gate.pass(16_384)).toBe(false);
    expect(session.gate.count).toBe(used);
    release();
    await paying;
    Object.assign(store, { keep });
    expect(session.gate.pass(16_384)).toBe(true);
  });

  it("is not given again for old vouchers to a node whose store is older than its settlements", async () => {
    const payer = await market.payer(10_000_000n);
    const session = await openHere(payer);
    const signed = signVoucher(payments(), node.id, tokenAmount(2_000_000n), secp.signer(payer.key));
    // Somebody else settled it: this store has never seen it.
    await market.chain.channels.settle(node.id, [signed]);
    await node.running.sessions.refreshFacts();
    await expect(session.pay(1_999_999n)).rejects.toMatchObject({ code: "VOUCHER_NOT_MONOTONIC" });
    await session.pay(2_000_001n);
  });

  describe("for a lock", () => {
    it("is half a dollar at soft depth and all of it at finality", async () => {
      const payer = await market.payer(10_000_000n);
      await rpc("evm_setIntervalMining", [0]);
      try {
        const session = await openHere(payer);
        await reserve(payer, 5_000_000n, 72 * 3_600);
        await node.running.sessions.refreshFacts();
        const early = await session.pay(520_000n);
        // 0.50 USD of the lock and U: 52 MB are paid, so the window is 26 MB.
        expect(early.allowanceBytes).toBe(windowBytes(covered(520_000n) as Bytes).toString());
        // What is signed beyond that cannot be collected yet: it counts as owed.
        expect((await session.pay(4_000_000n)).allowanceBytes).toBe("0");
        await rpc("hardhat_mine", ["0x6"]);
        await node.running.sessions.refreshFacts();
        expect((await session.pay(4_000_001n)).allowanceBytes).toBe("67108864");
      } finally {
        await rpc("evm_setIntervalMining", [1_000]);
      }
    });

    it("is nothing from the margin before its expiry on", async () => {
      const payer = await market.payer(10_000_000n);
      const session = await openHere(payer);
      const expiresAt = await reserve(payer, 400_000n, 72 * 3_600);
      await rpc("hardhat_mine", ["0x6"]);
      await node.running.sessions.refreshFacts();
      expect((await session.pay(400_000n)).allowanceBytes).toBe(windowBytes(covered(400_000n) as Bytes).toString());
      const margin = market.chain.profile.marginSeconds;
      clock.advance(expiresAt - margin - clock.nowSeconds() - 5);
      const before = await openHere(payer);
      expect(BigInt(before.opened.terms.allowanceBytes)).toBeGreaterThan(0n);
      clock.advance(6);
      const after = await openHere(payer);
      expect(after.opened.terms.allowanceBytes).toBe("0");
      expect(after.gate.pass(1)).toBe(false);
    });
  });

  describe("when payment stops", () => {
    let session: RawSession;
    beforeAll(async () => {
      session = await openRaw((await market.payer(10_000_000n)).key);
    });

    const used = async (before: number) => {
      await eventually("the window to be used up", () => {
        const count = node.running.sessions.bytesServed - before;
        return count > mebibyte - 70_000 && count;
      });
      // Turns of the loop in which more could come, if anything let it.
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
      return node.running.sessions.bytesServed - before;
    };

    it("an upload stops within the window", async () => {
      let arrived = 0;
      const sink = createServer((socket) => {
        socket.on("error", () => {});
        socket.on("data", (chunk) => {
          arrived += chunk.length;
        });
      });
      await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
      const before = node.running.sessions.bytesServed;
      const tunnel = await session.tunnel("127.0.0.1", (sink.address() as AddressInfo).port);
      tunnel.on("error", () => {});
      tunnel.write(randomBytes(4 * mebibyte));
      expect(await used(before)).toBeLessThanOrEqual(mebibyte);
      expect(arrived).toBeLessThanOrEqual(mebibyte);
      tunnel.destroy();
      sink.close();
    });

    it("a download over HTTP/2 stops within the window", async () => {
      const fountain = createServer((socket) => {
        socket.on("error", () => {});
        socket.write(randomBytes(4 * mebibyte));
      });
      await new Promise<void>((resolve) => fountain.listen(0, "127.0.0.1", resolve));
      const mine = await openRaw((await market.payer(10_000_000n)).key);
      const before = node.running.sessions.bytesServed;
      const client = connectHttp2(`https://127.0.0.1:${node.running.plane.port}`, { rejectUnauthorized: false });
      const stream = client.request({
        ":method": "CONNECT",
        ":authority": `127.0.0.1:${(fountain.address() as AddressInfo).port}`,
        "proxy-authorization": credentialsOf(mine),
      });
      await once(stream, "response");
      let got = 0;
      stream.on("data", (chunk: Buffer) => {
        got += chunk.length;
      });
      const count = await eventually("the window to be used up", () => {
        const now = node.running.sessions.bytesServed - before;
        return now > mebibyte - 262_144 && now;
      });
      expect(count).toBeLessThanOrEqual(mebibyte);
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(node.running.sessions.bytesServed - before).toBeLessThanOrEqual(mebibyte);
      expect(got).toBeLessThanOrEqual(mebibyte);
      client.destroy();
      fountain.close();
    });

    it("UDP packets are dropped, empty ones too, and the node asks for its money again", async () => {
      const echo = await openEcho();
      const mine = await openRaw((await market.payer(10_000_000n)).key);
      const before = node.running.sessions.bytesServed;
      const tls = await rawTls(node);
      tls.write(
        `GET ${udpPath("127.0.0.1", echo.port)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nProxy-Authorization: ${credentialsOf(mine)}\r\n\r\n`,
      );
      expect(await readHead(tls)).toMatch(/ 101 /);
      let answers = 0;
      tls.on("data", (chunk: Buffer) => {
        answers += chunk.length;
      });
      const packet = encodeDatagram(randomBytes(1_024));
      // In portions that a socket's own buffer takes: what is lost before the exit counts for nobody.
      await eventually("the window to be used up", async () => {
        for (let at = 0; at < 20; at++) tls.write(packet);
        return node.running.sessions.bytesServed - before > mebibyte - 3_000;
      });
      expect(node.running.sessions.bytesServed - before).toBeLessThanOrEqual(mebibyte);
      // The last few bytes go, one by one; then nothing does, not even nothing.
      const one = encodeDatagram(Buffer.alloc(1));
      // A unit of money is a hundred bytes here: that much of the window may be left over by rounding.
      let last = 0;
      await eventually("the last byte", () => {
        for (let at = 0; at < 200; at++) tls.write(one);
        const now = node.running.sessions.bytesServed - before;
        const still = now === last && now > mebibyte - 100;
        last = now;
        return still;
      });
      const heard = answers;
      for (let at = 0; at < 50; at++) tls.write(encodeDatagram(Buffer.alloc(0)));
      for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(answers - heard).toBeLessThanOrEqual(packet.length + 16);
      expect(mine.events.filter(({ type }) => type === "demand").length).toBeGreaterThan(0);
      tls.destroy();
      echo.close();
    });
  });
});
