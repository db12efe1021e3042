import type { Network } from "../chain/network.ts";
import type { Attestation } from "../protocol/attestation.ts";
import { checkAttestation } from "../protocol/attestation.ts";
import { checkDescriptor, type Descriptor } from "../protocol/descriptor.ts";
import { type Domain, nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import type { Address } from "../protocol/ids.ts";
import type { Recover } from "../protocol/signature.ts";
import { parseDecimal } from "../protocol/units.ts";
import type { Clock } from "../runtime/clock.ts";
import { IndexerError } from "./errors.ts";
import type { Facts } from "./project/facts.ts";
import { channelKey } from "./project/rows.ts";
import { scoreAll } from "./score.ts";
import { buildSnapshot, type Snapshot } from "./snapshot.ts";
import type { Store } from "./store/store.ts";

/** What the indexer knows now: rows, descriptors, attestations, and the snapshot that requests are answered from. */
export class IndexerState {
  readonly network: Network;
  readonly facts: Facts;
  readonly clock: Clock;
  readonly minimumStake: bigint;
  readonly #store: Store;
  readonly #recover: Recover;
  readonly #nodes: Domain;
  readonly #payments: Domain;
  readonly #descriptors: Map<Address, Descriptor>;
  readonly #attestations: Attestation[];
  #snapshot: Snapshot | undefined;
  #block = 0;
  #blockHash = "";
  #changes = 0;
  #builtAt = 0;
  #dirty = true;

  static async load(options: {
    network: Network;
    store: Store;
    facts: Facts;
    clock: Clock;
    recover: Recover;
    minimumStake: bigint;
  }): Promise<IndexerState> {
    return new IndexerState(options, await options.store.descriptors(), await options.store.attestations());
  }

  private constructor(
    options: { network: Network; store: Store; facts: Facts; clock: Clock; recover: Recover; minimumStake: bigint },
    descriptors: readonly Descriptor[],
    attestations: readonly Attestation[],
  ) {
    this.network = options.network;
    this.facts = options.facts;
    this.clock = options.clock;
    this.minimumStake = options.minimumStake;
    this.#store = options.store;
    this.#recover = options.recover;
    this.#nodes = nodeDomain(options.network.chainId, options.network.nodeRegistry);
    this.#payments = paymentsDomain(options.network.chainId, options.network.paymentChannels);
    this.#descriptors = new Map(descriptors.map((descriptor) => [descriptor.node, descriptor]));
    this.#attestations = [...attestations];
  }

  /** The rows stand at this block now. */
  advance(block: number, blockHash: string, changed: boolean): void {
    this.#block = block;
    this.#blockHash = blockHash;
    if (changed) this.#dirty = true;
  }

  get block(): number {
    return this.#block;
  }

  /** The current snapshot; built again when something changed, and once a minute because scores and descriptors age. */
  snapshot(): Snapshot {
    const now = this.clock.nowSeconds();
    if (this.#snapshot !== undefined && !this.#dirty && now < this.#builtAt + 60) return this.#snapshot;
    this.#changes += 1;
    this.#dirty = false;
    this.#builtAt = now;
    this.#snapshot = buildSnapshot({
      facts: this.facts,
      descriptors: this.#descriptors,
      scores: scoreAll(this.facts, this.#attestations, now),
      minimumStake: this.minimumStake,
      now,
      block: this.#block,
      blockHash: this.#blockHash,
      version: `${this.#blockHash.slice(2, 14)}-${this.#changes}`,
    });
    return this.#snapshot;
  }

  /** Takes a signed descriptor. Codes: `NODE_UNKNOWN`, `DESCRIPTOR_NOT_NEWER`, those of `checkDescriptor`. */
  async takeDescriptor(descriptor: Descriptor): Promise<void> {
    const node = this.facts.node(descriptor.node);
    if (node === undefined)
      throw new IndexerError(
        "NODE_UNKNOWN",
        `node ${descriptor.node} is not registered on chain, or not yet seen here; register it and try again`,
        { node: descriptor.node },
      );
    const expected = { node: node.id, key: node.key, floor: node.descriptorFloor, now: this.clock.nowSeconds() };
    orThrow(checkDescriptor(this.#nodes, descriptor, expected, this.#recover));
    const known = this.#descriptors.get(node.id);
    if (known !== undefined && parseDecimal(known.version) >= parseDecimal(descriptor.version)) {
      if (known.signature === descriptor.signature) return;
      throw new IndexerError("DESCRIPTOR_NOT_NEWER", `version ${known.version} is known already; sign a higher one`, {
        known: known.version,
        received: descriptor.version,
      });
    }
    await this.#store.keepDescriptor(descriptor);
    this.#descriptors.set(node.id, descriptor);
    this.#dirty = true;
  }

  /** Takes a payer's attestation over money that is settled. Codes: `ATTESTATION_REPEATED`, those of `checkAttestation`. */
  async takeAttestation(attestation: Attestation): Promise<void> {
    const settled = this.facts.channels.get(channelKey(attestation.node, attestation.payer))?.settled ?? 0n;
    orThrow(checkAttestation(this.#payments, attestation, settled, this.#recover));
    const now = this.clock.nowSeconds();
    const repeated = this.#attestations.some(
      (known) =>
        known.node === attestation.node &&
        known.payer === attestation.payer &&
        Math.abs(known.periodStart - attestation.periodStart) < 86_400,
    );
    if (repeated || attestation.periodStart > now + 60) {
      throw new IndexerError(
        "ATTESTATION_REPEATED",
        "one attestation a day counts per payer and node, and none from the future; send the next one later",
      );
    }
    await this.#store.keepAttestation(attestation, now);
    this.#attestations.push(attestation);
    this.#dirty = true;
  }

  get attestationCount(): number {
    return this.#attestations.length;
  }
}
