import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { claimsToSubmit, type WatchedFacts, watchState } from "../../node/watchPolicy.ts";

const now = 1_000_000;
const lead = 3_600;
const amount = fc.bigInt({ min: 0n, max: 1_000n });
const time = fc.integer({ min: now - 10_000, max: now + 10_000 });
const facts: fc.Arbitrary<WatchedFacts> = fc.record({
  cumulative: amount,
  settled: amount,
  settledFinal: amount,
  locked: amount,
  expiresAt: time,
  available: amount,
  requested: amount,
  readyAt: time,
});
const plain: WatchedFacts = {
  cumulative: 100n,
  settled: 0n,
  settledFinal: 0n,
  locked: 0n,
  expiresAt: 0,
  available: 500n,
  requested: 0n,
  readyAt: 0,
};

describe("what a watcher does with a voucher", () => {
  it("waits without a deadline while nothing that pays it is about to go", () => {
    expect(watchState(plain, now, lead)).toEqual({ kind: "waiting", amount: 100n, deadline: undefined });
    // A withdrawal that leaves enough for it takes nothing from it.
    const asked = { ...plain, requested: 400n, readyAt: now + 10 };
    expect(watchState(asked, now, lead)).toEqual({ kind: "waiting", amount: 100n, deadline: undefined });
  });

  it("submits it before its lock ends, and before a withdrawal takes what pays it", () => {
    const locked = { ...plain, locked: 60n, expiresAt: now + lead + 1 };
    expect(watchState(locked, now, lead)).toEqual({ kind: "waiting", amount: 100n, deadline: now + lead + 1 });
    expect(watchState(locked, now + 1, lead)).toEqual({ kind: "due", amount: 100n, deadline: now + lead + 1 });
    const asked = { ...plain, requested: 401n, readyAt: now + lead };
    expect(watchState(asked, now, lead)).toEqual({ kind: "due", amount: 100n, deadline: now + lead });
    // The nearer of both.
    expect(watchState({ ...locked, requested: 500n, readyAt: now + 5 }, now, lead)).toMatchObject({
      deadline: now + 5,
    });
  });

  it("is done only when it is paid for good, or nothing is left to pay it with", () => {
    expect(watchState({ ...plain, settled: 100n, settledFinal: 99n }, now, lead)).toEqual({ kind: "confirming" });
    expect(watchState({ ...plain, settled: 100n, settledFinal: 100n }, now, lead)).toEqual({ kind: "settled" });
    expect(watchState({ ...plain, available: 0n }, now, lead)).toEqual({ kind: "unpayable" });
    expect(watchState({ ...plain, settled: 100n, settledFinal: 120n }, now, lead)).toEqual({ kind: "settled" });
  });

  it("never claims more than is new and payable, and never falls back from due to waiting as time passes", () => {
    fc.assert(
      fc.property(facts, fc.nat({ max: 20_000 }), (facts, later) => {
        const state = watchState(facts, now, lead);
        if (state.kind !== "waiting" && state.kind !== "due") return;
        expect(state.amount).toBeGreaterThan(0n);
        expect(state.amount).toBeLessThanOrEqual(facts.cumulative - facts.settled);
        expect(state.amount).toBeLessThanOrEqual(facts.locked + facts.available);
        const then = watchState(facts, now + later, lead);
        if (state.kind === "due") expect(then.kind).toBe("due");
        if (state.deadline !== undefined && now + later >= state.deadline - lead) expect(then.kind).toBe("due");
      }),
    );
  });
});

describe("what goes into one call", () => {
  it("is never worth less than its gas, holds no claim worth less than its own, and the nearest deadlines first", () => {
    const claims = fc.array(fc.record({ amount, deadline: time }), { maxLength: 30 });
    const cost = fc.record({ call: amount, item: amount });
    fc.assert(
      fc.property(claims, cost, fc.integer({ min: 1, max: 20 }), (claims, cost, most) => {
        const chosen = claimsToSubmit(claims, cost, most);
        if (chosen.length === 0) return;
        expect(chosen.length).toBeLessThanOrEqual(most);
        const worth = chosen.reduce((sum, claim) => sum + claim.amount, 0n);
        expect(worth).toBeGreaterThan(cost.call + cost.item * BigInt(chosen.length));
        for (const claim of chosen) expect(claim.amount).toBeGreaterThan(cost.item);
        const last = Math.max(...chosen.map(({ deadline }) => deadline));
        const left = claims.filter((claim) => !chosen.includes(claim) && claim.amount > cost.item);
        for (const claim of left) expect(claim.deadline).toBeGreaterThanOrEqual(last);
      }),
    );
    expect(claimsToSubmit([{ amount: 12n, deadline: 1 }], { call: 10n, item: 1n }, 5)).toHaveLength(1);
    expect(claimsToSubmit([{ amount: 11n, deadline: 1 }], { call: 10n, item: 1n }, 5)).toEqual([]);
  });
});
