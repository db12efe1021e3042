import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress } from "../../protocol/ids.ts";
import {
  type Candidate,
  defaultShares,
  draw,
  expMinus,
  isShunned,
  medianOf,
  sharesOf,
  weightOf,
} from "../../protocol/selection.ts";

const whole = 10n ** 12n;
/** Shares are rounded down in each of a few rounds, so a sum of them may miss by some units of 10^-12. */
const rounding = 10_000n;
const address = (number: number) => parseAddress(`0x${(number + 1).toString(16).padStart(40, "0")}`);
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const candidate = (number: number, more: Partial<Candidate> = {}): Candidate => ({
  id: address(number),
  operator: address(10_000 + number),
  networks: [`net${number}`],
  weight: 1_000_000n,
  newcomer: false,
  ...more,
});
const sumWhere = (candidates: readonly Candidate[], shares: readonly bigint[], test: (one: Candidate) => boolean) =>
  sum(candidates.map((one, index) => (test(one) ? (shares[index] ?? 0n) : 0n)));

const market = (operators: number, networks: number) =>
  fc
    .array(
      fc.record({
        operator: fc.integer({ min: 0, max: operators }),
        network: fc.integer({ min: 0, max: networks }),
        weight: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 1_000n })),
        newcomer: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
      }),
      { minLength: 1, maxLength: 60 },
    )
    .map((rows) =>
      rows.map((row, index) =>
        candidate(index, {
          operator: address(10_000 + row.operator),
          networks: [`net${row.network}`],
          weight: row.weight,
          newcomer: row.newcomer,
        }),
      ),
    );

