import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptedShare, type Claim, claimsToSettle, largestBatch, type SettleFacts } from "../../node/settlePolicy.ts";
import type { Address } from "../../protocol/ids.ts";

const now = 1_000_000;
const day = 86_400;
const address = (index: number): Address => `0x${index.toString(16).padStart(40, "0")}` as Address;
const claims = fc
  .array(
    fc.record({
      amount: fc.bigInt({ min: -10n, max: 10n ** 9n }),
      deadline: fc.option(fc.integer({ min: now - day, max: now + 3 * day }), { nil: undefined }),
    }),
    { maxLength: 250 },
  )
  .map((list): Claim[] => list.map((claim, at) => ({ ...claim, payer: address(at + 1) })));
const facts: fc.Arbitrary<SettleFacts> = fc.record({
  claims,
  now: fc.constant(now),
  costOfCall: fc.bigInt({ min: 0n, max: 10n ** 8n }),
  costOfItem: fc.bigInt({ min: 0n, max: 10n ** 7n }),
});

describe("the share of a claim that may go to gas", () => {
  it("is 5% until a day before the deadline, 50% from the deadline on, and never falls as time passes", () => {
    expect(acceptedShare({ deadline: undefined }, now)).toBe(50n);
    expect(acceptedShare({ deadline: now + day }, now)).toBe(50n);
    expect(acceptedShare({ deadline: now + day / 2 }, now)).toBe(275n);
    expect(acceptedShare({ deadline: now }, now)).toBe(500n);
    expect(acceptedShare({ deadline: now - 5 * day }, now)).toBe(500n);
    // A shorter ramp begins later and ends at the same share.
    expect(acceptedShare({ deadline: now + 2_400, rampSeconds: 2_400 }, now)).toBe(50n);
    expect(acceptedShare({ deadline: now + 1_200, rampSeconds: 2_400 }, now)).toBe(275n);
    expect(acceptedShare({ deadline: now, rampSeconds: 2_400 }, now)).toBe(500n);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 * day }), fc.integer({ min: 0, max: day }), (at, later) => {
        const deadline = now + day;
        const first = acceptedShare({ deadline }, now + at);
        expect(acceptedShare({ deadline }, now + at + later)).toBeGreaterThanOrEqual(first);
        expect(first).toBeGreaterThanOrEqual(50n);
        expect(first).toBeLessThanOrEqual(500n);
      }),
    );
  });
});

describe("what is settled now", () => {
  it("never costs more gas than the claims in it accept, together and each", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const chosen = claimsToSettle(given);
        if (chosen.length === 0) return;
        const accepted = (claim: Claim) => (claim.amount * acceptedShare(claim, now)) / 1000n;
        const purse = chosen.reduce((sum, claim) => sum + accepted(claim), 0n);
        expect(purse).toBeGreaterThanOrEqual(given.costOfCall + given.costOfItem * BigInt(chosen.length));
        for (const claim of chosen) {
          expect(accepted(claim)).toBeGreaterThanOrEqual(given.costOfItem);
          expect(claim.amount).toBeGreaterThan(0n);
        }
      }),
    );
  });

  it("is at most one call's worth, names each payer once, and is empty only when waiting is right", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const chosen = claimsToSettle(given);
        expect(chosen.length).toBeLessThanOrEqual(largestBatch);
        expect(new Set(chosen.map(({ payer }) => payer)).size).toBe(chosen.length);
        if (chosen.length > 0) return;
        // No single claim could have carried a call by itself.
        for (const claim of given.claims) {
          const accepted = (claim.amount * acceptedShare(claim, now)) / 1000n;
          if (claim.amount > 0n) expect(accepted).toBeLessThan(given.costOfCall + given.costOfItem);
        }
      }),
    );
  });

  it("leaves nobody behind who was worth it a moment ago: more time never takes a claim out, but for a fuller batch", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: day }), (given, later) => {
        const first = claimsToSettle(given);
        const second = claimsToSettle({ ...given, now: now + later });
        if (first.length > 0) expect(second.length).toBeGreaterThanOrEqual(first.length);
      }),
    );
  });

  it("takes those near their deadline first when there are more than fit: a large claim with time does not push them out", () => {
    const patient = Array.from(
      { length: largestBatch + 20 },
      (_, at): Claim => ({
        payer: address(at + 1),
        amount: 10n ** 9n,
        deadline: undefined,
      }),
    );
    const urgent: Claim = { payer: address(9_999), amount: 1_000n, deadline: now + 60 };
    const chosen = claimsToSettle({ claims: [...patient, urgent], now, costOfCall: 10n, costOfItem: 10n });
    expect(chosen).toHaveLength(largestBatch);
    expect(chosen[0]).toEqual(urgent);
  });

  it("waits with small claims until together they carry the call", () => {
    const claim = (at: number): Claim => ({ payer: address(at), amount: 1_000n, deadline: undefined });
    const costs = { now, costOfCall: 100n, costOfItem: 10n };
    // Each brings 50 and costs 10: three of them carry the call, two do not.
    expect(claimsToSettle({ ...costs, claims: [claim(1), claim(2)] })).toEqual([]);
    expect(claimsToSettle({ ...costs, claims: [claim(1), claim(2), claim(3)] })).toHaveLength(3);
  });
});
