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

export interface StateOptions {
  readonly network: Network;
  readonly store: Store;
  readonly facts: Facts;
  readonly clock: Clock;
  readonly recover: Recover;
  readonly minimumStake: bigint;
  readonly probes: ProbeBook;
}

/** What the indexer knows now: rows, descriptors, attestations, and the snapshot that requests are answered from. */
export class IndexerState {
  readonly #options: StateOptions;
  readonly #nodes: Domain;
  readonly #payments: Domain;
  readonly #descriptors: Map<Address, KeptDescriptor>;
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

  static async load(options: StateOptions): Promise<IndexerState> {
    return new IndexerState(options, await options.store.descriptors(), await options.store.attestations());
  }

  private constructor(
    options: StateOptions,
    descriptors: readonly KeptDescriptor[],
    attestations: readonly Attestation[],
  ) {
    this.#options = options;
    this.#nodes = nodeDomain(options.network.chainId, options.network.nodeRegistry);
    this.#payments = paymentsDomain(options.network.chainId, options.network.paymentChannels);
    this.#descriptors = new Map(descriptors.map((kept) => [kept.descriptor.node, kept]));
    for (const attestation of attestations) this.#enter(attestation);
  }

  get facts(): Facts {
    return this.#options.facts;
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
    if (changed) this.#dirty = true;
    if (moved) this.feed.publish({ type: "block", block, blockHash });
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
    const { clock, facts, minimumStake } = this.#options;
    const now = clock.nowSeconds();
    const began = clock.monotonicMilliseconds();
    const due = this.#dirty ? began >= this.#nextBuild : now >= this.#builtAt + snapshotSeconds;
    if (this.#snapshot !== undefined && !due) return this.#snapshot;
    this.#changes += 1;
    this.#dirty = false;
    this.#builtAt = now;
    this.#snapshot = buildSnapshot({
      facts,
      descriptors: this.#descriptors,
      scores: scoreAll(
        facts,
        this.attestations,
        this.probes.publishedAt(now).map(({ probe }) => probe),
        now,
      ),
      minimumStake,
      now,
      block: this.#block,
      blockHash: this.#blockHash,
      version: `${this.#blockHash.slice(2, 14)}-${this.#changes}`,
    });
    const ended = clock.monotonicMilliseconds();
    this.#nextBuild = ended + (ended - began) * restAfterBuilding;
    return this.#snapshot;
  }

  /** Takes a signed descriptor. Codes: `NODE_UNKNOWN`, `DESCRIPTOR_NOT_NEWER`, those of `checkDescriptor`. */
  takeDescriptor(descriptor: Descriptor): Promise<void> {
    return this.#inTurn(async () => {
      const { facts, clock, recover, store } = this.#options;
      const node = facts.node(descriptor.node);
      if (node === undefined)
        throw new IndexerError(
          "NODE_UNKNOWN",
          `node ${descriptor.node} is not registered on chain, or not yet seen here; register it and try again`,
          { node: descriptor.node },
        );
      const expected = { node: node.id, key: node.key, floor: node.descriptorFloor, now: clock.nowSeconds() };
      orThrow(checkDescriptor(this.#nodes, descriptor, expected, recover));
      const known = this.#descriptors.get(node.id);
      // One of a key that was rotated away does not count: a thief's high version must not lock the operator out.
      if (known?.signedBy === node.key && parseDecimal(known.descriptor.version) >= parseDecimal(descriptor.version)) {
        if (known.descriptor.signature === descriptor.signature) return;
        throw new IndexerError(
          "DESCRIPTOR_NOT_NEWER",
          `version ${known.descriptor.version} is known already; sign a higher one`,
          { known: known.descriptor.version, received: descriptor.version },
        );
      }
      const kept = { descriptor, signedBy: node.key };
      await store.keepDescriptor(kept);
      this.#descriptors.set(node.id, kept);
      this.#dirty = true;
      this.feed.publish({ type: "descriptor", node: node.id, version: descriptor.version });
    });
  }

  /** Takes a payer's attestation over money that is settled. Codes: `ATTESTATION_REPEATED`, those of `checkAttestation`. */
  takeAttestation(attestation: Attestation): Promise<void> {
    return this.#inTurn(async () => {
      const { facts, clock, recover, store } = this.#options;
      const settled = facts.channel(attestation.node, attestation.payer)?.settled ?? 0n;
      orThrow(checkAttestation(this.#payments, attestation, settled, recover));
      const now = clock.nowSeconds();
      const known = this.#attestations.get(channelKey(attestation.node, attestation.payer)) ?? [];
      if (
        attestation.periodStart > now + 60 ||
        known.some((other) => Math.abs(other.periodStart - attestation.periodStart) < 86_400)
      ) {
        throw new IndexerError(
          "ATTESTATION_REPEATED",
          "one attestation a day counts per payer and node, and none from the future; send the next one later",
        );
      }
      await store.keepAttestation(attestation, now);
      this.#enter(attestation);
      this.#dirty = true;
      this.feed.publish({ type: "attestation", node: attestation.node });
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
      this.feed.publish({ type: "probe", node: probe.node as Address });
    });
  }

  #enter(attestation: Attestation): void {
    const key = channelKey(attestation.node, attestation.payer);
    this.#attestations.set(key, [...(this.#attestations.get(key) ?? []), attestation]);
    this.#attestationCount += 1;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    // The next one begins whether or not this one was refused; the refusal goes to whoever sent it.
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
