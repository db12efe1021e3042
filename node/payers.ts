import type { Address } from "../protocol/ids.ts";
import { Purse } from "./dataplane/gate.ts";
import type { ClientLimits } from "./dataplane/limits.ts";
import type { Floor } from "./floorBudget.ts";

/** What the sessions of one payer share. */
export interface Payer<Session> extends Floor {
  readonly sessions: Set<Session>;
  readonly purse: Purse;
  /** Work in or waiting for the queue; while there is some the entry stays. */
  waiting: number;
  /** Serialises vouchers: each is checked against the best one that is on disk, whichever session brings it. */
  queue: Promise<unknown>;
}

/** The payers with open sessions. Keys cost nothing to make, so of a payer that has left nothing stays here. */
export class Payers<Session> {
  readonly #entries = new Map<Address, Payer<Session>>();
  readonly #limits: ClientLimits;

  constructor(limits: ClientLimits) {
    this.#limits = limits;
  }

  all(): readonly Address[] {
    return [...this.#entries.keys()];
  }

  /** The entry of a payer, made when there is none. */
  of(payer: Address): Payer<Session> {
    let found = this.#entries.get(payer);
    if (found === undefined) {
      found = {
        sessions: new Set(),
        purse: new Purse(this.#limits),
        floor: false,
        unusedFloor: false,
        waiting: 0,
        queue: Promise.resolve(),
      };
      this.#entries.set(payer, found);
    }
    return found;
  }

  sessions(payer: Address): ReadonlySet<Session> {
    return this.#entries.get(payer)?.sessions ?? new Set();
  }

  /** One piece of work on a payer's vouchers after the other. */
  inTurn<T>(payer: Address, work: () => Promise<T>): Promise<T> {
    const mine = this.of(payer);
    mine.waiting += 1;
    const turn = mine.queue.then(work).finally(() => {
      mine.waiting -= 1;
    });
    mine.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Drops the entry of a payer without sessions and without work; true when it is gone. */
  drop(payer: Address): boolean {
    const mine = this.#entries.get(payer);
    if (mine !== undefined && (mine.sessions.size > 0 || mine.waiting > 0)) return false;
    this.#entries.delete(payer);
    return true;
  }
}
