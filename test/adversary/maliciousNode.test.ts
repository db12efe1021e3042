import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientFiles } from "../../client/files.ts";
import { readVoucherBook } from "../../client/voucherBook.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Hash, Hex } from "../../protocol/ids.ts";
import { amountDue } from "../../protocol/price.ts";
import type { QuoteTerms } from "../../protocol/quote.ts";
import { bytes, pricePerGB, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import { systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { ByteReader } from "../support/byteReader.ts";
import { type ClientOptions, openClient, type TestClient } from "../support/client.ts";
import { type FalseIndexer, openFalseIndexer } from "../support/falseIndexer.ts";
import { type FalseNode, type Manners, openFalseNode } from "../support/falseNode.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";

/** At this price a byte costs one unit, so amounts read as bytes. */
const onePerByte = 1_000_000_000n;
const cover = 2_000_000n;

describe("a dishonest node", () => {
  let market: Market;
  let bad: FalseNode;
  let indexer: FalseIndexer;
  const stranger = `0x${"c".repeat(64)}` as Hex;

  beforeAll(async () => {
    market = await openMarket();
    bad = await openFalseNode(market);
    indexer = await openFalseIndexer(market, () => [bad.entry]);
  });
  afterAll(() => market.close());
  beforeEach(() => {
    bad.manners = {};
    bad.vouchers.length = 0;
    bad.reservations.length = 0;
    bad.tunnels = 0;
  });

  const clientOf = async (manners: Manners, more: Partial<ClientOptions> = {}) => {
    bad.manners = manners;
    return openClient(market, { key: (await market.payer(cover)).key, indexers: [indexer.url], ...more });
  };
  const signerOf = async (key: Hex) => (await loadSecp256k1()).signer(key);
  const payments = () => paymentsDomain(market.network.chainId, market.network.paymentChannels);
  /** A best voucher of this node as it would be shown, signed by `key`. */
  const shownBy = async (key: Hex, cumulative: bigint) => ({
    cumulative: cumulative.toString(),
    signature: signVoucher(payments(), bad.id, tokenAmount(cumulative), await signerOf(key)).signature,
  });

  /** A client with a tunnel through which the node has delivered `size` bytes, so that its meter stands there. */
  const metered = async (size: number, manners: Manners = {}, more: Partial<ClientOptions> = {}) => {
    let side: Socket | undefined;
    const tunnel = (socket: Socket) => {
      side = socket;
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
    };
    const client = await clientOf({ tunnel, ...manners }, more);
    const program = connect(client.socksPort, "127.0.0.1");
    program.on("error", () => {});
    program.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80]));
    const reader = new ByteReader(program);
    expect((await reader.take(12))[3]).toBe(0);
    const deliver = async (count: number) => {
      const wanted = client.connection.totals.bytes + count;
      side?.write(Buffer.alloc(count, 7));
      await eventually("the bytes on the meter", () => client.connection.totals.bytes === wanted);
    };
    if (size > 0) await deliver(size);
    return { client, deliver };
  };
  const lostBy = async (client: TestClient, code: string) => {
    await eventually(code, () => client.lost.length > 0);
    expect(client.lost[0]).toBe(code);
  };
  const demand = (...terms: Parameters<FalseNode["demand"]>) => bad.say(bad.demandEvent(bad.demand(...terms)));
  const paid = (count: number) => eventually(`voucher ${count}`, () => bad.vouchers.length >= count);

  describe("at its quote", () => {
    const later = (seconds: number) => unixSeconds(systemClock.nowSeconds() + seconds);
    const wrongs: readonly [string, (honest: QuoteTerms) => Partial<QuoteTerms>, RegExp][] = [
      ["asks more than its descriptor", () => ({ pricePerGB: pricePerGB(onePerByte + 1n) }), /more than .* descriptor/],
      ["lets it last more than a day", () => ({ validUntil: later(86_400 + 120) }), /24 hours at most/],
      ["shows an expired one", () => ({ validUntil: later(-120) }), /not valid at this time/],
      ["shows another payer's", ({ node }) => ({ payer: node }), /another node, payer/],
      ["shows another node's", ({ payer }) => ({ node: payer }), /another node, payer/],
      ["names another transport", () => ({ transport: 2 }), /another node, payer, transport/],
      ["names another descriptor", () => ({ descriptorHash: `0x${"1".repeat(64)}` as Hash }), /or descriptor/],
    ];
    for (const [what, quote, says] of wrongs)
      it(`${what}: nothing is signed and nothing is sent through it`, async () => {
        const client = await clientOf({ quote });
        const error = await client.connection.open().catch((reason: unknown) => reason as Error);
        expect(error).toMatchObject({ code: "NO_NODE_REACHABLE", message: expect.stringMatching(says) as string });
        expect(client.book.nodes()).toEqual([]);
        expect(bad.tunnels).toBe(0);
      });

    it("has another key sign it: nothing is signed", async () => {
      const client = await clientOf({ sign: await signerOf(stranger) });
      await expect(client.connection.open()).rejects.toThrow(/not signed by the node's current key/);
      expect(client.book.nodes()).toEqual([]);
    });

    it("is not even asked for one when its descriptor is above the user's cap", async () => {
      const before = bad.connections;
      const client = await clientOf({}, { filters: { maxPrice: onePerByte - 1n } });
      await expect(client.connection.open()).rejects.toMatchObject({ code: "NO_NODE_FITS" });
      expect(bad.connections).toBe(before);
    });
  });

  describe("at a demand", () => {
    it("above the client's own meter is paid up to the meter, and not a unit more", async () => {
      const { client } = await metered(50_000);
      demand(1_000_000);
      await paid(1);
      demand(2_000_000);
      demand(3_000_000);
      await client.close();
      expect(bad.vouchers).toEqual([50_000n]);
    });

    it("above its own quote ends the session, and the demand is kept as evidence", async () => {
      const { client } = await metered(10_000);
      demand(10_000, { amount: tokenAmount(10_001n) });
      await lostBy(client, "DEMAND_ABOVE_QUOTE");
      expect(client.evidence.map(({ demands }) => demands.map(({ amount }) => amount))).toEqual([[10_001n]]);
      expect(bad.vouchers).toEqual([]);
    });

    it("with one sequence for two contents ends the session, and both are kept as evidence", async () => {
      const { client } = await metered(10_000);
      demand(5_000, { sequence: 1n });
      await paid(1);
      demand(6_000, { sequence: 1n });
      await lostBy(client, "DEMAND_EQUIVOCATION");
      expect(client.evidence[0]?.demands.map(({ bytesTotal }) => bytesTotal)).toEqual([5_000n, 6_000n]);
      expect(bad.vouchers).toEqual([5_000n]);
    });

    it("with the sequence of any before it and another content is kept as evidence with that one", async () => {
      const { client } = await metered(10_000);
      demand(3_000, { sequence: 1n });
      await paid(1);
      demand(9_000, { sequence: 5n });
      await paid(2);
      // Late, and ignored; below what was asked for since.
      demand(5_000, { sequence: 3n });
      demand(6_000, { sequence: 3n });
      await lostBy(client, "DEMAND_EQUIVOCATION");
      expect(client.evidence.map(({ demands }) => demands.map((one) => [one.sequence, one.bytesTotal]))).toEqual([
        [
          [3n, 5_000n],
          [3n, 6_000n],
        ],
      ]);

      const second = await metered(10_000);
      demand(3_000, { sequence: 1n });
      await paid(3);
      demand(9_000, { sequence: 2n });
      await paid(4);
      demand(4_000, { sequence: 1n });
      await lostBy(second.client, "DEMAND_EQUIVOCATION");
      expect(second.client.evidence[0]?.demands.map(({ bytesTotal }) => bytesTotal)).toEqual([3_000n, 4_000n]);
    });

    it("with smaller totals than before ends the session, and both are kept as evidence", async () => {
      const { client } = await metered(10_000);
      demand(9_000);
      demand(4_000);
      await lostBy(client, "DEMAND_REGRESSED");
      expect(client.evidence[0]?.demands.map(({ bytesTotal }) => bytesTotal)).toEqual([9_000n, 4_000n]);
    });

    it("that is older than one already answered is ignored, whatever brought it late", async () => {
      const { client, deliver } = await metered(9_000);
      const older = bad.demandEvent(bad.demand(5_000));
      demand(9_000);
      await paid(1);
      bad.say(older);
      await deliver(1_000);
      demand(10_000);
      await paid(2);
      expect(bad.vouchers).toEqual([9_000n, 10_000n]);
      expect({ lost: client.lost, evidence: client.evidence }).toEqual({ lost: [], evidence: [] });
    });

    it("of the last kind is paid though the connection that asked for it broke: the client asks once more", async () => {
      const { client } = await metered(9_000);
      let asked = 0;
      bad.manners = {
        closing: () => {
          asked += 1;
          if (asked === 1) throw new Error("the connection breaks");
          return bad.demand(9_000);
        },
      };
      await client.close();
      expect(bad.vouchers).toEqual([9_000n]);
    });

    it("under another quote, or signed by another key, ends the session unpaid", async () => {
      const first = await metered(10_000);
      demand(10_000, { quoteHash: `0x${"2".repeat(64)}` as Hash });
      await lostBy(first.client, "DEMAND_WRONG_QUOTE");
      await first.client.close();
      const second = await metered(10_000);
      demand(10_000, { sign: await signerOf(stranger) });
      await lostBy(second.client, "DEMAND_BAD_SIGNATURE");
      expect(bad.vouchers).toEqual([]);
      expect([...first.client.evidence, ...second.client.evidence]).toEqual([]);
    });

    for (const [what, message, code] of [
      ["broken JSON", "{", "NODE_REFUSED"],
      ["a message without its parts", '{"type":"demand"}', "MESSAGE_INVALID"],
      ["an unknown key", '{"type":"keepalive","more":1}', "MESSAGE_INVALID"],
      // It went unpunished once: the stream was opened anew each time, and only the silence of a test's node ended the session.
      ["a frame without an end", "x".repeat(70_000), "NODE_REFUSED"],
    ] as const)
      it(`that is ${what} ends the session unpaid`, async () => {
        const { client } = await metered(1_000);
        bad.say(message);
        await lostBy(client, code);
        expect(bad.vouchers).toEqual([]);
      });

    it("without end is left: the client looks at no more than it can pay for", async () => {
      const { client } = await metered(1_000);
      while (client.lost.length === 0) {
        for (let count = 0; count < 100; count++) bad.say({ type: "keepalive" });
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(client.lost).toEqual(["NODE_FLOODS"]);
    });

    it("is answered only by a voucher that is in the book on disk already, each higher than the last", async () => {
      const at = { chainId: market.network.chainId, contract: market.network.paymentChannels };
      const inBook: Promise<bigint>[] = [];
      let path = "";
      const onVoucher = () => {
        inBook.push(readVoucherBook(path, at).then((book) => book.get(bad.id)?.cumulative ?? 0n));
      };
      const { client, deliver } = await metered(0, { onVoucher });
      path = clientFiles(client.dir).vouchers;
      for (const total of [10_000, 20_000, 30_000]) {
        await deliver(10_000);
        demand(total);
        await eventually("the next voucher", () => bad.vouchers.at(-1) === BigInt(total));
      }
      expect(await Promise.all(inBook)).toEqual([10_000n, 20_000n, 30_000n]);
      expect(bad.vouchers).toEqual([10_000n, 20_000n, 30_000n]);
    });

    it("of any size in any order gets what both count and never more than the client's meter (property)", {
      timeout: 120_000,
    }, async () => {
      const step = fc.record({ delivered: fc.nat(60_000), demanded: fc.nat(100_000) });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          bad.vouchers.length = 0;
          const { client, deliver } = await metered(0);
          let demanded = 0;
          let due = 0n;
          for (const { delivered, demanded: more } of steps) {
            if (delivered > 0) await deliver(delivered);
            demanded += more;
            demand(demanded);
            const both = BigInt(Math.min(demanded, client.connection.totals.bytes));
            if (both > due) due = both;
            // What both agree on is paid in full before the next step.
            await eventually(`${due} paid`, () => {
              if (client.lost.length > 0) throw new Error(`lost: ${client.lost.join()}`);
              return (bad.vouchers.at(-1) ?? 0n) === due;
            });
          }
          await client.close();
          const most = amountDue(bytes(client.connection.totals.bytes), bad.price);
          expect(bad.vouchers.at(-1) ?? 0n).toBeLessThanOrEqual(most);
          for (const [index, voucher] of bad.vouchers.entries())
            expect(voucher).toBeGreaterThan(bad.vouchers[index - 1] ?? 0n);
        }),
        // No shorter example is looked for: each one that fails waits its whole time, and would go on into the tests that follow.
        { numRuns: Number(process.env.TURNPIKE_RUNS ?? 8), endOnFailure: true },
      );
    });
  });

  describe("at the best voucher it shows", () => {
    it("is not believed when the payer's key did not sign it, however high", async () => {
      const shown = await shownBy(stranger, 9_000_000n);
      const { client } = await metered(2_000, { opened: { bestVoucher: shown } });
      bad.say(bad.demandEvent(bad.demand(2_000), shown));
      await paid(1);
      expect(bad.vouchers).toEqual([2_000n]);
      expect(client.connection.session?.cumulative).toBe(2_000n);
    });

    it("is believed when the payer's key did: a restored client goes on from there, by no more than its budget", async () => {
      const { key } = await market.payer(cover);
      const opened = { bestVoucher: await shownBy(key, 70_000n) };
      const { client, deliver } = await metered(2_000, { opened }, { key, limits: { session: 2_500n } });
      demand(2_000);
      await paid(1);
      await deliver(8_000);
      demand(10_000);
      await lostBy(client, "BUDGET_EXHAUSTED");
      expect(bad.vouchers).toEqual([72_000n, 72_500n]);
    });

    it("cannot lift the client above what the account can pay", async () => {
      const { key } = await market.payer(50_000n);
      const { client } = await metered(5_000, { opened: { bestVoucher: await shownBy(key, 49_000n) } }, { key });
      demand(5_000);
      await lostBy(client, "VOUCHER_ABOVE_COVER");
      expect(bad.vouchers).toEqual([50_000n]);
    });
  });

  it("that asks for reservations without end gets one step, not the deposit", async () => {
    const { client } = await metered(1_000);
    for (let count = 0; count < 50; count++) bad.say({ type: "reserve", reason: "more", ceiling: cover.toString() });
    demand(1_000);
    // Lines are answered in order: with this voucher every request before it has been looked at.
    await paid(1);
    expect(bad.reservations).toEqual([cover / 10n]);
    const kept = JSON.parse(await readFile(clientFiles(client.dir).reservations, "utf8")) as { ceiling: string }[];
    expect(kept.map(({ ceiling }) => BigInt(ceiling))).toEqual([cover / 10n]);
  });
});
