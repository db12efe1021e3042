import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Network } from "../../../chain/network.ts";
import { buildApi, type Health } from "../../../indexer/api/app.ts";
import { Epochs } from "../../../indexer/epochs/epochs.ts";
import { ProbeBook } from "../../../indexer/probeBook.ts";
import type { Facts } from "../../../indexer/project/facts.ts";
import { channelKey, type NodeRow } from "../../../indexer/project/rows.ts";
import { IndexerState } from "../../../indexer/state.ts";
import { type Database, openDatabase } from "../../../indexer/store/database.ts";
import { EpochStore } from "../../../indexer/store/epochStore.ts";
import { ProbeStore } from "../../../indexer/store/probeStore.ts";
import { type KeptDescriptor, Store } from "../../../indexer/store/store.ts";
import { type Attestation, signAttestation } from "../../../protocol/attestation.ts";
import { type Descriptor, type DescriptorBody, signDescriptor } from "../../../protocol/descriptor.ts";
import { nodeDomain, paymentsDomain } from "../../../protocol/domain.ts";
import type { Address, Hash, Hex } from "../../../protocol/ids.ts";
import type { Sign } from "../../../protocol/signature.ts";
import { tokenAmount, unixSeconds } from "../../../protocol/units.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { emptied } from "../history.ts";
import { made } from "../madeChain.ts";

/** The time at which these tests live. */
export const start = 1_790_000_000;
export const minimumStake = 100_000_000n;

export const network: Network = {
  name: "devnet",
  chainId: 31_337,
  rpcUrls: ["http://127.0.0.1:1"],
  paymentChannels: made(0xee, 1),
  nodeRegistry: made(0xee, 2),
  token: { address: made(0xee, 3), name: "Test", version: "1", symbol: "T", decimals: 6 },
  indexers: [],
  profile: "devnet",
  deploymentBlock: 0,
  public: false,
};

export interface Key {
  readonly address: Address;
  readonly sign: Sign;
}

/** A clock that stands still until it is told. */
export class MadeClock implements Clock {
  seconds = start;
  milliseconds = 0;

  nowSeconds() {
    return unixSeconds(Math.floor(this.seconds));
  }

  monotonicMilliseconds(): number {
    return this.milliseconds;
  }

  pass(seconds: number): void {
    this.seconds += seconds;
    this.milliseconds += seconds * 1_000;
  }
}

/** Answers later than it is asked, as a database over a network does; the embedded one would hide what happens in between. */
class DistantStore extends Store {
  override async keepDescriptor(kept: KeptDescriptor): Promise<boolean> {
    await setImmediate();
    const taken = await super.keepDescriptor(kept);
    await setImmediate();
    return taken;
  }

  override async keepAttestation(attestation: Attestation, now: number): Promise<boolean> {
    await setImmediate();
    const taken = await super.keepAttestation(attestation, now);
    await setImmediate();
    return taken;
  }
}

export interface Site {
  readonly app: FastifyInstance;
  readonly epochs: Epochs;
  /** Lets this epoch's block come and become final. */
  epoch(number: number): Promise<void>;
  readonly clock: MadeClock;
  readonly facts: Facts;
  readonly store: Store;
  /** What lies in the database. */
  published(): Promise<readonly KeptDescriptor[]>;
  readonly faults: unknown[];
  readonly state: IndexerState;
  health: Health;
  key(number: number): Key;
  /** Puts a registered node into the rows, as if its block had just come. */
  put(key: Key, row?: Partial<NodeRow>): void;
  /** Tells the API that the rows have changed. */
  changed(): void;
  descriptor(
    key: Key,
    change?: Partial<DescriptorBody> & { version?: string; validUntil?: number; node?: Address },
  ): Descriptor;
  attestation(
    key: Key,
    node: Address,
    change?: { cumulative?: bigint; score?: number; periodStart?: number },
  ): Attestation;
  json(attestation: Attestation): object;
}

/** Whose probes this indexer takes. */
export const proberKey: Hex = `0x${"9b".repeat(32)}`;
const signerKey: Hex = `0x${"5e".repeat(32)}`;

/** The API over an emptied database; chain facts are put by the test, all else is real. */
export async function openSite(database: Database): Promise<Site> {
  await emptied(database);
  const secp = await loadSecp256k1();
  return reopenSite(database, await loadFacts(database), secp);
}

/** A site over one emptied database, a new one for each test of the file or one for all of them. */
export function useSite(take: (site: Site) => void, often: "each" | "once" = "each"): void {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase("memory");
  });
  const open = async () => take(await openSite(database));
  if (often === "once") beforeAll(open);
  else beforeEach(open);
  afterAll(() => database.close());
}

