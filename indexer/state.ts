import type { Network } from "../chain/network.ts";
import type { Attestation } from "../protocol/attestation.ts";
import { checkAttestation } from "../protocol/attestation.ts";
import { checkDescriptor, type Descriptor } from "../protocol/descriptor.ts";
import { type Domain, nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import type { Address } from "../protocol/ids.ts";
import type { Commitment, Probe } from "../protocol/probe.ts";
import type { Recover } from "../protocol/signature.ts";
import { parseDecimal } from "../protocol/units.ts";
import type { Clock } from "../runtime/clock.ts";
import { IndexerError } from "./errors.ts";
import { EventFeed } from "./eventFeed.ts";
import type { FeedEvent } from "./eventSchemas.ts";
import { descriptorOf, Offers } from "./offer.ts";
import type { ProbeBook } from "./probeBook.ts";
import type { Facts } from "./project/facts.ts";
import { channelKey } from "./project/rows.ts";
import { scoreAll } from "./score.ts";
import { buildSnapshot, type Snapshot } from "./snapshot.ts";
import type { KeptDescriptor, Store } from "./store/store.ts";

/** A snapshot grows stale after this without any change: scores and descriptors age. */
const snapshotSeconds = 60;
/** Building takes at most one part in this many of the time, however fast the news come. */
const restAfterBuilding = 10;
const daySeconds = 86_400;
/** How far the clock of who attests may be ahead. */
const clockSeconds = 60;

export interface StateOptions {
  readonly network: Network;
  readonly store: Store;
  readonly facts: Facts;
  readonly clock: Clock;
  readonly recover: Recover;
  readonly minimumStake: bigint;
  readonly probes: ProbeBook;
  /** Whether news come back by the database, for this process as for all others that share it. */
  readonly shared?: boolean;
}

/** Where a shared database stands: snapshots of the same moment are the same bytes in every process. */
export interface Moment {
  /** Unix seconds. */
  readonly at: number;
  readonly block: number;
  readonly blockHash: string;
}

/** What the indexer knows now: rows, descriptors, attestations, and the snapshot that requests are answered from. */
export class IndexerState {
  readonly #options: StateOptions;
  readonly #nodes: Domain;
  readonly #payments: Domain;
  #facts: Facts;
  #moment: Moment | undefined;
  #offers = new Offers();
  /** By node and payer: each new one is only compared with those of the same two. */
  readonly #attestations = new Map<string, Attestation[]>();
  #attestationCount = 0;
  #snapshot: Snapshot | undefined;
  #block = 0;
  #blockHash = "";
  #changes = 0;
  #builtAt = 0;
  #nextBuild = Number.NEGATIVE_INFINITY;
  #dirty = true;
  readonly feed = new EventFeed();
  /** What is published is taken one after another, so that each is judged by what really stands before it. */
  #turn: Promise<unknown> = Promise.resolve();

  /** With what was published and is in the store. */
  static async load(options: StateOptions): Promise<IndexerState> {
    const state = new IndexerState(options);
    state.replace(
      await Offers.from(options.store.descriptors(), options.facts),
      await options.store.attestations(),
      undefined,
    );
    return state;
  }

  /** With nothing that was published. */
  constructor(options: StateOptions) {
    this.#options = options;
    this.#facts = options.facts;
    this.#nodes = nodeDomain(options.network.chainId, options.network.nodeRegistry);
    this.#payments = paymentsDomain(options.network.chainId, options.network.paymentChannels);
  }

  get facts(): Facts {
    return this.#facts;
  }

  get offers(): Offers {
    return this.#offers;
  }

  get probes(): ProbeBook {
    return this.#options.probes;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** The rows stand at this block now. */
  advance(block: number, blockHash: string, changed: boolean): void {
    const moved = blockHash !== this.#blockHash;
    this.#block = block;
    this.#blockHash = blockHash;
    if (changed && this.#options.shared !== true) this.#dirty = true;
    if (moved) this.publish({ type: "block", block, blockHash });
  }

  /** Tells listeners, where the database does not. */
  publish(event: FeedEvent): void {
    if (this.#options.shared !== true) this.feed.publish(event);
  }

  /** What the shared database says stands now, where that shows in answers. */
  stand(moment: Moment): void {
    this.#moment = moment;
    this.#dirty = true;
  }

  /** The rows stand at this block, as the shared database says; nothing that shows has changed by that alone. */
  reach(block: number, blockHash: string): void {
    this.#block = block;
    this.#blockHash = blockHash;
  }

  /** Takes over a descriptor that a process has taken, this one or another. */
  putDescriptor(kept: KeptDescriptor): void {
    this.#offers.put(kept, this.#facts.node(kept.descriptor.node));
  }

  /** Takes over an attestation that a process has taken, this one or another. */
  putAttestation(attestation: Attestation): void {
    this.#enter(attestation);
  }

  /** Takes over everything that was published, and the rows where they are given. */
  replace(offers: Offers, attestations: readonly Attestation[], facts: Facts | undefined): void {
    if (facts !== undefined) this.#facts = facts;
    this.#offers = offers;
    this.#attestations.clear();
    this.#attestationCount = 0;
    for (const attestation of attestations) this.#enter(attestation);
  }

  get block(): number {
    return this.#block;
  }

  get network(): Network {
    return this.#options.network;
  }

  /** All of them, in no order. */
  get attestations(): readonly Attestation[] {
    return [...this.#attestations.values()].flat();
  }

  get attestationCount(): number {
    return this.#attestationCount;
  }

  /** The current snapshot; built again when something changed, not more often than building is cheap, and once a minute because scores and offers age. */
  snapshot(): Snapshot {
    const { clock, minimumStake } = this.#options;
    const facts = this.#facts;
    const now = this.#moment?.at ?? clock.nowSeconds();
    const began = clock.monotonicMilliseconds();
    const due = this.#dirty ? began >= this.#nextBuild : now >= this.#builtAt + snapshotSeconds;
    if (this.#snapshot !== undefined && !due) return this.#snapshot;
    this.#changes += 1;
    this.#dirty = false;
    this.#builtAt = now;
    const probes = this.probes.publishedAt(now).map(({ probe }) => probe);
    this.#snapshot = buildSnapshot(
      {
        ...{ facts, offers: this.#offers, scores: scoreAll(facts, this.attestations, probes, now), minimumStake, now },
        block: this.#moment?.block ?? this.#block,
        blockHash: this.#moment?.blockHash ?? this.#blockHash,
        version: `${this.#blockHash.slice(2, 14)}-${this.#changes}`,
      },
      this.#snapshot,
    );
    const ended = clock.monotonicMilliseconds();
    this.#nextBuild = ended + (ended - began) * restAfterBuilding;
    return this.#snapshot;
  }

  /** Takes a signed descriptor. Codes: `NODE_UNKNOWN`, `DESCRIPTOR_NOT_NEWER`, those of `checkDescriptor`. */
  takeDescriptor(descriptor: Descriptor): Promise<void> {
    return this.#inTurn(async () => {
      const { clock, recover, store } = this.#options;
      const facts = this.#facts;
      const node = facts.node(descriptor.node);
      if (node === undefined)
        throw new IndexerError(
          "NODE_UNKNOWN",
          `node ${descriptor.node} is not registered on chain, or not yet seen here; register it and try again`,
          { node: descriptor.node },
        );
      const expected = { node: node.id, key: node.key, floor: node.descriptorFloor, now: clock.nowSeconds() };
      orThrow(checkDescriptor(this.#nodes, descriptor, expected, recover));
      const known = this.#offers.get(node.id);
      // One of a key that was rotated away does not count: a thief's high version must not lock the operator out.
      if (known?.signedBy === node.key && known.version >= parseDecimal(descriptor.version)) {
        if (descriptorOf(known).signature === descriptor.signature) return;
        throw new IndexerError("DESCRIPTOR_NOT_NEWER", `version ${known.version} is known already; sign a higher one`, {
          known: String(known.version),
          received: descriptor.version,
        });
      }
      const kept = { descriptor, signedBy: node.key };
      if (!(await store.keepDescriptor(kept)))
        throw new IndexerError(
          "DESCRIPTOR_NOT_NEWER",
          "another process of this indexer has just taken one that is as new; sign a higher version",
          { received: descriptor.version },
        );
      this.#offers.put(kept, node);
      this.#dirty = true;
      this.publish({ type: "descriptor", node: node.id, version: descriptor.version });
    });
  }

  /** Takes a payer's attestation over money that is settled. Codes: `ATTESTATION_NOT_NOW`, `ATTESTATION_REPEATED`, those of `checkAttestation`. */
  takeAttestation(attestation: Attestation): Promise<void> {
    return this.#inTurn(async () => {
      const { clock, recover, store } = this.#options;
      const facts = this.#facts;
      const settled = facts.channel(attestation.node, attestation.payer)?.settled ?? 0n;
      orThrow(checkAttestation(this.#payments, attestation, settled, recover));
      const now = clock.nowSeconds();
      const { periodStart } = attestation;
      // One a day is a bound only as long as nobody may speak for days that are past.
      if (periodStart > now + clockSeconds || periodStart < now - daySeconds)
        throw new IndexerError(
          "ATTESTATION_NOT_NOW",
          "an attestation's periodStart is of the last day by this indexer's clock, and not of the future; check the clock and sign it anew",
          { periodStart, now },
        );
      const known = this.#attestations.get(channelKey(attestation.node, attestation.payer)) ?? [];
      if (
        known.some((other) => Math.abs(other.periodStart - periodStart) < daySeconds) ||
        !(await store.keepAttestation(attestation, now))
      ) {
        throw new IndexerError(
          "ATTESTATION_REPEATED",
          "one attestation a day counts per payer and node; send the next one later",
        );
      }
      this.#enter(attestation);
      this.#dirty = true;
      this.publish({ type: "attestation", node: attestation.node });
    });
  }

  /** Takes a prober's commitment. Codes: those of `ProbeBook.commit`. */
  takeCommitment(commitment: Commitment): Promise<void> {
    return this.#inTurn(() => this.probes.commit(commitment));
  }

  /** Takes a published result. Codes: those of `ProbeBook.publish`. */
  takeProbe(probe: Probe): Promise<void> {
    return this.#inTurn(async () => {
      await this.probes.publish(probe);
      this.#dirty = true;
      this.publish({ type: "probe", node: probe.node as Address });
    });
  }

  #enter(attestation: Attestation): void {
    const key = channelKey(attestation.node, attestation.payer);
    const known = this.#attestations.get(key) ?? [];
    if (known.some(({ periodStart }) => periodStart === attestation.periodStart)) return;
    this.#attestations.set(key, [...known, attestation]);
    this.#attestationCount += 1;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    // The next one begins whether or not this one was refused; the refusal goes to whoever sent it.
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
