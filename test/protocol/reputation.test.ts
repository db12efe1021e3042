import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, parseAddress } from "../../protocol/ids.ts";
import {
  type AttestationInput,
  decay,
  formulaName,
  isEligible,
  opinion,
  type PayerStanding,
  type ProbeResult,
  probeBound,
  type ScoreInputs,
  scoreOf,
  squareRoot,
} from "../../protocol/reputation.ts";

const day = 86_400;
const now = 2_000_000_000;
const band = 40_000;
/** Floors in mean, variance and root: what millionths cannot tell apart. */
const resolution = 4n;
const payerOf = (number: number): Address => parseAddress(`0x${(number + 1).toString(16).padStart(40, "0")}`);
const good: PayerStanding = { fundedAt: now - 31 * day, settled: 1_000_000n, operators: 3, attested: 1 };
const everybody = () => good;

const quality = fc.integer({ min: 0, max: 1_000_000 });
const probe: fc.Arbitrary<ProbeResult> = fc.record({
  at: fc.integer({ min: now - 200 * day, max: now }),
  quality,
});
const probes = fc.array(probe, { maxLength: 60 });
/** One opinion per payer and time: the store's key is node, payer and period. */
const attestations = fc
  .array(
    fc.record({ payer: fc.integer({ min: 0, max: 40 }), days: fc.integer({ min: 0, max: 100 }), score: quality }),
    {
      maxLength: 60,
    },
  )
  .map((rows) => [...new Map(rows.map((row) => [`${row.payer} ${row.days}`, row])).values()])
  .map((rows) => rows.map(({ payer, days, score }) => ({ payer: payerOf(payer), at: now - days * day, score })));
const young = (list: readonly AttestationInput[]) => list.filter(({ at }) => at > now - 84 * day);
const inputs = (more: Partial<ScoreInputs>): ScoreInputs => ({
  now,
  probes: [],
  attestations: [],
  standing: everybody,
  ...more,
});
const many = (count: number, score: number, from = 0): AttestationInput[] =>
  Array.from({ length: count }, (_, index) => ({ payer: payerOf(from + index), at: now, score }));

describe("the arithmetic of a score", () => {
  it("takes integer roots exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (value) => {
        const root = squareRoot(value);
        expect(root * root).toBeLessThanOrEqual(value);
        expect((root + 1n) * (root + 1n)).toBeGreaterThan(value);
      }),
    );
  });

  it("halves every 14 days, never grows with age, and counts what is dated ahead as fresh", () => {
    expect(decay(0)).toBe(1_000_000n);
    expect(decay(14 * day)).toBe(500_000n);
    expect(decay(28 * day)).toBe(250_000n);
    expect(decay(-day)).toBe(1_000_000n);
    expect(decay(10_000 * day)).toBe(0n);
    for (let days = 0; days < 120; days++) {
      expect(decay((days + 1) * day)).toBeLessThan(decay(days * day));
      expect(Math.abs(Number(decay(days * day)) - 1e6 * 2 ** (-days / 14))).toBeLessThan(2);
    }
  });
});

describe("the bound that probes give", () => {
  it("is the mean of Beta(9 + good, 1 + bad) less 1.64 standard deviations, as floats compute it", () => {
    fc.assert(
      fc.property(probes, (list) => {
        let a = 9;
        let b = 1;
        for (const { at, quality: x } of list) {
          if (at + 84 * day <= now) continue;
          const weight = 2 ** (-Math.floor((now - at) / day) / 14);
          a += (weight * x) / 1e6;
          b += weight * (1 - x / 1e6);
        }
        const bound = a / (a + b) - 1.64 * Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1)));
        expect(Math.abs(Number(probeBound(now, list)) - Math.max(0, bound) * 1e6)).toBeLessThan(60);
      }),
    );
  });

  it("stands for a node nobody probed below one that was probed well and above one that was not", () => {
    const of = (count: number, x: number) =>
      probeBound(
        now,
        Array.from({ length: count }, () => ({ at: now, quality: x })),
      );
    const unknown = probeBound(now, []);
    // Root of 9e30 / 1.1e21 is 90453; 900000 - floor(1.64 x 90453).
    expect(unknown).toBe(751_658n);
    expect(of(10, 1_000_000)).toBeGreaterThan(unknown);
    expect(of(200, 1_000_000)).toBeGreaterThan(of(10, 1_000_000));
    expect(of(10, 0)).toBeLessThan(unknown);
  });

  it("never falls when one probe turns out better, and never depends on their order", () => {
    fc.assert(
      fc.property(probes, probe, quality, (list, one, other) => {
        const better = { ...one, quality: Math.max(one.quality, other) };
        const worse = { ...one, quality: Math.min(one.quality, other) };
        expect(probeBound(now, [...list, better]) + resolution).toBeGreaterThanOrEqual(
          probeBound(now, [...list, worse]),
        );
        expect(probeBound(now, [better, ...[...list].reverse()])).toBe(probeBound(now, [...list, better]));
      }),
    );
  });

  it("rests on the probes of 84 days, to the second", () => {
    const none = probeBound(now, []);
    expect(probeBound(now, [{ at: now - 84 * day, quality: 0 }])).toBe(none);
    expect(probeBound(now, [{ at: now - 84 * day + 1, quality: 0 }])).toBeLessThan(none);
  });

  it("never falls by one more good probe, and never rises by one more bad one", () => {
    fc.assert(
      fc.property(probes, fc.integer({ min: now - 200 * day, max: now }), (list, at) => {
        const before = probeBound(now, list);
        expect(probeBound(now, [...list, { at, quality: 1_000_000 }]) + resolution).toBeGreaterThanOrEqual(before);
        expect(probeBound(now, [...list, { at, quality: 0 }])).toBeLessThanOrEqual(before + resolution);
      }),
    );
  });
});

