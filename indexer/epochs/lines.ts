import type { BlockHead } from "../../chain/logs.ts";
import type { Network } from "../../chain/network.ts";
import type { Attestation } from "../../protocol/attestation.ts";
import { canonicalJson } from "../../protocol/canonicalJson.ts";
import { type EpochStatement, leafOf, merkleRoot } from "../../protocol/epoch.ts";
import type { Commitment } from "../../protocol/probe.ts";
import { formulaName, opinionWindowSeconds } from "../../protocol/reputation.ts";
import { type PublishedProbe, pendingAt, publishedAt } from "../probeBook.ts";
import type { Facts } from "../project/facts.ts";
import { channelKey } from "../project/rows.ts";
import { scoreAll } from "../score.ts";
import type { ProbeRecord } from "../store/probeStore.ts";

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** An attestation as a line of an epoch. */
const attestationLine = (attestation: Attestation): string =>
  canonicalJson({
    kind: "attestation",
    node: attestation.node,
    payer: attestation.payer,
    periodStart: attestation.periodStart,
    cumulative: attestation.cumulative.toString(),
    score: attestation.score,
    signature: attestation.signature,
  });

/**
 * Those that count at a block: the latest of each payer and node that is not from its future nor older than the window, over money that is settled there.
 * In the order of the lines.
 */
function countedAt(facts: Facts, attestations: readonly Attestation[], time: number): readonly Attestation[] {
  const latest = new Map<string, Attestation>();
  for (const attestation of attestations) {
    const { node, payer, periodStart, cumulative } = attestation;
    if (periodStart > time || periodStart + opinionWindowSeconds <= time) continue;
    if (cumulative > (facts.channel(node, payer)?.settled ?? 0n)) continue;
    const key = channelKey(node, payer);
    const known = latest.get(key);
    if (known === undefined || known.periodStart < periodStart) latest.set(key, attestation);
  }
  return [...latest.values()].sort((a, b) => byText(a.node, b.node) || byText(a.payer, b.payer));
}

/** Each result once, by its first commitment: whoever says a good one twice, or commits to it again, raises no score. */
function firstOf(records: readonly ProbeRecord[]): readonly ProbeRecord[] {
  const first = new Map<string, ProbeRecord>();
  for (const record of records) {
    const known = first.get(record.commitment.hash);
    if (known === undefined || record.commitment.at < known.commitment.at) first.set(record.commitment.hash, record);
  }
  return [...first.values()];
}

/** A commitment that nothing has followed yet, as a line. */
export const commitmentLine = ({ hash, at, publishAt, prober, signature }: Commitment): string =>
  canonicalJson({ kind: "commitment", hash, at, publishAt, prober, signature });

/** A published result with what committed to it: the hash is that of the result. */
const probeLine = ({ commitment, probe }: PublishedProbe): string => {
  const { at, publishAt, prober, signature } = commitment;
  return canonicalJson({ kind: "probe", probe: { ...probe }, at, publishAt, prober, signature });
};

/** What an epoch rests on. */
export interface EpochInputs {
  readonly attestations: readonly Attestation[];
  readonly probes: readonly ProbeRecord[];
}

/**
 * The lines of an epoch: every attestation that counts, by node and payer; every commitment that nothing has followed yet, by time; every probe once, by node
 * and time; then the score of every node, by node. `facts` stand at the epoch's block. The same chain and the same inputs give the same lines, to the byte,
 * on any machine.
 */
export function linesOf(facts: Facts, inputs: EpochInputs, time: number): readonly string[] {
  const counted = countedAt(facts, inputs.attestations, time);
  const probed = firstOf(inputs.probes);
  const pending = [...pendingAt(probed, time)].sort((a, b) => a.at - b.at || byText(a.hash, b.hash));
  const published = [...publishedAt(probed, time)].sort(
    (a, b) =>
      byText(a.probe.node, b.probe.node) ||
      a.probe.at - b.probe.at ||
      byText(a.commitment.signature, b.commitment.signature),
  );
  const probes = published.map(({ probe }) => probe);
  const scores = scoreAll(facts, counted, probes, time);
  const nodes = [...facts.nodes.values()].sort((a, b) => byText(a.id, b.id));
  return [
    ...counted.map(attestationLine),
    ...pending.map(commitmentLine),
    ...published.map(probeLine),
    ...nodes.map((node) => {
      const { score, state, signals } = scores.of(node);
      return canonicalJson({
        kind: "score",
        node: node.id,
        score,
        state,
        signals: signals.map(({ name, value, samples }) => ({ name, value, samples })),
      });
    }),
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
