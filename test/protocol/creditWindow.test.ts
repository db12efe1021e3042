import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowCap, windowFloor } from "../../protocol/constants.ts";
import {
  allowance,
  type Coverage,
  countedPaid,
  quantum,
  unreservedInUse,
  windowBytes,
} from "../../protocol/creditWindow.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
const coverage: fc.Arbitrary<Coverage> = fc.record({
  best: amount,
  settled: amount,
  countedLock: amount,
  unreserved: fc.bigInt({ min: 0n, max: 20_000n }),
});

describe("the credit window", () => {
  it("is half of what was paid, within 1 MiB and 64 MiB", () => {
    expect(windowBytes(bytes(0))).toBe(windowFloor);
    expect(windowBytes(bytes(windowFloor * 2n))).toBe(windowFloor);
    expect(windowBytes(bytes(10_000_000))).toBe(5_000_000n);
    expect(windowBytes(bytes(10n ** 12n))).toBe(windowCap);
    expect(quantum(windowFloor)).toBe(262_144n);
  });

  it("H3: counts as paid only what can be collected: settled, locked, and the unreserved allowance", () => {
    fc.assert(
      fc.property(coverage, (facts) => {
        const paid = countedPaid(facts);
        expect(paid).toBeLessThanOrEqual(facts.best);
        expect(paid).toBeLessThanOrEqual(facts.settled + facts.countedLock + facts.unreserved);
        expect(unreservedInUse(facts)).toBeLessThanOrEqual(facts.unreserved);
      }),
    );
  });

  it("H3: never lets the loss of a node on one channel exceed window and unreserved allowance together", () => {
    fc.assert(
      fc.property(coverage, amount, fc.bigInt({ min: 1n, max: 10n ** 9n }).map(pricePerGB), (facts, owed, price) => {
        const credit = allowance(facts, owed, price);
        if (credit === undefined) throw new Error("a price above zero has a limit");
        if (credit.left <= 0n) return;
        // After everything that may still flow has flowed, what is owed and cannot be collected is at most the window.
        const then = owed + (facts.best - countedPaid(facts)) + (credit.left * price) / 1_000_000_000n;
        const mostLoss = (windowCap * price) / 1_000_000_000n + 2n;
        expect(then).toBeLessThanOrEqual(mostLoss);
      }),
    );
  });

  it("shrinks with every unit that is owed, and grows with every unit that is paid", () => {
    fc.assert(
      fc.property(
        coverage,
        amount,
        amount,
        fc.bigInt({ min: 1n, max: 10n ** 9n }).map(pricePerGB),
        (facts, a, b, price) => {
          const [less, more] = a < b ? [a, b] : [b, a];
          expect(allowance(facts, more, price)?.left ?? 0n).toBeLessThanOrEqual(
            allowance(facts, less, price)?.left ?? 0n,
          );
          const richer = { ...facts, settled: facts.settled + a };
          expect(allowance(richer, less, price)?.left ?? 0n).toBeGreaterThanOrEqual(
            allowance(facts, less, price)?.left ?? 0n,
          );
        },
      ),
    );
  });

  it("has no limit at price zero", () => {
    const facts = { best: 0n, settled: 0n, countedLock: 0n, unreserved: 0n };
    expect(allowance(facts, 10n ** 9n, pricePerGB(0n))).toBeUndefined();
  });

  it("H3: gives a voucher nothing that nothing covers: a fresh key with a huge unreserved voucher gets the floor less its debt", () => {
    const facts = { best: 10n ** 12n, settled: 0n, countedLock: 0n, unreserved: 20_000n };
    const credit = allowance(facts, 0n, pricePerGB(100_000n));
    expect(credit?.left).toBeLessThan(0n);
  });

  it("H3: is the same to a payer who shows one small deposit to a thousand nodes: each loses its allowance and one floor at most", () => {
    const shown = pricePerGB(100_000n);
    for (const unreserved of [0n, 1n, 20_000n]) {
      const facts = { best: 10n ** 12n, settled: 0n, countedLock: 0n, unreserved };
      expect(countedPaid(facts)).toBe(unreserved);
      expect(allowance({ ...facts, best: unreserved }, 0n, shown)?.window).toBe(
        windowBytes(bytes((unreserved * 1_000_000_000n) / shown)),
      );
    }
  });

  it("L8: turns tokens into bytes rounded down, so that rounding never makes credit", () => {
    // 1 unit at 3 per GB is 333333333.3 bytes.
    const facts = { best: 1n, settled: 1n, countedLock: 0n, unreserved: 0n };
    expect(allowance(facts, 0n, pricePerGB(3n))?.window).toBe(windowCap);
    expect(allowance({ ...facts, best: 0n, settled: 0n }, 1n, pricePerGB(3n))?.left).toBe(windowFloor - 333_333_333n);
  });

  it("H11, M7, L14: shrinks by what a lock stops to count, near its expiry or after a reorg", () => {
    fc.assert(
      fc.property(coverage, amount, fc.bigInt({ min: 1n, max: 10n ** 9n }).map(pricePerGB), (facts, owed, price) => {
        const without = allowance({ ...facts, countedLock: 0n }, owed, price);
        expect(without?.left ?? 0n).toBeLessThanOrEqual(allowance(facts, owed, price)?.left ?? 0n);
        expect(countedPaid({ ...facts, countedLock: 0n })).toBeLessThanOrEqual(facts.settled + facts.unreserved);
      }),
    );
  });
});
