import { describe, expect, it } from "vitest";
import { type Attack, live } from "../../bench/reputation/market.ts";
import { plotSvg } from "../../bench/reputation/plot.ts";
import { systems } from "../../bench/reputation/systems.ts";

const under = (name: string, attack: Attack, seed = 11) => {
  const system = systems[name];
  if (system === undefined) throw new Error(`no system ${name}`);
  return live(attack, system, seed);
};
const calm: Attack = { name: "no attack" };

describe("the simulated market", () => {
  it("lives the same month twice for the same seed, and another one for another seed", () => {
    const once = under("average rating", calm);
    expect(under("average rating", calm)).toEqual(once);
    expect(under("average rating", calm, 12)).not.toEqual(once);
  });

  it("gives ten of a hundred and ten about a tenth when nobody attacks", () => {
    const { attackers, victims } = under("Turnpike", calm);
    expect(attackers).toBeGreaterThan(0.05);
    expect(attackers).toBeLessThan(0.14);
    expect(victims).toBeGreaterThan(0.04);
  });

  it("has washed volume take the market where volume ranks, and not where it does not", () => {
    const wash: Attack = { name: "wash", serves: () => 0.6, washPayers: 200 };
    expect(under("volume", wash).attackers).toBeGreaterThan(0.5);
    expect(under("Turnpike", wash).attackers).toBeLessThan(0.01);
  });

  it("keeps Turnpike's targets: attackers have 1.1 of their fair share at most, and victims of slander 0.6 of theirs", {
    timeout: 300_000,
  }, () => {
    const seeds = [11, 7_930];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const outcomes = (attack: Attack) => seeds.map((seed) => under("Turnpike", attack, seed));
    const fair = outcomes(calm);
    const part = (of: "attackers" | "victims", attack: Attack) =>
      mean(outcomes(attack).map((outcome, at) => outcome[of] / (fair[at]?.[of] ?? Number.NaN)));
    // Twenty operators with a minimum stake each, that claim a terabit a second, had 96% of all draws while claims counted in full.
    expect(part("attackers", { name: "claims", spreadOver: 20, claimsMbps: 1_000_000 })).toBeLessThanOrEqual(1.1);
    const bad = () => 0.6;
    expect(part("attackers", { name: "bad claims", serves: bad, claimsMbps: 1_000_000 })).toBeLessThanOrEqual(0.05);
    expect(part("victims", { name: "slander", slanderers: 500 })).toBeGreaterThanOrEqual(0.6);
  });
});

it("draws one bar for each system in each row", () => {
  const cell = (system: string, mean: number) => ({ system, mean, low: mean - 0.1, high: mean + 0.1 });
  const svg = plotSvg([{ name: "a row", cells: [cell("one", 0.5), cell("two", 40)] }], "a caption");
  expect(svg.match(/<rect/g)).toHaveLength(1 + 2 + 2);
  expect(svg).toContain(">40.00</text>");
});
