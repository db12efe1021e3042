/**
 * The payer's side of one session as a pure machine. It signs its own meter's amount or the demanded one, whichever is less, on top of the best voucher,
 * and never beyond its limits; so it never pays for a byte that it did not count. `client/session.ts` performs the effects in order: store, then send.
 */
import { amountDue } from "./price.ts";
import type { Bytes, PricePerGB, TokenAmount } from "./units.ts";

export interface PayerSession {
  readonly price: PricePerGB;
  /** The highest cumulative amount signed for this node, by anyone who holds our key. */
  readonly best: bigint;
  readonly signedOnQuote: bigint;
}

export interface PaymentLimits {
  /** What the budgets still allow to be added. */
  readonly budgetLeft: bigint;
  /** No voucher above this: settled + locked + what the account can still pay. */
  readonly mostCumulative: bigint;
}

export type PayerEvent =
  | {
      readonly type: "demand";
      readonly sequence: bigint;
      readonly amount: TokenAmount;
      /** What our own meter counted when the demand came. */
      readonly metered: Bytes;
      readonly limits: PaymentLimits;
    }
  /** The node showed a voucher with our own signature that is better than what our book holds: a restored client heals. */
  | { readonly type: "shown"; readonly cumulative: bigint };

export type PayerEffect =
  | { readonly type: "sign"; readonly sequence: bigint; readonly cumulative: TokenAmount }
  | { readonly type: "stop"; readonly code: "BUDGET_EXHAUSTED" | "VOUCHER_ABOVE_COVER" };

export interface PayerStep {
  readonly state: PayerSession;
  readonly effects: readonly PayerEffect[];
}

export const newPayerSession = (price: PricePerGB, best: bigint): PayerSession => ({ price, best, signedOnQuote: 0n });

const least = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));

export function payerSession(state: PayerSession, event: PayerEvent): PayerStep {
  if (event.type === "shown") {
    return { state: event.cumulative > state.best ? { ...state, best: event.cumulative } : state, effects: [] };
  }
  const wanted = least(event.amount, amountDue(event.metered, state.price)) - state.signedOnQuote;
  if (wanted <= 0n) return { state, effects: [] };
  const room = event.limits.mostCumulative - state.best;
  const increment = least(wanted, event.limits.budgetLeft, room);
  const effects: PayerEffect[] = [];
  let next = state;
  if (increment > 0n) {
    const cumulative = (state.best + increment) as TokenAmount;
    next = { ...state, best: cumulative, signedOnQuote: state.signedOnQuote + increment };
    effects.push({ type: "sign", sequence: event.sequence, cumulative });
  }
  if (increment < wanted) {
    effects.push({ type: "stop", code: event.limits.budgetLeft <= room ? "BUDGET_EXHAUSTED" : "VOUCHER_ABOVE_COVER" });
  }
  return { state: next, effects };
}
