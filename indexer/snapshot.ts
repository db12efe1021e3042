import type { Address } from "../protocol/ids.ts";
import { formulaName, type Signal } from "../protocol/reputation.ts";
import { isShunned, medianOf, middleCapacity, weightOf } from "../protocol/selection.ts";
import { type Offer, type Offers, offerText } from "./offer.ts";
import type { Facts } from "./project/facts.ts";
import type { NodeRow } from "./project/rows.ts";
import type { Scored, Scores } from "./score.ts";

/** One node as lists show it. A million of them are kept: what can be had from its parts is not kept beside them. */
export interface SnapshotEntry {
  readonly node: NodeRow;
  /** What it offers now; undefined when that is nothing. */
  readonly offer: Offer | undefined;
  readonly scored: Scored;
  readonly active: boolean;
  readonly weight: bigint;
}

/** Everything lists and node pages are answered from: built once per change, read by every request. */
export interface Snapshot {
  readonly block: number;
  readonly blockHash: string;
  /** By id. */
  readonly entries: readonly SnapshotEntry[];
  /** Unix seconds: what ages is as old as it was then. */
  readonly now: number;
  /** Of the offers; weights are made with these two. */
  readonly medianPrice: bigint;
  readonly middleMbps: number;
  /** Changes with every byte that a list could show. */
  readonly version: string;
}

export interface SnapshotInputs {
  readonly facts: Facts;
  readonly offers: Pick<Offers, "get">;
  readonly scores: Scores;
  readonly minimumStake: bigint;
  readonly now: number;
  readonly block: number;
  readonly blockHash: string;
  readonly version: string;
}

/** `before` is the snapshot that this one follows: entries that are as they were are taken from it, so that two at once take little more room than one. */
export function buildSnapshot(inputs: SnapshotInputs, before?: Snapshot): Snapshot {
  const { facts, scores, minimumStake, now, block, blockHash, version } = inputs;
  const offerOf = (node: NodeRow): Offer | undefined => {
    const offer = inputs.offers.get(node.id);
    if (offer === undefined || offer.signedBy !== node.key || offer.validUntil <= now) return undefined;
    return offer.version >= node.descriptorFloor ? offer : undefined;
  };
  const rows = [...facts.nodes.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const offers = rows.map(offerOf);
  const medianPrice = medianOf(offers.flatMap((offer) => offer?.price ?? []));
  const isActive = (node: NodeRow): boolean => node.bond >= minimumStake && node.unbondingAt === 0;
  const claims = rows.flatMap((node, index) => {
    const offer = offers[index];
    return offer === undefined || !isActive(node) ? [] : { capacityMbps: offer.capacityMbps, bond: node.bond };
  });
  const middleMbps = middleCapacity(claims, minimumStake);
  const isPriced = before?.medianPrice === medianPrice && before.middleMbps === middleMbps;
  const known = before?.entries ?? [];
  let at = 0;
  const entries = rows.map((node, index): SnapshotEntry => {
    const offer = offers[index];
    const scored = scores.of(node);
    while ((known[at]?.node.id ?? "0y") < node.id) at += 1;
    const was = known[at];
    const alike = was?.node === node && was.offer === offer && isSame(was.scored, scored) ? was : undefined;
    // What was slashed is shunned for a time only; all else that a weight is made of has been compared.
    if (alike !== undefined && node.slashedAt === 0 && isPriced) return alike;
    const active = isActive(node);
    const weight =
      offer === undefined || !active
        ? 0n
        : weightOf({
            ...{ score: scored.score, bond: node.bond, minimumStake, capacityMbps: offer.capacityMbps },
            ...{ middleMbps, price: offer.price, medianPrice, shunned: isShunned(node.slashedAt, now) },
          });
    return alike?.weight === weight ? alike : { node, offer, scored, active, weight };
  });
  return { block, blockHash, entries, medianPrice, middleMbps, now, version };
}

const isSame = (a: Scored, b: Scored): boolean =>
  a === b ||
  (a.score === b.score &&
    a.state === b.state &&
    a.newcomer === b.newcomer &&
    a.signals.length === b.signals.length &&
    a.signals.every((signal, at) => isSameSignal(signal, b.signals[at])));
const isSameSignal = (a: Signal, b: Signal | undefined): boolean =>
  a.name === b?.name && a.value === b.value && a.samples === b.samples && a.reason === b.reason;

/** The node of this address; undefined when it is not registered. */
export function entryOf({ entries }: Snapshot, id: Address): SnapshotEntry | undefined {
  let low = 0;
  for (let high = entries.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.node.id ?? "") < id) low = middle + 1;
    else high = middle;
  }
  return entries[low]?.node.id === id ? entries[low] : undefined;
}

/** A node in lists and on its page. */
export function entryJson({ node, offer, scored, active, weight }: SnapshotEntry): string {
  const record = JSON.stringify({
    node: node.id,
    operator: node.operator,
    key: node.key,
    bond: node.bond.toString(),
    active,
    registeredAt: node.registeredAt,
    score: scored.score,
    scoreState: scored.state,
    newcomer: scored.newcomer,
    weight: weight.toString(),
    settledVolume: node.settledVolume.toString(),
    distinctPayers: node.payers,
    slashes: node.slashes,
    slashedAt: node.slashedAt,
  });
  return `${record.slice(0, -1)},"descriptor":${offer === undefined ? "null" : offerText(offer)}}`;
}

export const epochJson = (snapshot: Snapshot): string =>
  JSON.stringify({ block: snapshot.block, blockHash: snapshot.blockHash, formula: formulaName });
