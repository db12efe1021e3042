/** One line of a bench: what is ours, what is the peer's, and whether the target is met. Units stand in the name. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  /** `>= 1.2` or `<= 0.85`, of the ratio. */
  readonly target: string;
  readonly met: boolean;
}

/** A sentence for each row that misses its target: by how much. */
export const missedTargets = (rows: readonly Row[]): readonly string[] =>
  rows.filter(({ met }) => !met).map(({ name, ratio, target }) => `${name}: ${ratio} where ${target} is wanted`);

/** What every bench is run with. */
export interface BenchOptions {
  /** Measured rounds of each thing; every round measures all of them, one after the other. */
  readonly rounds: number;
  /** Payload of one transfer in bytes, where a bench moves any. */
  readonly bytes: number;
  /** Random data and the order of things follow from it. */
  readonly seed: string;
  say(line: string): void;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle];
  const low = sorted.length % 2 === 0 ? sorted[middle - 1] : high;
  if (high === undefined || low === undefined) throw new RangeError("there is no median of nothing");
  return (low + high) / 2;
}

/** A row from single figures; `ratio` may be given when it is not simply ours over peer's, as for the median of paired rounds. */
export function row(
  name: string,
  ours: number,
  peer: number,
  target: { readonly atLeast: number } | { readonly atMost: number },
  ratio = ours / peer,
): Row {
  const met = "atLeast" in target ? ratio >= target.atLeast : ratio <= target.atMost;
  const text = "atLeast" in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
  return { name, ours: rounded(ours), peer: rounded(peer), ratio: rounded(ratio), target: text, met };
}

/** A row from paired rounds: medians of each side, and the median of the rounds' ratios, which a slow minute of the machine does not move. */
export function pairedRow(
  name: string,
  ours: readonly number[],
  peer: readonly number[],
  target: { readonly atLeast: number } | { readonly atMost: number },
): Row {
  const ratios = ours.map((value, round) => value / (peer[round] ?? Number.NaN));
  return row(name, median(ours), median(peer), target, median(ratios));
}
