/** A small classifier of sessions: logistic regression on standardised features, judged on sessions that it has not seen. Floats are fine here. */

export interface Sample {
  readonly features: readonly number[];
  readonly probe: boolean;
}

export interface Judged {
  readonly auc: number;
  /** 95%, by bootstrap. */
  readonly low: number;
  readonly high: number;
}

const folds = 5;
const steps = 400;
const rate = 0.3;
const ridge = 0.01;
const resamples = 400;

interface Scored {
  readonly score: number;
  readonly probe: boolean;
}

/** Chance that a probe scores above a client, ties halved: 0.5 is a coin. */
export function aucOf(scored: readonly Scored[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  const probes = sorted.filter(({ probe }) => probe).length;
  const clients = sorted.length - probes;
  let ranks = 0;
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (end < sorted.length && sorted[end]?.score === sorted[at]?.score) end++;
    const rank = (at + 1 + end) / 2;
    for (let tie = at; tie < end; tie++) if (sorted[tie]?.probe === true) ranks += rank;
    at = end;
  }
  return (ranks - (probes * (probes + 1)) / 2) / (probes * clients);
}

/** Mean and spread of each feature, of the sessions that are learned from. */
function standardise(samples: readonly Sample[]): (features: readonly number[]) => number[] {
  const width = samples[0]?.features.length ?? 0;
  const scales = Array.from({ length: width }, (_, column) => {
    const values = samples.map(({ features }) => features[column] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, spread: Math.sqrt(variance) || 1 };
  });
  return (features) => scales.map(({ mean, spread }, column) => ((features[column] ?? 0) - mean) / spread);
}

/** Features and their squares, so that what lies at both ends can be told from what lies between. */
const widened = (features: readonly number[]): number[] => [...features, ...features.map((value) => value * value), 1];

function learn(samples: readonly Sample[]): (features: readonly number[]) => number {
  const standard = standardise(samples);
  const rows = samples.map(({ features, probe }) => ({ x: widened(standard(features)), y: probe ? 1 : 0 }));
  const weights = new Float64Array(rows[0]?.x.length ?? 0);
  const scoreOf = (x: readonly number[]) => x.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
  for (let step = 0; step < steps; step++) {
    const slope = new Float64Array(weights.length);
    for (const { x, y } of rows) {
      const miss = 1 / (1 + Math.exp(-scoreOf(x))) - y;
      for (const [at, value] of x.entries()) slope[at] = (slope[at] ?? 0) + miss * value;
    }
    for (let at = 0; at < weights.length; at++)
      weights[at] = (weights[at] ?? 0) - rate * ((slope[at] ?? 0) / rows.length + ridge * (weights[at] ?? 0));
  }
  return (features) => scoreOf(widened(standard(features)));
}

/** AUC over all sessions, each scored by what was learned from the other folds, as probabilities ranked within its fold. */
export function judge(samples: readonly Sample[], random: () => number): Judged {
  const order = [...samples];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] as Sample, order[at] as Sample];
  }
  const scored = order.flatMap((_, fold) => {
    if (fold >= folds) return [];
    const score = learn(order.filter((_one, at) => at % folds !== fold));
    return order
      .filter((_one, at) => at % folds === fold)
      .map(({ features, probe }): Scored => ({ score: score(features), probe }));
  });
  const again = Array.from({ length: resamples }, () =>
    aucOf(Array.from(scored, () => scored[Math.floor(random() * scored.length)] as Scored)),
  ).sort((a, b) => a - b);
  return {
    auc: aucOf(scored),
    low: again[Math.floor(resamples * 0.025)] ?? 0,
    high: again[Math.floor(resamples * 0.975)] ?? 1,
  };
}

/** How far each feature alone tells them apart, 0.5 to 1: where to look when the whole does. */
export const aloneOf = (samples: readonly Sample[]): readonly number[] =>
  (samples[0]?.features ?? []).map((_, column) => {
    const auc = aucOf(samples.map(({ features, probe }) => ({ score: features[column] ?? 0, probe })));
    return Math.max(auc, 1 - auc);
  });
