import type { Chain } from "../chain/chain.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import { CodedError } from "../protocol/errors.ts";
import type { Evidence } from "../protocol/evidence.ts";
import type { Address } from "../protocol/ids.ts";
import type { PricePerGB } from "../protocol/units.ts";
import type { Clock } from "../runtime/clock.ts";
import type { BudgetLimits } from "./budget.ts";
import { NodeAnswer } from "./control.ts";
import { coverageOf, isWhole } from "./coverage.ts";
import type { Carrier } from "./dataplane/port.ts";
import type { DayUsage } from "./dayUsage.ts";
import { discover, keepList, keptList, merged, type NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import { NodeMemory } from "./memory.ts";
import type { ReservationBook } from "./reservationBook.ts";
import { choose, type NodeFilters, noneFits, weigh } from "./select.ts";
import { PaidSession } from "./session.ts";
import type { SessionEnd } from "./sessionPayments.ts";
import { verifyNode } from "./verify.ts";
import type { VoucherBook } from "./voucherBook.ts";
import type { Wallet } from "./wallet/wallet.ts";

export interface ConnectionEvents {
  readonly onConnected: (session: PaidSession) => void;
  readonly onLost: (code: string, message: string) => void;
  readonly onProgress: (text: string) => void;
  readonly onEvidence: (evidence: Evidence) => void;
}

export interface ConnectionOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly reservations: ReservationBook;
  readonly clock: Clock;
  readonly indexers: readonly string[];
  readonly cachePath: string;
  readonly memoryPath: string;
  readonly filters: NodeFilters;
  readonly limits: BudgetLimits;
  readonly day: DayUsage;
  readonly events: ConnectionEvents;
  /** Called before a node is dialled, for a machine that lets nothing out unasked. It may refuse a node. */
  readonly beforeDial?: (endpoint: { readonly host: string; readonly port: number }) => Promise<void>;
}

