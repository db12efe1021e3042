import { timingSafeEqual } from "node:crypto";
import type { QuotedTransport } from "../protocol/constants.ts";
import type { Demand } from "../protocol/demand.ts";
import { type Domain, nodeDomain } from "../protocol/domain.ts";
import { type DemandTotals, demandAt, type ExitEvent, exitSession, owedOnQuote } from "../protocol/exitSession.ts";
import type { Address } from "../protocol/ids.ts";
import { demandJson } from "../protocol/messageJson.ts";
import { amountDue } from "../protocol/price.ts";
import { bytes } from "../protocol/units.ts";
import type { CheckedVoucher } from "../protocol/voucher.ts";
import type { DemandEvent, OpenSession, SessionOpened } from "../protocol/wire.ts";
import type { PayerFacts } from "./channels.ts";
import { Gate } from "./dataplane/gate.ts";
import type { SessionDirectory } from "./dataplane/port.ts";
import { NodeError } from "./errors.ts";
import { FloorBudget } from "./floorBudget.ts";
import { allowanceText, sessionOpenedJson, voucherJson } from "./json.ts";
import { hashOf, newSession, priceOf } from "./newSession.ts";
import { Payers } from "./payers.ts";
import type { Session, SessionsOptions } from "./session.ts";
import { SessionTotals } from "./sessionTotals.ts";
import { signNextDemand } from "./signDemand.ts";

const sessionsPerPayer = 8;
const sessionsPerNode = 10_000;
/** Openings that may ask the chain at a time: keys cost nothing, and each of them costs several questions. */
const openingsAtOnce = 64;
/** Demand streams of one session; the oldest hears nothing more when there is one too many. */
const listenersPerSession = 4;
/** How long vouchers for the final demand are taken, and how long a silent session lives. */
const closingSeconds = 60;
const silentSeconds = 600;

const isKnown = (facts: PayerFacts): boolean => facts.latest.settled > 0n || facts.latest.locked > 0n;

/** Holds the sessions: runs their machines and performs their effects. The data plane asks it who may pass; the control API brings vouchers to it. */
export class Sessions implements SessionDirectory {
  readonly #options: SessionsOptions;
  readonly #signing: Domain;
  readonly #sessions = new Map<string, Session>();
  readonly totals = new SessionTotals(() => this.#sessions.values());
  readonly #payers: Payers<Session>;
  readonly #floors: FloorBudget;
  #opening = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#payers = new Payers(options.limits);
    const { network } = options.chain;
    this.#signing = nodeDomain(network.chainId, network.nodeRegistry, options.keccak);
    this.#floors = new FloorBudget(options.clock.nowSeconds());
  }

  get open(): number {
    return this.#sessions.size;
  }

  /** Payload of all sessions since this process began. */
  get bytesServed(): number {
    return this.totals.bytesServed;
  }

