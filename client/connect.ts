import type { Chain } from "../chain/chain.ts";
import type { Demand } from "../protocol/demand.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import type { Address } from "../protocol/ids.ts";
import type { Quote } from "../protocol/quote.ts";
import type { PricePerGB } from "../protocol/units.ts";
import type { Clock } from "../runtime/clock.ts";
import type { BudgetLimits } from "./budget.ts";
import type { Carrier } from "./dataplane/port.ts";
import type { DayUsage } from "./dayUsage.ts";
import { discover, type NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import { NodeMemory } from "./memory.ts";
import { choose, type NodeFilters, noneFits, weigh } from "./select.ts";
import { PaidSession } from "./session.ts";
import { verifyNode } from "./verify.ts";
import type { VoucherBook } from "./voucherBook.ts";
import type { Wallet } from "./wallet/wallet.ts";

export interface ConnectionEvents {
  readonly onConnected: (session: PaidSession) => void;
  readonly onLost: (code: string, message: string) => void;
  readonly onProgress: (text: string) => void;
  readonly onEvidence: (demands: readonly Demand[], quote: Quote) => void;
}

export interface ConnectionOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly clock: Clock;
  readonly indexers: readonly string[];
  readonly cachePath: string;
  readonly memoryPath: string;
  readonly filters: NodeFilters;
  readonly limits: BudgetLimits;
  readonly day: DayUsage;
  readonly events: ConnectionEvents;
}

/** How long a new stream waits for a node to be found before it is refused. */
const waitMilliseconds = 15_000;
/** Ends that another node cannot mend. */
const final = new Set(["BUDGET_EXHAUSTED", "VOUCHER_ABOVE_COVER"]);

