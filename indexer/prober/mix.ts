/** What a client does in a session, as distributions: probes draw from here, so that what an exit sees of one is what it sees of any client. */

/** One thing that is fetched. */
export interface PlannedFetch {
  /** After the one before has ended. */
  readonly afterMilliseconds: number;
  readonly bytes: number;
  readonly byName: boolean;
  /** Length of the cookie that goes with it. */
  readonly cookieBytes: number;
}

/** One session. */
export interface Plan {
  /** Deposited when the payer is a new one, in hundredths of a token. */
  readonly depositCents: number;
  /** Whether the payer is a new one although an older one could still pay. */
  readonly newPayer: boolean;
  readonly fetches: readonly PlannedFetch[];
  /** Between the last fetch and the end of the session. */
  readonly lingerMilliseconds: number;
}

/** Uniform in [0, 1). */
export type Random = () => number;

const deposits = [
  { cents: 50, share: 0.2 },
  { cents: 100, share: 0.35 },
  { cents: 200, share: 0.2 },
  { cents: 500, share: 0.15 },
  { cents: 1_000, share: 0.1 },
] as const;
const sessionsPerPayer = 8;
const moreFetches = 0.75;
const mostFetches = 16;
/** Sizes of what pages are made of: log-normal, as measured of the web. */
const medianBytes = 24_000;
const spread = 1.5;
/** Now and then somebody downloads something. */
const downloads = 0.12;
const downloadBytes = [1_000_000, 8_000_000] as const;
const leastBytes = 400;
const mostBytes = 8_000_000;
const meanGapMilliseconds = 1_200;
const meanLingerMilliseconds = 4_000;
const byName = 0.9;

const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean;
/** Box and Muller. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function sizeOf(random: Random): number {
  if (random() < downloads) {
    const [least, most] = downloadBytes;
    return Math.round(least + random() * (most - least));
  }
  return Math.round(Math.min(mostBytes, Math.max(leastBytes, medianBytes * Math.exp(spread * normal(random)))));
}

function depositOf(random: Random): number {
  let rest = random();
  for (const { cents, share } of deposits) {
    rest -= share;
    if (rest < 0) return cents;
  }
  return 100;
}

/** Draws a session. `pace` shortens every pause: above 1 it is for trying things out, and such a session can be told from a client's. */
export function drawPlan(random: Random, pace = 1): Plan {
  const fetches: PlannedFetch[] = [];
  do {
    fetches.push({
      afterMilliseconds: exponential(random, meanGapMilliseconds) / pace,
      bytes: sizeOf(random),
      byName: random() < byName,
      cookieBytes: Math.round(20 + random() * 600),
    });
  } while (fetches.length < mostFetches && random() < moreFetches);
  return {
    depositCents: depositOf(random),
    newPayer: random() < 1 / sessionsPerPayer,
    fetches,
    lingerMilliseconds: exponential(random, meanLingerMilliseconds) / pace,
  };
}

/** Seconds to the next event of many that come independently, `mean` apart. */
export const drawWait = (random: Random, mean: number): number => exponential(random, mean);
