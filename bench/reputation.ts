/**
 * What attackers gain under Turnpike's score and under five others, in a simulated market: 100 honest exits, 10 attackers, 400 honest payers, 2,000 sessions
 * a day for 30 days, of which the last 7 count. Every seed is lived by every system; intervals are 95% over the seeds (--rounds). With TURNPIKE_PLOT the
 * plot is written to that file.
 */
import { writeFileSync } from "node:fs";
import { scoreOf } from "../protocol/reputation.ts";
import { type Attack, daySeconds, live } from "./reputation/market.ts";
import { type PlotRow, plotSvg } from "./reputation/plot.ts";
import { systems } from "./reputation/systems.ts";
import { type BenchOptions, type Row, row } from "./row.ts";

const bad = () => 0.6;
const good = () => 0.98;
const calm: Attack = { name: "no attack" };
const attacks: readonly Attack[] = [
  calm,
  { name: "bad nodes", serves: bad },
  { name: "200 wash payers", serves: bad, washPayers: 200 },
  { name: "2,000 wash payers", serves: bad, washPayers: 2_000 },
  { name: "probers recognised", serves: bad, servesProbes: good },
  { name: "recognised, 2,000 wash", serves: bad, servesProbes: good, washPayers: 2_000 },
  { name: "on-off", serves: (day) => (day < 15 ? 0.98 : 0.6) },
  { name: "10x stake, bad", serves: bad, stake: 20n * 100_000_000n },
  { name: "stake split over 20", splitInto: 20 },
  { name: "good sybils, 200 wash", washPayers: 200 },
  { name: "claims of 1 Tbit/s", claimsMbps: 1_000_000 },
  { name: "the same, bad", serves: bad, claimsMbps: 1_000_000 },
  { name: "the same, 20 operators", spreadOver: 20, claimsMbps: 1_000_000 },
  { name: "50 slanderers", slanderers: 50 },
  { name: "500 slanderers", slanderers: 500 },
  { name: "whitewash every 10 days", serves: bad, whitewashEvery: 10 },
];

interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Student's t for 95%, by degrees of freedom; beyond ten the normal one is near enough. */
const studentT = [0, 12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  const half = (studentT[values.length - 1] ?? 2.1) * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half };
}

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const base = [...seed].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  const seeds = Array.from({ length: rounds }, (_, at) => base + at * 7_919);
  const names = Object.keys(systems);
  const rows: Row[] = [];
  const plotted: PlotRow[] = [];
  // What each system gives them when nobody attacks: their fair share.
  const fair = new Map(
    Object.entries(systems).map(([name, system]) => [name, seeds.map((one) => live(calm, system, one))]),
  );
  say(
    `share of traffic against the fair share, mean and 95% interval over ${rounds} seeds (victims' share for slanderers)`,
  );
  say(`${"".padEnd(26)}${names.map((name) => name.padEnd(26)).join("")}`);
  for (const attack of attacks) {
    const victims = attack.slanderers !== undefined;
    const of = victims ? "victims" : "attackers";
    const cells = Object.entries(systems).map(([name, system]) => {
      const outcomes = attack === calm ? fair.get(name) : seeds.map((one) => live(attack, system, one));
      const ratios = (outcomes ?? []).map((outcome, at) => outcome[of] / (fair.get(name)?.[at]?.[of] ?? Number.NaN));
      return { system: name, shares: estimate((outcomes ?? []).map((outcome) => outcome[of])), ...estimate(ratios) };
    });
    say(
      `${attack.name.padEnd(26)}${cells.map(({ mean, low, high }) => `${mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`.padEnd(26)).join("")}`,
    );
    plotted.push({ name: attack.name, cells });
    const own = cells.find(({ system }) => system === "Turnpike");
    if (own === undefined || attack === calm) continue;
    const usual = estimate((fair.get("Turnpike") ?? []).map((outcome) => outcome[of]));
    const name = victims ? `${attack.name}: victims' share, %` : `${attack.name}: attackers' share, %`;
    rows.push(
      row(name, own.shares.mean * 100, usual.mean * 100, victims ? { atLeast: 0.6 } : { atMost: 1.1 }, own.mean),
    );
  }
  for (const [day, wanted] of [
    [5, 0.49],
    [14, 0.77],
  ] as const)
    rows.push(row(`newcomer on day ${day}: part of a mature weight`, ripeness(day), wanted, { atLeast: 1 }));
  const file = process.env.TURNPIKE_PLOT;
  if (file !== undefined) {
    const caption = `Share of traffic under attack, fair share = 1 (${rounds} seeds, 95% intervals)`;
    writeFileSync(file, plotSvg(plotted.slice(1), caption));
  }
  return rows;
}

/** Weight of a node after so many days of four good probes a day, against one that has had them for a year. */
function ripeness(day: number): number {
  const now = 2_000_000_000;
  const score = (age: number) =>
    scoreOf({
      ...{ now, attestations: [], standing: () => undefined },
      probes: Array.from({ length: age * 4 }, (_, at) => ({
        at: now - Math.floor(at / 4) * daySeconds,
        quality: 1_000_000,
      })),
    }).score;
  return (score(day) / score(365)) ** 12;
}