/** How long a new stream waits for a node to be found before it is refused. */
const waitMilliseconds = 15_000;
/** So many refusals are told in one error. */
const mostProblems = 8;

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
  #refusal: CodedError | undefined;
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
      this.#lost(this.#session, { code: "NODE_UNREACHABLE", message: "the node does not answer" });
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#session !== undefined) return this.#session.carrier;
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<never>((_resolve, reject) => {
      const late = () => reject(new ClientError("NOT_CONNECTED", "no node could be reached in time; try again"));
      timer = setTimeout(late, waitMilliseconds);
    });
    try {
      return (await Promise.race([this.open(), waited])).carrier;
    } finally {
      clearTimeout(timer);
    }
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
    const problems: Problem[] = [];
    if (this.#entries !== undefined) {
      const session = await this.#tryAll(this.#entries, problems);
      if (session !== undefined) return session;
    }
    const entries = await this.#list();
    this.#entries = entries;
    const session = await this.#tryAll(entries, problems);
    if (session !== undefined) return session;
    if (this.#closed) throw stopping();
    const [first] = problems;
    if (first === undefined) throw noneFits(new Set(entries.map(({ node }) => node)).size);
    if (problems.every(({ error }) => error instanceof ClientError && error.code === "NO_COVER")) throw first.error;
    const text = problems.slice(0, mostProblems).map(({ node, error }) => `${node}: ${error.message}`);
    const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : "";
    throw new ClientError("NO_NODE_REACHABLE", `no node that fits could be used: ${text.join("; ")}${more}`);
  }

  /** The indexers' list, if it names what the chain knows; what they leave out is taken from the list kept on disk. */
  async #list(): Promise<readonly NodeEntry[]> {
    const { indexers, cachePath, events, chain, filters } = this.#options;
    const found = await discover(indexers, cachePath);
    if (found.source === "none")
      throw new ClientError(
        "NO_NODE_FITS",
        `no indexer answers and no list is kept on disk; check --indexer and the connection (${found.failures.join("; ") || "no indexer is known"})`,
      );
    if (found.source === "cache") {
      events.onProgress("no indexer answers; working from the list kept on disk and the chain");
      return found.entries;
    }
    // Who asks for one node by name leaves no choice that an omission could steer.
    if (filters.node !== undefined) return found.entries;
    let entries = found.entries;
    let coverage = await coverageOf(chain, entries).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      events.onProgress(`the registry could not be listed, so nothing tells whether indexers hide nodes: ${reason}`);
      return undefined;
    });
    if (coverage !== undefined && !isWhole(coverage)) {
      const named = new Set(entries.map(({ node }) => node));
      const hidden = (await keptList(cachePath)).filter(({ node }) => !named.has(node));
      const part = (coverage.named * 100n) / coverage.active;
      events.onProgress(
        `the indexers name ${part}% of the stake that is active on chain; trying the list kept on disk`,
      );
      entries = merged([...entries, ...hidden]);
      if (hidden.length > 0) coverage = await coverageOf(chain, entries);
      if (!isWhole(coverage))
        throw new ClientError(
          "LIST_INCOMPLETE",
          `the indexers hide nodes: they name ${part}% of the stake that is active on chain, and 95% is the least; give another --indexer, or choose an exit with --node`,
          { namedPercent: Number(part) },
        );
    }
    await keepList(cachePath, entries);
    return entries;
  }

  /** Tries nodes of a list in drawn order, those that failed before last; undefined when none could be used. */
  async #tryAll(list: readonly NodeEntry[], problems: Problem[]): Promise<PaidSession | undefined> {
    const { chain, filters, clock, events } = this.#options;
    const minimumStake = await chain.registry.minimumStake();
    const tried = new Set<Address>();
    let entries = list;
    while (!this.#closed) {
      const now = clock.nowSeconds();
      const avoid = new Set([...this.#failed, ...tried]);
      let weighed = weigh(entries, filters, minimumStake, this.#memory, now, { avoid });
      if (weighed.length === 0)
        weighed = weigh(entries, filters, minimumStake, this.#memory, now, { avoid: tried, lastResort: true });
      if (weighed.length === 0) return undefined;
      const entry = choose(weighed);
      const id = entry.node as Address;
      try {
        const session = await this.#openAt(id, entry.descriptor as unknown as Descriptor | null);
        this.#failed.delete(id);
        return session;
      } catch (error) {
        // A fault here, a disk that keeps nothing or a chain that is away is no node's doing. What a node itself states never counts as one of those.
        const isOurs = !(error instanceof NodeAnswer);
        if (!(error instanceof CodedError) || (isOurs && /^(CHAIN|STORE|NOT_CONNECTED)/.test(error.code))) throw error;
        problems.push({ node: id, error });
        events.onProgress(`node ${id} is left out: ${error.code}`);
        // Another indexer's descriptor of the same node may be the true one.
        entries = entries.filter((other) => other !== entry);
        if (isOurs && error.code.startsWith("DESCRIPTOR_")) continue;
        tried.add(id);
        if (isOurs && error.code === "NO_COVER") continue;
        this.#failed.add(id);
        if (isOurs && error.code === "NODE_UNREACHABLE") await this.#memory.remember(id, false, now);
      }
    }
    return undefined;
  }

  async #openAt(id: Address, descriptor: Descriptor | null): Promise<PaidSession> {
    const { chain, wallet, clock, limits, filters, events } = this.#options;
    if (descriptor === null)
      throw new ClientError("NODE_NOT_ACTIVE", `node ${id} offers nothing now; choose another node`);
    const node = await verifyNode(chain, id, descriptor, clock, wallet.recover);
    await this.#options.beforeDial?.(node.descriptor.body.endpoint);
    const session = await PaidSession.open(node, {
      ...this.#options,
      limits: {
        ...limits,
        session: rest(limits.session, this.#spentBefore),
        sessionBytes: restBytes(limits.sessionBytes, this.#bytesBefore),
      },
      transport: filters.transport,
      priceCap: filters.maxPrice as PricePerGB | undefined,
      onEnd: (end) => this.#lost(session, end),
      onEvidence: events.onEvidence,
    });
    if (this.#closed) {
      // It was asked to stop while this was under way; the node is told, and nothing stays open.
      await session.close().catch(() => session.abandon());
      throw stopping();
    }
    this.#session = session;
    events.onConnected(session);
    return session;
  }

  #lost(session: PaidSession, { code, message, refusal }: SessionEnd): void {
    if (this.#closed || this.#session !== session) return;
    const { events, clock } = this.#options;
    this.#session = undefined;
    this.#bytesBefore += session.bytes;
    const { spent } = session;
    this.#spentBefore += spent;
    events.onLost(code, message);
    if (refusal !== undefined) {
      this.#refusal = refusal;
      session
        .close()
        .catch(() => session.abandon())
        .finally(() => {
          this.#spentBefore += session.spent - spent;
        });
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

interface Problem {
  readonly node: Address;
  readonly error: CodedError;
}

const stopping = () => new ClientError("NOT_CONNECTED", "the client is stopping");

const rest = (limit: bigint | undefined, used: bigint): bigint | undefined =>
  limit === undefined ? undefined : limit > used ? limit - used : 0n;
const restBytes = (limit: number | undefined, used: number): number | undefined =>
  limit === undefined ? undefined : Math.max(0, limit - used);
