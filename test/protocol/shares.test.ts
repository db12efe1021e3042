import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddress } from "../../protocol/ids.ts";
import { type Candidate, defaultShares, draw, Market, shareScale, sharesOf } from "../../protocol/shares.ts";

const whole = BigInt(shareScale);
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

/** The definition in bigints alone, as slow as it is plain: what shares.ts must give to the last digit. */
function defined(candidates: readonly Candidate[]): readonly bigint[] {
  const total = sum(candidates.map(({ weight }) => weight));
  const count = BigInt(candidates.length);
  if (total === 0n) return candidates.map(() => whole / count);
  const newcomers = BigInt(candidates.filter(({ newcomer }) => newcomer).length);
  const spread = newcomers === 0n || newcomers === count ? 0n : (whole * BigInt(defaultShares.newcomerPercent)) / 100n;
  const pot = whole - spread;
  const groups = [
    ...grouped(candidates, ({ operator }) => [operator], defaultShares.operatorPercent, pot),
    ...grouped(candidates, ({ networks }) => networks, defaultShares.networkPercent, pot),
  ];
  const shares = candidates.map(({ weight }) => (weight * pot) / total);
  const fixed = new Set<number>();
  const of = (members: Iterable<number>) => sum([...members].map((index) => shares[index] ?? 0n));
  for (;;) {
    const over = groups.filter(({ members, cap }) => of(members) > cap);
    for (const { members, cap } of over) {
      const now = of(members);
      for (const index of members) {
        if (now > cap) shares[index] = ((shares[index] ?? 0n) * cap) / now;
        fixed.add(index);
      }
    }
    const used = of(fixed);
    const free = sum(shares) - used;
    if (over.length === 0 || free === 0n || used >= pot) break;
    for (const [index, share] of shares.entries()) if (!fixed.has(index)) shares[index] = (share * (pot - used)) / free;
  }
  return shares.map((share, index) => share + (candidates[index]?.newcomer === true ? spread / newcomers : 0n));
}

function grouped(
  candidates: readonly Candidate[],
  keysOf: (candidate: Candidate) => readonly string[],
  percent: number,
  pot: bigint,
) {
  const groups = new Map<string, Set<number>>();
  for (const [index, one] of candidates.entries())
    for (const key of keysOf(one)) groups.set(key, (groups.get(key) ?? new Set()).add(index));
  const wanted = (whole * BigInt(percent)) / 100n;
  const even = pot / BigInt(Math.max(1, groups.size));
  return [...groups.values()].map((members) => ({ members, cap: wanted > even ? wanted : even }));
}

/** Markets of all sizes of weights, with nodes that are in several networks, or in none. */
const wideMarket = fc
  .record({
    operators: fc.integer({ min: 0, max: 40 }),
    networks: fc.integer({ min: 0, max: 30 }),
    most: fc.constantFrom(3n, 10n ** 6n, 2n ** 53n, 2n ** 64n, 10n ** 30n),
    seed: fc.array(
      fc.record({ a: fc.nat(), b: fc.nat(), c: fc.nat(), weight: fc.bigInt({ min: 0n, max: 10n ** 30n }) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    ),
  })
  .map(({ operators, networks, most, seed }) =>
    seed.map(({ a, b, c, weight }, index) =>
      candidate(index, {
        operator: address(10_000 + (a % (operators + 1))),
        networks: [b, c, b].slice(0, c % 4).map((number) => `net${number % (networks + 1)}`),
        weight: weight % (most + 1n),
        newcomer: (a ^ b) % 10 === 0,
      }),
    ),
  );

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

  it("are those of the definition in bigints, to the last digit, whatever the weights and however networks overlap", () => {
    fc.assert(
      fc.property(wideMarket, (candidates) => {
        expect(sharesOf(candidates)).toEqual(defined(candidates));
      }),
      { numRuns: 2_000 },
    );
  });

  it("of some of a market are those of these alone", () => {
    fc.assert(
      fc.property(wideMarket, fc.integer({ min: 1, max: 5 }), (candidates, every) => {
        const picked = Int32Array.from(candidates.keys()).filter((index) => index % every === 0);
        const alone = candidates.filter((_, index) => index % every === 0);
        expect(Array.from(new Market(candidates, (candidate) => candidate).shares(picked), BigInt)).toEqual(
          defined(alone),
        );
      }),
      { numRuns: 500 },
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
        const spread = (whole * BigInt(defaultShares.newcomerPercent)) / 100n;
        const operators = new Set(candidates.map(({ operator }) => operator));
        const networks = new Set(candidates.flatMap((one) => one.networks));
        const most = (percent: bigint, groups: number) => {
          const wanted = (whole * percent) / 100n;
          const even = whole / BigInt(groups);
          return (wanted > even ? wanted : even) + spread + rounding;
        };
        for (const operator of operators)
          expect(sumWhere(candidates, shares, (one) => one.operator === operator)).toBeLessThanOrEqual(
            most(BigInt(defaultShares.operatorPercent), operators.size),
          );
        for (const network of networks)
          expect(sumWhere(candidates, shares, (one) => one.networks.includes(network))).toBeLessThanOrEqual(
            most(BigInt(defaultShares.networkPercent), networks.size),
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
