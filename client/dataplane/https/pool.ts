import { ClientError } from "../../errors.ts";
import type { NodeEndpoint } from "./dial.ts";
import { Link } from "./link.ts";

/** A node answers a silent connection with 408 after 60 s; ours never get that old. */
const oldestMilliseconds = 45_000;
/** The refill waits for quiet: a handshake costs the same CPU as the request it would delay. */
const refillDelayMilliseconds = 250;

/** Warm connections to one node: a new stream costs no handshake. Dead and old ones are replaced without anyone noticing. */
export class Pool {
  readonly #endpoint: NodeEndpoint;
  readonly #size: number;
  #idle: Link[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sweeper: NodeJS.Timeout;
  readonly #closing = new AbortController();
  #filling = 0;

  constructor(endpoint: NodeEndpoint, size: number) {
    this.#endpoint = endpoint;
    this.#size = size;
    this.#sweeper = setInterval(() => this.#sweep(), 5_000);
    this.#sweeper.unref();
  }

  /** A connection that nothing was said on yet: a warm one, or else a new one. Codes: those of `dialNode`. */
  async take(): Promise<Link> {
    return this.takeWarm() ?? Link.dial(this.#endpoint, this.#closing.signal);
  }

  /** Whether half of the warm connections are taken. */
  get isRunningLow(): boolean {
    return this.#idle.length <= this.#size / 2;
  }

  /** A warm connection, if there is one. Codes: `NODE_UNREACHABLE` once the pool is closed. */
  takeWarm(): Link | undefined {
    if (this.#closing.signal.aborted)
      throw new ClientError("NODE_UNREACHABLE", "the session at this node is over; another one is tried");
    for (let link = this.#idle.pop(); link !== undefined; link = this.#idle.pop()) {
      if (link.isFresh) {
        this.#refillSoon();
        return link;
      }
      link.socket.destroy();
    }
    this.#refillSoon();
    return undefined;
  }

  close(): void {
    // Attempts under way fail at once: whoever waits for one goes to the next node now, not when it times out.
    this.#closing.abort();
    clearTimeout(this.#timer);
    clearInterval(this.#sweeper);
    for (const link of this.#idle.splice(0)) link.socket.destroy();
  }

  #refillSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refill(), refillDelayMilliseconds);
    this.#timer.unref();
  }

  #refill(): void {
    while (!this.#closing.signal.aborted && this.#idle.length + this.#filling < this.#size) {
      this.#filling += 1;
      Link.dial(this.#endpoint, this.#closing.signal)
        .then((link) => {
          if (this.#closing.signal.aborted) link.socket.destroy();
          else this.#idle.push(link);
        })
        // A node that does not answer shows when a stream wants it; the pool itself stays quiet.
        .catch(() => undefined)
        .finally(() => {
          this.#filling -= 1;
        });
    }
  }

  #sweep(): void {
    const now = performance.now();
    const keep = this.#idle.filter((link) => link.isFresh && now - link.dialledAt < oldestMilliseconds);
    for (const link of this.#idle) if (!keep.includes(link)) link.socket.destroy();
    if (keep.length < this.#idle.length) this.#refillSoon();
    this.#idle = keep;
  }
}
