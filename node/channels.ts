import type { Chain } from "../chain/chain.ts";
import type { ChannelFacts } from "../chain/ports.ts";
import { softLockPerChannel, softLockPerNode, unreservedPerChannel, unreservedPerNode } from "../protocol/constants.ts";
import { type Coverage, unreservedInUse } from "../protocol/creditWindow.ts";
import type { Address } from "../protocol/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import type { VoucherStore } from "./vouchers/port.ts";

/** What the chain says of one payer, at the depths that count. */
export interface PayerFacts {
  readonly latest: ChannelFacts;
  readonly lockedSoft: bigint;
  readonly lockedFinal: bigint;
  readonly available: bigint;
  /** max(0, available - requested). */
  readonly cover: bigint;
  /** When what a withdrawal asks for may leave, if one does. */
  readonly thawEndsAt: number | undefined;
  readonly exists: boolean;
}

interface Entry {
  facts: PayerFacts | undefined;
  /** Left owed by sessions that ended without paying; counts against the window of later ones. */
  unpaid: bigint;
  unreserved: bigint;
  softLock: bigint;
  /** Since when this payer has no session here; undefined while it has. */
  idleSince: number | undefined;
}

const least = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));
const atLeastZero = (value: bigint): bigint => (value > 0n ? value : 0n);

/**
 * What each payer's promises are worth here: chain facts, the best voucher, and the node-wide budgets of unreserved vouchers and of locks that are not
 * final yet.
 */
export class Channels {
  readonly #chain: Chain;
  readonly #store: VoucherStore;
  readonly #clock: Clock;
  readonly #node: Address;
  readonly #entries = new Map<Address, Entry>();
  #unreserved = 0n;
  #softLocks = 0n;

  constructor(chain: Chain, store: VoucherStore, clock: Clock, node: Address) {
    this.#chain = chain;
    this.#store = store;
    this.#clock = clock;
    this.#node = node;
  }

  facts(payer: Address): PayerFacts | undefined {
    return this.#entries.get(payer)?.facts;
  }

  /** Reads the chain again for one payer. Throws what the chain throws; the last facts stay then. */
  async refresh(payer: Address): Promise<PayerFacts> {
    const { channels } = this.#chain;
    const [latest, soft, final, account, request] = await Promise.all([
      channels.channel(this.#node, payer),
      channels.channel(this.#node, payer, "soft"),
      channels.channel(this.#node, payer, "final").catch(() => undefined),
      channels.account(payer),
      channels.request(payer),
    ]);
    const facts: PayerFacts = {
      latest,
      // A lock counts only while both views agree that it is there.
      lockedSoft: least(soft.locked, latest.locked),
      lockedFinal: final === undefined ? 0n : least(final.locked, latest.locked),
      available: account.available,
      cover: atLeastZero(account.available - request.amount),
      thawEndsAt: request.amount > 0n ? request.readyAt : undefined,
      exists: account.owner !== undefined,
    };
    this.#entry(payer).facts = facts;
    // The node-wide budgets follow the chain for payers that have left as well, or what they used up would be gone for good.
    this.coverage(payer);
    return facts;
  }

  unreservedLimit(payer: Address): bigint {
    const entry = this.#entry(payer);
    const others = this.#unreserved - entry.unreserved;
    return atLeastZero(least(unreservedPerChannel, entry.facts?.cover ?? 0n, unreservedPerNode - others));
  }

  coverage(payer: Address): Coverage {
    const entry = this.#entry(payer);
    const { facts } = entry;
    const best = this.#store.best(payer)?.cumulative ?? 0n;
    if (facts === undefined) return { best, settled: 0n, countedLock: 0n, unreserved: 0n };
    const expiring = facts.latest.expiresAt - this.#chain.profile.marginSeconds <= this.#clock.nowSeconds();
    const othersSoft = this.#softLocks - entry.softLock;
    const soft = atLeastZero(
      least(facts.lockedSoft - facts.lockedFinal, softLockPerChannel, softLockPerNode - othersSoft),
    );
    this.#softLocks = othersSoft + (expiring ? 0n : soft);
    entry.softLock = expiring ? 0n : soft;
    const countedLock = expiring ? 0n : facts.lockedFinal + soft;
    const coverage: Coverage = {
      best,
      settled: facts.latest.settled,
      countedLock,
      unreserved: this.unreservedLimit(payer),
    };
    const used = unreservedInUse(coverage);
    this.#unreserved += used - entry.unreserved;
    entry.unreserved = used;
    return coverage;
  }

  /** Forgets a payer that owes nothing and has nothing locked. */
  forget(payer: Address): void {
    const entry = this.#entries.get(payer);
    if (entry === undefined || entry.unpaid > 0n || (entry.facts?.latest.locked ?? 0n) > 0n) return;
    this.#unreserved -= entry.unreserved;
    this.#softLocks -= entry.softLock;
    this.#entries.delete(payer);
  }

  /** Every payer anything is known of. */
  payers(): readonly Address[] {
    return [...this.#entries.keys()];
  }

  /** Since when this payer has no session here (at the earliest since this process began); undefined while it has one. */
  idleSince(payer: Address): number | undefined {
    return this.#entry(payer).idleSince;
  }

  arrived(payer: Address): void {
    this.#entry(payer).idleSince = undefined;
  }

  left(payer: Address): void {
    this.#entry(payer).idleSince = this.#clock.nowSeconds();
  }

  unpaid(payer: Address): bigint {
    return this.#entry(payer).unpaid;
  }

  addUnpaid(payer: Address, amount: bigint): void {
    const entry = this.#entry(payer);
    entry.unpaid = atLeastZero(entry.unpaid + amount);
  }

  #entry(payer: Address): Entry {
    let entry = this.#entries.get(payer);
    if (entry === undefined) {
      entry = { facts: undefined, unpaid: 0n, unreserved: 0n, softLock: 0n, idleSince: this.#clock.nowSeconds() };
      this.#entries.set(payer, entry);
    }
    return entry;
  }
}
