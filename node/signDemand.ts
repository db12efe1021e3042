import { type Demand, guardDemand, signDemand } from "../protocol/demand.ts";
import type { Domain } from "../protocol/domain.ts";
import { accept, type Result } from "../protocol/errors.ts";
import type { DemandTotals } from "../protocol/exitSession.ts";
import type { Sign } from "../protocol/signature.ts";
import type { Session } from "./session.ts";

/**
 * The one place where a node signs a demand: never one that contradicts what it signed under this quote before, for that costs a part of its stake.
 * Codes: those of `guardDemand`.
 */
export function signNextDemand(session: Session, totals: DemandTotals, domain: Domain, sign: Sign): Result<Demand> {
  const { quote, quoteHash, signed } = session;
  const guarded = guardDemand(quote.pricePerGB, signed, { quoteHash, ...totals });
  if (!guarded.ok) return guarded;
  session.signed = signDemand(domain, guarded.value, sign);
  session.demand = session.signed;
  return accept(session.signed);
}
