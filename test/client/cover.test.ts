import { mkdtempSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../chain/chain.ts";
import { coverFor } from "../../client/cover.ts";
import { ReservationBook } from "../../client/reservationBook.ts";
import { openVoucherBook } from "../../client/voucherBook.ts";
import { walletFromKey } from "../../client/wallet/wallet.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import { systemClock } from "../../runtime/clock.ts";
import { ByteReader } from "../support/byteReader.ts";
import { openClient } from "../support/client.ts";
import { openFalseIndexer } from "../support/falseIndexer.ts";
import { type FalseNode, openFalseNode } from "../support/falseNode.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";

const cover = 100_000n;

describe("what a payer can promise one node", () => {
  let market: Market;
  let first: FalseNode;
  let second: FalseNode;
  beforeAll(async () => {
    market = await openMarket();
    [first, second] = [await openFalseNode(market), await openFalseNode(market)];
  });
  afterAll(() => market.close());

  it("is what no other node was promised: by vouchers beyond its lock, and by a reservation as far as it goes beyond those", async () => {
    const { network } = market;
    const wallet = await walletFromKey((await market.payer(cover)).key);
    const at = { chainId: network.chainId, contract: network.paymentChannels };
    const dir = mkdtempSync(join(market.dir, "cover-"));
    const book = await openVoucherBook(join(dir, "vouchers"), at);
    const reservations = await ReservationBook.open(join(dir, "reservations"), at);
    const chain = await openChain({ network });
    const options = { chain, wallet, book, reservations, clock: systemClock, otherHop: () => undefined };
    const spendable = async ({ id }: FalseNode) => (await coverFor(id, options)).spendable;
    expect(await spendable(second)).toBe(100_000n);
    const domain = paymentsDomain(network.chainId, network.paymentChannels);
    const now = systemClock.nowSeconds();
    await book.keep(signVoucher(domain, first.id, tokenAmount(60_000n), wallet.sign), 60_000n, now);
    expect(await spendable(second)).toBe(40_000n);
    const reservation = { ceiling: tokenAmount(75_000n), expiresAt: unixSeconds(now + 3_600), epoch: 0 };
    await reservations.keep({ node: first.id, signature: "0x", ...reservation });
    expect(await spendable(second)).toBe(25_000n);
    // What the node itself was promised is its own.
    expect(await spendable(first)).toBe(100_000n);
    // The lasting half of a route counts its own promises as it makes them.
    const hop = { ...options, otherHop: () => ({ node: first }) as never };
    expect((await coverFor(second.id, hop)).spendable).toBe(100_000n);
    await book.close();
  });

  it("is not what the node that was left holds vouchers for: both can be paid in full", async () => {
    const indexer = await openFalseIndexer(market, () => [first.entry, second.entry]);
    const { key } = await market.payer(cover);
    const dir = mkdtempSync(join(market.dir, "client-"));
    /** Bytes of this size from a node, asked to be paid for. */
    const use = async (node: FalseNode, size: number) => {
      let side: Socket | undefined;
      node.manners = {
        tunnel: (socket) => {
          side = socket;
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
        },
      };
      node.vouchers.length = 0;
      const client = await openClient(market, { key, dir, indexers: [indexer.url], filters: { node: node.id } });
      const program = connect(client.socksPort, "127.0.0.1");
      program.on("error", () => {});
      program.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80]));
      expect((await new ByteReader(program).take(12))[3]).toBe(0);
      side?.write(Buffer.alloc(size, 7));
      await eventually("the bytes on the meter", () => client.connection.totals.bytes === size);
      node.say(node.demandEvent(node.demand(size)));
      return client;
    };
    const before = await use(first, 60_000);
    await eventually("the first voucher", () => first.vouchers.length === 1);
    await before.close();
    // The first one's reservation may still lock 80,000 in all, and it holds a voucher for 60,000 of them.
    const after = await use(second, 70_000);
    await eventually("an end", () => after.lost.length > 0);
    expect({ lost: after.lost, first: first.vouchers, second: second.vouchers }).toEqual({
      ...{ lost: ["VOUCHER_ABOVE_COVER"], first: [60_000n], second: [20_000n] },
    });
    await after.close();
  });
});
