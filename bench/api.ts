/**
 * Lists of 50 out of 100,000 nodes over HTTP, 32 connections: finished bytes of the snapshot, and 304 for who has them, against the plain way of one
 * database query per request. The query has an index made for it, its rows hold finished JSON, and its server does nothing else: the peer at its best.
 */
import { Worker } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import Fastify from "fastify";
import { entryJson } from "../indexer/snapshot.ts";
import type { Clock } from "../runtime/clock.ts";
import { systemClock } from "../runtime/clock.ts";
import { openMadeApi } from "./madeApi.ts";
import { madeNodes } from "./madeNodes.ts";
import type { Load } from "./requestLoad.ts";
import { type BenchOptions, pairedRow, type Row } from "./row.ts";

const nodes = 100_000;
const connections = 32;
const milliseconds = 3_000;
const query = { country: "NL", maxPrice: 150_000, minScore: 700_000 };
const path = `/v1/nodes?country=${query.country}&maxPrice=${query.maxPrice}&minScore=${query.minScore}`;
/** Fills the bucket of the rate limit by what each request takes, so that one address may ask all it can. */
class GenerousClock implements Clock {
  #asked = 0;
  nowSeconds() {
    return systemClock.nowSeconds();
  }
  monotonicMilliseconds(): number {
    this.#asked += 5;
    return this.#asked;
  }
}

function load(options: Load): Promise<{ perSecond: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./requestLoad.ts", import.meta.url), { workerData: options });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const { app, state, close } = await openMadeApi(madeNodes(seed, nodes), new GenerousClock());
  const began = performance.now();
  const { entries } = state.snapshot();
  say(`snapshot of ${entries.length} nodes built in ${(performance.now() - began).toFixed(0)} ms`);
  const ours = await app.listen({ host: "127.0.0.1", port: 0 });

  const pglite = await PGlite.create();
  await pglite.exec(
    "CREATE TABLE listed (id text PRIMARY KEY, country text NOT NULL, price bigint NOT NULL, score integer NOT NULL, document text NOT NULL)",
  );
  for (let from = 0; from < entries.length; from += 5_000) {
    const some = entries.slice(from, from + 5_000);
    await pglite.query(
      "INSERT INTO listed SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::text[])",
      [
        some.map((entry) => entry.node.id),
        some.map(({ offer }) => offer?.country ?? ""),
        some.map((entry) => String(entry.offer?.price ?? 0n)),
        some.map((entry) => entry.scored.score),
        some.map(entryJson),
      ],
    );
  }
  await pglite.exec("CREATE INDEX ON listed (country, score DESC, id); ANALYZE listed");
  const peer = Fastify();
  peer.get<{ Querystring: { country: string; maxPrice: string; minScore: string } }>(
    "/v1/nodes",
    async (request, reply) => {
      const { country, maxPrice, minScore } = request.query;
      const { rows } = await pglite.query<{ document: string }>(
        "SELECT document FROM listed WHERE country = $1 AND price <= $2 AND score >= $3 ORDER BY score DESC, id LIMIT 50",
        [country, maxPrice, Number(minScore)],
      );
      reply.type("application/json; charset=utf-8");
      return `{"nodes":[${rows.map((row) => row.document).join(",")}]}`;
    },
  );
  const theirs = await peer.listen({ host: "127.0.0.1", port: 0 });

  try {
    const list = await (await fetch(ours + path)).json();
    const same = await (await fetch(theirs + path)).json();
    const ids = (value: unknown) =>
      JSON.stringify((value as { nodes: { node: string }[] }).nodes.map(({ node }) => node));
    if (ids(list) !== ids(same)) throw new Error("the two servers list different nodes");
    // Tags are per encoding, and the load asks for none.
    const plain = await fetch(ours + path, { headers: { "accept-encoding": "identity" } });
    const etag = plain.headers.get("etag") ?? "";
    const measure = async (url: string, status: number, headers: readonly string[] = []) =>
      load({ port: Number(new URL(url).port), path, headers, status, connections, milliseconds });

    const rates = { cached: [] as number[], unchanged: [] as number[], queried: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      const cached = await measure(ours, 200);
      const unchanged = await measure(ours, 304, [`if-none-match: ${etag}`]);
      const queried = await measure(theirs, 200);
      // The first round only lets the compiler and the database see everything.
      if (round === 0) continue;
      rates.cached.push(cached.perSecond);
      rates.unchanged.push(unchanged.perSecond);
      rates.queried.push(queried.perSecond);
      say(
        `round ${round}: cached ${cached.perSecond.toFixed(0)}/s of ${cached.bytes.toFixed(0)} bytes, 304 ${unchanged.perSecond.toFixed(0)}/s, query ${queried.perSecond.toFixed(0)}/s of ${queried.bytes.toFixed(0)} bytes`,
      );
    }
    return [
      pairedRow("list of 50 of 100,000 nodes, cached bytes, requests per second", rates.cached, rates.queried, {
        atLeast: 5,
      }),
      pairedRow("the same unchanged (304), requests per second", rates.unchanged, rates.queried, { atLeast: 12 }),
    ];
  } finally {
    await close();
    await peer.close();
    await pglite.close();
  }
}
