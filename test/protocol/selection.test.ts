import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expMinus, isShunned, medianOf, middleCapacity, weightOf } from "../../protocol/selection.ts";

describe("a node's weight", () => {
  const facts = {
    score: 950_000,
    bond: 1_000_000_000n,
    minimumStake: 1_000_000_000n,
    capacityMbps: 1_000,
    middleMbps: 1_000_000,
    price: 100_000n,
    medianPrice: 100_000n,
    shunned: false,
  };

  it("is nothing for 90 days after a slash, and what it was from then on", () => {
    expect(weightOf({ ...facts, shunned: true })).toBe(0n);
    const slashedAt = 1_900_000_000;
    expect(isShunned(slashedAt, slashedAt)).toBe(true);
    expect(isShunned(slashedAt, slashedAt + 90 * 86_400 - 1)).toBe(true);
    expect(isShunned(slashedAt, slashedAt + 90 * 86_400)).toBe(false);
    expect(isShunned(0, 0)).toBe(false);
  });

  it("counts no bond beyond three times the minimum: whoever stakes more buys nothing more", () => {
    const at = (times: bigint) => weightOf({ ...facts, bond: times * facts.minimumStake });
    expect(at(2n)).toBeGreaterThan(at(1n));
    expect(at(3n)).toBeGreaterThan(at(2n));
    expect(at(1_000n)).toBe(at(3n));
  });

  it("gains nothing from splitting one stake over many nodes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.bigInt({ min: 10n ** 6n, max: 3n * 10n ** 9n }),
        (parts, bond) => {
          const split = weightOf({ ...facts, bond: bond / BigInt(parts) }) * BigInt(parts);
          expect(split).toBeLessThanOrEqual(weightOf({ ...facts, bond }) + BigInt(parts));
        },
      ),
    );
  });

  const minimum = facts.minimumStake;
  const claim = fc.record({
    capacityMbps: fc.integer({ min: 1, max: 1_000_000 }),
    bond: fc.bigInt({ min: minimum, max: 4n * minimum }),
  });
  const counted = (claims: readonly { bond: bigint }[]) =>
    claims.reduce((sum, { bond }) => sum + (bond < 3n * minimum ? bond : 3n * minimum), 0n);

  it("counts no claim of capacity beyond what half of the others' stake claims, however much less stake lies", () => {
    const honest = fc.array(claim, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(honest, fc.array(claim, { maxLength: 40 }), (honest, liars) => {
        fc.pre(counted(liars) < counted(honest));
        const all = [...honest, ...liars.map(({ bond }) => ({ bond, capacityMbps: 1_000_000 }))];
        const middleMbps = middleCapacity(all, minimum);
        expect(middleMbps).toBeLessThanOrEqual(Math.max(...honest.map(({ capacityMbps }) => capacityMbps)));
        const lying = weightOf({ ...facts, capacityMbps: 1_000_000, middleMbps });
        expect(lying).toBe(weightOf({ ...facts, capacityMbps: middleMbps, middleMbps }));
      }),
    );
  });

  it("takes the middle claim by stake: half of it or more claims no more, half or more claims no less", () => {
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 40 }), (claims) => {
        const middle = middleCapacity(claims, minimum);
        const part = (which: (capacityMbps: number) => boolean) =>
          2n * counted(claims.filter(({ capacityMbps }) => which(capacityMbps)));
        expect(part((capacity) => capacity <= middle)).toBeGreaterThanOrEqual(counted(claims));
        expect(part((capacity) => capacity >= middle)).toBeGreaterThanOrEqual(counted(claims));
      }),
    );
    expect(middleCapacity([], minimum)).toBe(0);
    // Two small identities weigh no more than one with their stake, and none more than three minimums.
    const at = (capacityMbps: number, times: bigint) => ({ capacityMbps, bond: times * minimum });
    expect(middleCapacity([at(100, 3n), at(900, 1n), at(900, 1n)], minimum)).toBe(100);
    expect(middleCapacity([at(100, 3n), at(200, 1n), at(900, 1_000n)], minimum)).toBe(200);
  });

  it("rises with score, bond and capacity and falls with price", () => {
    const number = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, d) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const [cheap, dear] = c < d ? [BigInt(c), BigInt(d)] : [BigInt(d), BigInt(c)];
        const of = (score: number, bond: number, price: bigint) =>
          weightOf({ ...facts, score, bond: BigInt(bond), capacityMbps: score, price });
        expect(of(less, less, dear)).toBeLessThanOrEqual(of(more, more, cheap));
      }),
    );
  });

  it("is nothing at score zero", () => {
    expect(weightOf({ ...facts, score: 0 })).toBe(0n);
  });

  it("uses exp(-x) exact to a billionth, and nothing of it beyond twenty", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19_999 }), (thousandths) => {
        const exact = Math.exp(-thousandths / 1_000) * 1e9;
        expect(Math.abs(Number(expMinus(BigInt(thousandths), 1_000n)) - exact)).toBeLessThan(2);
      }),
    );
    expect(expMinus(0n, 5n)).toBe(10n ** 9n);
    expect(expMinus(20n, 1n)).toBe(0n);
    expect(expMinus(5n, 0n)).toBe(0n);
    expect(expMinus(0n, 0n)).toBe(10n ** 9n);
  });

  it("compares with the middle price, the lower one of two", () => {
    expect(medianOf([3n, 1n, 2n])).toBe(2n);
    expect(medianOf([4n, 1n, 2n, 3n])).toBe(2n);
    expect(medianOf([7n])).toBe(7n);
    expect(medianOf([])).toBe(0n);
  });
});
