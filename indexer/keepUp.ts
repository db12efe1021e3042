import type { Epochs } from "./epochs/epochs.ts";
import type { FeedEvent } from "./eventSchemas.ts";
import { Offers } from "./offer.ts";
import type { ProbeBook } from "./probeBook.ts";
import { Facts } from "./project/facts.ts";
import type { IndexerState } from "./state.ts";
import type { Database } from "./store/database.ts";
import { type News, NewsStore } from "./store/news.ts";
import { type ProbeRecord, ProbeStore } from "./store/probeStore.ts";
import { attestationFrom, changesFrom, type KeptDescriptor, Store } from "./store/store.ts";

/** NOTIFY wakes us; this asks all the same, so that a notice that was lost, or a copy of the database that lags, costs no more than this. */
const pollMilliseconds = 1_000;
const loadMilliseconds = 600_000;

/** Everything that answers are made of, as of one moment of the database. */
export interface Loaded {
  readonly sequence: number;
  readonly at: number;
  /** Undefined where the rows of the chain were not asked for. */
  readonly facts: Facts | undefined;
  readonly offers: Offers;
  readonly attestations: readonly Awaited<ReturnType<Store["attestations"]>>[number][];
  readonly probes: readonly ProbeRecord[];
  readonly news: readonly News[];
}

/** What a process holds already, of which what has not changed is kept. */
interface Held {
  readonly facts?: Facts;
  readonly offers?: Offers;
}

/** Reads all of it in one transaction, so that nothing is newer than the rest. */
export function loadAll(database: Database, probesSince: number, withFacts: boolean, held: Held = {}): Promise<Loaded> {
  return database.prisma.$transaction(
    async (transaction) => {
      const inside = { ...database, prisma: transaction as Database["prisma"] };
      const store = new Store(inside);
      const news = await new NewsStore(inside).after(0);
      const last = news.at(-1);
      const facts = withFacts ? await store.loadFacts(held.facts) : undefined;
      return {
        ...{ sequence: last?.sequence ?? 0, at: last?.at ?? 0, news },
        facts,
        offers: await Offers.from(store.descriptors(), facts ?? held.facts ?? new Facts(), held.offers),
        attestations: await store.attestations(),
        probes: await new ProbeStore(inside).probes(probesSince),
      };
    },
    { isolationLevel: "RepeatableRead", timeout: loadMilliseconds, maxWait: loadMilliseconds },
  );
}

export interface KeepUpOptions {
  readonly database: Database;
  readonly state: IndexerState;
  readonly epochs: Epochs;
  readonly probes: ProbeBook;
  /** Of what this process wrote itself it has everything already. */
  readonly origin: string;
  /** Whether this is the process that follows the chain: its rows are never older than what the database tells. */
  readonly follows: boolean;
  readonly probesSince: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Keeps a process up with a database that others write to, step by step in the order in which it was written. */
export class KeepUp {
  readonly #options: KeepUpOptions;
  readonly #news: NewsStore;
  readonly #timer: NodeJS.Timeout;
  #sequence: number;
  #working: Promise<void> | undefined;
  #again = false;
  #failing = false;
  #at = 0;
  /** The block of the newest news that name one. */
  #head: { readonly block: number; readonly blockHash: string } | undefined;

  /** Of `loaded` only the moment and the last news are taken: what else is in it the state was made of. */
  constructor(options: KeepUpOptions, run: string, loaded: Pick<Loaded, "sequence" | "at" | "news">) {
    this.#options = options;
    this.#news = new NewsStore(options.database);
    this.#sequence = loaded.sequence;
    this.#at = loaded.at;
    options.state.feed.share(run, (loaded.news[0]?.sequence ?? loaded.sequence + 1) - 1);
    for (const news of loaded.news) this.#tell(news);
    this.#timer = setInterval(() => this.wake(), pollMilliseconds);
  }

  /** Unix seconds at the one that wrote last. */
  get at(): number {
    return this.#at;
  }

  /** Whether the database could not be read the last time. */
  get failing(): boolean {
    return this.#failing;
  }

  /** There may be news. Resolves when all that there are have been taken. */
  wake(): Promise<void> {
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #work(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#take(await this.#news.after(this.#sequence));
        this.#failing = false;
      } catch (error) {
        if (!this.#failing) this.#options.onFault(error);
        this.#failing = true;
      }
    }
  }

  async #take(all: readonly News[]): Promise<void> {
    const { origin, epochs } = this.#options;
    const [first] = all;
    if (first === undefined) return;
    const foreign = (news: News) => news.origin !== origin;
    if (first.sequence !== this.#sequence + 1 || all.some((news) => foreign(news) && news.changes === undefined))
      return this.#reload();
    if (all.some((news) => foreign(news) && news.type === "epoch")) await epochs.reload();
    // No answer is waited for from here on: nobody sees a state between two of them.
    for (const news of all) {
      // What this process published itself it has, but others may have published in between, and a copy that lags may have taken it away again.
      if (news.changes !== undefined) this.#apply(news);
      this.#tell(news);
    }
  }

  /** Moves to the moment of a piece of news that is applied. Which moments show in answers follows from the news alone, so it is the same in all processes. */
  #tell(news: News): void {
    const { state, follows } = this.#options;
    const { sequence, at, type, data, changes } = news;
    if (type === "block" || type === "time") {
      this.#head = { block: Number(data.block), blockHash: String(data.blockHash) };
      if (!follows) state.reach(this.#head.block, this.#head.blockHash);
    }
    const shows = type !== "beat" && type !== "commitment" && !(type === "block" && changes === "[]");
    if (shows && this.#head !== undefined) state.stand({ at, ...this.#head });
    state.feed.put(sequence, eventOf(news));
    this.#sequence = sequence;
    this.#at = at;
  }

  #apply({ type, changes = "" }: News): void {
    const { state, probes, follows } = this.#options;
    if (type === "block") {
      if (!follows) for (const { entity, key, row } of changesFrom(changes)) state.facts.put(entity, key, row);
    } else if (type === "descriptor") state.putDescriptor(JSON.parse(changes) as KeptDescriptor);
    else if (type === "attestation") state.putAttestation(attestationFrom(changes));
    else if (type === "probe" || type === "commitment") probes.put(JSON.parse(changes) as ProbeRecord);
  }

  /** Too much has happened to take it step by step. */
  async #reload(): Promise<void> {
    const { database, state, epochs, probes, follows, probesSince } = this.#options;
    const loaded = await loadAll(database, probesSince(), !follows, state);
    await epochs.reload();
    for (const record of loaded.probes) probes.put(record);
    state.replace(loaded.offers, loaded.attestations, loaded.facts);
    for (const news of loaded.news) if (news.sequence > this.#sequence) this.#tell(news);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }
}

/** As listeners see it; what is none of theirs is no event. */
const eventOf = ({ type, data }: News): FeedEvent | undefined =>
  type === "time" || type === "beat" || type === "commitment" ? undefined : ({ ...data, type } as FeedEvent);
