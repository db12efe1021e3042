import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Chain } from "../chain/chain.ts";
import { quoteSeconds, transportNumbers } from "../protocol/constants.ts";
import { type Demand, signDemand } from "../protocol/demand.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import { descriptorHash } from "../protocol/descriptor.ts";
import { type Domain, nodeDomain } from "../protocol/domain.ts";
import {
  bytesLeft,
  demandAt,
  type ExitEvent,
  type ExitSession,
  exitSession,
  newExitSession,
  owedOnQuote,
} from "../protocol/exitSession.ts";
import type { Address, Hash } from "../protocol/ids.ts";
import { amountDue } from "../protocol/price.ts";
import { type Quote, quoteHash, signQuote } from "../protocol/quote.ts";
import type { Sign } from "../protocol/signature.ts";
import { bytes, parseDecimal, pricePerGB, unixSeconds } from "../protocol/units.ts";
import type { CheckedVoucher } from "../protocol/voucher.ts";
import type { DemandEvent, OpenSession, SessionOpened } from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Channels } from "./channels.ts";
import { Gate } from "./dataplane/gate.ts";
import type { SessionDirectory } from "./dataplane/port.ts";
import { NodeError } from "./errors.ts";
import { FloorBudget } from "./floorBudget.ts";
import type { Intake } from "./intake.ts";
import { demandJson, descriptorJson, quoteJson, voucherJson } from "./json.ts";
import type { Reserver } from "./reserver.ts";
import type { VoucherStore } from "./vouchers/port.ts";

const sessionsPerPayer = 8;
const sessionsPerNode = 10_000;
/** How long vouchers for the final demand are taken, and how long a silent session lives. */
const closingSeconds = 60;
const silentSeconds = 600;

interface Session {
  readonly id: string;
  readonly tokenHash: Buffer;
  readonly payer: Address;
  readonly quote: Quote;
  readonly quoteHash: Hash;
  readonly gate: Gate;
  readonly listeners: Set<(event: DemandEvent) => void>;
  readonly floor: boolean;
  machine: ExitSession;
  demand: Demand | undefined;
  closingAt: number | undefined;
  activeAt: number;
  /** Serialises vouchers: each is checked against the best one that is on disk. */
  queue: Promise<unknown>;
}

export interface SessionsOptions {
  readonly chain: Chain;
  readonly node: Address;
  readonly sign: Sign;
  readonly store: VoucherStore;
  readonly channels: Channels;
  readonly intake: Intake;
  readonly reserver: Reserver;
  readonly clock: Clock;
  readonly descriptor: () => Descriptor;
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Holds the sessions: runs their machines and performs their effects. The data plane asks it who may pass; the control API brings vouchers to it. */
export class Sessions implements SessionDirectory {
  readonly #options: SessionsOptions;
  readonly #signing: Domain;
  readonly #sessions = new Map<string, Session>();
  readonly #byPayer = new Map<Address, Set<Session>>();
  readonly #floors: FloorBudget;
  #bytesServed = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
    const { network } = options.chain;
    this.#signing = nodeDomain(network.chainId, network.nodeRegistry);
    this.#floors = new FloorBudget(options.clock.nowSeconds());
  }

  get open(): number {
    return this.#sessions.size;
  }