/** How the site is asked and told, and a channel of a payer put into its rows. */
export const asking = (site: () => Site) => ({
  get: (url: string, headers: Record<string, string> = {}) => site().app.inject({ url, headers }),
  post: (url: string, payload: object | string, headers: Record<string, string> = {}) =>
    site().app.inject({ method: "POST", url, payload, headers: { "content-type": "application/json", ...headers } }),
  channel: (node: Address, payer: Address, settled: bigint) => {
    const row = { node, payer, epoch: 2, expiresAt: start + 60, locked: 5n, settled };
    site().facts.put("channel", channelKey(node, payer), row);
  },
});

const loadFacts = (database: Database) => new Store(database).loadFacts();

/** As after a restart: what was published comes from the database. */
export async function reopenSite(
  database: Database,
  facts: Facts,
  secp: Awaited<ReturnType<typeof loadSecp256k1>>,
): Promise<Site> {
  const clock = new MadeClock();
  const store = new DistantStore(database);
  const probes = await ProbeBook.load({
    ...{ store: new ProbeStore(database), chainId: network.chainId, clock, recover: secp.recover },
    probers: [secp.addressOf(proberKey)],
  });
  const state = await IndexerState.load({ network, store, facts, clock, recover: secp.recover, minimumStake, probes });
  const faults: unknown[] = [];
  let block = 7;
  const site: Omit<Site, "app" | "epochs" | "epoch"> = {
    clock,
    facts,
    store,
    faults,
    state,
    published: async () => {
      const found: KeptDescriptor[] = [];
      for await (const kept of store.descriptors()) found.push(kept);
      return found;
    },
    health: { ok: true, block: 7, behindSeconds: 0, problem: null },
    key: (number) => {
      const privateKey: Hex = `0x${number.toString(16).padStart(64, "1")}`;
      return { address: secp.addressOf(privateKey), sign: secp.signer(privateKey) };
    },
    put: (key, row = {}) => {
      facts.put("node", key.address, {
        id: key.address,
        operator: made(0xdd, 1),
        payout: made(0xdd, 1),
        key: key.address,
        bond: minimumStake,
        registeredAt: start - 86_400,
        unbondingAt: 0,
        descriptorFloor: 0n,
        settledVolume: 0n,
        payers: 0,
        slashes: 0,
        slashedAt: 0,
        ...row,
      });
      site.changed();
    },
    changed: () => {
      block += 1;
      state.advance(block, `0x${block.toString(16).padStart(64, "0")}`, true);
    },
    descriptor: (key, { version = "1", validUntil = start + 86_400, node = key.address, ...body } = {}) =>
      signDescriptor(
        nodeDomain(network.chainId, network.nodeRegistry),
        {
          node,
          version,
          validUntil: unixSeconds(validUntil),
          body: {
            endpoint: { host: "exit.example", port: 443 },
            certificateSha256: "ab".repeat(32),
            transports: ["https"],
            pricePerGB: "100000",
            country: "NL",
            capacityMbps: 100,
            exitPolicy: { preset: "web-only", rules: [] },
            labAllow: [],
            ...body,
          },
        },
        key.sign,
      ),
    attestation: (key, node, { cumulative = 1_000_000n, score = 900_000, periodStart = start } = {}) =>
      signAttestation(
        paymentsDomain(network.chainId, network.paymentChannels),
        key.address,
        { node, cumulative: tokenAmount(cumulative), score, periodStart: unixSeconds(periodStart) },
        key.sign,
      ),
    json: (attestation) => ({ ...attestation, cumulative: attestation.cumulative.toString() }),
  };
  const signer = { address: secp.addressOf(signerKey), sign: secp.signer(signerKey) };
  const epochs = await Epochs.open({ store: new EpochStore(database), state, network, epochBlocks: 10, signer });
  const app = await buildApi({
    state,
    epochs,
    explorer: undefined,
    health: () => site.health,
    onFault: (error) => faults.push(error),
  });
  const blockAt = (number: number) => ({
    number,
    hash: `0x${number.toString(16).padStart(64, "b")}` as Hash,
    parent: `0x${"a".repeat(64)}` as Hash,
    time: clock.nowSeconds(),
  });
  const epoch = async (number: number) => {
    await epochs.take(blockAt(number * 10));
    const source = {
      head: async () => 0,
      block: async (at: number) => blockAt(at),
      events: async () => [],
      eventsIn: async () => [],
    };
    await epochs.seal(number * 10, source);
  };
  return Object.assign(site, { app, epochs, epoch });
}
