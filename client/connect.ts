import type { Chain } from "../chain/chain.ts";
import type { Demand } from "../protocol/demand.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import type { Address } from "../protocol/ids.ts";
import type { Quote } from "../protocol/quote.ts";
import type { PricePerGB } from "../protocol/units.ts";
import type { Clock } from "../runtime/clock.ts";
import type { BudgetLimits } from "./budget.ts";
import type { Carrier } from "./dataplane/port.ts";
import { discover } from "./discover.ts";
import { ClientError } from "./errors.ts";
import { NodeMemory } from "./memory.ts";
import { choose, type NodeFilters, weigh } from "./select.ts";
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

  /** The carrier to use now; waits a while when a node is being looked for. Codes: `BUDGET_EXHAUSTED`, `NO_NODE_REACHABLE`, `NOT_CONNECTED`. */
  async carrier(): Promise<Carrier> {
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
    this.#closed = true;
    const session = this.#session;
    if (session === undefined) return;
    await session.close();
    await this.#memory.remember(session.node.id, true, this.#options.clock.nowSeconds());
  }

  async #find(): Promise<PaidSession> {
    const { chain, indexers, cachePath, filters, clock, events } = this.#options;
    const found = await discover(indexers, cachePath);
    if (found.source === "cache")
      events.onProgress("no indexer answers; working from the list kept on disk and the chain");
    const minimumStake = await chain.registry.minimumStake();
    const problems: string[] = [];
    for (let attempt = 0; !this.#closed; attempt++) {
      let weighed = weigh(found.entries, filters, minimumStake, this.#memory, clock.nowSeconds(), this.#failed);
      if (weighed.length === 0 && this.#failed.size > 0 && attempt === 0) {
        // Everyone failed before: better to ask them again than to give up.
        this.#failed.clear();
        weighed = weigh(found.entries, filters, minimumStake, this.#memory, clock.nowSeconds());
      }
      if (weighed.length === 0 && problems.length > 0) {
        throw new ClientError("NO_NODE_REACHABLE", `no node that fits could be used: ${problems.join("; ")}`);
      }
      const entry = choose(weighed);
      const id = entry.node as Address;
      try {
        return await this.#openAt(id, entry.descriptor as unknown as Descriptor | null);
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "FAULT";
        if (code.startsWith("CHAIN_") || code === "NO_COVER") throw error;
        this.#failed.add(id);
        problems.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
        events.onProgress(`node ${id} is left out: ${code}`);
        if (code === "NODE_UNREACHABLE") await this.#memory.remember(id, false, clock.nowSeconds());
      }
    }
    throw new ClientError("NOT_CONNECTED", "the client is stopping");
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
      dayBytesBefore: this.#bytesBefore,
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
