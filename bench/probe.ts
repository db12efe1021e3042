/**
 * Whether an exit can tell a probe from a client: real sessions of both at real exits, as the exit's port sees them (connections, sizes, times, order, TLS
 * offers) with what the chain says of the payer (deposit, age), and a classifier that learns from some to judge the others. A client is the client's own
 * code with curl behind its SOCKS5 proxy; a probe is the prober's; both draw what they do from one mix, with pauses a quarter as long. The same classifier is
 * given a prober that takes no care (three large fetches at once, always a new payer with the same deposit), to show that it learns. --rounds: 130 sessions
 * of a client and of the prober a round, some three minutes: with three rounds the interval is 0.08 wide.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Exit, openMarket } from "./lab/market.ts";
import { aloneOf, judge, type Sample } from "./probe/classifier.ts";
import { type Kind, kinds, type Lane, openSessions } from "./probe/sessions.ts";
import { featureNames, openTap, type Tap } from "./probe/tap.ts";
import { seeded } from "./reputation/market.ts";
import { type BenchOptions, type Row, row } from "./row.ts";

const perRound = 130;
/** One that takes no care is told by fewer. */
const perCareless = 4;
/** Part of the sessions that may fail on a busy machine. */
const mostFailed = 0.02;
/** Each session comes with a payer that is new to its exit, and an exit has first credit for 64 of those an hour: it is given fewer. */
const perExit = 48;
/** Sessions at a time, as many as a machine with two cores carries. */
const atOnce = 6;

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const random = seeded([...seed].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7));
  const dir = mkdtempSync(join(tmpdir(), "turnpike-bench-"));
  const taps: Tap[] = [];
  const market = await openMarket(join(dir, "market"));
  try {
    const waiting: Kind[] = Array.from({ length: rounds * perRound }, (_, at) =>
      kinds.filter((kind) => kind !== "careless" || at % perCareless === 0),
    ).flat();
    // One of them relays deposits and is not looked at.
    const exits = 1 + Math.max(atOnce, Math.ceil(waiting.length / perExit));
    const opened: Exit[] = [];
    for (let at = 0; at < exits; at++)
      opened.push(
        await market.openExit("0.10", async (port) => {
          const tap = await openTap(port);
          taps.push(tap);
          return tap.port;
        }),
      );
    const sessions = await openSessions(join(dir, "market", "devnet.json"), market.indexer, join(dir, "payers"));
    const relaying = await sessions.relaying();
    const lanes = opened.flatMap(({ id }, at): Lane[] => {
      const tap = taps[at];
      return tap === undefined || id === relaying ? [] : [{ node: id, tap }];
    });
    for (let at = waiting.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1));
      [waiting[at], waiting[other]] = [waiting[other] as Kind, waiting[at] as Kind];
    }
    const all = waiting.length;
    const seen: { readonly kind: Kind; readonly features: readonly number[] }[] = [];
    let failed = 0;
    // In turn, so that none gets more than its part.
    const free = [...lanes];
    const live = async () => {
      for (let kind = waiting.pop(); kind !== undefined; kind = waiting.pop()) {
        const lane = free.shift();
        if (lane === undefined) throw new Error("fewer exits than sessions at a time");
        const features = await sessions.live(kind, lane).catch((error: unknown) => {
          // One that does not come about shows nothing of who made it; where many do not, the figures would be of the rest.
          failed += 1;
          if (failed > all * mostFailed) throw error;
          say(`left out: ${String(error)}`);
          return undefined;
        });
        free.push(lane);
        if (features === undefined) continue;
        seen.push({ kind, features });
        if (seen.length % 30 === 0) say(`${seen.length} of ${all} sessions`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, live));
    await sessions.close();

    const samplesOf = (kind: Kind) =>
      seen
        .filter((one) => one.kind === kind || one.kind === "client")
        .map((one): Sample => ({ features: one.features, probe: one.kind === kind }));
    const [ours, careless] = [judge(samplesOf("probe"), random), judge(samplesOf("careless"), random)];
    const names = [...featureNames, "deposit", "age of the payer", "exits it was at"];
    const alone = aloneOf(samplesOf("probe")).map((auc, at) => `${names[at]} ${auc.toFixed(2)}`);
    say(`each feature alone, 0.5 to 1: ${alone.join(", ")}`);
    const shown = ({ auc, low, high }: typeof ours) => `${auc.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    say(`AUC of probe against client ${shown(ours)}; of a careless prober ${shown(careless)}; 0.5 is a coin`);
    return [
      row(
        "a probe told from a client, AUC (peer: a careless prober)",
        ours.auc,
        careless.auc,
        { atMost: 0.55 },
        ours.auc,
      ),
      row(
        "a careless prober told from a client, AUC (peer: a coin)",
        careless.auc,
        0.5,
        { atLeast: 0.9 },
        careless.auc,
      ),
    ];
  } finally {
    await market.close();
    for (const tap of taps) tap.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
