import type { BlockHead } from "../../chain/logs.ts";
import type { Network } from "../../chain/network.ts";
import type { Attestation } from "../../protocol/attestation.ts";
import { canonicalJson } from "../../protocol/canonicalJson.ts";
import { type EpochStatement, leafOf, merkleRoot } from "../../protocol/epoch.ts";
import { formulaName } from "../../protocol/reputation.ts";
import type { Facts } from "../project/facts.ts";
import { scoreAll } from "../score.ts";

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An attestation as a line of an epoch. */
export const attestationLine = (attestation: Attestation): string =>
  canonicalJson({
    kind: "attestation",
    node: attestation.node,
    payer: attestation.payer,
    periodStart: attestation.periodStart,
    cumulative: attestation.cumulative.toString(),
    score: attestation.score,
    signature: attestation.signature,
  });

/** Those that count at a block: not from its future, and over money that is settled there. In the order of the lines. */
export const countedAt = (facts: Facts, attestations: readonly Attestation[], time: number): readonly Attestation[] =>
  attestations
    .filter(
      ({ node, payer, periodStart, cumulative }) =>
        periodStart <= time && cumulative <= (facts.channel(node, payer)?.settled ?? 0n),
    )
    .sort((a, b) => byText(a.node, b.node) || byText(a.payer, b.payer) || a.periodStart - b.periodStart);

/**
 * The lines of an epoch: first every attestation that counts, by node, payer and time, then the score of every node, by node. `facts` stand at the epoch's
 * block. The same chain and the same attestations give the same lines, to the byte, on any machine.
 */
export function linesOf(facts: Facts, counted: readonly Attestation[], time: number): readonly string[] {
  const scores = [...scoreAll(facts, counted, time)].sort(([a], [b]) => byText(a, b));
  return [
    ...counted.map(attestationLine),
    ...scores.map(([node, { score, state, signals }]) =>
      canonicalJson({
        kind: "score",
        node,
        score,
        state,
        signals: signals.map(({ name, value, samples }) => ({ name, value, samples })),
      }),
    ),
  ];
}

export function statementOf(
  network: Network,
  epochBlocks: number,
  { number, hash, time }: BlockHead,
  lines: readonly string[],
): EpochStatement {
  return {
    epoch: number / epochBlocks,
    block: number,
    blockHash: hash,
    time,
    formula: formulaName,
    chainId: network.chainId,
    nodeRegistry: network.nodeRegistry,
    paymentChannels: network.paymentChannels,
    lines: lines.length,
    root: merkleRoot(lines.map(leafOf)),
  };
}
