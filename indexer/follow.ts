import { ChainError } from "../chain/errors.ts";
import type { BlockHead, LogSource, PlacedEvent } from "../chain/logs.ts";
import { blockTimes } from "./blockTimes.ts";
import type { Facts } from "./project/facts.ts";
import { project } from "./project/project.ts";
import type { Change } from "./project/rows.ts";
import type { RowWrite, Store } from "./store/store.ts";

/** Blocks asked for at once below finality: few at first, then as many as give about so many events, but never more than endpoints allow. */
const firstBlocks = 100;
const mostBlocks = 5_000;
const wantedEvents = 10_000;

export interface FollowerOptions {
  readonly source: LogSource;
  readonly store: Store;
  readonly facts: Facts;
  readonly finalityDepth: number;
  readonly deploymentBlock: number;
  /** Told when the rows stand at the last block of an epoch that is current: not of those that catching up passes by. */
  readonly epochs?: { readonly blocks: number; take(head: BlockHead): Promise<void> };
}

interface RangeAnswer {
  readonly events: readonly PlacedEvent[];
  readonly times: ReadonlyMap<number, number>;
  readonly last: BlockHead;
}
/** A range that was asked for before it is needed. */
interface Ahead {
  readonly from: number;
  readonly to: number;
  readonly answer: Promise<RangeAnswer>;
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
  #blocks = firstBlocks;
  #ahead: Ahead | undefined;

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

  /**
   * Works until it stands at the head, or until the endpoint has not got what it says is the head. Returns true when rows have changed. Codes:
   * `CHAIN_REORG_PAST_FINALITY`, `CHAIN_RPC_UNREACHABLE` (try again later: nothing was half done).
   */
  async catchUp(onProgress: (cursor: number, head: number) => void = () => {}): Promise<boolean> {
    let changed = false;
    for (;;) {
      const head = await this.#options.source.head();
      const final = head - this.#options.finalityDepth;
      if (this.#recent.length === 0 && this.#cursor >= 0) await this.#anchor();
      let step: boolean | undefined;
      if (this.#cursor < final && this.#recent.length <= 1) step = await this.#range(final);
      else if (await this.#replaced()) step = await this.#back();
      else if (this.#cursor < head) step = await this.#next(final);
      if (step === undefined) return changed;
      changed = step || changed;
      onProgress(this.#cursor, head);
    }
  }

  /** The block before the first: what the first must continue. */
  async #anchor(): Promise<void> {
    const head = await this.#known(this.#cursor);
    await this.#options.store.write({ cursor: head.number, rows: [], block: { head, changes: [] } });
    this.#recent = [head];
  }

  /** A block that must be there. An endpoint that lags behind its own head is asked again later, never believed. */
  async #known(number: number): Promise<BlockHead> {
    const block = await this.#options.source.block(number);
    if (block !== undefined) return block;
    throw new ChainError(
      "CHAIN_RPC_UNREACHABLE",
      `the RPC endpoint does not have block ${number}, which it should; it lags behind, and will be asked again. If this stays, use another endpoint`,
      { block: number },
    );
  }

  /** Takes final blocks in one range. The next range is asked for while this one is written. */
  async #range(final: number): Promise<boolean> {
    const anchor = this.#recent.at(-1);
    if (anchor !== undefined && (await this.#known(anchor.number)).hash !== anchor.hash) this.#stop(anchor.number);
    const from = this.#cursor + 1;
    const ahead = this.#ahead?.from === from ? this.#ahead : this.#ask(from, final);
    this.#ahead = undefined;
    const { to } = ahead;
    const { events, times, last } = await ahead.answer;
    const most = Math.max(1, Math.floor(((to - from + 1) * wantedEvents) / Math.max(1, events.length)));
    this.#blocks = Math.min(mostBlocks, this.#blocks * 4, most);
    if (to < final) this.#ahead = this.#ask(to + 1, final);
    // No answer is waited for from here on: what is projected is also written.
    const changes = this.#project(events, (block) => times.get(block) ?? 0);
    const block = { head: last, changes: [] };
    await this.#options.store.write({ cursor: to, rows: written(changes), block, finalized: to });
    this.#cursor = to;
    this.#recent = [last];
    if (to === this.#lastEpochBlock(final)) await this.#options.epochs?.take(last);
    return changes.length > 0;
  }

  #lastEpochBlock(final: number): number | undefined {
    const { epochs } = this.#options;
    return epochs === undefined ? undefined : final - (final % epochs.blocks);
  }

  #ask(from: number, final: number): Ahead {
    const most = Math.min(final, from + this.#blocks - 1);
    const epochEnd = this.#lastEpochBlock(final) ?? most;
    const to = epochEnd >= from && epochEnd < most ? epochEnd : most;
    const ask = async (): Promise<RangeAnswer> => {
      const last = await this.#known(to);
      const events = await this.#options.source.events(from, to);
      return { events, last, times: await blockTimes(events, (number) => this.#known(number)) };
    };
    const answer = ask();
    // Whoever takes the answer meets its failure; one that nobody takes any more has told nothing.
    answer.catch(() => undefined);
    return { from, to, answer };
  }

  /** Takes the next block, when it continues the last one; undefined when it cannot be had now. */
  async #next(final: number): Promise<boolean | undefined> {
    const { source, store } = this.#options;
    const number = this.#cursor + 1;
    const block = await source.block(number);
    const last = this.#recent.at(-1);
    if (block === undefined) return undefined;
    if (last !== undefined && block.parent !== last.hash) return this.#back();
    const events = await source.eventsIn(block.hash);
    if (events === undefined) return undefined;
    const changes = this.#project(events, () => block.time);
    const finalized = Math.min(final, number);
    await store.write({ cursor: number, rows: written(changes), block: { head: block, changes }, finalized });
    this.#cursor = number;
    this.#recent = [...this.#recent, block].filter((entry) => entry.number >= finalized);
    const { epochs } = this.#options;
    if (epochs !== undefined && number % epochs.blocks === 0) await epochs.take(block);
    return changes.length > 0;
  }

  /** Whether the block we stand on is not the chain's any more. */
  async #replaced(): Promise<boolean> {
    const last = this.#recent.at(-1);
    if (last === undefined) return false;
    // The last final block may only be unknown to an endpoint that lags; any other that is missing was taken back.
    const now =
      this.#recent.length === 1 ? await this.#known(last.number) : await this.#options.source.block(last.number);
    return now?.hash !== last.hash;
  }

  /** Undoes the last block. */
  async #back(): Promise<boolean> {
    const { store, facts } = this.#options;
    const last = this.#recent.at(-1);
    if (last === undefined || this.#recent.length === 1) this.#stop(last?.number ?? this.#cursor);
    const undo = await store.undoOf(last.number);
    await store.write({ cursor: last.number - 1, rows: undo, dropFrom: last.number, head: this.#recent.at(-2) });
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
}

const written = (changes: readonly Change[]): RowWrite[] =>
  changes.map(({ entity, key, after }) => ({ entity, key, row: after }));
