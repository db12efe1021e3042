import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClaimBound } from "../../../client/export/claimBound.ts";

describe("what is believed of an exit that claims traffic which nobody here counts", () => {
  it("is everything that a line of that rate could have carried, and a burst of ten seconds", () => {
    const bound = new ClaimBound(80_000_000, 0);
    expect(bound.believe(100_000_000, 0)).toBe(100_000_000);
    expect(bound.believe(1, 0)).toBe(0);
    expect(bound.believe(50_000_000, 1_000)).toBe(10_000_000);
    // An idle hour saves up ten seconds and no more.
    expect(bound.believe(10 ** 12, 3_600_000)).toBe(100_000_000);
  });

  it("is at least 4 MiB, so that the first window of a slow line is paid", () => {
    expect(new ClaimBound(1_000, 0).believe(10 ** 9, 0)).toBe(4 * 1_048_576);
  });

  it("never exceeds burst and rate times time, whatever is claimed and when, and never falls below zero", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.array(fc.tuple(fc.integer({ min: -1_000, max: 10 ** 10 }), fc.integer({ min: 0, max: 60_000 }))),
        (rate, claims) => {
          const bound = new ClaimBound(rate, 0);
          let now = 0;
          let sum = 0;
          for (const [wanted, pause] of claims) {
            now += pause;
            const believed = bound.believe(wanted, now);
            expect(believed).toBeGreaterThanOrEqual(0);
            expect(believed).toBeLessThanOrEqual(Math.max(0, wanted));
            sum += believed;
            expect(sum).toBeLessThanOrEqual(Math.max(4 * 1_048_576, (rate / 8) * 10) + (rate * now) / 8_000 + 1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
