/**
 * The two machines against each other: an exit and a payer that meter the same traffic, over a network that loses nothing but delays everything. What
 * must hold is docs/payments.md, rules 1 to 7; the adversaries are those of its review.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowCap } from "../../protocol/constants.ts";
import { allowance, countedPaid } from "../../protocol/creditWindow.ts";
import {
  bytesLeft,
  type DemandTotals,
  type ExitEvent,
  type ExitSession,
  exitSession,
  newExitSession,
  owedOnQuote,
} from "../../protocol/exitSession.ts";
import { newPayerSession, payerSession } from "../../protocol/payerSession.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB, tokenAmount } from "../../protocol/units.ts";

const price = pricePerGB(100_000n);
const facts = (best: bigint, settled = 0n) => ({
  coverage: { best, settled, countedLock: 10n ** 9n, unreserved: 20_000n },
  owedElsewhere: 0n,
  mayDemand: true,
  floor: true,
});
const demandsOf = (effects: ReturnType<typeof exitSession>["effects"]): DemandTotals[] =>
  effects.flatMap((effect) => (effect.type === "demand" ? [effect.totals] : []));

describe("an exit and a payer", () => {
  it("agree to the unit on what was moved, whatever the pieces, when both are honest", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 1, maxLength: 60 }), (pieces) => {
        let exit: ExitSession = newExitSession(price, facts(0n));
        let payer = newPayerSession(price, 0n);
        let moved = 0n;
        const answer = (demand: DemandTotals) => {
          const step = payerSession(payer, {
            type: "demand",
            sequence: demand.sequence,
            amount: demand.amount,
            metered: bytes(moved),
            limits: { budgetLeft: 10n ** 12n, mostCumulative: 10n ** 12n },
          });
          const before = payer.best;
          payer = step.state;
          if (step.effects.some((effect) => effect.type === "sign"))
            exit = exitSession(exit, {
              type: "voucher",
              increment: payer.best - before,
              coverage: facts(payer.best).coverage,
            }).state;
        };
        for (const piece of pieces) {
          const left = bytesLeft(exit) ?? 0n;
          const step = left < BigInt(piece) ? left : BigInt(piece);
          if (step > 0n) moved += step;
          const next = exitSession(exit, { type: "traffic", bytesTotal: bytes(moved) });
          exit = next.state;
          for (const demand of demandsOf(next.effects)) answer(demand);
        }
        const last = exitSession(exit, { type: "close" });
        exit = last.state;
        for (const demand of demandsOf(last.effects)) answer(demand);
        expect(payer.best).toBe(amountDue(bytes(moved), price));
        expect(owedOnQuote(exit)).toBe(0n);
      }),
    );
  });

  it("H3: lose at most one window when the payer stops paying at any moment", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 8_000_000 }), (answers, piece) => {
        let exit: ExitSession = newExitSession(price, facts(0n));
        let best = 0n;
        let moved = 0n;
        let answered = 0;
        for (let round = 0; round < 200; round++) {
          const left = bytesLeft(exit) ?? 0n;
          if (left <= 0n) break;
          moved += left < BigInt(piece) ? left : BigInt(piece);
          const step = exitSession(exit, { type: "traffic", bytesTotal: bytes(moved) });
          exit = step.state;
          for (const demand of demandsOf(step.effects)) {
            if (answered++ >= answers) continue;
            const increment = demand.amount - exit.paidOnQuote;
            best += increment;
            exit = exitSession(exit, { type: "voucher", increment, coverage: facts(best).coverage }).state;
          }
        }
        const unpaid = moved - (best * 1_000_000_000n) / price;
        const credit = allowance(facts(best).coverage, 0n, price);
        expect(unpaid).toBeLessThanOrEqual((credit?.window ?? 0n) + 10_000n);
        expect(unpaid).toBeLessThanOrEqual(windowCap + 10_000n);
      }),
    );
  });
});

describe("the exit's machine", () => {
  const anyEvent: fc.Arbitrary<(total: bigint) => ExitEvent> = fc.oneof(
    fc.integer({ min: 0, max: 4_000_000 }).map(
      (more) =>
        (total: bigint): ExitEvent => ({
          type: "traffic",
          bytesTotal: bytes(total + BigInt(more)),
        }),
    ),
    fc.bigInt({ min: 0n, max: 500n }).map(
      (increment) => (): ExitEvent => ({
        type: "voucher",
        increment,
        coverage: facts(increment).coverage,
      }),
    ),
    fc.constant((): ExitEvent => ({ type: "tick" })),
    fc.boolean().map((mayDemand) => (): ExitEvent => ({ type: "facts", ...facts(0n), mayDemand })),
    fc.constant((): ExitEvent => ({ type: "close" })),
  );

  it("M5: has at most one demand out, with totals and sequence that only grow, and never above its own quote", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 80 }), (events) => {
        let exit: ExitSession = newExitSession(price, facts(0n));
        let last: DemandTotals | undefined;
        let out = false;
        for (const make of events) {
          const event = make(exit.bytesTotal);
          const closing = event.type === "close";
          if (event.type === "voucher") out = false;
          const step = exitSession(exit, event);
          for (const demand of demandsOf(step.effects)) {
            expect(out && !closing).toBe(false);
            expect(demand.amount).toBe(amountDue(demand.bytesTotal, price));
            expect(demand.sequence).toBe((last?.sequence ?? 0n) + 1n);
            expect(demand.bytesTotal).toBeGreaterThanOrEqual(last?.bytesTotal ?? 0n);
            expect(demand.amount).toBeGreaterThanOrEqual(last?.amount ?? 0n);
            last = demand;
            out = true;
          }
          exit = step.state;
        }
      }),
    );
  });

  it("asks at every quarter of the window, so that paying overlaps moving", () => {
    let exit: ExitSession = newExitSession(price, facts(0n));
    let step = exitSession(exit, { type: "traffic", bytesTotal: bytes(262_143) });
    expect(demandsOf(step.effects)).toEqual([]);
    step = exitSession(step.state, { type: "traffic", bytesTotal: bytes(262_144) });
    expect(demandsOf(step.effects)).toHaveLength(1);
    exit = step.state;
    step = exitSession(exit, { type: "traffic", bytesTotal: bytes(1_000_000) });
    expect(demandsOf(step.effects)).toEqual([]);
  });

  it("M5: counts what the payer's other sessions owe against the same window", () => {
    const alone = newExitSession(price, facts(0n));
    const beside = newExitSession(price, { ...facts(0n), owedElsewhere: 100n });
    expect((bytesLeft(alone) ?? 0n) - (bytesLeft(beside) ?? 0n)).toBe(1_000_000n);
  });

  it("M1: gives a payer without floor credit nothing before something is covered", () => {
    const fresh = newExitSession(price, { ...facts(0n), floor: false });
    expect(bytesLeft(fresh)).toBe(0n);
    const covered = newExitSession(price, { ...facts(50n), floor: false });
    expect(bytesLeft(covered)).toBeGreaterThan(0n);
  });

  it("asks again for a debt that a short voucher left, when time passes", () => {
    const exit: ExitSession = newExitSession(price, facts(0n));
    const asked = exitSession(exit, { type: "traffic", bytesTotal: bytes(900_000) });
    const short = exitSession(asked.state, { type: "voucher", increment: 1n, coverage: facts(1n).coverage });
    const again = exitSession(short.state, { type: "tick" });
    expect(demandsOf([...short.effects, ...again.effects]).length).toBeGreaterThan(0);
  });
});

describe("the payer's machine", () => {
  it("M6, L17: never signs above its own meter, its budget or what its account can pay, whatever is demanded", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            amount: fc.bigInt({ min: 0n, max: 10n ** 9n }),
            moved: fc.integer({ min: 0, max: 50_000_000 }),
            budget: fc.bigInt({ min: 0n, max: 5_000n }),
            most: fc.bigInt({ min: 0n, max: 6_000n }),
          }),
          { maxLength: 40 },
        ),
        fc.bigInt({ min: 0n, max: 1_000n }),
        (rounds, start) => {
          let payer = newPayerSession(price, start);
          let metered = 0n;
          for (const [index, { amount, moved, budget, most }] of rounds.entries()) {
            metered += BigInt(moved);
            const before = payer;
            const { state, effects } = payerSession(payer, {
              type: "demand",
              sequence: BigInt(index),
              amount: tokenAmount(amount),
              metered: bytes(metered),
              limits: { budgetLeft: budget, mostCumulative: most },
            });
            payer = state;
            expect(payer.signedOnQuote).toBeLessThanOrEqual(amountDue(bytes(metered), price));
            const increment = payer.best - before.best;
            expect(increment).toBeGreaterThanOrEqual(0n);
            expect(increment).toBeLessThanOrEqual(budget);
            if (increment > 0n) expect(payer.best).toBeLessThanOrEqual(most);
            for (const effect of effects) if (effect.type === "sign") expect(effect.cumulative).toBe(payer.best);
          }
        },
      ),
    );
  });

  it("stops by name: the budget or the deposit", () => {
    const payer = newPayerSession(price, 0n);
    const ask = (limits: { budgetLeft: bigint; mostCumulative: bigint }) =>
      payerSession(payer, {
        type: "demand",
        sequence: 1n,
        amount: tokenAmount(100n),
        metered: bytes(1_000_000),
        limits,
      }).effects;
    expect(ask({ budgetLeft: 40n, mostCumulative: 1_000n })).toEqual([
      { type: "sign", sequence: 1n, cumulative: 40n },
      { type: "stop", code: "BUDGET_EXHAUSTED" },
    ]);
    expect(ask({ budgetLeft: 1_000n, mostCumulative: 0n })).toEqual([{ type: "stop", code: "VOUCHER_ABOVE_COVER" }]);
    expect(ask({ budgetLeft: 1_000n, mostCumulative: 1_000n })).toEqual([
      { type: "sign", sequence: 1n, cumulative: 100n },
    ]);
  });

  it("M5: heals upwards only from a voucher it is shown", () => {
    const payer = newPayerSession(price, 50n);
    expect(payerSession(payer, { type: "shown", cumulative: 80n }).state.best).toBe(80n);
    expect(payerSession(payer, { type: "shown", cumulative: 20n }).state.best).toBe(50n);
  });
});

describe("two devices with one payer key", () => {
  it("M5: lose nothing to each other when each signs on top of the best voucher it is shown", () => {
    const device = fc.record({ first: fc.boolean(), moved: fc.integer({ min: 1, max: 5_000_000 }) });
    fc.assert(
      fc.property(fc.array(device, { minLength: 1, maxLength: 40 }), (turns) => {
        let held = 0n;
        const devices = [0, 1].map(() => ({ machine: newPayerSession(price, 0n), moved: 0n }));
        for (const { first, moved } of turns) {
          const one = devices[first ? 0 : 1];
          if (one === undefined) throw new Error("no device");
          one.moved += BigInt(moved);
          // The node has one demand out per channel, and sends with it the best voucher that it holds.
          one.machine = payerSession(one.machine, { type: "shown", cumulative: held }).state;
          const { state, effects } = payerSession(one.machine, {
            type: "demand",
            sequence: 1n,
            amount: amountDue(bytes(one.moved), price),
            metered: bytes(one.moved),
            limits: { budgetLeft: 10n ** 12n, mostCumulative: 10n ** 12n },
          });
          one.machine = state;
          for (const effect of effects) {
            if (effect.type !== "sign") throw new Error(effect.code);
            expect(effect.cumulative).toBeGreaterThan(held);
            held = effect.cumulative;
          }
        }
        expect(held).toBe(devices.reduce((sum, { moved }) => sum + amountDue(bytes(moved), price), 0n));
      }),
    );
  });
});

describe("a node that was killed", () => {
  it("H5: begins again from zero: its counters are under a new quote, and only the channel's voucher goes on", () => {
    let exit: ExitSession = newExitSession(price, facts(0n));
    exit = exitSession(exit, { type: "traffic", bytesTotal: bytes(10_000_000) }).state;
    expect(exit.sequence).toBe(1n);
    const restarted = newExitSession(price, facts(900n, 900n));
    expect(restarted).toMatchObject({
      bytesTotal: 0n,
      sequence: 0n,
      paidOnQuote: 0n,
      lastDemand: undefined,
      outstanding: false,
    });
    expect(restarted.coverage.best).toBe(900n);
    expect(owedOnQuote(restarted)).toBe(0n);
  });

  it("H5: leaves a payer that owes nothing for bytes of the old quote under the new one", () => {
    const old = payerSession(newPayerSession(price, 0n), {
      type: "demand",
      sequence: 7n,
      amount: tokenAmount(100n),
      metered: bytes(1_000_000),
      limits: { budgetLeft: 10_000n, mostCumulative: 10_000n },
    }).state;
    const fresh = newPayerSession(price, old.best);
    const { state } = payerSession(fresh, {
      type: "demand",
      sequence: 1n,
      amount: tokenAmount(10n),
      metered: bytes(100_000),
      limits: { budgetLeft: 10_000n, mostCumulative: 10_000n },
    });
    expect(state.best).toBe(110n);
  });
});

describe("a dishonest exit", () => {
  it("M6: gains nothing by demanding more than it carried", () => {
    const payer = newPayerSession(price, 0n);
    const { state } = payerSession(payer, {
      type: "demand",
      sequence: 1n,
      amount: tokenAmount(10n ** 9n),
      metered: bytes(5_000_000),
      limits: { budgetLeft: 10n ** 12n, mostCumulative: 10n ** 12n },
    });
    expect(state.best).toBe(amountDue(bytes(5_000_000), price));
    expect(countedPaid(facts(state.best).coverage)).toBe(state.best);
  });
});
