import type { Network } from "../chain/network.ts";
import { type Address, parseAddress } from "../protocol/ids.ts";
import { probeWindowSeconds } from "../protocol/probe.ts";
import type { Recover } from "../protocol/signature.ts";
import type { Clock } from "../runtime/clock.ts";
import { buildApi } from "./api/app.ts";
import { explorerFolder } from "./api/explorer.ts";
import { serveApi } from "./api/server.ts";
import { Epochs } from "./epochs/epochs.ts";
import { IndexerError } from "./errors.ts";
import { KeepUp, loadAll } from "./keepUp.ts";
import { ProbeBook } from "./probeBook.ts";
import { Facts } from "./project/facts.ts";
import { networkIdentity } from "./runIndexer.ts";
import { IndexerState } from "./state.ts";
import { listenForNews, openShared } from "./store/database.ts";
import { EpochStore } from "./store/epochStore.ts";
import { ProbeStore } from "./store/probeStore.ts";
import { Store } from "./store/store.ts";

export interface ReplicaOptions {
  readonly network: Network;
  /** The PostgreSQL database that an indexer follows into: where news and what is published go. */
  readonly database: string;
  /** A copy of it to read from; the same when not given. */
  readonly readDatabase?: string | undefined;
  readonly clock: Clock;
  readonly recover: Recover;
  readonly host: string;
  readonly port: number;
  readonly onProgress: (text: string) => void;
}

export interface RunningReplica {
  readonly url: string;
  readonly block: number;
  close(): Promise<void>;
}

/** What the indexer that follows writes down for those that only answer. */
interface SharedFacts {
  readonly signer: Address;
  readonly probers: readonly Address[];
  readonly epochBlocks: number;
  readonly minimumStake: bigint;
  /** Whose the numbers of events are. */
  readonly feed: string;
}

/** Serves the API from a database that another process keeps. Codes: `DATABASE_UNREACHABLE`, `DATABASE_EMPTY`, `DATABASE_OTHER_CHAIN`, `PORT_BUSY`. */
export async function runReplica(options: ReplicaOptions): Promise<RunningReplica> {
  const { network, clock, recover, onProgress } = options;
  const writer = await openShared(options.database);
  const reader = options.readDatabase === undefined ? writer : await openShared(options.readDatabase);
  const closeBoth = async () => {
    await writer.close();
    if (reader !== writer) await reader.close();
  };
  try {
    const shared = await sharedFacts(new Store(reader), network);
    const probesSince = () => clock.nowSeconds() - probeWindowSeconds;
    const loaded = await loadAll(reader, probesSince(), true);
    const probes = await ProbeBook.load({
      ...{ store: new ProbeStore(reader, writer), chainId: network.chainId, clock, recover, probers: shared.probers },
    });
    const state = new IndexerState({
      ...{ network, facts: loaded.facts ?? new Facts(), clock, recover, minimumStake: shared.minimumStake },
      ...{ probes, shared: true, store: new Store(reader, writer) },
    });
    state.replace(loaded.offers, loaded.attestations, undefined);
    const signer = {
      address: shared.signer,
      sign: () => {
        throw new Error("a process that only answers signs nothing");
      },
    };
    const epochs = await Epochs.open({
      ...{ store: new EpochStore(reader), state, network, epochBlocks: shared.epochBlocks, signer },
    });
    const keepUp = new KeepUp(
      {
        ...{ database: reader, state, epochs, probes, follows: false, probesSince },
        origin: writer.journal?.origin ?? "",
        onFault: (error) => onProgress(`the database cannot be read: ${String(error)}`),
      },
      shared.feed,
      loaded,
    );
    await keepUp.wake();
    const deaf = listenForNews(options.database, () => void keepUp.wake());
    const app = await buildApi({
      ...{ state, epochs, explorer: explorerFolder() },
      onFault: (error) => onProgress(`a request failed: ${error instanceof Error ? error.stack : String(error)}`),
      health: () => {
        const behindSeconds = Math.max(0, clock.nowSeconds() - keepUp.at);
        const problem = keepUp.failing ? "DATABASE_UNREACHABLE" : null;
        return { ok: behindSeconds < 60, block: state.block, behindSeconds, problem };
      },
    });
    const close = async () => {
      await app.close();
      await deaf();
      await keepUp.close();
      await closeBoth();
    };
    try {
      return { url: await serveApi(app, options.host, options.port), block: state.block, close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await closeBoth();
    throw error;
  }
}

/** Codes: `DATABASE_EMPTY`, `DATABASE_OTHER_CHAIN`. */
async function sharedFacts(store: Store, network: Network): Promise<SharedFacts> {
  const empty = (cause?: unknown): IndexerError =>
    new IndexerError(
      "DATABASE_EMPTY",
      "no indexer has followed into this database yet; start `turnpike indexer run` on it first, and wait until it is ready",
      {},
      { cause },
    );
  let [known, text]: (string | undefined)[] = [];
  try {
    [known, text] = [await store.meta("network"), await store.meta("shared")];
  } catch (cause) {
    throw empty(cause);
  }
  if (known === undefined || text === undefined) throw empty();
  const wanted = networkIdentity(network);
  if (known !== wanted)
    throw new IndexerError(
      "DATABASE_OTHER_CHAIN",
      "this database holds another network or deployment; give the network file of the indexer that follows into it",
      { known, wanted },
    );
  const shared = JSON.parse(text) as Record<keyof SharedFacts, string> & { probers: string[]; epochBlocks: number };
  return {
    ...{ signer: parseAddress(shared.signer), probers: shared.probers.map(parseAddress), feed: shared.feed },
    ...{ epochBlocks: shared.epochBlocks, minimumStake: BigInt(shared.minimumStake) },
  };
}
