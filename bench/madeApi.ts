import type { FastifyInstance } from "fastify";
import { buildApi } from "../indexer/api/app.ts";
import { Epochs } from "../indexer/epochs/epochs.ts";
import { freshSigner } from "../indexer/epochs/signer.ts";
import { ProbeBook } from "../indexer/probeBook.ts";
import { IndexerState } from "../indexer/state.ts";
import { openDatabase } from "../indexer/store/database.ts";
import { EpochStore } from "../indexer/store/epochStore.ts";
import { ProbeStore } from "../indexer/store/probeStore.ts";
import { Store } from "../indexer/store/store.ts";
import type { Clock } from "../runtime/clock.ts";
import { loadSecp256k1 } from "../runtime/secp256k1.ts";
import { type madeNodes, minimumStake, network } from "./madeNodes.ts";

export interface MadeApi {
  readonly app: FastifyInstance;
  readonly state: IndexerState;
  close(): Promise<void>;
}

/** The API over made nodes, as the indexer builds it, at block 1; it does not listen yet. */
export async function openMadeApi(
  { facts, offers }: ReturnType<typeof madeNodes>,
  clock: Clock,
  explorer?: string,
): Promise<MadeApi> {
  const database = await openDatabase("memory");
  const secp = await loadSecp256k1();
  const { recover } = secp;
  const probes = await ProbeBook.load({
    ...{ store: new ProbeStore(database), chainId: network.chainId, clock, recover, probers: [] },
  });
  const store = new Store(database);
  const state = new IndexerState({ network, facts, minimumStake, clock, store, recover, probes });
  state.replace(offers, [], undefined);
  state.advance(1, `0x${"1".repeat(64)}`, true);
  const signer = freshSigner(secp);
  const epochs = await Epochs.open({ store: new EpochStore(database), state, network, epochBlocks: 1_800, signer });
  const app = await buildApi({
    ...{ state, epochs, explorer, onFault: (error: unknown) => process.stderr.write(`${String(error)}\n`) },
    health: () => ({ ok: true, block: 1, behindSeconds: 0, problem: null }),
  });
  const close = async () => {
    await app.close();
    await database.close();
  };
  return { app, state, close };
}
