import { floorBudgetPerHour, windowFloor } from "../protocol/constants.ts";

/** Floor credit for payers that have not settled here yet: at most 64 MiB of it an hour for the whole process, so that throw-away keys cannot drink it dry. */
export class FloorBudget {
  #left = Number(floorBudgetPerHour);
  #refilledAt: number;

  constructor(now: number) {
    this.#refilledAt = now;
  }

  /** Takes one floor (1 MiB) if there is one. The budget refills evenly. */
  take(now: number): boolean {
    const refill = (Math.max(0, now - this.#refilledAt) * Number(floorBudgetPerHour)) / 3600;
    this.#left = Math.min(Number(floorBudgetPerHour), this.#left + refill);
    this.#refilledAt = now;
    if (this.#left < Number(windowFloor)) return false;
    this.#left -= Number(windowFloor);
    return true;
  }
}
