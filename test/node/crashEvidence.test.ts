/**
 * What a node signs over processes that come and go on one folder, in the hands of an adversary who keeps all of it: no demand and no two of them are evidence. Sessions,
 * quotes, demands and the store are the real ones; random histories of the machine alone are in test/protocol/crashHistories.test.ts.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { demandOf, quoteOf } from "../../client/sessionMessages.ts";
import type { Demand } from "../../protocol/demand.ts";
import { faultOf } from "../../protocol/evidence.ts";
import { type Quote, quoteHash } from "../../protocol/quote.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { type Origin, openOrigin } from "../support/origin.ts";
import { openRawSession, type RawSession, readAll } from "../support/rawSession.ts";

let market: Market;
let node: TestNode;
let origin: Origin;
beforeAll(async () => {
  market = await openMarket();
  node = await market.node({ price: "0.10" });
  origin = await openOrigin(16 * 1_048_576);
  market.onClose(() => origin.close());
});
afterAll(() => market.close());

interface Kept {
  readonly quote: Quote;
  readonly demands: readonly Demand[];
}
const demandsOf = (session: RawSession): readonly Demand[] =>
  session.events.flatMap((event) => (event.type === "demand" ? [demandOf(event.demand)] : []));

/** Draws traffic and answers so many demands; one more is left open. Vouchers of a payer go on from what it signed before. */
async function use(session: RawSession, answers: number, signed: { best: bigint }): Promise<void> {
  const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
  tunnel.on("error", () => {});
  tunnel.resume();
  tunnel.write("GET /file HTTP/1.1\r\nHost: origin\r\n\r\n");
  let paid = 0n;
  for (let answered = 0; answered <= answers; answered++) {
    const demand = await eventually("a demand", () => demandsOf(session).at(answered));
    if (answered === answers) return;
    signed.best += demand.amount - paid;
    paid = demand.amount;
    await session.submit(signed.best);
  }
}

/** Draws one small page and closes: the first demand of another size than that of a session that goes on. */
async function useLittle(session: RawSession): Promise<readonly Demand[]> {
  const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
  tunnel.write("GET /page HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n");
  expect((await readAll(tunnel)).length).toBeGreaterThan(0);
  const { demand } = await session.close();
  return demand === null ? [] : [demandOf(demand)];
}

/** Every fault that the adversary can prove under one quote. */
const faultsOf = ({ quote, demands }: Kept): readonly string[] =>
  demands
    .flatMap((one, index) => [
      ...[faultOf(quote, [one])],
      ...demands.slice(index + 1).map((other) => faultOf(quote, [one, other])),
    ])
    .filter((fault) => fault !== undefined);

it("H5: a node that is started again on its folder signs nothing that contradicts what it signed before", {
  timeout: 300_000,
}, async () => {
  const { key } = await market.payer(50_000_000n);
  const signed = { best: 0n };
  const kept: Kept[] = [];
  const little = await openRawSession(market, node, key);
  kept.push({ quote: quoteOf(little.opened.quote), demands: await useLittle(little) });
  little.end();
  await node.restart();
  // Each process dies with a demand unanswered, at another place of its session.
  for (const answers of [0, 3, 1, 2]) {
    const session = await openRawSession(market, node, key);
    await use(session, answers, signed);
    session.end();
    await node.restart();
    kept.push({ quote: quoteOf(session.opened.quote), demands: demandsOf(session) });
    expect(node.running.store.best(session.payer)?.cumulative ?? 0n).toBe(signed.best);
  }
  expect(kept.map(({ demands }) => demands.length)).toEqual([1, 1, 4, 2, 3]);
  expect(new Set(kept.map(({ quote }) => quoteHash(quote))).size).toBe(kept.length);
  for (const of of kept) {
    for (const demand of of.demands) expect(demand.quoteHash).toBe(quoteHash(of.quote));
    expect(faultsOf({ quote: of.quote, demands: kept.flatMap(({ demands }) => demands) })).toEqual([]);
  }
  // The judge is awake: under one quote for all processes, the same demands are evidence.
  const [first] = kept;
  if (first === undefined) throw new Error("no process");
  const shared = kept.flatMap(({ demands }) =>
    demands.map((demand) => ({ ...demand, quoteHash: quoteHash(first.quote) })),
  );
  expect(faultsOf({ quote: first.quote, demands: shared }).length).toBeGreaterThan(0);
});
