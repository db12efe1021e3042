/** What a user allows to be spent; undefined means no limit of that kind. Amounts in token base units, sizes in bytes. */
export interface BudgetLimits {
  readonly session: bigint | undefined;
  readonly day: bigint | undefined;
  readonly sessionBytes: number | undefined;
  readonly dayBytes: number | undefined;
}

export interface Spending {
  readonly session: bigint;
  readonly day: bigint;
  readonly sessionBytes: number;
  readonly dayBytes: number;
}

export const daySeconds = 86_400;

/** Start of the current UTC day. */
export const dayStart = (now: number): number => now - (now % daySeconds);

/** Tokens that may still be signed: the least of the session's and the day's rest. Never negative. */
export function budgetLeft(limits: BudgetLimits, spent: Spending): bigint {
  const rests: bigint[] = [];
  if (limits.session !== undefined) rests.push(limits.session - spent.session);
  if (limits.day !== undefined) rests.push(limits.day - spent.day);
  const least = rests.reduce((a, b) => (a < b ? a : b), 1n << 96n);
  return least > 0n ? least : 0n;
}

/** Bytes that may still move: the least of the session's and the day's rest; undefined without such a budget. */
export function bytesRemaining(
  limits: BudgetLimits,
  moved: { readonly session: number; readonly day: number },
): number | undefined {
  const { sessionBytes, dayBytes } = limits;
  if (sessionBytes === undefined && dayBytes === undefined) return undefined;
  const rest = Math.min(
    sessionBytes === undefined ? Number.POSITIVE_INFINITY : sessionBytes - moved.session,
    dayBytes === undefined ? Number.POSITIVE_INFINITY : dayBytes - moved.day,
  );
  return Math.max(0, rest);
}

/** Whether traffic may go on. At a limit it stops closed: nothing passes, nothing goes around. */
export function mayFlow(limits: BudgetLimits, spent: Spending): boolean {
  if (limits.sessionBytes !== undefined && spent.sessionBytes >= limits.sessionBytes) return false;
  if (limits.dayBytes !== undefined && spent.dayBytes >= limits.dayBytes) return false;
  return budgetLeft(limits, spent) > 0n;
}
