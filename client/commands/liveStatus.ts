import { systemClock } from "../../runtime/clock.ts";
import { bytesRemaining } from "../budget.ts";
import type { Connection } from "../connect.ts";
import { Rate } from "../rate.ts";
import type { ClientParts } from "./clientParts.ts";

/** Live figures, with what `more` says besides. `remaining` and `remainingBytes` are null where no budget and no node sets one. */
export function liveStatus<T extends object>(
  connection: Connection,
  parts: Pick<ClientParts, "limits" | "day">,
  more: () => T,
) {
  const started = performance.now();
  const rate = new Rate(() => connection.totals.bytes, systemClock.monotonicMilliseconds);
  return () => {
    const { session } = connection;
    const { bytes, spent } = connection.totals;
    const now = performance.now();
    const bytesLeft = bytesRemaining(parts.limits, { session: bytes, day: parts.day.bytes });
    return {
      node: session?.node.id ?? null,
      pricePerGB: session?.price.toString() ?? null,
      bytes: String(bytes),
      bitsPerSecond: rate.bitsPerSecond,
      spent: spent.toString(),
      remaining: session?.left.toString() ?? null,
      remainingBytes: bytesLeft === undefined ? null : String(bytesLeft),
      ...more(),
      seconds: Math.round((now - started) / 1_000),
      rssBytes: process.memoryUsage.rss(),
    };
  };
}
