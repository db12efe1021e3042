import ipaddr from "ipaddr.js";
import type { Clock } from "../../runtime/clock.ts";

const perSecond = 200;
const burst = 2_000;
const remembered = 50_000;

/** A token bucket per client, in memory only: an IPv4 address, or the /64 that an IPv6 client can pick addresses from. */
export class RateLimiter {
  readonly #clock: Clock;
  /** Least recently seen first. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes `cost` from the client's bucket; false when it does not hold so much. */
  take(address: string, cost: number): boolean {
    const client = clientOf(address);
    const now = this.#clock.monotonicMilliseconds();
    const bucket = this.#buckets.get(client) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1_000);
    bucket.at = now;
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > remembered && oldest !== undefined) this.#buckets.delete(oldest);
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }
}

/** Who counts as one: an IPv4 address, or an IPv6 /64. */
export function clientOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(".");
}
