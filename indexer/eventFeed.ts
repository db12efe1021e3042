import { randomBytes } from "node:crypto";
import type { FeedEvent } from "./eventSchemas.ts";

export interface Fed {
  /** `run-sequence`: a listener that comes back names the last one it saw. */
  readonly id: string;
  readonly event: FeedEvent;
}

const remembered = 1_000;

/** News of the indexer as they happen, the last thousand kept for listeners that come back. */
export class EventFeed {
  /** Sequences start anew with every process; ids of another run are not mistaken for ours. */
  readonly #run = randomBytes(6).toString("hex");
  readonly #listeners = new Set<(fed: Fed) => void>();
  #recent: Fed[] = [];
  #count = 0;

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: FeedEvent): void {
    this.#count += 1;
    const fed = { id: `${this.#run}-${this.#count}`, event };
    this.#recent = [...this.#recent.slice(1 - remembered), fed];
    for (const listener of this.#listeners) listener(fed);
  }

  /** What happened after `id`; undefined when that cannot be told any more (another run, or too long ago): look at everything again. */
  since(id: string): readonly Fed[] | undefined {
    const [run, sequence = ""] = id.split("-");
    const missed = this.#count - Number(sequence);
    if (run !== this.#run || !/^\d{1,15}$/.test(sequence) || missed < 0 || missed > this.#recent.length)
      return undefined;
    return missed === 0 ? [] : this.#recent.slice(-missed);
  }

  /** Returns how to stop listening. */
  listen(listener: (fed: Fed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
