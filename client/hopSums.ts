import type { Address } from "../protocol/ids.ts";
import type { PaidSession } from "./session.ts";

/** What a node is on the way out: without an entry there is the exit alone. */
export type HopRole = "entry" | "exit";

/** What a node carried and was promised, over all sessions at it in this role. */
export interface HopSum {
  readonly role: HopRole;
  readonly node: Address;
  /** Of its last session. */
  readonly pricePerGB: bigint;
  readonly country: string;
  readonly bytes: number;
  readonly spent: bigint;
}

const sumOf = (session: PaidSession, role: HopRole): HopSum => ({
  role,
  node: session.node.id,
  pricePerGB: session.price,
  country: session.node.descriptor.body.country,
  bytes: session.bytes,
  spent: session.spent,
});

/** Sums per hop since a connection began, live sessions included. */
export class HopSums {
  readonly #live = new Map<PaidSession, HopRole>();
  #past: readonly HopSum[] = [];

  add(session: PaidSession, role: HopRole): void {
    this.#live.set(session, role);
  }

  /** The session signs and moves nothing any more. */
  end(session: PaidSession): void {
    const role = this.#live.get(session);
    if (role === undefined || !this.#live.delete(session)) return;
    this.#past = merged([...this.#past, sumOf(session, role)]);
  }

  /** Entries first. */
  get all(): readonly HopSum[] {
    const sums = merged([...this.#past, ...[...this.#live].map(([session, role]) => sumOf(session, role))]);
    return [...sums.filter(({ role }) => role === "entry"), ...sums.filter(({ role }) => role === "exit")];
  }
}

/** One sum for each node and role, in the order of their first use. */
function merged(sums: readonly HopSum[]): readonly HopSum[] {
  const found = new Map<string, HopSum>();
  for (const sum of sums) {
    const key = `${sum.role} ${sum.node}`;
    const known = found.get(key);
    found.set(
      key,
      known === undefined ? sum : { ...sum, bytes: known.bytes + sum.bytes, spent: known.spent + sum.spent },
    );
  }
  return [...found.values()];
}
