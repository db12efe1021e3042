import type { Attestation } from "../protocol/attestation.ts";
import type { Address } from "../protocol/ids.ts";
import { type Probe, qualityOf } from "../protocol/probe.ts";
import { newcomerSeconds, type PayerStanding, type Score, scoreOf } from "../protocol/reputation.ts";
import type { Facts } from "./project/facts.ts";
import type { NodeRow } from "./project/rows.ts";

const halfLifeSeconds = 14 * 86_400;

export interface Scored extends Score {
  readonly newcomer: boolean;
}

/** The scores at one moment, by node. */
export interface Scores {
  of(node: NodeRow): Scored;
}

/** Scores every node over the stored facts, what payers said and what probers found. */
export function scoreAll(
  facts: Facts,
  attestations: readonly Attestation[],
  probes: readonly Probe[],
  now: number,
): Scores {
  const standings = standingsOf(facts, attestations, now);
  const byNode = Map.groupBy(attestations, (attestation) => attestation.node);
  const found = Map.groupBy(probes, (probe) => probe.node as Address);
  const over = (mine: readonly Attestation[], measured: readonly Probe[]): Score =>
    scoreOf({
      now,
      probes: measured.map((probe) => ({ at: probe.at, quality: qualityOf(probe) })),
      attestations: mine.map(({ payer, periodStart, score: value }) => ({ payer, at: periodStart, score: value })),
      standing: (payer) => standings.get(payer),
    });
  // Nodes that nobody has spoken of or looked at all stand the same: two objects for all of them, of whom there may be a million.
  const silent = over([], []);
  const [mature, newcomer] = [false, true].map((isNew): Scored => ({ ...silent, newcomer: isNew })) as [Scored, Scored];
  const heard = new Map<Address, Scored>();
  for (const id of new Set([...byNode.keys(), ...found.keys()])) {
    const node = facts.node(id);
    if (node === undefined) continue;
    const score = over(byNode.get(id) ?? [], found.get(id) ?? []);
    heard.set(id, { ...score, newcomer: isNewcomer(node, now) });
  }
  return { of: (node) => heard.get(node.id) ?? (isNewcomer(node, now) ? newcomer : mature) };
}

const isNewcomer = (node: NodeRow, now: number): boolean => node.registeredAt + newcomerSeconds > now;

function standingsOf(facts: Facts, attestations: readonly Attestation[], now: number): Map<Address, PayerStanding> {
  const attested = new Map<Address, Set<Address>>();
  for (const { payer, node, periodStart } of attestations) {
    if (periodStart + halfLifeSeconds < now) continue;
    attested.set(payer, (attested.get(payer) ?? new Set()).add(node));
  }
  const settled = new Map<Address, { sum: bigint; operators: Set<Address> }>();
  for (const channel of facts.channels.values()) {
    if (channel.settled === 0n || !attested.has(channel.payer)) continue;
    const entry = settled.get(channel.payer) ?? { sum: 0n, operators: new Set() };
    const operator = facts.nodes.get(channel.node)?.operator;
    if (operator !== undefined) entry.operators.add(operator);
    settled.set(channel.payer, { sum: entry.sum + channel.settled, operators: entry.operators });
  }
  const standings = new Map<Address, PayerStanding>();
  for (const [payer, nodes] of attested) {
    const account = facts.account(payer);
    const paid = settled.get(payer);
    if (account === undefined) continue;
    standings.set(payer, {
      fundedAt: account.fundedAt,
      settled: paid?.sum ?? 0n,
      operators: paid?.operators.size ?? 0,
      attested: nodes.size,
    });
  }
  return standings;
}
