/**
 * How much an exit may claim for traffic that this machine cannot count, because a phone or a router moves it: no more than the line could have carried. A
 * bucket that fills at the line's rate and holds ten seconds of it, 4 MiB at least. Pure; times are monotonic milliseconds, sizes bytes.
 */
const burstSeconds = 10;
const leastBurst = 4 * 1_048_576;

export class ClaimBound {
  readonly #bytesPerMillisecond: number;
  readonly #burst: number;
  #level: number;
  #at: number;

  constructor(bitsPerSecond: number, now: number) {
    this.#bytesPerMillisecond = bitsPerSecond / 8_000;
    this.#burst = Math.max(leastBurst, (bitsPerSecond / 8) * burstSeconds);
    this.#level = this.#burst;
    this.#at = now;
  }

  /** How many of `wanted` further bytes are believed now; they are taken out of the bucket. */
  believe(wanted: number, now: number): number {
    this.#level = Math.min(this.#burst, this.#level + (now - this.#at) * this.#bytesPerMillisecond);
    this.#at = now;
    const believed = Math.max(0, Math.min(wanted, Math.floor(this.#level)));
    this.#level -= believed;
    return believed;
  }
}
