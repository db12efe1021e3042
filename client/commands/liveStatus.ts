import { systemClock } from "../../runtime/clock.ts";
import type { Connection } from "../connect.ts";
import { Rate } from "../rate.ts";
import { hopsJson } from "./clientEvents.ts";
import type { ClientParts } from "./clientParts.ts";

/** Live figures, with what `more` says besides. `remaining` and `remainingBytes` are null where no budget and no node sets one; `ended` is why no exit is looked for any more, or null. */
export function liveStatus<T extends object>(connection: Connection, parts: Pick<ClientParts, "book">, more: () => T) {
  const started = performance.now();
  const rate = new Rate(() => connection.totals.bytes, systemClock.monotonicMilliseconds);
  return () => {
    const { session, refusal } = connection;
    const { bytes, spent } = connection.totals;
    const now = performance.now();
    const { bytesLeft } = connection.ledger;
    // With two hops the nearer end is what stops it.
    const lefts = connection.route.map((hop) => hop.session.left);
    const left = lefts.reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
    return {
      node: session?.node.id ?? null,
      ended: refusal === undefined ? null : { code: refusal.code, message: refusal.message },
      pricePerGB: session?.price.toString() ?? null,
      bytes: String(bytes),
      bitsPerSecond: rate.bitsPerSecond,
      spent: spent.toString(),
      remaining: left?.toString() ?? null,
      remainingBytes: bytesLeft === undefined ? null : String(bytesLeft),
      hops: hopsJson(connection, parts.book),
      ...more(),
      seconds: Math.round((now - started) / 1_000),
      rssBytes: process.memoryUsage.rss(),
    };
  };
}
