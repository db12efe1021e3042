/** What a watcher does with one voucher of somebody else's node, by what the chain says. Pure. Amounts in token units, times in Unix seconds of the chain. */
export interface WatchedFacts {
  readonly cumulative: bigint;
  /** Settled at the head, and at the depth from which nothing is expected to change. */
  readonly settled: bigint;
  readonly settledFinal: bigint;
  readonly locked: bigint;
  /** When the lock ends; nothing where nothing is locked. */
  readonly expiresAt: number;
  readonly available: bigint;
  /** What a withdrawal asks for, and when it may leave. */
  readonly requested: bigint;
  readonly readyAt: number;
}

export type WatchState =
  /** Paid for good: nothing is left to do. */
  | { readonly kind: "settled" }
  /** Paid at the head; a reorganisation could still undo it. */
  | { readonly kind: "confirming" }
  /** Neither a lock nor an account is left to pay it. */
  | { readonly kind: "unpayable" }
  /** `deadline` undefined: nothing of it is about to go. */
  | { readonly kind: "waiting"; readonly amount: bigint; readonly deadline: number | undefined }
  /** Less than `lead` is left until a part of it may be gone. */
  | { readonly kind: "due"; readonly amount: bigint; readonly deadline: number };

/** By when a voucher must be in a block: its lock's end, or the end of a withdrawal that asks for money it is paid from. */
export function deadlineOf(facts: WatchedFacts, amount: bigint): number | undefined {
  const cover = facts.available > facts.requested ? facts.available - facts.requested : 0n;
  const deadlines = [
    ...(facts.locked > 0n ? [facts.expiresAt] : []),
    ...(facts.requested > 0n && amount > facts.locked + cover ? [facts.readyAt] : []),
  ];
  return deadlines.length === 0 ? undefined : Math.min(...deadlines);
}

export function watchState(facts: WatchedFacts, now: number, lead: number): WatchState {
  const due = facts.cumulative - facts.settled;
  if (due <= 0n) return { kind: facts.settledFinal >= facts.cumulative ? "settled" : "confirming" };
  const payable = facts.locked + facts.available;
  const amount = due < payable ? due : payable;
  if (amount === 0n) return { kind: "unpayable" };
  const deadline = deadlineOf(facts, amount);
  if (deadline === undefined || now < deadline - lead) return { kind: "waiting", amount, deadline };
  return { kind: "due", amount, deadline };
}

interface DueClaim {
  readonly amount: bigint;
  readonly deadline: number;
}

/**
 * Which claims go into one call: at most `most`, the nearest deadline first, each worth more than its own gas and together more than the whole call's. A
 * watcher helps the node with no more than it brings it, so a file full of dust costs nobody anything.
 */
export function claimsToSubmit<Claim extends DueClaim>(
  claims: readonly Claim[],
  cost: { readonly call: bigint; readonly item: bigint },
  most: number,
): readonly Claim[] {
  const chosen = claims
    .filter(({ amount }) => amount > cost.item)
    .sort((a, b) => a.deadline - b.deadline || (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0))
    .slice(0, most);
  const worth = chosen.reduce((sum, { amount }) => sum + amount, 0n);
  return worth > cost.call + cost.item * BigInt(chosen.length) ? chosen : [];
}
