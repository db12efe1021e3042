import { floorBudgetPerHour, windowFloor } from "../protocol/constants.ts";
import { NodeError } from "./errors.ts";

const perHour = Number(floorBudgetPerHour);
const floor = Number(windowFloor);

/** What a payer with open sessions has of the budget. */
export interface Floor {
  /** True once this payer got floor credit: its other sessions share the same window. */
  floor: boolean;
  /** The credit is out of the budget, and no byte has passed on it. */
  unusedFloor: boolean;
}

/** Floor credit for payers that have not settled here yet: at most 64 MiB of it an hour for the whole process, so that throw-away keys cannot drink it dry. */
export class FloorBudget {
  #left = perHour;
  #refilledAt: number;

  constructor(now: number) {
    this.#refilledAt = now;
  }

  /** Gives a payer the first window (1 MiB), once. Without it nothing would ever flow, so there is no session then. Codes: `FLOOR_SPENT`, `FLOOR_UNPAID`. */
  give(mine: Floor, unpaid: bigint, now: number): void {
    if (unpaid > 0n)
      throw new NodeError(
        "FLOOR_UNPAID",
        `this payer has had its first credit here and left ${unpaid} base units unpaid; choose another node`,
        { unpaid: unpaid.toString() },
      );
    // It refills evenly.
    const refill = (Math.max(0, now - this.#refilledAt) * perHour) / 3600;
    this.#left = Math.min(perHour, this.#left + refill);
    this.#refilledAt = now;
    if (this.#left < floor) {
      const seconds = Math.ceil(((floor - this.#left) * 3600) / perHour);
      throw new NodeError(
        "FLOOR_SPENT",
        `this node has given all the credit that it has for payers that are new to it; choose another node, or come back in ${seconds} s`,
        { seconds },
      );
    }
    this.#left -= floor;
    mine.floor = true;
    mine.unusedFloor = true;
  }

  /** Who opens and closes for nothing takes no credit from others. */
  left(mine: Floor): void {
    if (mine.unusedFloor) this.#left = Math.min(perHour, this.#left + floor);
    mine.unusedFloor = false;
  }
}
