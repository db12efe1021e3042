import { randomBytes } from "node:crypto";
import { probeWindowSeconds } from "../protocol/probe.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Epochs } from "./epochs/epochs.ts";
import { KeepUp, loadAll } from "./keepUp.ts";
import type { ProbeBook } from "./probeBook.ts";
import type { IndexerState } from "./state.ts";
import { type Database, listenForNews } from "./store/database.ts";
import { type Journal, NewsStore } from "./store/news.ts";
import type { Store } from "./store/store.ts";

/** How often answers are made to age. */
const timeSeconds = 60;
/** After so much silence something is said: who hears nothing for a minute says that it is behind. */
const beatSeconds = 20;

export interface ShareOptions {
  readonly database: Database;
  /** URL of the database. */
  readonly where: string;
  readonly journal: Journal;
  readonly store: Store;
  readonly state: IndexerState;
  readonly epochs: Epochs;
  readonly probes: ProbeBook;
  readonly minimumStake: bigint;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

export interface Shared {
  /** Takes what others have published, and tells the time when it is time to. */
  beat(block: number, blockHash: string): Promise<void>;
  close(): Promise<void>;
}

/** Lets other processes answer from the database that this one follows into: tells them what they need to know, and takes what they publish. */
export async function share(options: ShareOptions): Promise<Shared> {
  const { database, where, journal, store, state, epochs, probes, minimumStake, clock, onFault } = options;
  const known = await store.meta("shared");
  const feed = known === undefined ? randomBytes(6).toString("hex") : (JSON.parse(known) as { feed: string }).feed;
  const shared = { signer: epochs.signer, probers: epochs.probers, epochBlocks: epochs.epochBlocks, feed };
  await store.setMeta("shared", JSON.stringify({ ...shared, minimumStake: String(minimumStake) }));
  const newsStore = new NewsStore(database);
  let timeAt = 0;
  const probesSince = () => clock.nowSeconds() - probeWindowSeconds;
  // Read in one transaction: what is published from here on comes as news.
  const loaded = await loadAll(database, probesSince(), false, state);
  state.replace(loaded.offers, loaded.attestations, undefined);
  for (const record of loaded.probes) probes.put(record);
  const keepUp = new KeepUp(
    { database, state, epochs, probes, origin: journal.origin, follows: true, onFault, probesSince },
    feed,
    loaded,
  );
  const deaf = listenForNews(where, () => void keepUp.wake());
  return {
    beat: async (block, blockHash) => {
      const now = clock.nowSeconds();
      if (now - timeAt >= timeSeconds) {
        timeAt = now;
        await newsStore.tellTime(journal, { block, blockHash });
      } else if (now - keepUp.at >= beatSeconds) await newsStore.tellTime(journal);
      await keepUp.wake();
    },
    close: async () => {
      await deaf();
      await keepUp.close();
    },
  };
}
