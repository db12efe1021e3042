import type { Clock } from "../../runtime/clock.ts";

const perSecond = 200;
const burst = 2_000;
const remembered = 50_000;

/** A token bucket per address, in memory only. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(address: string, cost: number): boolean {
    const now = this.#clock.monotonicMilliseconds();
    const bucket = this.#buckets.get(address) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1_000);
    bucket.at = now;
    if (this.#buckets.size >= remembered && !this.#buckets.has(address)) this.#buckets.clear();
    this.#buckets.set(address, bucket);
    if (bucket.tokens < cost) return false;
    bucket.tokens -= cost;
    return true;
  }
}