/**
 * Keeps one paid session open: discover, draw, verify, open; and again elsewhere when a node fails, on the same deposit and without a transaction. When
 * nothing is left it refuses: there is no direct way out of here.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #memory: NodeMemory;
  readonly #failed = new Set<Address>();
  /** The list of the last time an indexer answered; failing over does not wait for one. */
  #entries: readonly NodeEntry[] | undefined;
  #session: PaidSession | undefined;
  #opening: Promise<PaidSession> | undefined;
  #refusal: ClientError | undefined;
  #closed = false;
  #bytesBefore = 0;
  #spentBefore = 0n;

  static async create(options: ConnectionOptions): Promise<Connection> {
    return new Connection(options, await NodeMemory.open(options.memoryPath));
  }

  private constructor(options: ConnectionOptions, memory: NodeMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  get session(): PaidSession | undefined {
    return this.#session;
  }

  /** Payload and money of all sessions since the start. */
  get totals(): { readonly bytes: number; readonly spent: bigint } {
    return {
      bytes: this.#bytesBefore + (this.#session?.bytes ?? 0),
      spent: this.#spentBefore + (this.#session?.spent ?? 0n),
    };
  }

  /**
   * The carrier to use now; waits a while when a node is being looked for. A carrier in `failed` did not answer: its session is over.
   * Codes: `BUDGET_EXHAUSTED`, `NO_NODE_REACHABLE`, `NOT_CONNECTED`.
   */
  async carrier(failed?: Carrier): Promise<Carrier> {
    if (failed !== undefined && this.#session?.carrier === failed)
      this.#lost(this.#session, "NODE_UNREACHABLE", "the node does not answer");
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#session !== undefined) return this.#session.carrier;
    const waited = new Promise<never>((_resolve, reject) => {
      setTimeout(
        () => reject(new ClientError("NOT_CONNECTED", "no node could be reached in time; try again")),
        waitMilliseconds,
      ).unref();
    });
    return (await Promise.race([this.open(), waited])).carrier;
  }

  /** Opens a session if none is open. */
  open(): Promise<PaidSession> {
    if (this.#session !== undefined) return Promise.resolve(this.#session);
    this.#opening ??= this.#find().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const session = this.#session;
    if (session === undefined) return;
    await session.close();
    await this.#memory.remember(session.node.id, true, this.#options.clock.nowSeconds());
  }

  /** Draws from the list that is known; asks the indexers (again) when nobody on it can be used. */
  async #find(): Promise<PaidSession> {
    const problems: string[] = [];
    if (this.#entries !== undefined) {
      const session = await this.#tryAll(this.#entries, problems);
      if (session !== undefined) return session;
    }
    const { indexers, cachePath, events } = this.#options;
    const found = await discover(indexers, cachePath);
    if (found.source === "cache")
      events.onProgress("no indexer answers; working from the list kept on disk and the chain");
    if (found.source === "none")
      throw new ClientError(
        "NO_NODE_FITS",
        `no indexer answers and no list is kept on disk; check --indexer and the connection (${found.failures.join("; ") || "no indexer is known"})`,
      );
    this.#entries = found.entries;
    const session = await this.#tryAll(found.entries, problems);
    if (session !== undefined) return session;
    if (problems.length > 0)
      throw new ClientError("NO_NODE_REACHABLE", `no node that fits could be used: ${problems.join("; ")}`);
    throw this.#closed ? new ClientError("NOT_CONNECTED", "the client is stopping") : noneFits(found.entries.length);
  }

  /** Tries nodes of a list in drawn order, those that failed before last; undefined when none could be used. */
  async #tryAll(entries: readonly NodeEntry[], problems: string[]): Promise<PaidSession | undefined> {
    const { chain, filters, clock, events } = this.#options;
    const minimumStake = await chain.registry.minimumStake();
    const tried = new Set<Address>();
    while (!this.#closed) {
      const now = clock.nowSeconds();
      const avoid = new Set([...this.#failed, ...tried]);
      let weighed = weigh(entries, filters, minimumStake, this.#memory, now, { avoid });
      if (weighed.length === 0)
        weighed = weigh(entries, filters, minimumStake, this.#memory, now, { avoid: tried, lastResort: true });
      if (weighed.length === 0) return undefined;
      const entry = choose(weighed);
      const id = entry.node as Address;
      tried.add(id);
      try {
        const session = await this.#openAt(id, entry.descriptor as unknown as Descriptor | null);
        this.#failed.delete(id);
        return session;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "FAULT";
        if (code.startsWith("CHAIN_") || code === "NO_COVER") throw error;
        this.#failed.add(id);
        problems.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
        events.onProgress(`node ${id} is left out: ${code}`);
        if (code === "NODE_UNREACHABLE") await this.#memory.remember(id, false, now);
      }
    }
    return undefined;
  }

  async #openAt(id: Address, descriptor: Descriptor | null): Promise<PaidSession> {
    const { chain, wallet, book, clock, limits, filters, events } = this.#options;
    if (descriptor === null)
      throw new ClientError("NODE_NOT_ACTIVE", `node ${id} offers nothing now; choose another node`);
    const node = await verifyNode(chain, id, descriptor, clock, wallet.recover);
    const session = await PaidSession.open(node, {
      chain,
      wallet,
      book,
      clock,
      limits: {
        ...limits,
        session: rest(limits.session, this.#spentBefore),
        sessionBytes: restBytes(limits.sessionBytes, this.#bytesBefore),
      },
      priceCap: filters.maxPrice as PricePerGB | undefined,
      day: this.#options.day,
      onEnd: (code, message) => this.#lost(session, code, message),
      onEvidence: events.onEvidence,
    });
    this.#session = session;
    events.onConnected(session);
    return session;
  }

  #lost(session: PaidSession, code: string, message: string): void {
    if (this.#closed || this.#session !== session) return;
    const { events, clock } = this.#options;
    this.#session = undefined;
    this.#bytesBefore += session.bytes;
    this.#spentBefore += session.spent;
    events.onLost(code, message);
    if (final.has(code)) {
      this.#refusal = new ClientError(
        "BUDGET_EXHAUSTED",
        `${message}; raise the budget or deposit more, then connect again`,
      );
      session.close().catch(() => session.abandon());
      return;
    }
    session.abandon();
    this.#failed.add(session.node.id);
    this.#memory
      .remember(session.node.id, false, clock.nowSeconds())
      .then(() => this.open())
      // The next stream asks again; its refusal says why.
      .catch((error: unknown) => events.onProgress(error instanceof Error ? error.message : String(error)));
  }
}

const rest = (limit: bigint | undefined, used: bigint): bigint | undefined =>
  limit === undefined ? undefined : limit > used ? limit - used : 0n;
const restBytes = (limit: number | undefined, used: number): number | undefined =>
  limit === undefined ? undefined : Math.max(0, limit - used);
