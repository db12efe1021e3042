import type { Address } from "../../protocol/ids.ts";
import { newcomerSeconds, scoreOf } from "../../protocol/reputation.ts";
import { medianOf, middleCapacity, weightOf } from "../../protocol/selection.ts";
import { sharesOf } from "../../protocol/shares.ts";
import { daySeconds, firstDay, minimumStake, type SimMarket, type SimNode, type System } from "./market.ts";

/** What all systems share: capacity and price count, so that only the judgement differs. */
const market = (node: SimNode): number => node.claimedMbps * Math.exp(-Number(node.price) / 100_000);
const twelfth = (score: number): number => score ** 12;

const averageRating: System = ({ nodes }) =>
  nodes.map((node) => {
    let good = 9;
    let all = 10;
    for (const opinion of node.opinions.values()) {
      good += opinion.good;
      all += opinion.all;
    }
    return twelfth(good / all) * market(node);
  });

const stakeWeighted: System = ({ nodes }) => nodes.map((node) => Number(node.bond) * market(node));
const volumeWeighted: System = ({ nodes }) => nodes.map((node) => (20 + node.volume) * market(node));

/** Payers trust nodes by what worked; nodes hand trust back to who trusted them; a tenth comes from the pre-trusted each round. */
function eigenTrust(preTrusted: (payers: number) => number): System {
  return ({ nodes, payers }) => {
    const trusts: { node: number; payer: number; trust: number }[] = [];
    const given = new Float64Array(payers.length);
    const taken = new Float64Array(nodes.length);
    for (const [node, { opinions }] of nodes.entries())
      for (const [payer, { good, all }] of opinions) {
        const trust = Math.max(0, 2 * good - all);
        trusts.push({ node, payer, trust });
        given[payer] = (given[payer] ?? 0) + trust;
        taken[node] = (taken[node] ?? 0) + trust;
      }
    const trusted = preTrusted(payers.length);
    const base = (payer: number) => (payer < trusted ? 1 / trusted : 0);
    let weights = Float64Array.from(payers, (_, payer) => base(payer));
    let scores = new Float64Array(nodes.length);
    for (let round = 0; round < 12; round++) {
      scores = new Float64Array(nodes.length);
      for (const { node, payer, trust } of trusts)
        scores[node] = (scores[node] ?? 0) + ((weights[payer] ?? 0) * trust) / (given[payer] || 1);
      const next = Float64Array.from(payers, (_, payer) => 0.1 * base(payer));
      for (const { node, payer, trust } of trusts)
        next[payer] = (next[payer] ?? 0) + (0.9 * (scores[node] ?? 0) * trust) / (taken[node] || 1);
      weights = next;
    }
    // Nobody is starved for good: half a percent is spread over all.
    return nodes.map((_, node) => (scores[node] ?? 0) + 0.005 / nodes.length);
  };
}

/** The product's own code: score, weight, caps and newcomers. All payers here are old and have paid enough: the gates are open to attackers too. */
const ours: System = (simulated: SimMarket) => {
  const now = firstDay + simulated.day * daySeconds;
  const attested = new Map<number, number>();
  for (const { opinions } of simulated.nodes)
    for (const [payer, { at }] of opinions)
      if (at + 14 * daySeconds >= now) attested.set(payer, (attested.get(payer) ?? 0) + 1);
  const numbers = new Map<Address, number>(simulated.payers.map((payer, number) => [payer.address, number]));
  const standing = (payer: Address) => ({
    ...{ fundedAt: 0, settled: 5_000_000n, operators: 3 },
    attested: attested.get(numbers.get(payer) ?? -1) ?? 0,
  });
  const medianPrice = medianOf(simulated.nodes.map(({ price }) => price));
  const claims = simulated.nodes.map(({ claimedMbps, bond }) => ({ capacityMbps: claimedMbps, bond }));
  const active = claims.filter(({ bond }) => bond >= minimumStake);
  const middleMbps = middleCapacity(active, minimumStake);
  const candidates = simulated.nodes.map((node) => {
    const attestations = [...node.opinions].flatMap(([payer, { good, all, at }]) => {
      const from = simulated.payers[payer];
      return from === undefined ? [] : [{ payer: from.address, at, score: Math.round((1_000_000 * good) / all) }];
    });
    const { score } = scoreOf({ now, probes: node.probes, attestations, standing });
    // A bond below the minimum makes a node inactive.
    const facts = {
      score,
      minimumStake,
      medianPrice,
      bond: node.bond,
      capacityMbps: node.claimedMbps,
      middleMbps,
      price: node.price,
      shunned: false,
    };
    return {
      ...{ id: node.id, operator: node.operator, networks: [node.network] },
      weight: node.bond < minimumStake ? 0n : weightOf(facts),
      newcomer: node.bond >= minimumStake && node.registeredAt + newcomerSeconds > now,
    };
  });
  return sharesOf(candidates).map(Number);
};

export const systems: Readonly<Record<string, System>> = {
  "average rating": averageRating,
  "stake-weighted": stakeWeighted,
  volume: volumeWeighted,
  EigenTrust: eigenTrust((payers) => payers),
  "EigenTrust, 20 pre-trusted": eigenTrust(() => 20),
  Turnpike: ours,
};