describe("a node's weight", () => {
  const facts = {
    score: 950_000,
    bond: 1_000_000_000n,
    minimumStake: 1_000_000_000n,
    capacityMbps: 1_000,
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

describe("the shares of a market", () => {
  it("are never negative and never more than the whole, whatever the market", () => {
    fc.assert(
      fc.property(market(12, 8), (candidates) => {
        const shares = sharesOf(candidates);
        expect(shares).toHaveLength(candidates.length);
        for (const share of shares) expect(share).toBeGreaterThanOrEqual(0n);
        expect(sum(shares)).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it("follow the weights where no cap binds", () => {
    const candidates = Array.from({ length: 100 }, (_, index) => candidate(index, { weight: BigInt(1_000 + index) }));
    const shares = sharesOf(candidates);
    const total = sum(candidates.map(({ weight }) => weight));
    for (const [index, share] of shares.entries())
      expect(share).toBe(((candidates[index]?.weight ?? 0n) * whole) / total);
  });

  it("hold an operator to 5% and a network to 10%, however much weight they bring", () => {
    const candidates = Array.from({ length: 60 }, (_, index) => candidate(index));
    const giant = Array.from({ length: 20 }, (_, index) =>
      candidate(100 + index, { operator: address(1), weight: 10n ** 12n }),
    );
    const block = Array.from({ length: 20 }, (_, index) =>
      candidate(200 + index, { networks: ["crowded"], weight: 10n ** 12n }),
    );
    const all = [...candidates, ...giant, ...block];
    const shares = sharesOf(all);
    expect(sumWhere(all, shares, ({ operator }) => operator === address(1))).toBeLessThanOrEqual(
      whole / 20n + rounding,
    );
    expect(sumWhere(all, shares, ({ networks }) => networks.includes("crowded"))).toBeLessThanOrEqual(
      whole / 10n + rounding,
    );
  });

  it("keep an operator's cap when a network's cap sets weight free", () => {
    const shared = fc.bigInt({ min: 1n, max: 10n ** 6n });
    fc.assert(
      fc.property(
        fc.array(shared, { minLength: 40, maxLength: 60 }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        (weights, heavy) => {
          const all = [
            ...weights.map((weight, index) => candidate(index, { weight })),
            candidate(100, { operator: address(1), weight: heavy }),
            ...[0, 1, 2, 3].map((index) => candidate(200 + index, { networks: ["crowded"], weight: heavy })),
          ];
          const shares = sharesOf(all);
          for (const { operator } of all)
            expect(sumWhere(all, shares, (one) => one.operator === operator)).toBeLessThanOrEqual(
              whole / 20n + rounding,
            );
          expect(sumWhere(all, shares, ({ networks }) => networks.includes("crowded"))).toBeLessThanOrEqual(
            whole / 10n + rounding,
          );
        },
      ),
    );
  });

  it("hold every group to its cap, or to an even split where there are too few groups, plus the newcomers' part", () => {
    fc.assert(
      fc.property(market(40, 30), (candidates) => {
        if (sum(candidates.map(({ weight }) => weight)) === 0n) return;
        const shares = sharesOf(candidates);
        const spread = (whole * defaultShares.newcomerPercent) / 100n;
        const operators = new Set(candidates.map(({ operator }) => operator));
        const networks = new Set(candidates.flatMap((one) => one.networks));
        const most = (percent: bigint, groups: number) => {
          const wanted = (whole * percent) / 100n;
          const even = whole / BigInt(groups);
          return (wanted > even ? wanted : even) + spread + rounding;
        };
        for (const operator of operators)
          expect(sumWhere(candidates, shares, (one) => one.operator === operator)).toBeLessThanOrEqual(
            most(defaultShares.operatorPercent, operators.size),
          );
        for (const network of networks)
          expect(sumWhere(candidates, shares, (one) => one.networks.includes(network))).toBeLessThanOrEqual(
            most(defaultShares.networkPercent, networks.size),
          );
      }),
      { numRuns: 500 },
    );
  });

  it("are an even split where caps cannot hold: three operators have a third each", () => {
    const shares = sharesOf([candidate(0, { weight: 10n ** 9n }), candidate(1), candidate(2)]);
    for (const share of shares) expect(share).toBeLessThanOrEqual(whole / 3n + rounding);
    expect(sum(shares)).toBeGreaterThan(whole - rounding);
  });

  it("give newcomers four percent together, evenly, beside what their weight brings", () => {
    const mature = Array.from({ length: 40 }, (_, index) => candidate(index));
    const fresh = Array.from({ length: 4 }, (_, index) => candidate(100 + index, { newcomer: true, weight: 0n }));
    const all = [...mature, ...fresh];
    const shares = sharesOf(all);
    for (const share of shares.slice(40)) expect(share).toBe(whole / 100n);
    expect(sum(shares)).toBeLessThanOrEqual(whole);
  });

  it("are even where nobody has weight, and empty where there is nobody", () => {
    expect(sharesOf([candidate(0, { weight: 0n }), candidate(1, { weight: 0n })])).toEqual([whole / 2n, whole / 2n]);
    expect(sharesOf([])).toEqual([]);
  });
});

describe("a draw", () => {
  const of = (index: number, count: number) => (BigInt(index) << 64n) / BigInt(count);

  it("is never the best node only: nodes come up as often as their shares say", () => {
    const candidates = Array.from({ length: 30 }, (_, index) => candidate(index, { weight: BigInt(100 + index * 10) }));
    const shares = sharesOf(candidates);
    const total = sum(shares);
    const rounds = 20_000;
    const times = new Map<string, number>();
    for (let index = 0; index < rounds; index++) {
      const id = draw(candidates, of(index, rounds))?.id ?? "";
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    expect(times.size).toBe(30);
    for (const [index, { id }] of candidates.entries()) {
      const expected = Number((shares[index] ?? 0n) * BigInt(rounds)) / Number(total);
      expect(Math.abs((times.get(id) ?? 0) - expected)).toBeLessThanOrEqual(1);
    }
  });

  it("depends on the list and on the random number alone", () => {
    fc.assert(
      fc.property(market(12, 8), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (candidates, random) => {
        const chosen = draw(candidates, random);
        expect(candidates).toContain(chosen);
        expect(draw(candidates, random)).toBe(chosen);
      }),
    );
  });

  it("never falls on a node without weight while another has some, unless it is a newcomer", () => {
    fc.assert(
      fc.property(market(12, 8), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (candidates, random) => {
        if (candidates.every(({ weight }) => weight === 0n)) return;
        const chosen = draw(candidates, random);
        expect((chosen?.weight ?? 0n) > 0n || chosen?.newcomer).toBe(true);
      }),
    );
  });

  it("is nobody from nobody", () => {
    expect(draw([], 0n)).toBeUndefined();
  });
});
