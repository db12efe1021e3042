/**
 * Demand: a node's signed statement of the bytes and the amount due so far under one quote. Three contradictions are provable (docs/payments.md):
 * F1 an amount above the quote's price, F2 one sequence with two contents, F3 a later sequence with smaller totals.
 * Codes: `DEMAND_BAD_SIGNATURE`, `DEMAND_WRONG_QUOTE`, `DEMAND_ABOVE_QUOTE`, `DEMAND_EQUIVOCATION`, `DEMAND_REGRESSED`, `DEMAND_OUTDATED`;
 * a sequence beyond uint64 throws `UNIT_OUT_OF_RANGE`.
 */
import type { Domain } from "./domain.ts";
import { messageDigest, structHash } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import { amountDue } from "./price.ts";
import type { Recover, Sign } from "./signature.ts";
import { type Bytes, counter, type PricePerGB, type TokenAmount } from "./units.ts";

export interface DemandTerms {
  readonly quoteHash: Hash;
  readonly sequence: bigint;
  readonly bytesTotal: Bytes;
  readonly amount: TokenAmount;
}

export interface Demand extends DemandTerms {
  readonly signature: Hex;
}

export type CheckedDemand = Demand & { readonly checked: true };

const valuesOf = (terms: DemandTerms) => ({
  quoteHash: terms.quoteHash,
  sequence: counter(terms.sequence),
  bytesTotal: terms.bytesTotal,
  amount: terms.amount,
});

export const demandHash = (terms: DemandTerms): Hash => structHash("Demand", valuesOf(terms));

const demandDigest = (domain: Domain, terms: DemandTerms): Hash => messageDigest(domain, "Demand", valuesOf(terms));

export const signDemand = (domain: Domain, terms: DemandTerms, sign: Sign): Demand => ({
  ...terms,
  signature: sign(demandDigest(domain, terms)),
});

/**
 * What two demands under one quote prove against the node that signed both: one sequence with two contents, or a later sequence with smaller totals. The
 * order in which they are given does not matter. `contracts/libraries/Evidence.sol` says the same.
 */
export function contradiction(one: DemandTerms, other: DemandTerms): "F2" | "F3" | undefined {
  if (one.sequence === other.sequence)
    return one.bytesTotal === other.bytesTotal && one.amount === other.amount ? undefined : "F2";
  const [earlier, later] = one.sequence < other.sequence ? [one, other] : [other, one];
  return later.bytesTotal < earlier.bytesTotal || later.amount < earlier.amount ? "F3" : undefined;
}

export const isOvercharge = (price: PricePerGB, demand: DemandTerms): boolean =>
  demand.amount > amountDue(demand.bytesTotal, price);

/**
 * The node's own guard: what it may sign next under a quote, given the last demand that it signed under it. Stricter than what is provable: sequences only
 * grow, so that no pair of all that was ever signed contradicts itself. Codes: `DEMAND_WRONG_QUOTE`, `DEMAND_ABOVE_QUOTE`, `DEMAND_EQUIVOCATION`,
 * `DEMAND_REGRESSED`.
 */
export function guardDemand(price: PricePerGB, last: DemandTerms | undefined, next: DemandTerms): Result<DemandTerms> {
  const whatNow = "it is not signed, for it would cost a part of the stake; the session ends, report this as a fault";
  if (isOvercharge(price, next))
    return refuse("DEMAND_ABOVE_QUOTE", `a demand above its own quote was asked for: ${whatNow}`);
  if (last === undefined) return accept(next);
  if (last.quoteHash !== next.quoteHash)
    return refuse("DEMAND_WRONG_QUOTE", `a demand under another quote was asked for: ${whatNow}`);
  if (next.sequence === last.sequence)
    return refuse("DEMAND_EQUIVOCATION", `a second demand with one sequence was asked for: ${whatNow}`);
  if (next.sequence < last.sequence || contradiction(last, next) !== undefined)
    return refuse("DEMAND_REGRESSED", `a demand smaller than one signed before was asked for: ${whatNow}`);
  return accept(next);
}

/** What a node has signed under one quote, each checked and none against another: by rising sequence, each once. */
export type DemandHistory = readonly Demand[];

/**
 * Of a longer history the lowest sequences are forgotten. A payer answers only what is above its newest demand, so what a node signs anew below a thousand
 * newer ones is asked of nobody and earns nothing: lost is a bounty, never money.
 */
export const mostDemandsKept = 1_000;

/** Totals of a history only grow, so a demand that agrees with these agrees with all of it. */
export function nearestDemands(history: DemandHistory, sequence: bigint): readonly Demand[] {
  const above = history.findLastIndex((known) => known.sequence <= sequence) + 1;
  return history.slice(Math.max(above - 1, 0), above + 1);
}

/** With one more that contradicts none of it. */
export function withDemand(history: DemandHistory, demand: Demand): DemandHistory {
  const at = history.findLastIndex((known) => known.sequence <= demand.sequence) + 1;
  if (history[at - 1]?.sequence === demand.sequence) return history;
  return [...history.slice(0, at), demand, ...history.slice(at)].slice(-mostDemandsKept);
}

/** A contradiction is returned only for a demand that the node's key really signed, of one that is `DEMAND_OUTDATED`, too. */
export function checkDemand(
  domain: Domain,
  demand: Demand,
  expected: {
    readonly quoteHash: Hash;
    readonly price: PricePerGB;
    readonly key: Address;
    readonly history: DemandHistory;
  },
  recover: Recover,
): Result<CheckedDemand> {
  if (demand.quoteHash !== expected.quoteHash)
    return refuse("DEMAND_WRONG_QUOTE", "the demand belongs to another quote; close this session");
  if (recover(demandDigest(domain, demand), demand.signature) !== expected.key) {
    return refuse(
      "DEMAND_BAD_SIGNATURE",
      "the demand is not signed by the node's key; close this session and choose another node",
    );
  }
  if (isOvercharge(expected.price, demand)) {
    const most = amountDue(demand.bytesTotal, expected.price);
    return refuse(
      "DEMAND_ABOVE_QUOTE",
      `the node demands ${demand.amount} where its own quote gives ${most}; the session ends and the demand is kept as evidence`,
      {
        received: demand.amount.toString(),
        most: most.toString(),
      },
    );
  }
  for (const known of nearestDemands(expected.history, demand.sequence)) {
    const fault = contradiction(known, demand);
    if (fault === "F2") {
      return refuse(
        "DEMAND_EQUIVOCATION",
        "the node signed two different demands with one sequence number; both are kept as evidence",
      );
    }
    if (fault === "F3") {
      return refuse(
        "DEMAND_REGRESSED",
        "the node signed a later demand with smaller totals; both are kept as evidence",
      );
    }
  }
  const last = expected.history.at(-1);
  if (last !== undefined && demand.sequence < last.sequence) {
    return refuse("DEMAND_OUTDATED", "the demand is older than one already answered; it is ignored", {
      sequence: demand.sequence.toString(),
    });
  }
  return accept({ ...demand, checked: true });
}
