/**
 * The node's side of one session as a pure machine: metered bytes and stored vouchers in; demands and allowance out. Quotes live in memory only,
 * so a restart begins a new session and never contradicts an old one. Effects are performed by `node/sessions.ts` in their order.
 */
import { allowance, type Coverage, quantum, writeOff } from "./creditWindow.ts";
import { amountDue } from "./price.ts";
import type { Bytes, PricePerGB, TokenAmount } from "./units.ts";

export interface DemandTotals {
  readonly sequence: bigint;
  readonly bytesTotal: Bytes;
  readonly amount: TokenAmount;
}

export interface ExitSession {
  readonly price: PricePerGB;
  readonly phase: "open" | "closing";
  readonly bytesTotal: Bytes;
  /** Sum of what vouchers raised the channel's best by, in answer to this quote's demands. */
  readonly paidOnQuote: bigint;
  readonly sequence: bigint;
  readonly lastDemand: DemandTotals | undefined;
  readonly outstanding: boolean;
  readonly coverage: Coverage;
  /** What the payer's other sessions at this node owe: the window is the channel's, not the session's. */
  readonly owedElsewhere: bigint;
  /** False while a demand of another session of the same channel is unanswered. */
  readonly mayDemand: boolean;
  /** False for a payer that gets no floor credit here; then nothing flows before something is covered. */
  readonly floor: boolean;
  /** True where packets that were counted can be lost on their way to the payer. */
  readonly isLossy: boolean;
}

export type ExitEvent =
  | { readonly type: "traffic"; readonly bytesTotal: Bytes }
  | { readonly type: "voucher"; readonly increment: bigint; readonly coverage: Coverage }
  | {
      readonly type: "facts";
      readonly coverage: Coverage;
      readonly owedElsewhere: bigint;
      readonly mayDemand: boolean;
      readonly floor: boolean;
    }
  /** Time passed with a debt and nothing outstanding: ask again, or a client that paid short would wait for ever. */
  | { readonly type: "tick" }
  | { readonly type: "close" };

export type ExitEffect =
  | { readonly type: "demand"; readonly totals: DemandTotals }
  /** How many more bytes may flow; `undefined` without limit. Zero or less pauses the data plane. */
  | { readonly type: "allowance"; readonly bytesLeft: bigint | undefined };

export interface ExitStep {
  readonly state: ExitSession;
  readonly effects: readonly ExitEffect[];
}

export const newExitSession = (
  price: PricePerGB,
  facts: Pick<ExitSession, "coverage" | "owedElsewhere" | "mayDemand" | "floor">,
  isLossy = false,
): ExitSession => ({
  price,
  isLossy,
  phase: "open",
  bytesTotal: 0n as Bytes,
  paidOnQuote: 0n,
  sequence: 0n,
  lastDemand: undefined,
  outstanding: false,
  ...facts,
});

const atLeastNothing = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
const unpaidOnQuote = (state: ExitSession): bigint =>
  atLeastNothing(amountDue(state.bytesTotal, state.price) - state.paidOnQuote);
const mayWriteOff = (state: ExitSession): bigint => (state.isLossy ? writeOff(state.coverage, state.paidOnQuote) : 0n);

/** What this session owes: due by its quote, less what was paid on it and what is written off as lost. Never negative. */
export const owedOnQuote = (state: ExitSession): bigint => atLeastNothing(unpaidOnQuote(state) - mayWriteOff(state));

/** What was due by its quote and is taken as lost, unless it is paid yet. */
export const writtenOffOnQuote = (state: ExitSession): bigint => unpaidOnQuote(state) - owedOnQuote(state);

export function exitSession(before: ExitSession, event: ExitEvent): ExitStep {
  const state = applied(before, event);
  const demand = nextDemand(state, event.type);
  const after: ExitSession =
    demand === undefined
      ? state
      : { ...state, sequence: demand.sequence, lastDemand: demand, outstanding: true, mayDemand: false };
  const effects: ExitEffect[] = [{ type: "allowance", bytesLeft: bytesLeft(after) }];
  if (demand !== undefined) effects.unshift({ type: "demand", totals: demand });
  return { state: after, effects };
}

function applied(state: ExitSession, event: ExitEvent): ExitSession {
  switch (event.type) {
    case "traffic":
      return { ...state, bytesTotal: event.bytesTotal };
    case "voucher":
      return {
        ...state,
        paidOnQuote: state.paidOnQuote + event.increment,
        coverage: event.coverage,
        outstanding: false,
        mayDemand: true,
      };
    case "facts":
      return {
        ...state,
        coverage: event.coverage,
        owedElsewhere: event.owedElsewhere,
        mayDemand: event.mayDemand,
        floor: event.floor,
      };
    case "close":
      // The final demand replaces one that is unanswered: its totals are never smaller.
      return { ...state, phase: "closing", outstanding: false, mayDemand: true };
    case "tick":
      return state;
  }
}

export function bytesLeft(state: ExitSession): bigint | undefined {
  const owed = owedOnQuote(state) + state.owedElsewhere;
  const credit = allowance(state.coverage, owed, state.price);
  if (credit === undefined) return undefined;
  if (!state.floor && state.coverage.best === 0n) return 0n;
  return credit.left;
}

/** The count at which the next demand is due, for a caller that counts in its own loop; undefined at price zero. */
export function demandAt(state: ExitSession): bigint | undefined {
  const credit = allowance(state.coverage, owedOnQuote(state) + state.owedElsewhere, state.price);
  return credit === undefined ? undefined : (state.lastDemand?.bytesTotal ?? 0n) + quantum(credit.window);
}

function nextDemand(state: ExitSession, cause: ExitEvent["type"]): DemandTotals | undefined {
  if (state.outstanding || !state.mayDemand) return undefined;
  const amount = amountDue(state.bytesTotal, state.price);
  if (BigInt(amount) <= state.paidOnQuote) return undefined;
  const credit = allowance(state.coverage, owedOnQuote(state) + state.owedElsewhere, state.price);
  if (credit === undefined) return undefined;
  const fresh = state.bytesTotal - (state.lastDemand?.bytesTotal ?? 0n);
  const due =
    fresh >= quantum(credit.window) ||
    (state.phase === "closing" && fresh > 0n) ||
    cause === "close" ||
    cause === "tick";
  return due ? { sequence: state.sequence + 1n, bytesTotal: state.bytesTotal, amount } : undefined;
}
