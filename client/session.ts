import type { Chain } from "../chain/chain.ts";
import type { QuotedTransport } from "../protocol/constants.ts";
import type { Demand } from "../protocol/demand.ts";
import type { CheckedDescriptor } from "../protocol/descriptor.ts";
import { CodedError } from "../protocol/errors.ts";
import type { Evidence } from "../protocol/evidence.ts";
import type { Address } from "../protocol/ids.ts";
import { Meter } from "../protocol/meter.ts";
import { amountDue } from "../protocol/price.ts";
import { bytes, type PricePerGB } from "../protocol/units.ts";
import { DemandEventJson, parseMessage, SessionClosedJson } from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import { RuntimeError } from "../runtime/errors.ts";
import { type ControlClient, NodeAnswer } from "./control.ts";
import { HttpsCarrier } from "./dataplane/https/carrier.ts";
import type { StreamOpener, Tally, UdpPath } from "./dataplane/port.ts";
import { ClientError } from "./errors.ts";
import type { Ledger } from "./ledger.ts";
import { type OpenedSession, openAtNode, type SessionTunnel } from "./openSession.ts";
import { plainText } from "./plainText.ts";
import type { ReservationBook } from "./reservationBook.ts";
import { demandOf } from "./sessionMessages.ts";
import { type SessionEnd, SessionPayments } from "./sessionPayments.ts";
import type { VoucherBook } from "./voucherBook.ts";
import type { Wallet } from "./wallet/wallet.ts";

export interface PaidNode {
  readonly id: Address;
  /** Who runs it, by the registry. */
  readonly operator: Address;
  readonly key: Address;
  readonly descriptor: CheckedDescriptor;
}

export interface SessionOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly reservations: ReservationBook;
  readonly clock: Clock;
  /** What all sessions of the connection draw on. */
  readonly ledger: Ledger;
  readonly priceCap: PricePerGB | undefined;
  readonly transport: QuotedTransport;
  /** The session at the entry, whose tunnel carries everything that is said to this node; undefined: it is dialled directly. */
  readonly through?: PaidSession | undefined;
  /** The session at the other hop, which is promised out of the same account while this one is. */
  readonly otherHop: () => PaidSession | undefined;
  /** Called when the node is connected and before it learns who pays it. */
  readonly beforeProof?: () => Promise<void>;
  /** Told once when the session cannot go on. */
  readonly onEnd: (end: SessionEnd) => void;
  /** A contradiction that the node signed. */
  readonly onEvidence: (evidence: Evidence) => void;
}

const streamRetries = 3;
/**
 * A node in use gives a sign of life every second (docs/protocol.md). It counts as gone after this many looks without one: three seconds while something
 * goes through it, a minute otherwise. Looks are counted, not time, so a machine that slept or was busy blames nobody.
 */
const lookMilliseconds = 500;
const silentLooksBusy = 6;
const silentLooksIdle = 120;
/** An honest node has one demand outstanding; a thousand events between two looks are an attack on this machine's time. */
const mostEventsPerLook = 1_000;

/** A paid session at one node: its meter, its payments, its carrier. It signs only what its own meter saw, and stores a voucher before it sends it. */
export class PaidSession implements Tally {
  readonly node: PaidNode;
  readonly carrier: HttpsCarrier;
  /** Opens streams to the exit behind this node, when this is the entry. */
  readonly onward: StreamOpener;
  readonly price: PricePerGB;
  /** The credentials for programs that use the exit as an HTTPS proxy themselves. */
  readonly proxyCredentials: string;
  /** What its interface needs, on the WireGuard transport; there the carrier carries nothing. */
  readonly tunnel: SessionTunnel | undefined;
  /** Brings the meter up to date before anything is paid, where it is not told of every byte at once; `claimed` are the bytes of a demand. */
  readMeter: (claimed?: number) => void = () => {};
  readonly #options: SessionOptions;
  /** Of a session on the WireGuard transport, for its packets inside HTTPS. */
  readonly #packetCarrier: HttpsCarrier | undefined;
  readonly #control: ControlClient;
  readonly #payments: SessionPayments;
  readonly #path: string;
  readonly #credentials: string;
  readonly #meter = new Meter();
  #queue: Promise<void> = Promise.resolve();
  #stopStream: () => void = () => {};
  #flowing = true;
  /** Nothing more is signed: another session may have begun. */
  #abandoned = false;
  #over = false;
  #silentLooks = 0;
  #events = 0;
  readonly #watchdog: NodeJS.Timeout;

