import { isBillHonest, isCountryRight, isGoodputRight, type Probe } from "../../protocol/probe.ts";

/** One thing that probes look at: how often it was right (millionths) or what was measured, over how many probes, and why, in words for the operator. */
export interface ProbeSignal {
  readonly name: string;
  readonly unit: "millionths" | "kbit/s" | "ms";
  readonly value: number;
  readonly samples: number;
  readonly reason: string;
}

/** What an operator does about a code; any other code is in docs/errors.md. */
const remedies: Readonly<Record<string, string>> = {
  NODE_UNREACHABLE: "the exit did not answer: check that it runs and that its port is open at the address in its offer",
  CERTIFICATE_MISMATCH: "the exit showed another certificate than its offer names: start it with its own folder",
  NODE_REFUSED: "the exit refused the session: look into its log",
  PROBE_TIMEOUT: "a page did not come within a minute",
  PROBE_CUT_OFF: "a connection was cut before its page had come",
  NODE_NOT_ACTIVE: "its stake was below the minimum or unbonding",
  QUOTE_PRICE_ABOVE_CAP: "the quote asked more than the signed offer",
  DESTINATION_UNREACHABLE: "the exit could not reach a public web server, or could not look its name up",
  DESTINATION_REFUSED: "the exit policy of its offer refuses web ports",
};

const when = (seconds: number): string => new Date(seconds * 1_000).toISOString().replace(".000Z", "Z");
const share = (good: number, all: number): number => (all === 0 ? 0 : Math.floor((good * 1_000_000) / all));
const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Look {
  readonly name: string;
  /** Undefined where a probe could not tell. */
  readonly right: (probe: Probe) => boolean | undefined;
  readonly good: string;
  readonly wrong: (probe: Probe) => string;
  readonly unseen: string;
}

const looks: readonly Look[] = [
  {
    name: "connect",
    right: ({ connected }) => connected,
    good: "every probe opened a session and got what it asked for",
    wrong: ({ problem }) => `${problem}, ${remedies[problem] ?? "what it means is in docs/errors.md"}`,
    unseen: "no probe is published yet",
  },
  {
    name: "country",
    right: isCountryRight,
    good: "the address that traffic leaves from is in the country of the offer",
    wrong: ({ country, claimed }) =>
      `traffic leaves from an address in ${country}, and the offer says ${claimed}: mend the country of the offer`,
    unseen: "no table of addresses knows the address that traffic leaves from",
  },
  {
    name: "names",
    right: ({ names }) => names ?? undefined,
    good: "names were looked up rightly",
    wrong: () => "a name led elsewhere than to its address: check the exit's resolvers",
    unseen: "no probe asked for a name",
  },
  {
    name: "page",
    right: ({ page }) => page ?? undefined,
    good: "pages came as they were sent",
    wrong: () => "a page came changed: something between the exit and the web adds to it or cuts it",
    unseen: "no page came at all",
  },
  {
    name: "goodput",
    right: isGoodputRight,
    good: "at least 80% of the capacity of the offer, or of the prober's own line where that is less",
    wrong: ({ goodputKbps, expectedKbps }) =>
      `${goodputKbps} kbit/s came of ${expectedKbps}: lower the capacity of the offer, or give the exit more`,
    unseen: "no transfer was long enough to tell",
  },
  {
    name: "bill",
    right: (probe) => (probe.connected || probe.demanded !== "0" ? isBillHonest(probe) : undefined),
    good: "never asked for more than was carried",
    wrong: ({ demanded, due }) => `asked for ${demanded} where ${due} was due: the exit counts too much`,
    unseen: "no session got as far as a demand",
  },
];

/** Every thing that probes look at, with its value, its samples and a reason that says what to mend. */
export function probeSignals(probes: readonly Probe[]): readonly ProbeSignal[] {
  const newest = probes.toSorted((a, b) => b.at - a.at);
  const seen = looks.map(({ name, right, good, wrong, unseen }): ProbeSignal => {
    const told = newest.flatMap((probe) => {
      const is = right(probe);
      return is === undefined ? [] : [{ probe, is }];
    });
    const failed = told.filter(({ is }) => !is);
    const [last] = failed;
    const reason =
      told.length === 0
        ? unseen
        : last === undefined
          ? good
          : `wrong in ${failed.length} of ${told.length}; last at ${when(last.probe.at)}: ${wrong(last.probe)}`;
    const value = share(told.length - failed.length, told.length);
    return { name, unit: "millionths", value, samples: told.length, reason };
  });
  const latencies = newest.flatMap(({ latencyMilliseconds }) => latencyMilliseconds ?? []);
  const rates = newest.flatMap(({ goodputKbps }) => goodputKbps ?? []);
  return [
    ...seen,
    {
      ...{ name: "latency", unit: "ms", value: middle(latencies), samples: latencies.length },
      reason: latencies.length === 0 ? "nothing was measured yet" : "from asking to the first byte, the middle one",
    },
    {
      ...{ name: "rate", unit: "kbit/s", value: middle(rates), samples: rates.length },
      reason: rates.length === 0 ? "no transfer was long enough to tell" : "of the longer transfers, the middle one",
    },
  ];
}

/** The country of the address that traffic left from, in the newest probe that could tell; null before. */
export const verifiedCountry = (probes: readonly Probe[]): string | null =>
  probes.toSorted((a, b) => b.at - a.at).find(({ country }) => country !== "")?.country ?? null;
