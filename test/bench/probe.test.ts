import { describe, expect, it } from "vitest";
import { aucOf, judge, type Sample } from "../../bench/probe/classifier.ts";
import { seeded } from "../../bench/reputation/market.ts";
import { drawPlan } from "../../indexer/prober/mix.ts";

const samples = (shift: number, seed: number): readonly Sample[] => {
  const random = seeded(seed);
  return Array.from({ length: 200 }, (_, at) => {
    const probe = at % 2 === 0;
    return { probe, features: [random(), random() + (probe ? shift : 0), 1] };
  });
};

describe("the classifier of the bench", () => {
  it("ranks as AUC does: 1 when all probes stand above, 0.5 when all are tied", () => {
    const scored = (scores: readonly number[]) => scores.map((score, at) => ({ score, probe: at >= 2 }));
    expect(aucOf(scored([1, 2, 3, 4]))).toBe(1);
    expect(aucOf(scored([3, 4, 1, 2]))).toBe(0);
    expect(aucOf(scored([1, 1, 1, 1]))).toBe(0.5);
    expect(aucOf(scored([1, 3, 2, 4]))).toBe(0.75);
  });

  it("finds a difference where there is one, and none where there is none", () => {
    expect(judge(samples(2, 5), seeded(1)).auc).toBeGreaterThan(0.99);
    expect(judge(samples(0.5, 5), seeded(1)).low).toBeGreaterThan(0.6);
    const none = judge(samples(0, 5), seeded(1));
    expect(none.low).toBeLessThan(0.5);
    expect(none.high).toBeGreaterThan(0.5);
  });

  it("finds probes that hide in the middle, where a mean shows nothing", () => {
    const random = seeded(9);
    const hidden = Array.from({ length: 200 }, (_, at): Sample => {
      const probe = at % 2 === 0;
      return { probe, features: [probe ? random() - 0.5 : random() < 0.5 ? -2 : 2] };
    });
    expect(judge(hidden, seeded(1)).auc).toBeGreaterThan(0.95);
  });
});

describe("the mix of sessions", () => {
  it("draws sessions of which the sizes, numbers and pauses lie within what is promised, and no two alike", () => {
    const random = seeded(3);
    const plans = Array.from({ length: 400 }, () => drawPlan(random));
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(400);
    for (const { fetches, depositCents, lingerMilliseconds } of plans) {
      expect(fetches.length).toBeGreaterThanOrEqual(1);
      expect(fetches.length).toBeLessThanOrEqual(16);
      for (const { bytes, afterMilliseconds } of fetches) {
        expect(bytes).toBeGreaterThanOrEqual(400);
        expect(bytes).toBeLessThanOrEqual(8_000_000);
        expect(afterMilliseconds).toBeGreaterThanOrEqual(0);
      }
      expect([50, 100, 200, 500, 1_000]).toContain(depositCents);
      expect(lingerMilliseconds).toBeGreaterThanOrEqual(0);
    }
    const fresh = plans.filter(({ newPayer }) => newPayer).length;
    expect(fresh).toBeGreaterThan(20);
    expect(fresh).toBeLessThan(90);
  });
});
