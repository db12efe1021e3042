import type { Chain } from "../chain/chain.ts";
import type { LogSource } from "../chain/logs.ts";
import { CodedError } from "../protocol/errors.ts";
import type { Recover } from "../protocol/signature.ts";
import type { Clock } from "../runtime/clock.ts";
import { buildApi } from "./api/app.ts";
import { serveApi } from "./api/server.ts";
import { IndexerError } from "./errors.ts";
import { Follower } from "./follow.ts";
import { IndexerState } from "./state.ts";
import { openDatabase } from "./store/database.ts";
import { Store } from "./store/store.ts";

export interface IndexerOptions {
  readonly chain: Chain;
  readonly source: LogSource;
  readonly database: string;
  readonly clock: Clock;
  readonly recover: Recover;
  readonly host: string;
  readonly port: number;
  readonly onProgress: (text: string) => void;
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
  const { chain, source, clock } = options;
  const { network, profile } = chain;
  const store = new Store(await openDatabase(options.database));
  try {
    const identity = `${network.chainId} ${network.paymentChannels} ${network.nodeRegistry}`;
    const known = await store.meta("network");
    if (known !== undefined && known !== identity) {
      throw new IndexerError(
        "DATABASE_OTHER_CHAIN",
        "this database holds another network or deployment; give another --database",
        { known, wanted: identity },
      );
    }
    if (known === undefined) await store.setMeta("network", identity);
    const facts = await store.loadFacts();
    const follower = await Follower.open({
      source,
      store,
      facts,
      finalityDepth: profile.finalityDepth,
      deploymentBlock: network.deploymentBlock,
    });
    const state = await IndexerState.load({
      network,
      store,
      facts,
      clock,
      recover: options.recover,
      minimumStake: await chain.registry.minimumStake(),
    });

    let toldAt = 0;
    const tell = (cursor: number, head: number) => {
      const now = clock.monotonicMilliseconds();
      if (now - toldAt < 2_000 || head - cursor < 100) return;
      toldAt = now;
      options.onProgress(`indexed to block ${cursor} of ${head}`);
    };
    let workedAt = clock.nowSeconds();
    let problem: string | null = null;
    const once = async () => {
      const changed = await follower.catchUp(tell);
      workedAt = clock.nowSeconds();
      problem = null;
      state.advance(follower.cursor, follower.lastBlock?.hash ?? "0x", changed);
    };
    await once();

    const app = await buildApi({
      state,
      health: () => {
        const behindSeconds = clock.nowSeconds() - workedAt;
        return { ok: behindSeconds < 60, block: state.block, behindSeconds, problem };
      },
    });
    const url = await serveApi(app, options.host, options.port);

    let stopped = false;
    let fail: (error: unknown) => void = () => {};
    const failed = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const pause = Math.min(2_000, profile.blockSeconds * 500);
    const loop = (async () => {
      for (let wait = pause; !stopped; ) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        try {
          if (!stopped) await once();
          wait = pause;
        } catch (error) {
          if (!(error instanceof CodedError) || !error.retryable) {
            fail(error);
            return;
          }
          // The chain is away: /healthz says so, lists stay as they were, and each try waits longer.
          if (problem === null) options.onProgress(`the chain cannot be read: ${error.message}`);
          problem = error.code;
          wait = Math.min(30_000, wait * 2);
        }
      }
    })();
    return {
      url,
      block: follower.cursor,
      failed,
      close: async () => {
        stopped = true;
        await loop;
        await app.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