describe("a payer's opinion", () => {
  it("counts from payers funded 30 days ago who settled 1.00 with 3 operators, and from nobody short of that", () => {
    expect(isEligible(good, now)).toBe(true);
    expect(isEligible({ ...good, fundedAt: now - 30 * day }, now)).toBe(true);
    expect(isEligible({ ...good, fundedAt: now - 30 * day + 1 }, now)).toBe(false);
    expect(isEligible({ ...good, settled: 999_999n }, now)).toBe(false);
    expect(isEligible({ ...good, operators: 2 }, now)).toBe(false);
    expect(isEligible(undefined, now)).toBe(false);
  });

  it("moves nothing when it is not eligible, however many say it", () => {
    fc.assert(
      fc.property(
        attestations,
        fc.constantFrom({ operators: 2 }, { settled: 0n }, { fundedAt: now }),
        (list, lacking) => {
          const standing = () => ({ ...good, ...lacking });
          expect(opinion(inputs({ attestations: list, standing }))).toEqual({ value: 950_000n, samples: 0 });
        },
      ),
    );
  });

  it("is one per payer, the latest: saying it a hundred times says it once", () => {
    const once = opinion(inputs({ attestations: [{ payer: payerOf(0), at: now, score: 0 }] }));
    const often = Array.from({ length: 100 }, (_, index) => ({ payer: payerOf(0), at: now - index * 60, score: 0 }));
    expect(opinion(inputs({ attestations: often }))).toEqual(once);
    const revised = [
      { payer: payerOf(0), at: now - 9 * day, score: 0 },
      { payer: payerOf(0), at: now, score: 1_000_000 },
    ];
    expect(opinion(inputs({ attestations: revised })).value).toBeGreaterThan(950_000n);
    expect(opinion(inputs({ attestations: revised.toReversed() }))).toEqual(opinion(inputs({ attestations: revised })));
  });

  it("counts for 84 days, to the second", () => {
    const of = (age: number) => opinion(inputs({ attestations: [{ payer: payerOf(0), at: now - age, score: 0 }] }));
    expect(of(84 * day)).toEqual({ value: 950_000n, samples: 0 });
    expect(of(84 * day - 1).value).toBeLessThan(950_000n);
  });

  it("lies between 0 and 1, does not depend on order, and is the same each time", () => {
    fc.assert(
      fc.property(attestations, (list) => {
        const { value, samples } = opinion(inputs({ attestations: list }));
        expect(value).toBeGreaterThanOrEqual(0n);
        expect(value).toBeLessThanOrEqual(1_000_000n);
        expect(samples).toBe(new Set(young(list).map(({ payer }) => payer)).size);
        expect(opinion(inputs({ attestations: list.toReversed() }))).toEqual({ value, samples });
      }),
    );
  });

  it("never falls when a payer says better, among payers of equal weight", () => {
    fc.assert(
      fc.property(fc.array(quality, { minLength: 1, maxLength: 40 }), fc.nat(), quality, (scores, which, other) => {
        const at = which % scores.length;
        const list = scores.map((score, index) => ({ payer: payerOf(index), at: now, score }));
        const raised = list.map((one, index) => (index === at ? { ...one, score: Math.max(one.score, other) } : one));
        expect(opinion(inputs({ attestations: raised })).value).toBeGreaterThanOrEqual(
          opinion(inputs({ attestations: list })).value,
        );
      }),
    );
  });

  it("drops a fifth at each end: two of ten who slander change nothing beyond those they push out", () => {
    const honest = many(8, 900_000);
    const slander = opinion(inputs({ attestations: [...honest, ...many(2, 0, 100)] }));
    const modest = opinion(inputs({ attestations: [...honest, ...many(2, 800_000, 100)] }));
    expect(slander).toEqual(modest);
  });

  it("drops a fifth rounded down, and no more: of nine, one at each end", () => {
    const scores = [0, 100_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 800_000];
    const list = scores.map((score, index) => ({ payer: payerOf(index), at: now, score }));
    const kept = scores.slice(1, 8).reduce((sum, score) => sum + score, 0);
    expect(opinion(inputs({ attestations: list })).value).toBe(BigInt(Math.floor((950_000 * 20 + kept) / 27)));
  });

  it("spreads a payer's weight of three over the nodes it attests, and gives none more than one", () => {
    const at = (attested: number) =>
      opinion(inputs({ attestations: many(1, 0), standing: () => ({ ...good, attested }) })).value;
    expect(at(1)).toBe(at(3));
    expect(at(30)).toBeGreaterThan(at(3));
    expect(at(3)).toBe((950_000n * 20n) / 21n);
  });
});

