import { owedOnQuote, writtenOffOnQuote } from "../protocol/exitSession.ts";
import type { Session } from "./session.ts";

/** Sums over all sessions of this process, for whoever runs the node. */
export class SessionTotals {
  readonly #live: () => Iterable<Session>;
  #bytesServed = 0;
  #writtenOff = 0n;

  constructor(live: () => Iterable<Session>) {
    this.#live = live;
  }

  /** A session that is no longer among the live ones from now on. */
  ended(session: Session): void {
    this.#bytesServed += session.gate.count;
    this.#writtenOff += writtenOffOnQuote(session.machine);
  }

  /** Payload, live sessions included. */
  get bytesServed(): number {
    let sum = this.#bytesServed;
    for (const session of this.#live()) sum += session.gate.count;
    return sum;
  }

  /** What live sessions have not paid yet, in token units. */
  get owed(): bigint {
    let sum = 0n;
    for (const session of this.#live()) sum += owedOnQuote(session.machine);
    return sum;
  }

  /** What was counted, was not paid and is taken as lost on the way, in token units. */
  get writtenOff(): bigint {
    let sum = this.#writtenOff;
    for (const session of this.#live()) sum += writtenOffOnQuote(session.machine);
    return sum;
  }
}
