/**
 * Twenty suggestions out of 100,000 nodes: ours with caps, newcomers and a filter that nobody asked for before, and one asked for again; against a database
 * that draws by the same weights in one query with no caps, and against the limit of 10 ms. And one exit as the client draws it by itself, from a list of as
 * many: weighed by its own memory, for each draw anew.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { NodeEntry } from "../client/discover.ts";
import { NodeMemory } from "../client/memory.ts";
import { choose, weigh } from "../client/select.ts";
import { Suggester } from "../indexer/api/suggest.ts";
import { scoreAll } from "../indexer/score.ts";
import { buildSnapshot, entryJson } from "../indexer/snapshot.ts";
import { systemClock } from "../runtime/clock.ts";
import { madeNodes, minimumStake } from "./madeNodes.ts";
import { type BenchOptions, median, pairedRow, type Row, row } from "./row.ts";

const nodes = 100_000;
const wanted = 20;
const limitMilliseconds = 10;
/** Of each kind in a round. */
const draws = 10;

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const { facts, offers } = madeNodes(seed, nodes);
  const now = systemClock.nowSeconds();
  const snapshot = buildSnapshot({
    ...{ facts, minimumStake, now, block: 1, blockHash: `0x${"1".repeat(64)}`, version: "1" },
    offers,
    scores: scoreAll(facts, [], [], now),
  });
  const pglite = await PGlite.create();
  await pglite.exec("CREATE TABLE listed (id text PRIMARY KEY, price bigint NOT NULL, weight float8 NOT NULL)");
  await pglite.query("INSERT INTO listed SELECT * FROM unnest($1::text[], $2::bigint[], $3::float8[])", [
    snapshot.entries.map(({ node }) => node.id),
    snapshot.entries.map(({ offer }) => String(offer?.price ?? 0n)),
    snapshot.entries.map(({ weight }) => Number(weight)),
  ]);
  await pglite.exec("ANALYZE listed");

  const dir = mkdtempSync(join(tmpdir(), "turnpike-draw-"));
  try {
    // What a client has of it once it has read and checked all pages.
    const entries = snapshot.entries.map((entry) => JSON.parse(entryJson(entry)) as NodeEntry);
    const memory = await NodeMemory.open(join(dir, "memory.json"));
    const anywhere = { country: undefined, maxPrice: undefined, minScore: undefined, node: undefined };
    const filters = { ...anywhere, transports: ["https"] as const };
    const times = {
      own: [] as number[],
      ready: [] as number[],
      fresh: [] as number[],
      again: [] as number[],
      queried: [] as number[],
    };
    const timed = async (work: () => unknown): Promise<number> => {
      const began = performance.now();
      await work();
      return performance.now() - began;
    };
    for (let round = 0; round <= rounds; round++) {
      let suggester: Suggester | undefined;
      const ready = await timed(() => {
        suggester = new Suggester(snapshot);
      });
      const each = { fresh: [] as number[], again: [] as number[], queried: [] as number[] };
      for (let index = 0; index < draws; index++) {
        // Above most prices: nearly all nodes fit, and each filter is another one.
        const maxPrice = String(249_000 + index);
        const suggest = () => {
          if (suggester?.suggest({ maxPrice }, wanted).length !== wanted) throw new Error("too few were suggested");
        };
        each.fresh.push(await timed(suggest));
        each.again.push(await timed(suggest));
        each.queried.push(
          await timed(async () => {
            // Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006.
            const { rows } = await pglite.query(
              "SELECT id FROM listed WHERE price <= $1 ORDER BY -ln(1 - random()) / weight LIMIT 20",
              [maxPrice],
            );
            if (rows.length !== wanted) throw new Error("too few were drawn");
          }),
        );
      }
      // The first round only lets the compiler and the database see everything.
      if (round === 0) continue;
      times.own.push(await timed(() => choose(weigh(entries, filters, minimumStake, memory, now))));
      times.ready.push(ready);
      times.fresh.push(median(each.fresh));
      times.again.push(median(each.again));
      times.queried.push(median(each.queried));
      say(
        `round ${round}: columns once per snapshot ${ready.toFixed(0)} ms; new filter ${median(each.fresh).toFixed(2)} ms, again ${median(each.again).toFixed(3)} ms, query ${median(each.queried).toFixed(1)} ms; the client's own ${times.own.at(-1)?.toFixed(0)} ms`,
      );
    }
    return [
      row("20 of 100,000 nodes by share, a new filter, ms, against the limit", median(times.fresh), limitMilliseconds, {
        atMost: 1,
      }),
      pairedRow("20 of 100,000 nodes by share, a new filter, ms, against one query", times.fresh, times.queried, {
        atMost: 0.25,
      }),
      row(
        "one of 100,000 nodes as the client draws it by itself, ms, against the limit",
        median(times.own),
        limitMilliseconds,
        {
          atMost: 1,
        },
      ),
      pairedRow("the same filter again, ms, against one query", times.again, times.queried, { atMost: 0.01 }),
    ];
  } finally {
    await pglite.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