describe("the score", () => {
  it("lies from 0.04 below the probes' bound up to it: praise never raises, slander lowers inside a band", () => {
    fc.assert(
      fc.property(probes, attestations, (list, said) => {
        const { score } = scoreOf(inputs({ probes: list, attestations: said }));
        const bound = Number(probeBound(now, list));
        expect(Number.isSafeInteger(score)).toBe(true);
        expect(score).toBeLessThanOrEqual(bound);
        expect(score).toBeGreaterThanOrEqual(Math.max(0, bound - band));
      }),
    );
  });

  it("is not moved by a thousand wash payers who praise", () => {
    const list = [{ at: now, quality: 500_000 }];
    expect(scoreOf(inputs({ probes: list, attestations: many(1_000, 1_000_000) })).score).toBe(
      scoreOf(inputs({ probes: list })).score,
    );
  });

  it("falls by the band at most under five hundred who slander, and says that it is contested", () => {
    const list = Array.from({ length: 50 }, () => ({ at: now, quality: 1_000_000 }));
    const slandered = scoreOf(inputs({ probes: list, attestations: many(500, 0) }));
    expect(slandered.state).toBe("contested");
    expect(slandered.score).toBe(Number(probeBound(now, list)) - band);
    expect(scoreOf(inputs({ probes: list })).state).toBe("normal");
  });

  it("never falls when a probe turns out better", () => {
    fc.assert(
      fc.property(probes, attestations, probe, quality, (list, said, one, other) => {
        const of = (x: number) =>
          scoreOf(inputs({ probes: [...list, { ...one, quality: x }], attestations: said })).score;
        expect(of(Math.max(one.quality, other)) + Number(resolution)).toBeGreaterThanOrEqual(
          of(Math.min(one.quality, other)),
        );
      }),
    );
  });

  it("explains itself: every signal with value, sample count and reason, and the last one is the score", () => {
    fc.assert(
      fc.property(probes, attestations, (list, said) => {
        const { score, signals, state } = scoreOf(inputs({ probes: list, attestations: said }));
        expect(signals.map(({ name }) => name)).toEqual(["probes", "attestations", "score"]);
        const [fromProbes, fromPayers, whole] = signals;
        expect(fromProbes).toMatchObject({ value: Number(probeBound(now, list)), samples: list.length });
        expect(fromPayers).toMatchObject({
          value: Number(opinion(inputs({ attestations: said })).value),
          samples: new Set(young(said).map(({ payer }) => payer)).size,
        });
        expect(whole).toMatchObject({ value: score });
        for (const { reason } of signals) expect(reason.length).toBeGreaterThan(20);
        expect(whole?.reason.includes("band")).toBe(state === "contested");
      }),
    );
  });

  it("says in words that nothing is known yet", () => {
    const { signals } = scoreOf(inputs({}));
    expect(signals[0]?.reason).toContain("no probes yet");
    expect(signals[1]?.reason).toContain("no eligible payer");
  });

  it("carries the formula's name, so that two sides know that they computed the same thing", () => {
    expect(formulaName).toBe("turnpike-3");
  });
});