  /** Opens a session at a verified node. Codes: those of `openAtNode`. */
  static async open(node: PaidNode, options: SessionOptions): Promise<PaidSession> {
    return new PaidSession(node, options, await openAtNode(node, options));
  }

  private constructor(node: PaidNode, options: SessionOptions, opened: OpenedSession) {
    const { control, quote, session, token } = opened;
    const { body } = node.descriptor;
    this.node = node;
    this.price = quote.pricePerGB;
    this.proxyCredentials = `${session}:${token}`;
    this.tunnel = opened.tunnel;
    this.#options = options;
    this.#control = control;
    this.#path = `/turnpike/v1/sessions/${session}`;
    this.#credentials = `Basic ${Buffer.from(this.proxyCredentials).toString("base64")}`;
    this.#payments = new SessionPayments(node, options, opened, {
      path: this.#path,
      credentials: this.#credentials,
      // A session that is being closed still pays; one that was given up does not.
      isOver: () => this.#abandoned || (!this.#flowing && !this.#over),
    });
    const endpoint = { ...body.endpoint, certificateSha256: body.certificateSha256, through: options.through?.onward };
    this.carrier = new HttpsCarrier(endpoint, session, token, this);
    // What the exit is told for its payment goes on while a budget of bytes stops everything else.
    const isOver = () => this.#over;
    const tally: Tally = {
      up: (count) => this.up(count),
      down: (count) => this.down(count),
      get mayFlow() {
        return !isOver();
      },
    };
    this.onward = { openStream: (host, port) => this.carrier.openStream(host, port, tally) };
    const isFlowing = () => this.#flowing;
    // WireGuard's packets are not what is paid for: what is inside them is, and the interface counts that.
    const uncounted: Tally = {
      up: () => {},
      down: () => {},
      get mayFlow() {
        return isFlowing();
      },
    };
    this.#packetCarrier =
      opened.tunnel === undefined ? undefined : new HttpsCarrier(endpoint, session, token, uncounted, 0);
    this.#listen(0);
    this.#watchdog = setInterval(() => this.#look(), lookMilliseconds);
    this.#watchdog.unref();
  }

  // Tally

  up(count: number): void {
    this.#meter.up(count);
    this.#moved(count);
  }

  down(count: number): void {
    this.#silentLooks = 0;
    this.#meter.down(count);
    this.#moved(count);
  }

  get mayFlow(): boolean {
    return this.#flowing;
  }

  get bytes(): number {
    return this.#meter.count;
  }

  /** Best voucher signed for this node, over all sessions. */
  get cumulative(): bigint {
    return this.#payments.best;
  }

  /** Drawn on the account beyond what the node has settled and locked. */
  get promised(): bigint {
    return this.#payments.promised;
  }

  /** Signed in this session. */
  get spent(): bigint {
    return this.#payments.signed;
  }

  /** The most that the node asked for in this session, and what is due for what came and went by our own meter. */
  get bill(): { readonly demanded: bigint; readonly due: bigint } {
    return { demanded: this.#payments.demanded, due: amountDue(bytes(this.#meter.count), this.price) };
  }

  /** Tokens that may still be signed: by the budgets, and by what the account can pay. */
  get left(): bigint {
    const { room } = this.#payments;
    const { left } = this.#options.ledger;
    return room < left ? room : left;
  }

  /** A path over TLS to the node's own WireGuard, for this session's packets. Codes: those of the carrier. */
  openPacketPath(onPayload: (payload: Uint8Array) => void, onClose: () => void): Promise<UdpPath> {
    if (this.tunnel === undefined || this.#packetCarrier === undefined)
      throw new Error("a session of another transport has no packets");
    const { host, port } = this.tunnel.endpoint;
    return this.#packetCarrier.openUdp(host, port, onPayload, onClose);
  }

  /** Ends the session: the node's final demand is paid as far as our meter agrees. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#stop();
    try {
      const closed = await this.#askToClose().catch((error: unknown) => {
        // A connection that broke on the way says nothing of the node, which answers a second time as it did the first.
        if (error instanceof ClientError && error.code === "NODE_UNREACHABLE" && !this.#abandoned)
          return this.#askToClose();
        throw error;
      });
      await this.#queue;
      this.#payments.heal(closed.bestVoucher);
      if (closed.demand !== null) await this.#pay(demandOf(closed.demand));
    } finally {
      this.#control.close();
    }
  }

  #askToClose() {
    return this.#control.call({
      method: "POST",
      path: `${this.#path}/close`,
      body: {},
      credentials: this.#credentials,
      answer: SessionClosedJson,
    });
  }

  /** Whether the node can still be dialled and shows its certificate. */
  async answers(): Promise<boolean> {
    const socket = await this.#control.dial().catch(() => undefined);
    socket?.destroy();
    return socket !== undefined;
  }

  /** Gives up without a word: the node is gone. */
  abandon(): void {
    this.#abandoned = true;
    this.#stop();
    this.#control.close();
  }

  #stop(): void {
    this.#over = true;
    this.#flowing = false;
    clearInterval(this.#watchdog);
    this.carrier.close();
    this.#packetCarrier?.close();
    this.#stopStream();
  }

  /** Follows the demand stream, and opens it again when it breaks; a node that does not answer three times is gone. */
  #listen(failures: number): void {
    if (this.#over) return;
    let heard = false;
    this.#stopStream = this.#control.stream(
      `${this.#path}/demands`,
      this.#credentials,
      (line) => {
        heard = true;
        this.#silentLooks = 0;
        return this.#onLine(line);
      },
      (broken) => {
        if (this.#over) return;
        if (broken !== undefined) {
          this.#end({ code: broken.code, message: broken.message });
          return;
        }
        const again = heard ? 0 : failures + 1;
        if (again >= streamRetries) this.#end({ code: "NODE_UNREACHABLE", message: "the node is gone" });
        else setTimeout(() => this.#listen(again), 250 * again).unref();
      },
    );
  }

  /** Lines are answered one after the other: each builds on the voucher of the one before. */
  #onLine(line: string): Promise<void> {
    this.#events += 1;
    if (this.#events > mostEventsPerLook)
      this.#end({ code: "NODE_FLOODS", message: "the node floods this client with demands" });
    return this.#inTurn(() => this.#take(line));
  }

  /** One step after the other; what fails ends this session. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step).catch((error: unknown) => this.#failed(error));
    return this.#queue;
  }

  async #take(line: string): Promise<void> {
    if (this.#over) return;
    const event = parseMessage(DemandEventJson, JSON.parse(line), "demand event");
    if (event.type === "demand") {
      this.#payments.heal(event.bestVoucher);
      await this.#pay(demandOf(event.demand));
    } else if (event.type === "reserve") await this.#payments.reserve().catch(unlessAway);
    else if (event.type === "end") this.#end({ code: "NODE_REFUSED", message: plainText(event.message) });
  }

  #failed(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    // A disk that keeps no voucher lets none be sent, at no node.
    if (error instanceof RuntimeError) this.#end({ code: error.code, message, refusal: error });
    else this.#end({ code: error instanceof CodedError ? error.code : "NODE_REFUSED", message });
  }

  async #pay(demand: Demand): Promise<void> {
    this.readMeter(Number(demand.bytesTotal));
    if (this.#abandoned) return;
    const end = await this.#payments.answer(demand, bytes(this.#meter.count));
    if (end !== undefined) this.#end(end);
  }

  /** Looked up when its turn comes: the one that waited before may be answered by then, and a newer one wait. */
  async #payUnanswered(): Promise<void> {
    const waiting = this.#payments.unanswered;
    if (waiting !== undefined && this.#flowing) await this.#pay(waiting);
  }

  #look(): void {
    this.#events = 0;
    if (this.#payments.unanswered !== undefined && this.#flowing) this.#inTurn(() => this.#payUnanswered());
    this.#silentLooks += 1;
    if (this.#silentLooks > (this.tunnel !== undefined || this.carrier.isBusy ? silentLooksBusy : silentLooksIdle))
      this.#end({ code: "NODE_UNREACHABLE", message: "the node is silent" });
  }

  #moved(count: number): void {
    this.#options.ledger.move(count);
    if (!this.#flowing || this.#options.ledger.mayFlow) return;
    const message = "the budget of bytes is used up; nothing more is sent";
    const refusal = new ClientError("BUDGET_EXHAUSTED", `${message}; raise the budget, then connect again`);
    this.#end({ code: "BUDGET_EXHAUSTED", message, refusal });
  }

  #end(end: SessionEnd): void {
    if (!this.#flowing) return;
    this.#flowing = false;
    this.#options.onEnd(end);
  }
}

/** A node that did not get a reservation, because it or the chain was away, asks for it again. */
const unlessAway = (error: unknown): void => {
  const isOurs = error instanceof CodedError && !(error instanceof NodeAnswer);
  if (!isOurs || (error.code !== "NODE_UNREACHABLE" && error.code !== "CHAIN_RPC_UNREACHABLE")) throw error;
};
