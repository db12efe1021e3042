import type { Chain } from "../chain/chain.ts";
import { slashIntervalSeconds } from "../protocol/constants.ts";
import { nodeDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import { type CheckedEvidence, checkEvidence, type Evidence } from "../protocol/evidence.ts";
import type { Recover } from "../protocol/signature.ts";
import { ClientError } from "./errors.ts";

export type ReportableEvidence = CheckedEvidence & {
  /** True when the node rotated the key away: then there is no bounty. */
  readonly revoked: boolean;
};

/**
 * Whether the registry would slash on this evidence now: signatures, fault and age, then what the chain knows. Codes: those of `checkEvidence`,
 * `EVIDENCE_KEY_UNKNOWN`, `EVIDENCE_USED`, `EVIDENCE_TOO_SOON`, `EVIDENCE_KEY_SPENT`, `EVIDENCE_NOTHING_AT_STAKE`.
 */
export async function verifyEvidence(chain: Chain, evidence: Evidence, recover: Recover): Promise<ReportableEvidence> {
  const { registry, head, network } = chain;
  const now = await head.headTime();
  const checked = orThrow(checkEvidence(nodeDomain(network.chainId, network.nodeRegistry), evidence, now, recover));
  const { node } = checked.quote;
  const [id, record, used, spent] = await Promise.all([
    registry.idOfKey(checked.key),
    registry.node(node),
    registry.isUsedEvidence(checked.id),
    registry.isSpentKey(checked.key),
  ]);
  if (id !== node || record === undefined) {
    throw new ClientError(
      "EVIDENCE_KEY_UNKNOWN",
      `${checked.key} signed this, and it has never been a key of node ${node}; only a registered node can be slashed`,
      { key: checked.key, node },
    );
  }
  if (used)
    throw new ClientError("EVIDENCE_USED", "this contradiction was slashed for already; there is nothing left to do", {
      evidence: checked.id,
    });
  const readyAt = record.slashedAt + slashIntervalSeconds;
  if (record.slashedAt !== 0 && now < readyAt) {
    throw new ClientError(
      "EVIDENCE_TOO_SOON",
      `the node was slashed less than 24 hours ago; submit this again after ${new Date(readyAt * 1_000).toISOString()}`,
      { readyAt },
    );
  }
  const revoked = record.key !== checked.key;
  if (revoked && spent) {
    throw new ClientError(
      "EVIDENCE_KEY_SPENT",
      "the node has rotated this key away, and a revoked key is slashed for once at most; there is nothing left to do",
      { key: checked.key },
    );
  }
  // A twentieth is the least that is taken, rounded down.
  if (record.bond < 20n) {
    throw new ClientError(
      "EVIDENCE_NOTHING_AT_STAKE",
      "the node has no stake now; submit this again should it stake before the evidence is too old",
      { node },
    );
  }
  return { ...checked, revoked };
}
