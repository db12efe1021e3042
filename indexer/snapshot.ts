import type { Descriptor } from "../protocol/descriptor.ts";
import type { Address } from "../protocol/ids.ts";
import { formulaName } from "../protocol/reputation.ts";
import { isShunned, medianOf, weightOf } from "../protocol/selection.ts";
import { parseDecimal } from "../protocol/units.ts";
import type { Facts } from "./project/facts.ts";
import type { NodeRow } from "./project/rows.ts";
import type { Scored } from "./score.ts";
import type { KeptDescriptor } from "./store/store.ts";

/** One node as lists show it, with what filters and sorting look at beside its finished JSON. */
export interface SnapshotEntry {
  readonly node: NodeRow;
  readonly descriptor: Descriptor | undefined;
  /** Undefined while the node offers nothing. */
  readonly price: bigint | undefined;
  readonly score: number;
  readonly active: boolean;
  readonly weight: bigint;
  readonly country: string;
  readonly json: string;
}

/** Everything lists and node pages are answered from: built once per change, read by every request. */
export interface Snapshot {
  readonly block: number;
  readonly blockHash: string;
  readonly entries: readonly SnapshotEntry[];
  readonly byId: ReadonlyMap<Address, SnapshotEntry>;
  readonly scores: ReadonlyMap<Address, Scored>;
  /** Unix seconds: what ages is as old as it was then. */
  readonly now: number;
  /** Changes with every byte that a list could show. */
  readonly version: string;
}

export interface SnapshotInputs {
  readonly facts: Facts;
  readonly descriptors: ReadonlyMap<Address, KeptDescriptor>;
  readonly scores: ReadonlyMap<Address, Scored>;
  readonly minimumStake: bigint;
  readonly now: number;
  readonly block: number;
  readonly blockHash: string;
  readonly version: string;
}

export function buildSnapshot(inputs: SnapshotInputs): Snapshot {
  const { facts, descriptors, scores, minimumStake, now } = inputs;
  const offers = new Map<Address, Descriptor>();
  for (const [id, { descriptor, signedBy }] of descriptors) {
    const node = facts.node(id);
    if (node === undefined || signedBy !== node.key || descriptor.validUntil <= now) continue;
    if (parseDecimal(descriptor.version) >= node.descriptorFloor) offers.set(id, descriptor);
  }
  const active = (node: NodeRow) => node.bond >= minimumStake && node.unbondingAt === 0;
  const medianPrice = medianOf([...offers].flatMap(([, descriptor]) => parseDecimal(descriptor.body.pricePerGB)));
  const entries = [...facts.nodes.values()].map((node): SnapshotEntry => {
    const descriptor = offers.get(node.id);
    const scored = scores.get(node.id);
    const score = scored?.score ?? 0;
    const price = descriptor === undefined ? undefined : parseDecimal(descriptor.body.pricePerGB);
    const isActive = active(node);
    const weight =
      descriptor === undefined || price === undefined || !isActive
        ? 0n
        : weightOf({
            score,
            bond: node.bond,
            minimumStake,
            capacityMbps: descriptor.body.capacityMbps,
            price,
            medianPrice,
            shunned: isShunned(node.slashedAt, now),
          });
    const json = JSON.stringify({
      node: node.id,
      operator: node.operator,
      key: node.key,
      bond: node.bond.toString(),
      active: isActive,
      registeredAt: node.registeredAt,
      score,
      scoreState: scored?.state ?? "normal",
      newcomer: scored?.newcomer ?? true,
      weight: weight.toString(),
      settledVolume: node.settledVolume.toString(),
      distinctPayers: node.payers,
      slashes: node.slashes,
      slashedAt: node.slashedAt,
      descriptor: descriptor ?? null,
    });
    return { node, descriptor, price, score, active: isActive, weight, country: descriptor?.body.country ?? "", json };
  });
  return {
    block: inputs.block,
    blockHash: inputs.blockHash,
    entries,
    byId: new Map(entries.map((entry) => [entry.node.id, entry])),
    scores,
    now,
    version: inputs.version,
  };
}

export const epochJson = (snapshot: Snapshot): string =>
  JSON.stringify({ block: snapshot.block, blockHash: snapshot.blockHash, formula: formulaName });
