import { faultMemorySeconds } from "../../protocol/constants.ts";
import { isShunned } from "../../protocol/selection.ts";
import { epochJson, type SnapshotEntry } from "../snapshot.ts";
import type { IndexerState } from "../state.ts";
import { probeSignals, verifiedCountry } from "./probeSignals.ts";

/** Why a node's score is what it is: what it is made of, what probes found, what the chain says. */
export function reputationJson(state: IndexerState, { node, active, offer, scored }: SnapshotEntry): string {
  const snapshot = state.snapshot();
  const probes = state.probes.of(node.id, snapshot.now);
  const facts = [
    {
      name: "stake",
      value: node.bond.toString(),
      samples: 1,
      reason: active
        ? "at or above the minimum and not unbonding"
        : "below the minimum or unbonding: the node is inactive until its operator tops up or cancels the unstaking",
    },
    {
      name: "age",
      value: String(Math.max(0, snapshot.now - node.registeredAt)),
      samples: 1,
      reason: "counted from registration; age only gates, it never ranks",
    },
    {
      name: "settledVolume",
      value: node.settledVolume.toString(),
      samples: node.payers,
      reason: "settled by distinct payers; volume only gates, it never ranks",
    },
    {
      name: "slashes",
      value: String(node.slashes),
      samples: node.slashes,
      reason: slashReason(node.slashedAt, snapshot.now),
    },
  ];
  return JSON.stringify({
    node: node.id,
    epoch: JSON.parse(epochJson(snapshot)) as unknown,
    score: scored.score,
    state: scored.state,
    newcomer: scored.newcomer,
    signals: scored.signals,
    country: { claimed: offer?.country ?? null, verified: verifiedCountry(probes) },
    probes: probeSignals(probes),
    facts,
  });
}

function slashReason(slashedAt: number, now: number): string {
  if (slashedAt === 0) return "nobody has proven a contradiction of this node";
  return isShunned(slashedAt, now)
    ? `the node signed contradictory messages and was slashed; its weight is 0 until ${slashedAt + faultMemorySeconds}`
    : "the node was slashed more than 90 days ago; it counts as any other again";
}
