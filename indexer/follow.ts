import { ChainError } from "../chain/errors.ts";
import type { DomainEvent } from "../chain/events.ts";
import type { BlockHead, LogSource, PlacedEvent } from "../chain/logs.ts";
import type { Facts } from "./project/facts.ts";
import { project } from "./project/project.ts";
import type { Change } from "./project/rows.ts";
import type { RowWrite, Store } from "./store/store.ts";

/** Blocks asked for at once below finality. */
const rangeBlocks = 5_000;
/** Events of which the row keeps a time. */
const timed = new Set<DomainEvent["kind"]>(["registered", "deposited", "released"]);
const parallelBlocks = 16;

export interface FollowerOptions {
  readonly source: LogSource;
  readonly store: Store;
  readonly facts: Facts;
  readonly finalityDepth: number;
  readonly deploymentBlock: number;
}

/**
 * Follows the chain into the rows: below finality in ranges, above it block by block with an undo for each, and back when blocks were replaced. Every step
 * is one transaction, so a crash at any point leaves a whole state. A change below finality stops it: guessing would be worse.
 */
export class Follower {
  readonly #options: FollowerOptions;
  /** The last final block (the anchor), then those that may be replaced. */
  #recent: BlockHead[] = [];
  #cursor = -1;

  static async open(options: FollowerOptions): Promise<Follower> {
    const follower = new Follower(options);
    follower.#cursor = Number((await options.store.meta("cursor")) ?? options.deploymentBlock - 1);
    follower.#recent = [...(await options.store.recentBlocks())];
    return follower;
  }

  private constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** The last block that is in the rows. */
  get cursor(): number {
    return this.#cursor;
  }

  get lastBlock(): BlockHead | undefined {
    return this.#recent.at(-1);
  }

  /** Works until it stands at the head. Returns true when rows have changed. Codes: `CHAIN_REORG_PAST_FINALITY`, those of the chain. */
  async catchUp(onProgress: (cursor: number, head: number) => void = () => {}): Promise<boolean> {
    let changed = false;
    for (;;) {
      const head = await this.#options.source.head();
      const final = head - this.#options.finalityDepth;
      if (this.#cursor < final && this.#recent.length <= 1) changed = (await this.#range(final)) || changed;
      else if (await this.#replaced()) changed = (await this.#back()) || changed;
      else if (this.#cursor < head) changed = (await this.#next(final)) || changed;
      else return changed;
      onProgress(this.#cursor, head);
    }
  }

  /** Takes final blocks in one range. */
  async #range(final: number): Promise<boolean> {
    const { source, store } = this.#options;
    const anchor = this.#recent.at(-1);
    if (anchor !== undefined && (await source.block(anchor.number))?.hash !== anchor.hash) this.#stop(anchor.number);
    const to = Math.min(final, this.#cursor + rangeBlocks);
    const events = await source.events(this.#cursor + 1, to);
    const times = await this.#timesOf(events);
    const last = await source.block(to);
    // Nothing is asked of the chain from here on: what is projected is also written.
    const changes = this.#project(events, (block) => times.get(block) ?? 0);
    await store.write({
      cursor: to,
      rows: written(changes),
      ...(last === undefined ? {} : { block: { head: last, changes: [] } }),
      finalized: to,
    });
    this.#cursor = to;
    this.#recent = last === undefined ? [] : [last];
    return changes.length > 0;
  }

  /** Takes the next block, when it continues the last one. */
  async #next(final: number): Promise<boolean> {
    const { source, store } = this.#options;
    const number = this.#cursor + 1;
    const block = await source.block(number);
    const last = this.#recent.at(-1);
    if (block === undefined) return false;
    if (last !== undefined && block.parent !== last.hash) return this.#back();
    const events = await source.events(number, number);
    // Between two requests the block may have been replaced: then its logs are another block's.
    if (events.some((event) => event.blockHash !== block.hash)) return false;
    const changes = this.#project(events, () => block.time);
    const finalized = Math.min(final, number);
    await store.write({ cursor: number, rows: written(changes), block: { head: block, changes }, finalized });
    this.#cursor = number;
    this.#recent = [...this.#recent, block].filter((entry) => entry.number >= finalized);
    return changes.length > 0;
  }

  /** Whether the block we stand on is not the chain's any more. */
  async #replaced(): Promise<boolean> {
    const last = this.#recent.at(-1);
    return last !== undefined && (await this.#options.source.block(last.number))?.hash !== last.hash;
  }

  /** Undoes the last block. */
  async #back(): Promise<boolean> {
    const { store, facts } = this.#options;
    const last = this.#recent.at(-1);
    if (last === undefined || this.#recent.length === 1) this.#stop(last?.number ?? this.#cursor);
    const undo = await store.undoOf(last.number);
    await store.write({ cursor: last.number - 1, rows: undo, dropFrom: last.number });
    for (const { entity, key, row } of undo) facts.put(entity, key, row);
    this.#cursor = last.number - 1;
    this.#recent = this.#recent.slice(0, -1);
    return undo.length > 0;
  }

  #stop(block: number): never {
    throw new ChainError(
      "CHAIN_REORG_PAST_FINALITY",
      `block ${block} was final and has changed; the indexer stops rather than guess. Check the RPC endpoint, then start with an empty database`,
      { block },
    );
  }

  #project(events: readonly PlacedEvent[], timeOf: (block: number) => number): Change[] {
    const { facts } = this.#options;
    const all: Change[] = [];
    for (const { event, block } of events) {
      for (const change of project(facts, event, timeOf(block))) {
        facts.apply(change);
        all.push(change);
      }
    }
    return all;
  }

  async #timesOf(events: readonly PlacedEvent[]): Promise<Map<number, number>> {
    const wanted = [...new Set(events.filter(({ event }) => timed.has(event.kind)).map(({ block }) => block))];
    const times = new Map<number, number>();
    for (let at = 0; at < wanted.length; at += parallelBlocks) {
      const blocks = await Promise.all(
        wanted.slice(at, at + parallelBlocks).map((number) => this.#options.source.block(number)),
      );
      for (const block of blocks) if (block !== undefined) times.set(block.number, block.time);
    }
    return times;
  }
}

const written = (changes: readonly Change[]): RowWrite[] =>
  changes.map(({ entity, key, after }) => ({ entity, key, row: after }));
