import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../node/config.ts";
import { CodedError } from "../../protocol/errors.ts";
import { readDurableLog } from "../../runtime/durableLog.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { type Origin, openOrigin } from "../support/origin.ts";
import { openRawSession, type RawSession } from "../support/rawSession.ts";

const mebibyte = 1_048_576;

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("sessions at an exit", () => {
  let market: Market;
  let node: TestNode;
  let origin: Origin;
  const sessions: RawSession[] = [];
  const open = async (amount = 10_000_000n, at: TestNode = node) => {
    const { key, address } = await market.payer(amount);
    const session = await openRawSession(market, at, key);
    sessions.push(session);
    return { session, key, address };
  };

  beforeAll(async () => {
    market = await openMarket();
    // 100 units a kilobyte: a mebibyte is 104,858 units, far above rounding.
    node = await market.node({ price: "0.10" });
    origin = await openOrigin(16 * mebibyte);
    market.onClose(() => origin.close());
  });
  afterAll(async () => {
    for (const session of sessions) session.end();
    await market.close();
  });

  describe("given a voucher", () => {
    it("refuses a replayed one, and says what is held", async () => {
      const { session } = await open();
      await session.submit(100n);
      const error = await session.submit(100n).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(CodedError);
      expect((error as CodedError).code).toBe("VOUCHER_NOT_MONOTONIC");
      expect((error as CodedError).data).toMatchObject({ best: "100", received: "100" });
    });

    it("refuses a lower one", async () => {
      const { session } = await open();
      await session.submit(100n);
      expect(await refusal(session.submit(99n))).toBe("VOUCHER_NOT_MONOTONIC");
    });

    it("refuses one signed by another key, for another node, or for another chain", async () => {
      const { session } = await open();
      const { key } = await market.payer(0n);
      const wrong = [
        session.voucher(100n, { key }),
        session.voucher(100n, { node: market.network.nodeRegistry }),
        session.voucher(100n, { chainId: 1 }),
      ];
      for (const voucher of wrong) expect(await refusal(session.submit(100n, voucher))).toBe("VOUCHER_BAD_SIGNATURE");
    });

    it("refuses the second form of a signature (high s), which every voucher has", async () => {
      const { session } = await open();
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const voucher = session.voucher(100n);
      const r = voucher.signature.slice(2, 66);
      const s = (order - BigInt(`0x${voucher.signature.slice(66, 130)}`)).toString(16).padStart(64, "0");
      const v = voucher.signature.endsWith("1b") ? "1c" : "1b";
      const other = { ...voucher, signature: `0x${r}${s}${v}` as const };
      expect(await refusal(session.submit(100n, other))).toBe("SIGNATURE_MALFORMED");
    });

    it("refuses one that the payer's account cannot pay, and stores nothing of it", async () => {
      const { session, address } = await open(1_000_000n);
      expect(await refusal(session.submit(1_000_001n))).toBe("VOUCHER_ABOVE_COVER");
      expect(node.running.store.best(address)).toBeUndefined();
      await session.submit(1_000_000n);
    });

    it("keeps what it acknowledged over a restart, and shows it to the payer", async () => {
      const other = await market.node({ price: "0.10" });
      const { session, key } = await open(10_000_000n, other);
      await session.submit(4_321n);
      await other.restart();
      const again = await openRawSession(market, other, key);
      sessions.push(again);
      expect(again.opened.bestVoucher?.cumulative).toBe("4321");
    });

    it("takes no voucher for new traffic that the chain has settled already, although its own log is behind", async () => {
      const { session, key } = await open();
      await session.submit(1_000n);
      await market.chain.channels.settle(node.id, [session.voucher(5_000n)]);
      const again = await openRawSession(market, node, key);
      sessions.push(again);
      expect(again.opened.channel.settled).toBe("5000");
      expect(await refusal(again.submit(4_000n))).toBe("VOUCHER_NOT_MONOTONIC");
      expect((await again.submit(5_001n)).bestVoucher.cumulative).toBe("5001");
    });

    it("heals a node that lost its disk by the voucher that the payer shows", async () => {
      const { session, key } = await open();
      const held = session.voucher(777n);
      const again = await openRawSession(market, node, key, {
        cumulative: "777",
        signature: held.signature,
      });
      sessions.push(again);
      expect(again.opened.bestVoucher?.cumulative).toBe("777");
    });

    it("credits vouchers of two sessions of one payer once, however they race", async () => {
      // Each session asks for its own bytes. Were both vouchers checked against the same best one, the lower would count in full on top of the higher.
      const { session, key, address } = await open();
      const second = await openRawSession(market, node, key);
      sessions.push(second);
      for (let round = 1n; round <= 20n; round++) {
        const base = round * 1_000n;
        const results = await Promise.all([refusal(session.submit(base + 500n)), refusal(second.submit(base + 300n))]);
        expect(node.running.store.best(address)?.cumulative).toBe(base + 500n);
        expect(results[0]).toBe("accepted");
      }
      const records = await readDurableLog(nodeFiles(node.dir).vouchers);
      const stored = records
        .map((record) => Buffer.from(record).toString("hex"))
        .filter((record) => record.startsWith(`01${address.slice(2)}`))
        .map((record) => BigInt(`0x${record.slice(42, 66)}`));
      expect(stored.length).toBeGreaterThanOrEqual(20);
      expect(stored).toEqual([...stored].sort((a, b) => (a < b ? -1 : 1)));
    });
  });

  describe("given traffic that is not paid", () => {
    /** Opens a tunnel to /file and counts what comes until nothing has come for a while. */
    async function pull(session: RawSession): Promise<{ count: () => number; end: () => void }> {
      const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
      let count = 0;
      tunnel.on("data", (chunk: Buffer) => {
        count += chunk.length;
      });
      tunnel.write("GET /file HTTP/1.1\r\nHost: origin\r\n\r\n");
      return { count: () => count, end: () => tunnel.destroy() };
    }
    const settledCount = async (count: () => number): Promise<number> => {
      let last = -1;
      return eventually("the traffic to stop", async () => {
        const now = count();
        const still = now === last && now > 0;
        last = now;
        await new Promise((resolve) => setTimeout(resolve, 300));
        return still ? now : undefined;
      });
    };

    it("stops within the first window of 1 MiB, to the byte", async () => {
      const { session } = await open();
      const { count, end } = await pull(session);
      expect(await settledCount(count)).toBeLessThanOrEqual(mebibyte);
      expect(count()).toBeGreaterThan(mebibyte / 4);
      const demands = session.events.filter((event) => event.type === "demand");
      expect(demands).toHaveLength(1);
      end();
    });

    it("goes on when the demand is paid, and never beyond what is paid plus the window", async () => {
      const { session } = await open();
      const { count, end } = await pull(session);
      let paid = 0n;
      for (let answered = 0; answered < 6; answered++) {
        const demand = await eventually("a demand", () => {
          const event = session.events.filter((each) => each.type === "demand").at(answered);
          return event?.type === "demand" ? event.demand : undefined;
        });
        paid = BigInt(demand.amount);
        // Paid tokens in bytes, and half of that again (at least 1 MiB) unpaid.
        const covered = Number((paid * 1_000_000_000n) / 100_000n);
        await session.submit(paid);
        const now = await settledCount(count);
        expect(now).toBeLessThanOrEqual(covered + Math.max(mebibyte, covered / 2) + 1);
      }
      end();
      expect(paid).toBeGreaterThan(0n);
    });

    it("gives the window once, not once per session of the same payer", async () => {
      const { session, key } = await open();
      const more = await Promise.all([1, 2, 3].map(() => openRawSession(market, node, key)));
      sessions.push(...more);
      const pulls = await Promise.all([session, ...more].map(pull));
      const total = await settledCount(() => pulls.reduce((sum, each) => sum + each.count(), 0));
      expect(total).toBeLessThanOrEqual(mebibyte + 4 * 65_536);
      for (const each of pulls) each.end();
    });

    it("remembers a debt when the session is closed and opened again", async () => {
      const { session, key } = await open();
      const first = await pull(session);
      await settledCount(first.count);
      const { demand } = await session.close();
      expect(demand).not.toBeNull();
      const again = await openRawSession(market, node, key);
      sessions.push(again);
      expect(Number(again.opened.terms.allowanceBytes)).toBeLessThan(mebibyte / 4);
    });
  });

  it("opens no session for a payer without a deposit, and says what it needs", async () => {
    const { key } = await market.payer(0n);
    const error = await openRawSession(market, node, key).catch((reason: unknown) => reason);
    expect((error as CodedError).code).toBe("NO_COVER");
    expect((error as CodedError).message).toContain("turnpike wallet deposit");
    expect((error as CodedError).data).toMatchObject({ cover: "0", needed: "105" });
  });

  it("gives a payer no more than eight sessions", async () => {
    const { key } = await market.payer(10_000_000n);
    for (let index = 0; index < 8; index++) sessions.push(await openRawSession(market, node, key));
    expect(await refusal(openRawSession(market, node, key))).toBe("SESSION_LIMIT");
  });

  it("settles on chain what it was promised, to the unit", async () => {
    const { session, address } = await open();
    await session.submit(1_234_567n);
    await node.running.settler.run(true);
    await eventually(
      "settlement",
      async () => (await market.chain.channels.channel(node.id, address)).settled === 1_234_567n,
    );
  });

  it("closes tunnels of a session that was closed", async () => {
    const { session } = await open();
    const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
    const closed = new Promise((resolve) => tunnel.once("close", resolve));
    tunnel.resume();
    tunnel.on("error", () => {});
    await session.close();
    await closed;
  });

  it("reaches its own control port from inside a tunnel only as any other refused address", async () => {
    const strict = await market.node({ labAllow: [] });
    const { session } = await open(10_000_000n, strict);
    await expect(session.tunnel("127.0.0.1", strict.running.plane.port)).rejects.toThrow("403");
    // The service is there all the same: the refusal is the exit's.
    await new Promise<void>((resolve, reject) => {
      const direct = connect(strict.running.plane.port, "127.0.0.1", () => {
        direct.destroy();
        resolve();
      });
      direct.once("error", reject);
    });
  });
});
