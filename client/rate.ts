const sampleMilliseconds = 1_000;
const samplesKept = 5;

/** Bits per second over the last five seconds, whoever asks and how often: a counter is looked at once a second. */
export class Rate {
  readonly #count: () => number;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #samples: readonly { readonly at: number; readonly bytes: number }[];

  /** `count` gives the bytes so far, `now` monotonic milliseconds. */
  constructor(count: () => number, now: () => number) {
    this.#count = count;
    this.#now = now;
    this.#samples = [{ at: now(), bytes: count() }];
    this.#timer = setInterval(() => this.sample(), sampleMilliseconds);
    this.#timer.unref();
  }

  sample(): void {
    this.#samples = [...this.#samples, { at: this.#now(), bytes: this.#count() }].slice(-samplesKept);
  }

  get bitsPerSecond(): number {
    const [oldest] = this.#samples;
    if (oldest === undefined) return 0;
    return Math.round(((this.#count() - oldest.bytes) * 8_000) / Math.max(1, this.#now() - oldest.at));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
