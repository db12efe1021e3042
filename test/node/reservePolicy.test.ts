import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shouldReserve } from "../../node/reservePolicy.ts";
import { tokenAmount } from "../../protocol/units.ts";

const facts = fc.record({
  claim: fc.bigInt({ min: -1_000n, max: 10n ** 9n }),
  cost: fc.bigInt({ min: 0n, max: 10n ** 6n }).map((value) => tokenAmount(value)),
  unreservedLimit: fc.bigInt({ min: 0n, max: 20_000n }),
});

describe("when a payer's reservation is relayed (docs/payments.md, rule 7)", () => {
  it("is at max(20 x gas, 0.02 USD) where U leaves that much room", () => {
    const limit = 10n ** 9n;
    expect(shouldReserve({ claim: 19_999n, cost: tokenAmount(1n), unreservedLimit: limit })).toBe(false);
    expect(shouldReserve({ claim: 20_000n, cost: tokenAmount(1n), unreservedLimit: limit })).toBe(true);
    expect(shouldReserve({ claim: 99_999n, cost: tokenAmount(5_000n), unreservedLimit: limit })).toBe(false);
    expect(shouldReserve({ claim: 100_000n, cost: tokenAmount(5_000n), unreservedLimit: limit })).toBe(true);
  });

  it("is at half of U where the rule would come later: who pays must not wait for a lock", () => {
    fc.assert(
      fc.property(facts, (given) => {
        if (given.claim > 0n && given.claim >= given.unreservedLimit / 2n) expect(shouldReserve(given)).toBe(true);
      }),
    );
  });

  it("is never without a claim, and a larger claim never relays less", () => {
    fc.assert(
      fc.property(facts, fc.bigInt({ min: 0n, max: 10n ** 9n }), (given, more) => {
        if (given.claim <= 0n) expect(shouldReserve(given)).toBe(false);
        else if (shouldReserve(given)) expect(shouldReserve({ ...given, claim: given.claim + more })).toBe(true);
      }),
    );
  });
});
