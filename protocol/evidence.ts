/**
 * Evidence: what a node's own signatures prove against it. F1, a demand above its quote; F2, one quote and sequence with two contents; F3, a later sequence
 * with smaller totals. The same rules as `contracts/libraries/Evidence.sol`, held to test/vectors/evidence.json.
 * Codes: `EVIDENCE_NO_FAULT`, `EVIDENCE_WRONG_QUOTE`, `EVIDENCE_BAD_SIGNATURE`, `EVIDENCE_TOO_OLD`.
 */
import { evidenceSeconds } from "./constants.ts";
import {
  contradiction,
  type Demand,
  type DemandHistory,
  type DemandTerms,
  demandHash,
  isOvercharge,
  nearestDemands,
} from "./demand.ts";
import { type Domain, keccak } from "./domain.ts";
import { digest } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Address, Hash } from "./ids.ts";
import { type Quote, type QuoteTerms, quoteHash } from "./quote.ts";
import type { Recover } from "./signature.ts";

export type Fault = "F1" | "F2" | "F3";

export interface Evidence {
  readonly quote: Quote;
  /** One demand above the quote, or two that contradict each other. */
  readonly demands: readonly [Demand] | readonly [Demand, Demand];
}

export type CheckedEvidence = Evidence & {
  readonly fault: Fault;
  /** What names it, whatever the order and the signatures: keccak256 of both struct hashes, the smaller first. */
  readonly id: Hash;
  /** The key that signed all of it. Whether it is or was the node's is for the registry to say. */
  readonly key: Address;
  readonly checked: true;
};

/** Which fault these messages are, if any, signatures aside. Demands of another quote are none. */
export function faultOf(quote: QuoteTerms, demands: readonly [DemandTerms] | readonly [DemandTerms, DemandTerms]) {
  const hash = quoteHash(quote);
  if (demands.some((demand) => demand.quoteHash !== hash)) return undefined;
  const [one, other] = demands;
  if (other === undefined) return isOvercharge(quote.pricePerGB, one) ? "F1" : undefined;
  return contradiction(one, other);
}

/** Names a pair of signed messages by their struct hashes. */
export function evidenceId(one: Hash, other: Hash): Hash {
  const [first, second] = one < other ? [one, other] : [other, one];
  return keccak(`0x${first.slice(2)}${second.slice(2)}`);
}

/** What to keep of a demand that was refused: itself when it is above the quote, or it and one that it contradicts. Undefined when nothing is proven. */
export function evidenceOf(quote: Quote, history: DemandHistory, demand: Demand): Evidence | undefined {
  if (faultOf(quote, [demand]) !== undefined) return { quote, demands: [demand] };
  const nearest = nearestDemands(history, demand.sequence);
  const contradicted = nearest.find((known) => faultOf(quote, [known, demand]) !== undefined);
  return contradicted === undefined ? undefined : { quote, demands: [contradicted, demand] };
}

/** Everything that can be known without the chain. `now` is the chain's time, in Unix seconds. */
export function checkEvidence(
  domain: Domain,
  evidence: Evidence,
  now: number,
  recover: Recover,
): Result<CheckedEvidence> {
  const { quote, demands } = evidence;
  const hash = quoteHash(quote);
  if (demands.some((demand) => demand.quoteHash !== hash)) {
    return refuse(
      "EVIDENCE_WRONG_QUOTE",
      "a demand in this file was made under another quote; put the quote there that it names",
      { quoteHash: hash },
    );
  }
  const key = recover(digest(domain, hash), quote.signature);
  const signed = (demand: Demand) => recover(digest(domain, demandHash(demand)), demand.signature) === key;
  if (key === undefined || !demands.every(signed)) {
    return refuse(
      "EVIDENCE_BAD_SIGNATURE",
      "not all of these messages are signed by one key for this registry; give them as they were received",
      { node: quote.node },
    );
  }
  const fault = faultOf(quote, demands);
  if (fault === undefined) {
    return refuse(
      "EVIDENCE_NO_FAULT",
      "these messages agree with each other, so they prove nothing; slow or failing exits are a matter of reputation",
    );
  }
  const countsUntil = quote.validUntil + evidenceSeconds;
  if (now > countsUntil) {
    return refuse(
      "EVIDENCE_TOO_OLD",
      "evidence counts until five days after its quote ran out; nothing can be done with it any more",
      { countsUntil },
    );
  }
  const [one, other] = demands;
  const id = evidenceId(other === undefined ? hash : demandHash(one), demandHash(other ?? one));
  return accept({ ...evidence, fault, id, key, checked: true });
}
