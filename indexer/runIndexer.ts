import { setTimeout as sleep } from "node:timers/promises";
import type { Chain } from "../chain/chain.ts";
import { ChainError } from "../chain/errors.ts";
import type { LogSource } from "../chain/logs.ts";
import type { Network } from "../chain/network.ts";
import type { Address } from "../protocol/ids.ts";
import type { Recover } from "../protocol/signature.ts";
import type { Clock } from "../runtime/clock.ts";
import { buildApi } from "./api/app.ts";
import { explorerFolder } from "./api/explorer.ts";
import { serveApi } from "./api/server.ts";
import { type EpochSigner, Epochs } from "./epochs/epochs.ts";
import { IndexerError } from "./errors.ts";
import { Follower } from "./follow.ts";
import { patientSource } from "./patientSource.ts";
import { ProbeBook } from "./probeBook.ts";
import { type Shared, share } from "./share.ts";
import { IndexerState } from "./state.ts";
import { openDatabase, type Standby } from "./store/database.ts";
import { EpochStore } from "./store/epochStore.ts";
import { ProbeStore } from "./store/probeStore.ts";
import { Store } from "./store/store.ts";

const longestWait = 30_000;

export interface IndexerOptions {
  readonly chain: Chain;
  readonly source: LogSource;
  readonly database: string;
  readonly clock: Clock;
  readonly recover: Recover;
  readonly signer: EpochSigner;
  /** Blocks from epoch to epoch; the chain profile's when not given. */
  readonly epochBlocks?: number;
  /** Whose probes are taken; none when not given. */
  readonly probers?: readonly Address[];
  readonly host: string;
  readonly port: number;
  readonly onProgress: (text: string) => void;
  /** Given by one that waits until the indexer that holds the database is gone. */
  readonly standby?: Standby;
}

export interface RunningIndexer {
  readonly url: string;
  readonly block: number;
  /** Rejects when following cannot go on (a final block changed, the database is gone). */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** Starts following and serving. Codes: `DATABASE_OTHER_CHAIN`, `MIGRATION_CHANGED`, `PORT_BUSY`, those of the chain. */
export async function runIndexer(options: IndexerOptions): Promise<RunningIndexer> {
  const { chain, clock } = options;
  const source = patientSource(options.source);
  const { network, profile } = chain;
  const database = await openDatabase(options.database, options.standby);
  const store = new Store(database);
  let keptUp: Shared | undefined;
  try {
    await refuseOtherChain(store, chain.network, source);
    const facts = await store.loadFacts();
    const probes = await ProbeBook.load({
      store: new ProbeStore(database),
      ...{ chainId: network.chainId, clock, recover: options.recover, probers: options.probers ?? [] },
    });
    const minimumStake = await chain.registry.minimumStake();
    const { journal } = database;
    const state = await IndexerState.load({
      ...{ network, store, facts, clock, recover: options.recover, minimumStake, probes },
      shared: journal !== undefined,
    });
    const epochs = await Epochs.open({
      ...{ store: new EpochStore(database), state, network, signer: options.signer },
      epochBlocks: options.epochBlocks ?? profile.epochBlocks,
    });
    const follower = await Follower.open({
      source,
      store,
      facts,
      finalityDepth: profile.finalityDepth,
      deploymentBlock: network.deploymentBlock,
      epochs: { blocks: epochs.epochBlocks, take: (head) => epochs.take(head) },
    });

    if (journal !== undefined)
      keptUp = await share({
        ...{ database, where: options.database, journal, store, state, epochs, probes, minimumStake, clock },
        onFault: (error) => options.onProgress(`the database's news cannot be read: ${String(error)}`),
      });
    const keepUp = keptUp;
    let toldAt = 0;
    const tell = (cursor: number, head: number) => {
      const now = clock.monotonicMilliseconds();
      if (now - toldAt < 2_000 || head - cursor < 100) return;
      toldAt = now;
      options.onProgress(`indexed to block ${cursor} of ${head}`);
    };
    let workedAt = clock.nowSeconds();
    let problem: string | null = null;
    let stoppedFor: string | undefined;
    const once = async () => {
      const changed = await follower.catchUp(tell);
      workedAt = clock.nowSeconds();
      problem = null;
      state.advance(follower.cursor, follower.lastBlock?.hash ?? "0x", changed);
      await epochs.seal(follower.cursor - profile.finalityDepth, source);
      await keepUp?.beat(follower.cursor, follower.lastBlock?.hash ?? "0x");
    };
    await once();

    const app = await buildApi({
      state,
      epochs,
      explorer: explorerFolder(),
      onFault: (error) =>
        options.onProgress(`a request failed: ${error instanceof Error ? error.stack : String(error)}`),
      health: () => {
        const behindSeconds = clock.nowSeconds() - workedAt;
        return { ok: stoppedFor === undefined && behindSeconds < 60, block: state.block, behindSeconds, problem };
      },
    });
    const url = await serveApi(app, options.host, options.port);

    const stop = new AbortController();
    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const pause = Math.min(2_000, profile.blockSeconds * 500);
    const loop = (async () => {
      for (let wait = pause; !stop.signal.aborted; ) {
        await sleep(wait, undefined, { signal: stop.signal }).catch(() => undefined);
        try {
          if (!stop.signal.aborted) await once();
          wait = pause;
        } catch (error) {
          // Only asking the chain can be tried again: after a write that failed, what is in memory is ahead of what is kept.
          if (!(error instanceof ChainError) || !error.retryable) {
            problem = error instanceof ChainError ? error.code : "FAULT";
            stoppedFor = problem;
            fail(error);
            return;
          }
          // The chain is away: /healthz says so, lists stay as they were, and each try waits longer.
          if (problem === null) options.onProgress(`the chain cannot be read: ${error.message}`);
          problem = error.code;
          wait = Math.min(longestWait, wait * 2);
        }
      }
    })();
    return {
      url,
      block: follower.cursor,
      failed,
      close: async () => {
        stop.abort();
        await loop;
        await app.close();
        await keepUp?.close();
        await store.close();
      },
    };
  } catch (error) {
    await keptUp?.close();
    await store.close();
    throw error;
  }
}

export const networkIdentity = (network: Network): string =>
  `${network.chainId} ${network.paymentChannels} ${network.nodeRegistry}`;

/**
 * A database belongs to one deployment on one chain. Local chains begin anew with the same id and addresses, so the block of the deployment counts too.
 * Code: `DATABASE_OTHER_CHAIN`.
 */
async function refuseOtherChain(store: Store, network: Network, source: LogSource): Promise<void> {
  const refuse = (known: string, wanted: string): never => {
    throw new IndexerError(
      "DATABASE_OTHER_CHAIN",
      "this database holds another network or deployment, or an earlier run of a local chain; give another --database",
      { known, wanted },
    );
  };
  const identity = networkIdentity(network);
  const known = await store.meta("network");
  if (known !== undefined && known !== identity) refuse(known, identity);
  if (known === undefined) await store.setMeta("network", identity);
  const block = await source.block(network.deploymentBlock);
  if (block === undefined) return;
  const deployed = await store.meta("deployment");
  if (deployed !== undefined && deployed !== block.hash) refuse(deployed, block.hash);
  if (deployed === undefined) await store.setMeta("deployment", block.hash);
}
