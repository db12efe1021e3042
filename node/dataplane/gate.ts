/**
 * What every tunnel of one session passes through: it counts payload and says when to wait. Plain numbers on the hot path. A chunk passes whole or not
 * at all, so what is forwarded never exceeds the limit by a byte. One chunk above a limit that is not yet reached waits for the next grant.
 */
export class Gate {
  #count = 0;
  #limit = 0;
  #reportAt = 0;
  #closed = false;
  readonly #waiting = new Set<() => void>();
  readonly #closers = new Set<() => void>();
  readonly #onReport: (count: number) => void;

  /** `onReport` is called when the count passes the mark set by `grant`: time for a demand. */
  constructor(onReport: (count: number) => void) {
    this.#onReport = onReport;
  }

  get count(): number {
    return this.#count;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether something waits for credit. */
  get isStarving(): boolean {
    return this.#waiting.size > 0;
  }

  /** Counts `size` bytes if they fit under the limit; false means hold them and `whenOpen`. */
  pass(size: number): boolean {
    if (this.#closed || this.#count + size > this.#limit) return false;
    this.#count += size;
    if (this.#count >= this.#reportAt) this.#onReport(this.#count);
    return true;
  }

  /** Calls back once more may pass, or the gate closes. Returns how to stop waiting. */
  whenOpen(retry: () => void): () => void {
    if (this.#closed) {
      queueMicrotask(retry);
      return () => {};
    }
    this.#waiting.add(retry);
    // Someone starves although the mark is not reached: the remaining credit is smaller than one chunk.
    this.#onReport(this.#count);
    return () => this.#waiting.delete(retry);
  }

  /** Sets the absolute count that may be reached, and the count at which to report next. */
  grant(limit: number, reportAt: number): void {
    const grew = limit > this.#limit;
    this.#limit = limit;
    this.#reportAt = reportAt;
    if (grew) this.#wake();
  }

  /** Calls back when the session ends; returns how to forget it. */
  whenClosed(end: () => void): () => void {
    if (this.#closed) queueMicrotask(end);
    else this.#closers.add(end);
    return () => this.#closers.delete(end);
  }

  close(): void {
    this.#closed = true;
    const closers = [...this.#closers];
    this.#closers.clear();
    for (const end of closers) end();
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const retry of waiting) retry();
  }
}
