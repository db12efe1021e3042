import type { Clock } from "../runtime/clock.ts";
import { type BudgetLimits, budgetLeft, bytesRemaining, dayStart, mayFlow, type Spending } from "./budget.ts";
import type { DayUsage } from "./dayUsage.ts";
import type { VoucherBook } from "./voucherBook.ts";

/**
 * What a connection has signed and moved, over all its sessions and hops: they draw on one budget. A byte that goes through two hops is paid for at both and
 * counts at both.
 */
export class Ledger {
  readonly #limits: BudgetLimits;
  readonly #usage: DayUsage;
  readonly #clock: Clock;
  #spent = 0n;
  #bytes = 0;
  #day: number;
  #spentToday: bigint;

  constructor(limits: BudgetLimits, usage: DayUsage, clock: Clock, book: Pick<VoucherBook, "addedSince">) {
    this.#limits = limits;
    this.#usage = usage;
    this.#clock = clock;
    this.#day = dayStart(clock.nowSeconds());
    this.#spentToday = book.addedSince(this.#day);
  }

  /** Token base units signed since the connection began. */
  get spent(): bigint {
    return this.#spent;
  }

  /** Counts what is about to be signed: from here on no other session may spend it again. */
  spend(amount: bigint): void {
    const today = dayStart(this.#clock.nowSeconds());
    // A clock that is set back gives no new day.
    if (today > this.#day) {
      this.#day = today;
      this.#spentToday = 0n;
    }
    this.#spent += amount;
    this.#spentToday += amount;
  }

  /** Counts payload that has moved. */
  move(count: number): void {
    this.#bytes += count;
    this.#usage.add(count);
  }

  /** Tokens that may still be signed. Never negative. */
  get left(): bigint {
    return budgetLeft(this.#limits, this.#spending());
  }

  /** Bytes that may still move; undefined without such a budget. */
  get bytesLeft(): number | undefined {
    return bytesRemaining(this.#limits, { session: this.#bytes, day: this.#usage.bytes });
  }

  /** False once a budget of bytes, or all of the money's, is used up. */
  get mayFlow(): boolean {
    const { sessionBytes, dayBytes } = this.#limits;
    return (sessionBytes === undefined && dayBytes === undefined) || mayFlow(this.#limits, this.#spending());
  }

  #spending(): Spending {
    const isNewDay = dayStart(this.#clock.nowSeconds()) > this.#day;
    return {
      session: this.#spent,
      day: isNewDay ? 0n : this.#spentToday,
      sessionBytes: this.#bytes,
      dayBytes: this.#usage.bytes,
    };
  }
}
