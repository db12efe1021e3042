/**
 * A market of simulated exits and payers, day by day: who is chosen by a scoring system, what payers say of it, what probes find. Floats are fine here: only
 * the system under test is the product's own integer code.
 */
import { type Address, parseAddress } from "../../protocol/ids.ts";

export const daySeconds = 86_400;
export const firstDay = 2_000_000_000;
export const days = 30;
export const measuredDays = 7;
const sessionsPerDay = 2_000;
const reporting = 0.3;
const probesPerDay = 4;
const honestPayers = 400;
const churn = 0.005;
export const minimumStake = 100_000_000n;

/** What the ten attackers (or, for slander, the victims) do. */
export interface Attack {
  readonly name: string;
  /** Chance that a client's session with an attacker works, by day. */
  readonly serves?: (day: number) => number;
  /** The same for sessions that are probes. */
  readonly servesProbes?: (day: number) => number;
  /** Payers that praise attackers every day, and what they wash through them. */
  readonly washPayers?: number;
  /** Payers that slander the ten victims. */
  readonly slanderers?: number;
  readonly stake?: bigint;
  /** The attackers' ten stakes spread over so many nodes of one operator. */
  readonly splitInto?: number;
  /** The same stake as one minimum each behind so many operators, each in a network of its own. */
  readonly spreadOver?: number;
  /** What attackers say that they carry, whatever they do. */
  readonly claimsMbps?: number;
  /** A new identity whenever the old one is this old in days and bad. */
  readonly whitewashEvery?: number;
}

export interface SimNode {
  id: Address;
  readonly operator: Address;
  readonly network: string;
  readonly attacker: boolean;
  readonly victim: boolean;
  readonly bond: bigint;
  readonly capacityMbps: number;
  /** As its offer says. */
  readonly claimedMbps: number;
  readonly price: bigint;
  readonly quality: number;
  registeredAt: number;
  probes: { at: number; quality: number }[];
  /** Opinions by payer: the mean of what it saw, or what it claims. */
  opinions: Map<number, { good: number; all: number; at: number }>;
  volume: number;
  /** Sessions of the last days. */
  chosen: number;
}

export interface SimPayer {
  readonly address: Address;
  readonly honest: boolean;
}

export interface SimMarket {
  readonly nodes: SimNode[];
  readonly payers: readonly SimPayer[];
  readonly random: () => number;
  day: number;
}

/** A scoring system: the weight of each node today, in any unit. */
export type System = (market: SimMarket) => readonly number[];

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const address = (kind: number, number: number): Address =>
  parseAddress(`0x${kind.toString(16).padStart(2, "0")}${number.toString(16).padStart(38, "0")}`);

let identities = 0;
const newId = (): Address => address(0xaa, ++identities);

function makeNodes(attack: Attack, random: () => number): SimNode[] {
  const matureAt = firstDay - 60 * daySeconds;
  const blank = () => ({ probes: [], opinions: new Map(), volume: 0, chosen: 0, registeredAt: matureAt });
  const nodes: SimNode[] = [];
  for (let at = 0; at < 100; at++) {
    const bond = minimumStake * BigInt(1 + Math.floor(random() * 3));
    const quality = 0.96 + random() * 0.035;
    const capacityMbps = 100 + Math.floor(random() * 300);
    nodes.push({
      ...{ id: newId(), operator: address(0xbb, at), network: `n${at}`, attacker: false, victim: at < 10 },
      ...{ bond, quality, capacityMbps, claimedMbps: capacityMbps },
      price: BigInt(70_000 + Math.floor(random() * 60_000)),
      ...blank(),
    });
  }
  const many = attack.splitInto ?? attack.spreadOver ?? 10;
  for (let at = 0; at < many; at++) {
    const one = attack.splitInto === undefined ? at : 0;
    nodes.push({
      ...{
        id: newId(),
        operator: address(0xcc, one),
        network: `a${one}`,
        attacker: true,
        victim: false,
        quality: 0.98,
      },
      // Ten minimum doubles, as honest operators have on average; split, only as many nodes as minimum stakes can count.
      bond: attack.stake ?? (20n * minimumStake) / BigInt(many),
      ...{ capacityMbps: 250, claimedMbps: attack.claimsMbps ?? 250, price: 100_000n },
      ...blank(),
    });
  }
  return nodes;
}

