import { randomBytes } from "node:crypto";
import type { FeedEvent } from "./eventSchemas.ts";

export interface Fed {
  /** `run-sequence`: a listener that comes back names the last one it saw. */
  readonly id: string;
  readonly sequence: number;
  readonly event: FeedEvent;
}

const remembered = 1_000;

/** News of the indexer as they happen, the last thousand kept for listeners that come back. */
export class EventFeed {
  /**
   * Whose the numbers are: this process's, which begin anew with it, or those of a database that several processes share, where a listener may come back to
   * another one. Ids of another run are not mistaken for ours.
   */
  #run = randomBytes(6).toString("hex");
  readonly #listeners = new Set<(fed: Fed) => void>();
  #recent: Fed[] = [];
  /** Everything after this one is still known. */
  #floor = 0;
  #last = 0;

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Goes on with the numbers of a shared run, of which everything after `sequence` will be put. */
  share(run: string, sequence: number): void {
    this.#run = run;
    this.#recent = [];
    this.#floor = sequence;
    this.#last = sequence;
  }

  publish(event: FeedEvent): void {
    this.put(this.#last + 1, event);
  }

  /** An event with its number; undefined for a number that is no event. */
  put(sequence: number, event: FeedEvent | undefined): void {
    this.#last = sequence;
    if (event === undefined) return;
    const fed = { id: `${this.#run}-${sequence}`, sequence, event };
    this.#recent.push(fed);
    if (this.#recent.length > remembered) this.#floor = this.#recent.shift()?.sequence ?? this.#floor;
    for (const listener of this.#listeners) listener(fed);
  }

  /**
   * What happened after `id`; undefined when that cannot be told any more (another run, or too long ago): look at everything again. An id that is ahead of us
   * comes from a process that was quicker to hear of it: nothing was missed up to there.
   */
  since(id: string): { readonly missed: readonly Fed[]; readonly after: number } | undefined {
    const [run, text = ""] = id.split("-");
    const after = Number(text);
    if (run !== this.#run || !/^\d{1,15}$/.test(text) || after < this.#floor) return undefined;
    return { missed: this.#recent.filter(({ sequence }) => sequence > after), after };
  }

  /** Returns how to stop listening. */
  listen(listener: (fed: Fed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
