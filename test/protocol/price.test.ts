import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountDue, bytesCovered, protocolFee } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";

const anyBytes = fc.bigInt({ min: 0n, max: 2n ** 53n }).map(bytes);
const anyPrice = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(pricePerGB);

describe("what bytes cost", () => {
  it("is the ceiling of bytes x price / 10^9, once, from the total", () => {
    expect(amountDue(bytes(0), pricePerGB(100_000n))).toBe(0n);
    expect(amountDue(bytes(1), pricePerGB(100_000n))).toBe(1n);
    expect(amountDue(bytes(10_000), pricePerGB(100_000n))).toBe(1n);
    expect(amountDue(bytes(10_001), pricePerGB(100_000n))).toBe(2n);
    expect(amountDue(bytes(1_000_000_000), pricePerGB(100_000n))).toBe(100_000n);
    expect(amountDue(bytes(200_000_206), pricePerGB(120_000n))).toBe(24_001n);
  });

  it("is never free above price zero, and always free at it", () => {
    fc.assert(
      fc.property(anyBytes, anyPrice, (count, price) => {
        expect(amountDue(count, price) === 0n).toBe(count === 0n || price === 0n);
      }),
    );
  });

  it("grows with bytes and with price", () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, anyPrice, anyPrice, (a, b, p, q) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const [cheap, dear] = p < q ? [p, q] : [q, p];
        expect(amountDue(less, cheap)).toBeLessThanOrEqual(amountDue(more, dear));
      }),
    );
  });

  it("is at most one unit more in total when it is asked for in parts from running totals", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { maxLength: 50 }), anyPrice, (parts, price) => {
        let total = 0n;
        let paid = 0n;
        for (const part of parts) {
          total += BigInt(part);
          paid += amountDue(bytes(total), price) - paid;
        }
        expect(paid).toBe(amountDue(bytes(total), price));
      }),
    );
  });

  it("gives bytes back for money without giving more than was paid for", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 60n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }).map(pricePerGB),
        (amount, price) => {
          const covered = bytesCovered(amount, price) ?? 0n;
          expect((covered * price) / 1_000_000_000n).toBeLessThanOrEqual(amount);
          expect(((covered + 1n) * price + 999_999_999n) / 1_000_000_000n).toBeGreaterThan(amount - 1n);
        },
      ),
    );
    expect(bytesCovered(5n, pricePerGB(0n))).toBeUndefined();
  });

  it("M14: leaves the fee rounded down, so fee and net always make the gross", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }), fc.integer({ min: 0, max: 10_000 }), (gross, bps) => {
        const fee = protocolFee(gross, bps);
        expect(fee * 10_000n).toBeLessThanOrEqual(gross * BigInt(bps));
        expect((fee + 1n) * 10_000n).toBeGreaterThan(gross * BigInt(bps));
      }),
    );
  });
});