  admit(id: string, token: string): Gate | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined || session.closingAt !== undefined || !timingSafeEqual(session.tokenHash, hashOf(token)))
      return undefined;
    session.activeAt = this.#options.clock.nowSeconds();
    return session.gate;
  }

  /** As `admit`, for control requests: a closing session may still pay. */
  knows(id: string, token: string): boolean {
    const session = this.#sessions.get(id);
    return session !== undefined && timingSafeEqual(session.tokenHash, hashOf(token));
  }

  /** Opens a session for a payer whose proof was checked. Codes: `SESSION_LIMIT`, `NO_COVER`, `FLOOR_SPENT`, `FLOOR_UNPAID`, `TRANSPORT_NOT_OFFERED`, those of vouchers, reservations and seats. */
  async openSession(payer: Address, request: OpenSession): Promise<SessionOpened> {
    this.#requireRoom(payer);
    if (request.wireguard !== undefined && this.#options.tunnels === undefined)
      throw new NodeError(
        "TRANSPORT_NOT_OFFERED",
        "this node carries no WireGuard; choose one that does, or use https",
      );
    this.#opening += 1;
    try {
      const facts = await this.#prepare(payer, request);
      // Others may have been opened while the chain was asked.
      this.#requireRoom(payer);
      const { session, opened } = this.#add(payer, facts, request.wireguard === undefined ? "https" : "wireguard");
      return request.wireguard === undefined ? opened : await this.#seat(session, opened, request.wireguard.publicKey);
    } catch (error) {
      this.#tidy(payer);
      throw error;
    } finally {
      this.#opening -= 1;
    }
  }

  #requireRoom(payer: Address): void {
    const crowded = this.#sessions.size >= sessionsPerNode || this.#opening > openingsAtOnce;
    if (this.#payers.sessions(payer).size < sessionsPerPayer && !crowded) return;
    throw new NodeError(
      "SESSION_LIMIT",
      "this node has no room for another session of this payer; close one, or choose another node",
      { limit: sessionsPerPayer },
    );
  }

  /** Reads what the chain says, takes what the payer brought along, and refuses a payer that could not pay the first mebibyte. */
  async #prepare(payer: Address, request: OpenSession): Promise<PayerFacts> {
    const { channels, descriptor, intake } = this.#options;
    const facts = await channels.refresh(payer);
    const shown = request.bestVoucher;
    if (shown !== null) await this.#payers.inTurn(payer, () => intake.adopt(payer, shown));
    if (request.reservation !== null) await intake.takeReservation(payer, request.reservation);
    const needed = amountDue(bytes(1_048_576), priceOf(descriptor()));
    if (facts.cover < needed && !isKnown(facts)) {
      throw new NodeError(
        "NO_COVER",
        `this payer has ${facts.cover} available and the first mebibyte costs ${needed}; deposit first (turnpike wallet deposit)`,
        { cover: facts.cover.toString(), needed: needed.toString() },
      );
    }
    return facts;
  }

  /** Gives a session its place in the tunnel, or takes it back whole. */
  async #seat(session: Session, opened: SessionOpened, publicKey: string): Promise<SessionOpened> {
    try {
      session.seat = await this.#options.tunnels?.seat(session.gate, publicKey);
      return session.seat === undefined ? opened : { ...opened, wireguard: session.seat.terms };
    } catch (error) {
      session.gate.close();
      this.#forget(session);
      throw error;
    }
  }

  #add(payer: Address, facts: PayerFacts, transport: QuotedTransport): { session: Session; opened: SessionOpened } {
    const { channels, clock, store, descriptor, chain } = this.#options;
    const mine = this.#payers.of(payer);
    mine.floor ||= isKnown(facts);
    // A payer whose vouchers are here, or that has nothing to pay, needs none.
    if (!mine.floor && store.best(payer) === undefined && priceOf(descriptor()) > 0n)
      this.#floors.give(mine, channels.unpaid(payer), clock.nowSeconds());
    const { session, token } = newSession(this.#options, this.#signing, {
      transport,
      payer,
      floor: mine.floor,
      facts: this.#facts(payer, undefined),
      gate: new Gate(mine.purse, () => this.#step(session, { type: "traffic", bytesTotal: bytes(session.gate.count) })),
    });
    this.#sessions.set(session.id, session);
    mine.sessions.add(session);
    channels.arrived(payer);
    this.#step(session, { type: "traffic", bytesTotal: bytes(0) });
    const opened = sessionOpenedJson({
      session: session.id,
      token,
      quote: session.quote,
      descriptor: descriptor(),
      best: store.best(payer),
      channel: facts.latest,
      unreservedLimit: channels.unreservedLimit(payer),
      allowanceBytes: allowanceText(session.machine),
      softDepth: chain.profile.softDepth,
    });
    return { session, opened };
  }

  /** Stores a voucher, then counts it. Codes: `SESSION_UNKNOWN`, `VOUCHER_NOT_MONOTONIC`, `VOUCHER_BAD_SIGNATURE`, `VOUCHER_ABOVE_COVER`. */
  submitVoucher(
    id: string,
    message: { readonly cumulative: string; readonly signature: string },
  ): Promise<{ best: CheckedVoucher; allowanceBytes: string }> {
    const session = this.#session(id);
    return this.#payers.inTurn(session.payer, async () => {
      const { channels, store } = this.#options;
      // A log restored from a backup may be behind the chain; what is settled already pays for nothing new.
      const held: bigint = store.best(session.payer)?.cumulative ?? 0n;
      const settled: bigint = channels.facts(session.payer)?.latest.settled ?? 0n;
      const before = held > settled ? held : settled;
      const voucher = await this.#options.intake.check(session.payer, message, before);
      await store.keep(voucher);
      session.activeAt = this.#options.clock.nowSeconds();
      session.demand = undefined;
      this.#step(session, {
        type: "voucher",
        increment: voucher.cumulative - before,
        coverage: channels.coverage(session.payer),
      });
      this.#shareFacts(session.payer);
      this.#considerReserve(session.payer);
      return { best: voucher, allowanceBytes: allowanceText(session.machine) };
    });
  }

  async submitReservation(
    id: string,
    message: { ceiling: string; expiresAt: number; epoch: number; signature: string },
  ): Promise<void> {
    const session = this.#session(id);
    await this.#options.intake.takeReservation(session.payer, message);
    this.#considerReserve(session.payer);
  }

  /** Ends the tunnels and makes the final demand; vouchers for it are taken a little longer. */
  async closeSession(id: string): Promise<{ readonly demand: Demand | null; readonly best: CheckedVoucher | null }> {
    const session = this.#session(id);
    // What the kernel let through since it was last asked is owed too.
    await session.seat?.read();
    this.#beginClosing(session);
    return { demand: session.demand ?? null, best: this.#options.store.best(session.payer) ?? null };
  }

  /** Streams what the session's client must know; what is outstanding comes first. Returns how to stop. */
  listen(id: string, listener: (event: DemandEvent) => void): () => void {
    const session = this.#session(id);
    const [oldest] = session.listeners;
    if (oldest !== undefined && session.listeners.size >= listenersPerSession) session.listeners.delete(oldest);
    session.listeners.add(listener);
    if (session.demand !== undefined) listener(this.#demandEvent(session, session.demand));
    return () => session.listeners.delete(listener);
  }

  /** Once a second: asks starving sessions again, and ends silent and expired ones. */
  tick(): void {
    const now = this.#options.clock.nowSeconds();
    for (const session of [...this.#sessions.values()]) {
      if (session.closingAt !== undefined) {
        if (now >= session.closingAt + closingSeconds) this.#forget(session);
        continue;
      }
      if (session.gate.count !== Number(session.machine.bytesTotal)) session.activeAt = now;
      if (now > session.activeAt + silentSeconds || now >= session.quote.validUntil) {
        this.#emit(session, {
          type: "end",
          code: "QUOTE_EXPIRED",
          message: "the session was silent for long or its quote has expired; open a new one",
        });
        this.#beginClosing(session);
        continue;
      }
      this.#step(session, { type: "traffic", bytesTotal: bytes(session.gate.count) });
      if (session.gate.isStarving && session.demand === undefined) this.#step(session, { type: "tick" });
    }
  }

  /** Reads the chain again for every payer with a live session; failures keep the old facts, and are told once by the caller's logger. */
  async refreshFacts(): Promise<void> {
    for (const payer of this.#payers.all()) {
      await this.#options.channels.refresh(payer);
      this.#shareFacts(payer);
      this.#considerReserve(payer);
    }
  }

  /** Whether anything of this session passes or wants to: its demand stream shows signs of life more often then. */
  isBusy(id: string): boolean {
    return (this.#sessions.get(id)?.gate.tunnels ?? 0) > 0;
  }

  /** Ends every session with its final demand, and waits up to that long for what the clients still pay. */
  async closeAll(milliseconds: number): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.seat?.read()));
    for (const session of this.#sessions.values()) {
      this.#beginClosing(session);
      this.#emit(session, { type: "end", code: "NODE_STOPPING", message: "the node is stopping; choose another" });
    }
    const unpaid = () =>
      [...this.#sessions.values()].some((session) => session.demand !== undefined && session.listeners.size > 0);
    for (const end = performance.now() + milliseconds; unpaid() && performance.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  #session(id: string): Session {
    const session = this.#sessions.get(id);
    if (session !== undefined) return session;
    throw new NodeError("SESSION_UNKNOWN", "this session has ended; open a new one");
  }

  #facts(payer: Address, except: Session | undefined) {
    const { channels } = this.#options;
    let owedElsewhere = channels.unpaid(payer);
    let mayDemand = true;
    for (const other of this.#payers.sessions(payer)) {
      if (other === except) continue;
      owedElsewhere += owedOnQuote({ ...other.machine, bytesTotal: bytes(other.gate.count) });
      if (other.demand !== undefined) mayDemand = false;
    }
    return { coverage: channels.coverage(payer), owedElsewhere, mayDemand };
  }

  #shareFacts(payer: Address): void {
    const known = (this.#options.channels.facts(payer)?.latest.locked ?? 0n) > 0n;
    for (const session of this.#payers.sessions(payer)) {
      this.#step(session, { type: "facts", ...this.#facts(payer, session), floor: session.floor || known });
    }
  }

  #step(session: Session, event: ExitEvent): void {
    // What the payer's other sessions moved since they last reported counts now, or several at once would each have the whole window.
    const current =
      event.type === "facts" || this.#payers.sessions(session.payer).size < 2
        ? session.machine
        : { ...session.machine, owedElsewhere: this.#facts(session.payer, session).owedElsewhere };
    const { state, effects } = exitSession(current, event);
    session.machine = state;
    for (const effect of effects) {
      if (effect.type === "demand") this.#ask(session, effect.totals);
      else this.#grant(session, effect.bytesLeft);
    }
  }

  /** A demand that must not be signed ends its session: the stake is safe from our own faults. */
  #ask(session: Session, totals: DemandTotals): void {
    const signed = signNextDemand(session, totals, this.#signing, this.#options.sign);
    if (!signed.ok) {
      session.closingAt ??= this.#options.clock.nowSeconds();
      session.gate.close();
    }
    this.#emit(
      session,
      signed.ok
        ? this.#demandEvent(session, signed.value)
        : { type: "end", code: signed.refusal.code, message: signed.refusal.message },
    );
  }

  #grant(session: Session, left: bigint | undefined): void {
    const { machine, gate } = session;
    const { purse } = this.#payers.of(session.payer);
    if (left === undefined) {
      gate.reportAt = Number.MAX_SAFE_INTEGER;
      purse.grant(Number.MAX_SAFE_INTEGER);
      return;
    }
    const unreported = gate.count - Number(machine.bytesTotal);
    const credit = Math.max(0, Number(left) - unreported);
    const reportAt = session.demand === undefined ? Number(demandAt(machine) ?? 0n) : gate.count + credit;
    gate.reportAt = Math.max(reportAt, gate.count + 1);
    purse.grant(credit);
  }

  /** Keys cost nothing to make: of a payer without sessions nothing is kept but what it owes and what it promised. */
  #tidy(payer: Address): void {
    const mine = this.#payers.of(payer);
    if (!this.#payers.drop(payer)) return;
    this.#floors.left(mine);
    if (this.#options.store.best(payer) === undefined) this.#options.channels.forget(payer);
  }

  #considerReserve(payer: Address): void {
    this.#options.reserver.consider(payer, {
      relayed: () => this.#shareFacts(payer),
      wanted: (ceiling) => {
        for (const session of this.#payers.sessions(payer)) {
          this.#emit(session, {
            type: "reserve",
            reason: "vouchers near the unreserved limit",
            ceiling: ceiling.toString(),
          });
        }
      },
    });
  }

  #beginClosing(session: Session): void {
    if (session.closingAt !== undefined) return;
    session.closingAt = this.#options.clock.nowSeconds();
    session.gate.close();
    session.demand = undefined;
    this.#step(session, { type: "traffic", bytesTotal: bytes(session.gate.count) });
    this.#step(session, { type: "close" });
  }

  #forget(session: Session): void {
    const { channels } = this.#options;
    this.totals.ended(session);
    this.#sessions.delete(session.id);
    const mine = this.#payers.of(session.payer);
    mine.sessions.delete(session);
    if (session.gate.count > 0) mine.unusedFloor = false;
    channels.addUnpaid(session.payer, owedOnQuote(session.machine));
    if (this.#payers.sessions(session.payer).size === 0) channels.left(session.payer);
    this.#emit(session, { type: "end", code: "SESSION_CLOSED", message: "the session is closed" });
    this.#tidy(session.payer);
  }

  #demandEvent(session: Session, demand: Demand): DemandEvent {
    const best = this.#options.store.best(session.payer);
    return { type: "demand", demand: demandJson(demand), bestVoucher: best === undefined ? null : voucherJson(best) };
  }

  #emit(session: Session, event: DemandEvent): void {
    for (const listener of session.listeners) listener(event);
  }
}