  /** Payload of all sessions since this process began. */
  get bytesServed(): number {
    let live = 0;
    for (const session of this.#sessions.values()) live += session.gate.count;
    return this.#bytesServed + live;
  }

  /** What live sessions have not paid yet, in token units. */
  get owed(): bigint {
    let sum = 0n;
    for (const session of this.#sessions.values()) sum += owedOnQuote(session.machine);
    return sum;
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

  /** Opens a session for a payer whose proof was checked. Codes: `SESSION_LIMIT`, `NO_COVER`, those of vouchers and reservations. */
  async openSession(payer: Address, request: OpenSession): Promise<SessionOpened> {
    const { channels, clock, store, descriptor, node, chain } = this.#options;
    const mine = this.#byPayer.get(payer) ?? new Set();
    if (mine.size >= sessionsPerPayer || this.#sessions.size >= sessionsPerNode) {
      throw new NodeError(
        "SESSION_LIMIT",
        "this node has no room for another session of this payer; close one, or choose another node",
        { limit: sessionsPerPayer },
      );
    }
    const facts = await channels.refresh(payer);
    if (request.bestVoucher !== null) await this.#options.intake.adopt(payer, request.bestVoucher);
    if (request.reservation !== null) await this.#options.intake.takeReservation(payer, request.reservation);
    const offer = descriptor();
    const price = pricePerGB(parseDecimal(offer.body.pricePerGB));
    const floorPrice = amountDue(bytes(1_048_576), price);
    const known = facts.latest.settled > 0n || facts.latest.locked > 0n;
    if (price > 0n && !known && facts.cover < floorPrice) {
      throw new NodeError(
        "NO_COVER",
        `this payer has ${facts.cover} available and the first mebibyte costs ${floorPrice}; deposit first (turnpike wallet deposit)`,
        {
          cover: facts.cover.toString(),
          needed: floorPrice.toString(),
        },
      );
    }
    const floor = known || (channels.unpaid(payer) === 0n && this.#floors.take(clock.nowSeconds()));
    const now = clock.nowSeconds();
    const quote = signQuote(
      this.#signing,
      {
        node,
        payer,
        nonce: `0x${randomBytes(32).toString("hex")}` as Hash,
        pricePerGB: price,
        validFrom: now,
        validUntil: unixSeconds(now + quoteSeconds),
        transport: transportNumbers.https,
        descriptorHash: descriptorHash(offer),
      },
      this.#options.sign,
    );
    const id = randomBytes(16).toString("base64url");
    const token = randomBytes(32).toString("base64url");
    const session: Session = {
      id,
      tokenHash: hashOf(token),
      payer,
      quote,
      quoteHash: quoteHash(quote),
      gate: new Gate(() => this.#step(session, { type: "traffic", bytesTotal: bytes(session.gate.count) })),
      listeners: new Set(),
      floor,
      machine: newExitSession(price, { ...this.#facts(payer, undefined), floor }),
      demand: undefined,
      closingAt: undefined,
      activeAt: now,
      queue: Promise.resolve(),
    };
    this.#sessions.set(id, session);
    this.#byPayer.set(payer, mine.add(session));
    this.#step(session, { type: "traffic", bytesTotal: bytes(0) });
    const best = store.best(payer);
    const { latest } = facts;
    return {
      session: id,
      token,
      quote: quoteJson(quote),
      descriptor: descriptorJson(offer),
      bestVoucher: best === undefined ? null : voucherJson(best),
      channel: {
        epoch: latest.epoch,
        expiresAt: latest.expiresAt,
        locked: latest.locked.toString(),
        settled: latest.settled.toString(),
      },
      terms: {
        unreservedLimit: channels.unreservedLimit(payer).toString(),
        allowanceBytes: allowanceText(session.machine),
        softDepth: chain.profile.softDepth,
      },
    };
  }

  /** Stores a voucher, then counts it. Codes: `SESSION_UNKNOWN`, `VOUCHER_NOT_MONOTONIC`, `VOUCHER_BAD_SIGNATURE`, `VOUCHER_ABOVE_COVER`. */
  submitVoucher(
    id: string,
    message: { readonly cumulative: string; readonly signature: string },
  ): Promise<{ best: CheckedVoucher; allowanceBytes: string }> {
    const session = this.#session(id);
    const work = session.queue.then(async () => {
      const { channels, store } = this.#options;
      const before = store.best(session.payer)?.cumulative ?? channels.facts(session.payer)?.latest.settled ?? 0n;
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
    session.queue = work.catch(() => undefined);
    return work;
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
  closeSession(id: string): { readonly demand: Demand | null; readonly best: CheckedVoucher | null } {
    const session = this.#session(id);
    this.#beginClosing(session);
    return { demand: session.demand ?? null, best: this.#options.store.best(session.payer) ?? null };
  }

  /** Streams what the session's client must know; what is outstanding comes first. Returns how to stop. */
  listen(id: string, listener: (event: DemandEvent) => void): () => void {
    const session = this.#session(id);
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
    for (const payer of [...this.#byPayer.keys()]) {
      await this.#options.channels.refresh(payer);
      this.#shareFacts(payer);
      this.#considerReserve(payer);
    }
  }

  closeAll(): void {
    for (const session of this.#sessions.values()) {
      this.#emit(session, { type: "end", code: "NODE_STOPPING", message: "the node is stopping; choose another" });
      session.gate.close();
    }
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
    for (const other of this.#byPayer.get(payer) ?? []) {
      if (other === except) continue;
      owedElsewhere += owedOnQuote(other.machine);
      if (other.demand !== undefined) mayDemand = false;
    }
    return { coverage: channels.coverage(payer), owedElsewhere, mayDemand };
  }

  #shareFacts(payer: Address): void {
    const known = (this.#options.channels.facts(payer)?.latest.locked ?? 0n) > 0n;
    for (const session of this.#byPayer.get(payer) ?? []) {
      this.#step(session, { type: "facts", ...this.#facts(payer, session), floor: session.floor || known });
    }
  }

  #step(session: Session, event: ExitEvent): void {
    const { state, effects } = exitSession(session.machine, event);
    session.machine = state;
    for (const effect of effects) {
      if (effect.type === "demand") {
        session.demand = signDemand(
          this.#signing,
          { quoteHash: session.quoteHash, ...effect.totals },
          this.#options.sign,
        );
        this.#emit(session, this.#demandEvent(session, session.demand));
      } else this.#grant(session, effect.bytesLeft);
    }
  }

  #grant(session: Session, left: bigint | undefined): void {
    if (left === undefined) {
      session.gate.grant(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
      return;
    }
    const { machine } = session;
    const limit = Number(machine.bytesTotal) + (left > 0n ? Number(left) : 0);
    const reportAt = session.demand === undefined ? Number(demandAt(machine) ?? 0n) : limit;
    session.gate.grant(limit, Math.max(reportAt, session.gate.count + 1));
  }

  #considerReserve(payer: Address): void {
    this.#options.reserver.consider(payer, {
      relayed: () => this.#shareFacts(payer),
      wanted: (ceiling) => {
        for (const session of this.#byPayer.get(payer) ?? []) {
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
    this.#bytesServed += session.gate.count;
    this.#sessions.delete(session.id);
    const mine = this.#byPayer.get(session.payer);
    mine?.delete(session);
    if (mine?.size === 0) this.#byPayer.delete(session.payer);
    channels.addUnpaid(session.payer, owedOnQuote(session.machine));
    this.#emit(session, { type: "end", code: "SESSION_CLOSED", message: "the session is closed" });
  }

  #demandEvent(session: Session, demand: Demand): DemandEvent {
    const best = this.#options.store.best(session.payer);
    return { type: "demand", demand: demandJson(demand), bestVoucher: best === undefined ? null : voucherJson(best) };
  }

  #emit(session: Session, event: DemandEvent): void {
    for (const listener of session.listeners) listener(event);
  }
}

const allowanceText = (machine: ExitSession): string => {
  const left = bytesLeft(machine);
  return left === undefined ? String(Number.MAX_SAFE_INTEGER) : (left > 0n ? left : 0n).toString();
};
