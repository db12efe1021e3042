import type { Transport } from "../protocol/descriptor.ts";
import type { CodedError } from "../protocol/errors.ts";
import type { Address } from "../protocol/ids.ts";
import type { PricePerGB } from "../protocol/units.ts";
import type { ConnectionOptions } from "./connectionOptions.ts";
import type { Carrier } from "./dataplane/port.ts";
import type { NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import { type HopRole, type HopSum, HopSums } from "./hopSums.ts";
import { Ledger } from "./ledger.ts";
import { NodeMemory } from "./memory.ts";
import { listNodes } from "./nodeList.ts";
import { Opener, type Problem, refusalOf, stopping } from "./opener.ts";
import { RoleBook } from "./roles.ts";
import { entriesOf, exitsBehind, noRouteFits, type RouteFilters, requireHop, routeFilters } from "./route.ts";
import { noneFits } from "./select.ts";
import { type PaidNode, PaidSession } from "./session.ts";
import type { SessionEnd } from "./sessionPayments.ts";

/** How long a new stream waits for a node to be found before it is refused. */
const waitMilliseconds = 15_000;
/** So many exits may be out of reach behind one entry before the entry counts as what is wrong: it could say so of every exit but its friends. */
const mostUnreachedExits = 3;

/**
 * Keeps one paid way out open: discover, draw, verify, open; and again elsewhere when a node fails, on the same deposit and without a transaction. When
 * nothing is left it refuses: there is no direct way out of here, and none with fewer hops than were asked for.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #memory: NodeMemory;
  readonly #roles: RoleBook;
  readonly #opener: Opener;
  readonly #sums = new HopSums();
  readonly ledger: Ledger;
  /** The list of the last time an indexer answered; failing over does not wait for one. */
  #entries: readonly NodeEntry[] | undefined;
  #session: PaidSession | undefined;
  #entry: PaidSession | undefined;
  #lastExit: PaidSession | undefined;
  #opening: Promise<PaidSession> | undefined;
  /** Exits that could not be reached, or were lost, behind the entry in use. */
  #unreached = 0;
  #refusal: CodedError | undefined;
  #transports: readonly Transport[];
  /** Sessions that a budget ended are still paid. */
  #ending: Promise<void> = Promise.resolve();
  #closed = false;

  static async create(options: ConnectionOptions): Promise<Connection> {
    return new Connection(options, await NodeMemory.open(options.memoryPath), await RoleBook.open(options.rolesPath));
  }

  private constructor(options: ConnectionOptions, memory: NodeMemory, roles: RoleBook) {
    this.#options = options;
    this.#memory = memory;
    this.#roles = roles;
    this.#opener = new Opener({ ...options, onProgress: options.events.onProgress }, memory);
    this.ledger = new Ledger(options.limits, options.day, options.clock, options.book);
    this.#transports = options.filters.transports;
  }

  /** From the next session on. */
  carryBy(transports: readonly Transport[]): void {
    this.#transports = transports;
  }

  /** Why nothing flows any more and no exit is looked for, such as a budget that is used up. */
  get refusal(): CodedError | undefined {
    return this.#refusal;
  }

  /** The session at the exit. */
  get session(): PaidSession | undefined {
    return this.#session;
  }

  /** The sessions of the way out, entry first; none while one is looked for. */
  get route(): readonly { readonly role: HopRole; readonly session: PaidSession }[] {
    if (this.#session === undefined) return [];
    const exit = { role: "exit", session: this.#session } as const;
    return this.#entry === undefined ? [exit] : [{ role: "entry", session: this.#entry }, exit];
  }

  /** What each node carried and was promised since the start. */
  get hops(): readonly HopSum[] {
    return this.#sums.all;
  }

  /** Payload that passed the exits since the start, and money signed for all hops. */
  get totals(): { readonly bytes: number; readonly spent: bigint } {
    const exits = this.#sums.all.filter(({ role }) => role === "exit");
    return { bytes: exits.reduce((sum, { bytes }) => sum + bytes, 0), spent: this.ledger.spent };
  }

  /**
   * The carrier to use now; waits a while when a node is being looked for. A carrier in `failed` did not answer: its session is over.
   * Codes: `BUDGET_EXHAUSTED`, `NO_NODE_REACHABLE`, `NO_ROUTE_FITS`, `NOT_CONNECTED`.
   */
  async carrier(failed?: Carrier): Promise<Carrier> {
    for (const session of [this.#session, this.#entry])
      if (failed !== undefined && session?.carrier === failed)
        this.#lost(session, { code: "NODE_UNREACHABLE", message: "the node does not answer" });
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

  /** Opens a way out if there is none; resolves to the session at the exit. */
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
    await this.#ending;
    // What is owed to the exit is brought through the entry, which is paid last.
    const failures: unknown[] = [];
    for (const session of [this.#session, this.#entry]) {
      if (session === undefined) continue;
      await session.close().then(
        () => this.#memory.remember(session.node.id, true, this.#options.clock.nowSeconds()),
        (error: unknown) => failures.push(error),
      );
      this.#sums.end(session);
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Draws from the list that is known; asks the indexers (again) when nobody on it can be used. */
  async #find(): Promise<PaidSession> {
    const { hops, filters, entry } = this.#options;
    const problems: Problem[] = [];
    const search = (list: readonly NodeEntry[]) =>
      hops === 1 ? this.#tryAll(list, problems) : this.#tryRoutes(list, problems);
    let session = this.#entries === undefined ? undefined : await search(this.#entries);
    if (session === undefined) {
      const isNamed = filters.node !== undefined && (hops === 1 || entry !== undefined);
      this.#entries = await listNodes({ ...this.#options, isNamed, onProgress: this.#options.events.onProgress });
      session = await search(this.#entries);
    }
    if (session !== undefined) return session;
    if (this.#closed) throw stopping();
    const known = this.#entries ?? [];
    throw (
      refusalOf(problems) ?? (hops === 1 ? noneFits(known) : noRouteFits(new Set(known.map(({ node }) => node)).size))
    );
  }

  #tryAll(list: readonly NodeEntry[], problems: Problem[]): Promise<PaidSession | undefined> {
    return this.#opener.first(
      list,
      {
        filters: { ...this.#options.filters, transports: this.#transports },
        eligible: () => true,
        open: async (node) => this.#joined(await this.#openAt(node, "exit", undefined), undefined),
        judge: async () => "blame",
        isOver: () => this.#closed,
      },
      problems,
    );
  }

  /** An entry, unless one is left from before, and an exit behind it. An entry behind which nobody can be reached is given up. */
  async #tryRoutes(list: readonly NodeEntry[], problems: Problem[]): Promise<PaidSession | undefined> {
    const { filters } = this.#options;
    const route = routeFilters(filters, this.#options.entry);
    const used = new Set<Address>();
    while (!this.#closed) {
      // A deposit may have been relayed since the book was opened, by this process or beside it.
      await this.#roles.refresh();
      if (this.#entry !== undefined) await this.#checkEntry(this.#entry);
      if (this.#entry === undefined) {
        this.#unreached = 0;
        await this.#findEntry(list, route, used, problems);
      }
      const entry = this.#entry;
      if (entry === undefined) return undefined;
      const exit = await this.#opener.first(
        list,
        {
          filters: route.exit,
          eligible: exitsBehind(entry.node, route, this.#roles),
          open: async (node) => {
            await this.#roles.refresh();
            requireHop("exit", node, entry.node, route, this.#roles);
            return this.#joined(await this.#openAt(node, "exit", entry), entry);
          },
          judge: async () => {
            await this.#checkEntry(entry);
            this.#unreached += 1;
            return this.#entry !== entry || this.#unreached >= mostUnreachedExits ? "stop" : "spare";
          },
          isOver: () => this.#closed || this.#entry !== entry,
        },
        problems,
      );
      if (exit !== undefined) return exit;
      used.add(entry.node.id);
      if (this.#entry !== entry) continue;
      this.#entry = undefined;
      await this.#finish([entry]);
      this.#options.leave?.();
    }
    return undefined;
  }

  /** Whoever has seen this payer's address before is asked first: the fewer operators see it, the fewer can ever be told it. */
  async #findEntry(
    list: readonly NodeEntry[],
    route: RouteFilters,
    used: ReadonlySet<Address>,
    problems: Problem[],
  ): Promise<void> {
    const eligible = entriesOf(list, route, this.#roles, this.#options.clock.nowSeconds(), used);
    const isKnown = (entry: NodeEntry) =>
      this.#roles.hasSeen(entry.operator as Address, "address") && !this.#opener.failed.has(entry.node as Address);
    for (const wanted of [(entry: NodeEntry) => isKnown(entry) && eligible(entry), eligible]) {
      if (this.#entry !== undefined) return;
      await this.#opener.first(
        list,
        {
          filters: route.entry,
          eligible: wanted,
          open: async (node) => {
            await this.#roles.refresh();
            requireHop("entry", node, undefined, route, this.#roles);
            const session = await this.#openAt(node, "entry", undefined);
            await this.#put(session, this.#options.enter);
            this.#entry = session;
            return session;
          },
          judge: async () => "blame",
          isOver: () => this.#closed,
        },
        problems,
      );
    }
  }

  async #openAt(node: PaidNode, role: HopRole, entry: PaidSession | undefined): Promise<PaidSession> {
    const { filters, events } = this.#options;
    await this.#options.beforeDial?.(node.descriptor.body.endpoint, entry !== undefined);
    const session: PaidSession = await PaidSession.open(node, {
      ...this.#options,
      ledger: this.ledger,
      otherHop: () => (role === "entry" ? this.#lastExit : entry),
      through: this.#options.enter === undefined ? entry : undefined,
      beforeProof: () => this.#roles.note(node.operator, entry === undefined ? "address" : "destinations"),
      transport: this.#transports.includes("https") ? "https" : "wireguard",
      priceCap: filters.maxPrice as PricePerGB | undefined,
      onEnd: (end) => this.#lost(session, end),
      onEvidence: events.onEvidence,
    });
    this.#sums.add(session, role);
    if (role === "exit") this.#lastExit = session;
    if (!this.#closed) return session;
    // It was asked to stop while this was under way; the node is told, and nothing stays open.
    await this.#finish([session]);
    throw stopping();
  }

  async #joined(session: PaidSession, entry: PaidSession | undefined): Promise<PaidSession> {
    await this.#put(session, this.#options.join);
    if (this.#entry !== entry) {
      session.abandon();
      this.#sums.end(session);
      throw new ClientError("NODE_UNREACHABLE", "the entry was lost while the exit was opened; another one is tried");
    }
    this.#session = session;
    this.#options.events.onConnected(session, entry);
    return session;
  }

  /** Puts a session to use, or ends it. */
  async #put(session: PaidSession, use: ((session: PaidSession) => Promise<void>) | undefined): Promise<void> {
    try {
      await use?.(session);
      if (this.#closed) throw stopping();
      if (!session.mayFlow)
        throw new ClientError(
          "NODE_UNREACHABLE",
          "the node ended the session while it was opened; another one is tried",
        );
    } catch (error) {
      this.#finish([session]);
      throw error;
    }
  }

  /** An entry that does not answer is lost, whatever it was that failed behind it. */
  async #checkEntry(entry: PaidSession): Promise<void> {
    if (await entry.answers()) return;
    this.#lost(entry, { code: "NODE_UNREACHABLE", message: "the entry does not answer" });
  }

  /** Ends sessions in order, one after the other. */
  async #finish(sessions: readonly PaidSession[]): Promise<void> {
    for (const session of sessions) {
      await session.close().catch(() => session.abandon());
      this.#sums.end(session);
    }
  }

  #lost(session: PaidSession, { code, message, refusal }: SessionEnd): void {
    const isEntry = this.#entry === session;
    if (this.#closed || (!isEntry && this.#session !== session)) return;
    const { events } = this.#options;
    const [exit, entry] = [this.#session, this.#entry];
    this.#session = undefined;
    if (refusal !== undefined) {
      this.#entry = undefined;
      this.#refusal = refusal;
      events.onLost(code, message);
      this.#ending = this.#finish([exit, entry].filter((open) => open !== undefined));
      return;
    }
    // Without its entry an exit is out of reach, too.
    for (const gone of isEntry ? [exit, session] : [session]) {
      gone?.abandon();
      if (gone !== undefined) this.#sums.end(gone);
    }
    if (isEntry) {
      this.#entry = undefined;
      this.#options.leave?.();
    }
    events.onLost(code, message);
    this.#blame(session, isEntry ? undefined : entry)
      .then(() => this.open())
      // The next stream asks again; its refusal says why.
      .catch((error: unknown) => {
        events.onProgress(error instanceof Error ? error.message : String(error));
        events.onStuck?.();
      });
  }

  /** Remembers a failure, unless it was the entry's that an exit got lost. */
  async #blame(session: PaidSession, entry: PaidSession | undefined): Promise<void> {
    if (entry !== undefined) {
      await this.#checkEntry(entry);
      if (this.#entry !== entry) return;
      this.#unreached += 1;
    }
    this.#opener.failed.add(session.node.id);
    await this.#memory.remember(session.node.id, false, this.#options.clock.nowSeconds());
  }
}
