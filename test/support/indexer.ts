import { openChain } from "../../chain/chain.ts";
import { openLogSource } from "../../chain/logs.ts";
import { freshSigner } from "../../indexer/epochs/signer.ts";
import { type IndexerOptions, type RunningIndexer, runIndexer } from "../../indexer/runIndexer.ts";
import { systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import type { Market } from "./market.ts";

/** The real indexer in this process, on its embedded database in memory. */
export async function openIndexer(market: Market, options: Partial<IndexerOptions> = {}): Promise<RunningIndexer> {
  const chain = await openChain({ network: market.network });
  const secp = await loadSecp256k1();
  const indexer = await runIndexer({
    chain,
    source: openLogSource(chain),
    database: "memory",
    clock: systemClock,
    recover: secp.recover,
    signer: freshSigner(secp),
    host: "127.0.0.1",
    port: 0,
    onProgress: () => {},
    ...options,
  });
  market.onClose(() => indexer.close());
  return indexer;
}
