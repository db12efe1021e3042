import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gate } from "../../node/dataplane/gate.ts";
import { unreservedPerChannel, unreservedPerNode, windowFloor } from "../../protocol/constants.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { type Market, openMarket, type TestNode, testClock } from "../support/market.ts";
import { floorsAnHour, type Newcomer, openAsPayer, openNewcomers } from "../support/newcomers.ts";

const payersOfBudget = Number(unreservedPerNode / unreservedPerChannel);

describe("what an exit risks on all payers together", () => {
  let market: Market;
  let node: TestNode;
  let secp: Secp256k1;
  const clock = testClock();
  let newcomer: () => Promise<Newcomer>;

  beforeAll(async () => {
    market = await openMarket();
    secp = await loadSecp256k1();
    node = await market.node({ price: "10", clock, overrides: { settleIntervalSeconds: 86_400 } });
    newcomer = await openNewcomers(market);
  });
  afterAll(() => market.close());

  const open = async (payer: Newcomer) => {
    const { sessions } = node.running;
    const opened = await openAsPayer(node, payer);
    const voucher = (sum: bigint) =>
      signVoucher(
        paymentsDomain(market.network.chainId, market.network.paymentChannels),
        node.id,
        tokenAmount(sum),
        secp.signer(payer.key),
      );
    return {
      ...payer,
      terms: opened.terms,
      gate: sessions.admit(opened.session, opened.token) as Gate,
      close: () => sessions.closeSession(opened.session),
      pay: (sum: bigint) =>
        sessions.submitVoucher(opened.session, { cumulative: sum.toString(), signature: voucher(sum).signature }),
    };
  };

  it("is 64 MiB an hour of floor credit for newcomers, and 5 USD of unreserved vouchers; both come back", {
    timeout: 240_000,
  }, async () => {
    const all: Awaited<ReturnType<typeof open>>[] = [];
    const started = clock.nowSeconds();
    let waiting: Newcomer[] = [];
    for (let hour = 0; all.length < payersOfBudget; hour++) {
      const refused: Newcomer[] = [];
      const before = all.length;
      for (let batch = 0; batch < 75; batch += 25) {
        while (waiting.length < 25) waiting.push(await newcomer());
        const trying = waiting.splice(0, 25);
        for (const [at, outcome] of (await Promise.allSettled(trying.map(open))).entries()) {
          if (outcome.status === "fulfilled") all.push(outcome.value);
          else {
            expect(outcome.reason).toMatchObject({ code: "FLOOR_SPENT", retryable: true });
            // In whole seconds, rounded up: who comes back then finds it.
            expect(outcome.reason.data.seconds).toBeLessThanOrEqual(Math.ceil(3_600 / floorsAnHour));
            refused.push(trying[at] as Newcomer);
          }
        }
      }
      // An hour's worth, and what was refilled meanwhile (nothing: this clock stands still but for the test's own seconds).
      const refilled = Math.ceil((clock.nowSeconds() - started - hour * 3_600) / (3_600 / floorsAnHour));
      expect(all.length - before).toBeGreaterThanOrEqual(floorsAnHour);
      expect(all.length - before).toBeLessThanOrEqual(floorsAnHour + refilled);
      for (const { terms } of all.slice(before)) expect(terms.allowanceBytes).toBe(windowFloor.toString());
      // Each uses a byte of it: credit that nobody used would come back when its session falls silent, and be given once more.
      for (const { gate } of all.slice(before)) expect(gate.pass(1)).toBe(true);
      // Everybody's U is promised before sessions fall silent.
      await Promise.all(all.slice(before).map((session) => session.pay(unreservedPerChannel)));
      waiting = refused;
      // An hour later the floors are there again.
      clock.advance(3_600);
    }

    // Unreserved vouchers: everybody's U, and then nobody's.
    const late = await open(await newcomer());
    expect(late.terms.unreservedLimit).toBe("0");
    const given = await late.pay(1_000n);
    // Its voucher is held and not counted: nothing flows on it.
    expect(given.allowanceBytes).not.toBe(windowFloor.toString());

    // A payer that leaves takes nothing of the budget with it: what it owes is settled, and then others have room again.
    for (const session of all) await session.close().catch(() => {});
    clock.advance(61);
    node.running.sessions.tick();
    for (let batch = 0; batch < payersOfBudget; batch += 100) await node.running.settler.run(true);
    await node.running.settler.run(true);
    expect(node.running.settler.pending()).toBe(0n);
    const next = await open(await newcomer());
    expect(next.terms.unreservedLimit).toBe(unreservedPerChannel.toString());
    // One that has settled before needs no floor.
    const known = all[0];
    if (known === undefined) throw new Error("nobody");
    expect(BigInt((await open(known)).terms.allowanceBytes)).toBeGreaterThan(0n);
  });
});
