import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BudgetLimits, budgetLeft, bytesRemaining, dayStart, mayFlow } from "../../client/budget.ts";

const none: BudgetLimits = { session: undefined, day: undefined, sessionBytes: undefined, dayBytes: undefined };
const nothing = { session: 0n, day: 0n, sessionBytes: 0, dayBytes: 0 };

describe("a budget", () => {
  it("without limits ends nothing", () => {
    expect(mayFlow(none, { session: 10n ** 24n, day: 10n ** 24n, sessionBytes: 2 ** 50, dayBytes: 2 ** 50 })).toBe(
      true,
    );
    expect(bytesRemaining(none, { session: 5, day: 5 })).toBeUndefined();
  });

  it("of each kind stops traffic at its limit, by itself", () => {
    expect(mayFlow({ ...none, session: 5n }, { ...nothing, session: 5n })).toBe(false);
    expect(mayFlow({ ...none, day: 5n }, { ...nothing, day: 5n })).toBe(false);
    expect(mayFlow({ ...none, sessionBytes: 5 }, { ...nothing, sessionBytes: 5 })).toBe(false);
    expect(mayFlow({ ...none, dayBytes: 5 }, { ...nothing, dayBytes: 5 })).toBe(false);
    expect(mayFlow({ session: 6n, day: 6n, sessionBytes: 6, dayBytes: 6 }, nothing)).toBe(true);
  });

  it("of zero lets nothing through, not everything", () => {
    for (const kind of ["session", "day"] as const) expect(mayFlow({ ...none, [kind]: 0n }, nothing)).toBe(false);
    for (const kind of ["sessionBytes", "dayBytes"] as const)
      expect(mayFlow({ ...none, [kind]: 0 }, nothing)).toBe(false);
  });

  it("leaves the least of its rests, never less than nothing, and no more than a limit allows (property)", () => {
    const amount = fc.option(fc.bigInt(0n, 1n << 96n), { nil: undefined });
    const spent = fc.bigInt(0n, 1n << 97n);
    fc.assert(
      fc.property(amount, amount, spent, spent, (session, day, spentInSession, spentInDay) => {
        const left = budgetLeft({ ...none, session, day }, { ...nothing, session: spentInSession, day: spentInDay });
        expect(left).toBeGreaterThanOrEqual(0n);
        for (const [limit, used] of [
          [session, spentInSession],
          [day, spentInDay],
        ] as const)
          if (limit !== undefined) expect(left === 0n || left + used <= limit).toBe(true);
      }),
    );
  });

  it("says how many bytes are left: the lesser rest, never below zero", () => {
    const limits = { ...none, sessionBytes: 100, dayBytes: 500 };
    expect(bytesRemaining(limits, { session: 40, day: 60 })).toBe(60);
    expect(bytesRemaining(limits, { session: 40, day: 470 })).toBe(30);
    expect(bytesRemaining(limits, { session: 101, day: 0 })).toBe(0);
  });

  it("has days that begin at midnight UTC", () => {
    expect(dayStart(Date.UTC(2026, 10, 24, 23, 59, 59) / 1000)).toBe(Date.UTC(2026, 10, 24) / 1000);
    expect(dayStart(Date.UTC(2026, 10, 25) / 1000)).toBe(Date.UTC(2026, 10, 25) / 1000);
  });
});
