/** What one client may do at this exit, whatever carries it. Rates hold on average; bursts are let through. */
export interface ClientLimits {
  /** Payload in both directions together; undefined: as fast as the host can. */
  readonly bitsPerSecond: number | undefined;
  /** New destinations; a browser stays far below, a scanner does not. */
  readonly newConnectionsPerSecond: number;
  readonly connectionsAtOnce: number;
}

export const defaultLimits: ClientLimits = {
  bitsPerSecond: undefined,
  newConnectionsPerSecond: 200,
  connectionsAtOnce: 4_096,
};

/** A page or a program's start opens many at once: so many seconds' worth of new connections may come together. */
export const connectionBurstSeconds = 5;
/** And so much of a rate's traffic; at least one large read of a tunnel. */
const rateBurstSeconds = 0.25;
const leastRateBurst = 262_144;

export const connectionBurst = ({ newConnectionsPerSecond }: ClientLimits): number =>
  newConnectionsPerSecond * connectionBurstSeconds;
export const rateBurst = (bitsPerSecond: number): number =>
  Math.max(leastRateBurst, Math.floor((bitsPerSecond / 8) * rateBurstSeconds));

/**
 * A bucket that fills at a rate. Something of any size passes while there is anything in it, and what it takes beyond that is made up for before the next: so
 * the rate holds on average whatever the sizes are. Times are monotonic milliseconds.
 */
export class Bucket {
  readonly #perMillisecond: number;
  readonly #most: number;
  #level: number;
  #at: number;

  constructor(perSecond: number, most: number, now: number) {
    this.#perMillisecond = perSecond / 1_000;
    this.#most = most;
    this.#level = most;
    this.#at = now;
  }

  /** Milliseconds until something passes again; 0 when it does now. */
  wait(now: number): number {
    this.#level = Math.min(this.#most, this.#level + (now - this.#at) * this.#perMillisecond);
    this.#at = now;
    return this.#level > 0 ? 0 : Math.ceil((1 - this.#level) / this.#perMillisecond);
  }

  take(size: number): void {
    this.#level -= size;
  }
}