function history(nodes: readonly SimNode[], attack: Attack, random: () => number): void {
  // Sixty days of probes before the first day: everybody is mature, and attackers have behaved, or as they do towards probes.
  for (const node of nodes)
    for (let day = -30; day < 0; day++)
      for (let probe = 0; probe < probesPerDay; probe++)
        node.probes.push({
          at: firstDay + day * daySeconds,
          quality: random() < probeQuality(node, attack, 0) ? 1_000_000 : 0,
        });
}

const probeQuality = (node: SimNode, attack: Attack, day: number): number =>
  node.attacker ? (attack.servesProbes ?? attack.serves ?? (() => node.quality))(day) : node.quality;
const clientQuality = (node: SimNode, attack: Attack, day: number): number =>
  node.attacker ? (attack.serves?.(day) ?? node.quality) : node.quality;

/** What share of the last week's sessions attackers and victims got, in parts of one. */
export interface Outcome {
  readonly attackers: number;
  readonly victims: number;
}

/** Lives a month under a system. */
export function live(attack: Attack, system: System, seed: number): Outcome {
  const random = seeded(seed);
  const nodes = makeNodes(attack, random);
  history(nodes, attack, random);
  const washers = attack.washPayers ?? 0;
  const slanderers = attack.slanderers ?? 0;
  const payers: SimPayer[] = Array.from({ length: honestPayers + washers + slanderers }, (_, at) => ({
    address: address(0xdd, at),
    honest: at < honestPayers,
  }));
  const market: SimMarket = { nodes, payers, random, day: 0 };
  for (; market.day < days; market.day++) {
    const now = firstDay + market.day * daySeconds;
    // Honest operators leave, and new ones come in their place.
    for (const node of nodes) {
      const old = (now - node.registeredAt) / daySeconds;
      const washes = node.attacker && attack.whitewashEvery !== undefined && old >= attack.whitewashEvery;
      if (washes || (!node.attacker && !node.victim && random() < churn)) anew(node, now);
    }
    const sums = sumsOf(system(market));
    const measured = market.day >= days - measuredDays;
    const today = new Map<SimNode, number>();
    for (let session = 0; session < sessionsPerDay; session++) {
      const node = nodes[drawn(sums, random())];
      if (node === undefined) continue;
      const load = (today.get(node) ?? 0) + 1;
      today.set(node, load);
      if (measured) node.chosen += 1;
      node.volume += 1;
      // Above what it can carry a node serves in part.
      const worked = random() < clientQuality(node, attack, market.day) * Math.min(1, node.capacityMbps / load);
      if (random() < reporting) say(node, Math.floor(random() * honestPayers), worked ? 1 : 0, now);
    }
    for (const node of nodes) {
      for (let probe = 0; probe < probesPerDay; probe++)
        node.probes.push({ at: now, quality: random() < probeQuality(node, attack, market.day) ? 1_000_000 : 0 });
      if (node.attacker) for (let at = 0; at < washers; at++) wash(node, honestPayers + at, now);
      if (node.victim) for (let at = 0; at < slanderers; at++) say(node, honestPayers + washers + at, 0, now);
    }
  }
  const all = nodes.reduce((sum, node) => sum + node.chosen, 0);
  const part = (which: (node: SimNode) => boolean) =>
    nodes.filter(which).reduce((sum, node) => sum + node.chosen, 0) / all;
  return { attackers: part((node) => node.attacker), victims: part((node) => node.victim) };
}

function anew(node: SimNode, now: number): void {
  node.id = newId();
  node.registeredAt = now;
  node.probes = [];
  node.opinions = new Map();
  node.volume = 0;
}

function say(node: SimNode, payer: number, good: number, at: number): void {
  const known = node.opinions.get(payer) ?? { good: 0, all: 0, at };
  node.opinions.set(payer, { good: known.good + good, all: known.all + 1, at });
}

function wash(node: SimNode, payer: number, at: number): void {
  say(node, payer, 1, at);
  node.volume += 1;
}

export function sumsOf(weights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => {
    sum += weight;
    return sum;
  });
}

function drawn(sums: Float64Array, random: number): number {
  const mark = random * (sums.at(-1) ?? 0);
  let low = 0;
  for (let high = sums.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > mark) high = middle;
    else low = middle + 1;
  }
  return low;
}
