/**
 * The score of a node, formula "turnpike-3": integers only, the same on every machine. Numbers are millionths unless they say otherwise.
 *
 * 1. Probe posterior: Beta(9 + sum d x, 1 + sum d (1 - x)) over the probes of 84 days (x: qualityOf in probe.ts), d halving every 14 days; lp = mean - 1.64
 *    standard deviations.
 * 2. The latest attestation of each eligible payer, of 84 days, weighted by age, trimmed by a fifth at each end, shrunk to 0.95 with kappa 20: a.
 * 3. s = clamp((lp + a) / 2, lp - 0.04, lp): praise never raises, slander lowers only inside a band. Below the band a node is contested.
 */
import { scoreScale } from "./constants.ts";
import type { Address } from "./ids.ts";
import { probeWindowSeconds } from "./probe.ts";

export const formulaName = "turnpike-3";

const scale = BigInt(scoreScale);
const halfLifeDays = 14;
const daySeconds = 86_400;
const priorGood = 9n * scale;
const priorBad = scale;
const oneSided = 1_640_000n;
const shrinkTo = 950_000n;
const kappa = 20n * scale;
const band = 40_000n;
const payerAgeSeconds = 30 * daySeconds;
const payerSettled = 1_000_000n;
const payerOperators = 3;
const payerWeight = 3n * scale;
export const newcomerSeconds = 14 * daySeconds;
/** How long an opinion counts: by then it has less than a fiftieth of its weight. */
export const opinionWindowSeconds = 84 * daySeconds;

/** 2^(-1/14) in 10^-12: one day's decay. */
const dayFactor = 951_695_153_010n;

/** Decay of something `seconds` old, in millionths, by whole days. */
export function decay(seconds: number): bigint {
  const days = Math.max(0, Math.floor(seconds / daySeconds));
  let fine = (10n ** 12n) >> BigInt(Math.floor(days / halfLifeDays));
  for (let step = 0; step < days % halfLifeDays; step++) fine = (fine * dayFactor) / 10n ** 12n;
  return fine / 10n ** 6n;
}

export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

export interface ProbeResult {
  readonly at: number;
  /** 0 to 1,000,000. */
  readonly quality: number;
}

export interface AttestationInput {
  readonly payer: Address;
  readonly at: number;
  readonly score: number;
}

/** What is known of a payer over all nodes, for eligibility. */
export interface PayerStanding {
  readonly fundedAt: number;
  readonly settled: bigint;
  readonly operators: number;
  /** Nodes it attested in the same half-life: its weight is spread over them. */
  readonly attested: number;
}

export interface ScoreInputs {
  readonly now: number;
  readonly probes: readonly ProbeResult[];
  readonly attestations: readonly AttestationInput[];
  readonly standing: (payer: Address) => PayerStanding | undefined;
}

export interface Signal {
  readonly name: string;
  readonly value: number;
  readonly samples: number;
  readonly reason: string;
}

export interface Score {
  readonly score: number;
  readonly state: "normal" | "contested";
  readonly signals: readonly Signal[];
}

/** Lower bound of the probe posterior. */
export function probeBound(now: number, probes: readonly ProbeResult[]): bigint {
  let good = priorGood;
  let bad = priorBad;
  for (const probe of probes) {
    if (probe.at + probeWindowSeconds <= now) continue;
    const weight = decay(now - probe.at);
    good += (weight * BigInt(probe.quality)) / scale;
    bad += (weight * (scale - BigInt(probe.quality))) / scale;
  }
  const sum = good + bad;
  const mean = (good * scale) / sum;
  // Variance of Beta(a, b) is ab / ((a + b)^2 (a + b + 1)); here in 10^-12, so that its root is in millionths.
  const variance = (good * bad * scale * scale * scale) / (sum * sum * (sum + scale));
  const bound = mean - (oneSided * squareRoot(variance)) / scale;
  return bound > 0n ? bound : 0n;
}

export function isEligible(standing: PayerStanding | undefined, now: number): boolean {
  return (
    standing !== undefined &&
    standing.fundedAt + payerAgeSeconds <= now &&
    standing.settled >= payerSettled &&
    standing.operators >= payerOperators
  );
}

/** Weighted, trimmed and shrunk opinion of eligible payers; one opinion per payer, the latest. */
export function opinion(inputs: ScoreInputs): { readonly value: bigint; readonly samples: number } {
  const latest = new Map<Address, AttestationInput>();
  for (const entry of inputs.attestations) {
    if (entry.at + opinionWindowSeconds <= inputs.now) continue;
    const known = latest.get(entry.payer);
    if (known === undefined || known.at <= entry.at) latest.set(entry.payer, entry);
  }
  const weighted: { readonly payer: Address; readonly score: bigint; readonly weight: bigint }[] = [];
  for (const { payer, at, score } of latest.values()) {
    const standing = inputs.standing(payer);
    if (standing === undefined || !isEligible(standing, inputs.now)) continue;
    const spread = payerWeight / BigInt(Math.max(3, standing.attested));
    weighted.push({ payer, score: BigInt(score), weight: (decay(inputs.now - at) * spread) / scale });
  }
  weighted.sort((a, b) => (a.score < b.score ? -1 : a.score > b.score ? 1 : a.payer < b.payer ? -1 : 1));
  const cut = Math.floor(weighted.length / 5);
  let sum = shrinkTo * kappa;
  let weights = kappa;
  for (const { score, weight } of weighted.slice(cut, weighted.length - cut)) {
    sum += score * weight;
    weights += weight;
  }
  return { value: sum / weights, samples: weighted.length };
}

export function scoreOf(inputs: ScoreInputs): Score {
  const bound = probeBound(inputs.now, inputs.probes);
  const payers = opinion(inputs);
  const middle = (bound + payers.value) / 2n;
  const floor = bound > band ? bound - band : 0n;
  const score = middle < floor ? floor : middle > bound ? bound : middle;
  const contested = middle < floor;
  return {
    score: Number(score),
    state: contested ? "contested" : "normal",
    signals: [
      {
        name: "probes",
        value: Number(bound),
        samples: inputs.probes.length,
        reason:
          inputs.probes.length === 0
            ? "no probes yet: the prior of nine good and one bad, less its uncertainty"
            : "lower bound of the share of good probes",
      },
      {
        name: "attestations",
        value: Number(payers.value),
        samples: payers.samples,
        reason:
          payers.samples === 0
            ? "no eligible payer has attested: payers count that were funded 30 days ago and settled 1.00 with 3 operators"
            : "trimmed opinion of eligible payers, shrunk towards 0.95",
      },
      {
        name: "score",
        value: Number(score),
        samples: inputs.probes.length + payers.samples,
        reason: contested
          ? "payers' opinion is below the band: probed more often, lowered by 0.04 at most"
          : "half probes, half opinion, never above the probes",
      },
    ],
  };
}
