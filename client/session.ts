import { Type } from "typebox";
import type { Chain } from "../chain/chain.ts";
import { checkDemand, type Demand } from "../protocol/demand.ts";
import type { CheckedDescriptor } from "../protocol/descriptor.ts";
import { type Domain, nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import { Meter } from "../protocol/meter.ts";
import { newPayerSession, type PayerSession, payerSession } from "../protocol/payerSession.ts";
import type { CheckedQuote, Quote } from "../protocol/quote.ts";
import { bytes, type PricePerGB, parseDecimal } from "../protocol/units.ts";
import { signVoucher, voucherDigest } from "../protocol/voucher.ts";
import { DemandEventJson, parseMessage, SessionClosedJson, type VoucherMessage } from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import { bringVoucher } from "./bringVoucher.ts";
import { type BudgetLimits, budgetLeft, dayStart, mayFlow, type Spending } from "./budget.ts";
import type { ControlClient } from "./control.ts";
import { HttpsCarrier } from "./dataplane/https/carrier.ts";
import type { Tally } from "./dataplane/port.ts";
import type { DayUsage } from "./dayUsage.ts";
import { ClientError } from "./errors.ts";
import { type OpenedSession, openAtNode } from "./openSession.ts";
import { demandOf, reservationJson, reservationOf } from "./sessionMessages.ts";
import type { VoucherBook } from "./voucherBook.ts";
import type { Wallet } from "./wallet/wallet.ts";

export interface PaidNode {
  readonly id: Address;
  readonly key: Address;
  readonly descriptor: CheckedDescriptor;
}

export interface SessionOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly clock: Clock;
  readonly limits: BudgetLimits;
  readonly priceCap: PricePerGB | undefined;
  /** Payload of the whole day, over sessions and restarts. */
  readonly day: DayUsage;
  /** Told when the session cannot go on: the code says why. */
  readonly onEnd: (code: string, message: string) => void;
  /** A contradiction that the node signed. */
  readonly onEvidence: (demands: readonly Demand[], quote: Quote) => void;
}

/** A node that did not get a reservation asks for it again. */
const unlessUnreachable = (error: unknown): void => {
  if (!(error instanceof ClientError && error.code === "NODE_UNREACHABLE")) throw error;
};

const contradictions = new Set(["DEMAND_ABOVE_QUOTE", "DEMAND_EQUIVOCATION", "DEMAND_REGRESSED"]);
const streamRetries = 3;
/**
 * A node in use gives a sign of life every second (docs/protocol.md). It counts as gone after this many looks without one: three seconds while something
 * goes through it, a minute otherwise. Looks are counted, not time, so a machine that slept or was busy blames nobody.
 */
const lookMilliseconds = 500;
const silentLooksBusy = 6;
const silentLooksIdle = 120;

/** A paid session at one node: its meter, its payments, its carrier. It signs only what its own meter saw, and stores a voucher before it sends it. */
export class PaidSession implements Tally {
  readonly node: PaidNode;
  readonly carrier: HttpsCarrier;
  readonly price: PricePerGB;
  readonly #options: SessionOptions;
  readonly #control: ControlClient;
  readonly #payments: Domain;
  readonly #signing: Domain;
  readonly #quote: CheckedQuote;
  readonly #path: string;
  readonly #credentials: string;
  readonly #meter = new Meter();
  readonly #spentToday: bigint;
  #machine: PayerSession;
  #mostCumulative: bigint;
  #lastDemand: Demand | undefined;
  /** A demand for bytes that have not come: it may overtake them. It is answered when the meter has moved. */
  #unanswered: Demand | undefined;
  #queue: Promise<void> = Promise.resolve();
  #stopStream: () => void = () => {};
  #flowing = true;
  #over = false;
  #silentLooks = 0;
  #watchdog: NodeJS.Timeout;

  /** Opens a session at a verified node. Codes: those of `openAtNode`. */
  static async open(node: PaidNode, options: SessionOptions): Promise<PaidSession> {
    return new PaidSession(node, options, await openAtNode(node, options));
  }

  private constructor(node: PaidNode, options: SessionOptions, opened: OpenedSession) {
    const { control, quote, session, token } = opened;
    this.node = node;
    this.price = quote.pricePerGB;
    this.#options = options;
    this.#control = control;
    this.#quote = quote;
    this.#payments = paymentsDomain(options.chain.network.chainId, options.chain.network.paymentChannels);
    this.#signing = nodeDomain(options.chain.network.chainId, options.chain.network.nodeRegistry);
    this.#path = `/turnpike/v1/sessions/${session}`;
    this.#credentials = `Basic ${Buffer.from(`${session}:${token}`).toString("base64")}`;
    this.#mostCumulative = opened.mostCumulative;
    this.#spentToday = options.book.addedSince(dayStart(options.clock.nowSeconds()));
    const best = options.book.best(node.id)?.cumulative ?? 0n;
    this.#machine = newPayerSession(quote.pricePerGB, best > opened.settled ? best : opened.settled);
    this.#heal(opened.bestVoucher);
    this.carrier = new HttpsCarrier(
      { ...node.descriptor.body.endpoint, certificateSha256: node.descriptor.body.certificateSha256 },
      session,
      token,
      this,
    );
    this.#listen(0);
    this.#watchdog = setInterval(() => this.#look(), lookMilliseconds);
    this.#watchdog.unref();
  }

  // Tally

  up(count: number): void {
    this.#meter.up(count);
    this.#options.day.add(count);
    this.#watch();
  }

  down(count: number): void {
    this.#silentLooks = 0;
    this.#meter.down(count);
    this.#options.day.add(count);
    this.#watch();
  }

  get mayFlow(): boolean {
    return this.#flowing;
  }

  get bytes(): number {
    return this.#meter.count;
  }

  /** Best voucher signed for this node, over all sessions. */
  get cumulative(): bigint {
    return this.#machine.best;
  }

  /** Signed in this session. */
  get spent(): bigint {
    return this.#machine.signedOnQuote;
  }

  get left(): bigint {
    const room = this.#mostCumulative - this.#machine.best;
    const budget = budgetLeft(this.#options.limits, this.#spending());
    return room < budget ? room : budget;
  }

  /** The credentials for programs that use the exit as an HTTPS proxy themselves. */
  get proxyCredentials(): string {
    return Buffer.from(this.#credentials.slice(6), "base64").toString("latin1");
  }

  /** Ends the session: the node's final demand is paid as far as our meter agrees. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#flowing = false;
    clearInterval(this.#watchdog);
    this.carrier.close();
    this.#stopStream();
    try {
      const closed = await this.#control.call({
        method: "POST",
        path: `${this.#path}/close`,
        body: {},
        credentials: this.#credentials,
        answer: SessionClosedJson,
      });
      await this.#queue;
      this.#heal(closed.bestVoucher);
      if (closed.demand !== null) await this.#pay(demandOf(closed.demand));
    } finally {
      this.#control.close();
    }
  }

  /** Gives up without a word: the node is gone. */
  abandon(): void {
    this.#over = true;
    this.#flowing = false;
    clearInterval(this.#watchdog);
    this.carrier.close();
    this.#stopStream();
    this.#control.close();
  }

  /** True when the node still answers for this session. */
  #listen(failures: number): void {
    if (this.#over) return;
    let heard = false;
    this.#stopStream = this.#control.stream(
      `${this.#path}/demands`,
      this.#credentials,
      (line) => {
        heard = true;
        this.#silentLooks = 0;
        this.#onLine(line);
      },
      () => {
        if (this.#over) return;
        const again = heard ? 0 : failures + 1;
        if (again >= streamRetries) this.#end("NODE_UNREACHABLE", "the node is gone");
        else setTimeout(() => this.#listen(again), 250 * again);
      },
    );
  }

  #onLine(line: string): void {
    this.#inTurn(async () => {
      const event = parseMessage(DemandEventJson, JSON.parse(line), "demand event");
      if (event.type === "demand") {
        this.#heal(event.bestVoucher);
        await this.#pay(demandOf(event.demand));
      } else if (event.type === "reserve") await this.#reserve().catch(unlessUnreachable);
      else if (event.type === "end") this.#end(event.code, event.message);
    });
  }

  /** One step after the other; what fails ends this session. */
  #inTurn(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(step).catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : "FAULT";
      this.#end(code, error instanceof Error ? error.message : String(error));
    });
  }

  /** A better voucher than ours counts only with our own signature on it: then it was ours, and this client was restored. */
  #heal(shown: VoucherMessage | null): void {
    if (shown === null) return;
    const cumulative = parseDecimal(shown.cumulative);
    if (cumulative <= this.#machine.best) return;
    const { wallet } = this.#options;
    if (
      wallet.recover(voucherDigest(this.#payments, this.node.id, cumulative), shown.signature as Hex) !== wallet.payer
    )
      return;
    this.#machine = payerSession(this.#machine, { type: "shown", cumulative }).state;
  }

  async #pay(demand: Demand): Promise<void> {
    const { wallet, book, clock, limits } = this.#options;
    const result = checkDemand(
      this.#signing,
      demand,
      { quoteHash: this.#quote.hash, price: this.price, key: this.node.key, last: this.#lastDemand },
      wallet.recover,
    );
    if (!result.ok) {
      if (contradictions.has(result.refusal.code)) {
        this.#options.onEvidence(this.#lastDemand === undefined ? [demand] : [this.#lastDemand, demand], this.#quote);
      }
      this.#end(result.refusal.code, result.refusal.message);
      return;
    }
    this.#lastDemand = result.value;
    this.#unanswered = demand;
    const before = this.#machine.best;
    const { state, effects } = payerSession(this.#machine, {
      type: "demand",
      sequence: demand.sequence,
      amount: demand.amount,
      metered: bytes(this.#meter.count),
      limits: { budgetLeft: budgetLeft(limits, this.#spending()), mostCumulative: this.#mostCumulative },
    });
    for (const effect of effects) {
      if (effect.type === "stop") {
        this.#end(
          effect.code,
          effect.code === "BUDGET_EXHAUSTED"
            ? "the budget is used up; nothing more is sent"
            : "the deposit is used up; deposit more",
        );
        continue;
      }
      const voucher = signVoucher(this.#payments, this.node.id, effect.cumulative, wallet.sign);
      await book.keep(voucher, effect.cumulative - before, clock.nowSeconds());
      this.#machine = state;
      this.#unanswered = undefined;
      // A session that is being closed still pays; one that was given up does not.
      const session = { path: this.#path, credentials: this.#credentials, isOver: () => !this.#flowing && !this.#over };
      await bringVoucher(this.#control, session, { ...effect, signature: voucher.signature });
    }
  }

  async #reserve(): Promise<void> {
    const { chain, wallet } = this.#options;
    const [account, request, channel] = await Promise.all([
      chain.channels.account(wallet.payer),
      chain.channels.request(wallet.payer),
      chain.channels.channel(this.node.id, wallet.payer),
    ]);
    const spendable = account.available > request.amount ? account.available - request.amount : 0n;
    this.#mostCumulative = channel.settled + channel.locked + spendable;
    const reservation = reservationOf(this.#options, this.#payments, this.node.id, { ...channel, spendable });
    if (reservation === undefined) return;
    await this.#control.call({
      method: "POST",
      path: `${this.#path}/reservations`,
      body: reservationJson(reservation),
      credentials: this.#credentials,
      answer: Type.Object({ accepted: Type.Boolean() }),
    });
  }

  #spending(): Spending {
    const bytesNow = this.#meter.count;
    return {
      session: this.#machine.signedOnQuote,
      day: this.#spentToday + this.#machine.signedOnQuote,
      sessionBytes: bytesNow,
      dayBytes: this.#options.day.bytes,
    };
  }

  #look(): void {
    const waiting = this.#unanswered;
    if (waiting !== undefined && this.#flowing) {
      this.#unanswered = undefined;
      this.#inTurn(() => this.#pay(waiting));
    }
    this.#silentLooks += 1;
    if (this.#silentLooks > (this.carrier.isBusy ? silentLooksBusy : silentLooksIdle))
      this.#end("NODE_UNREACHABLE", "the node is silent");
  }

  #watch(): void {
    const { limits } = this.#options;
    if (limits.sessionBytes === undefined && limits.dayBytes === undefined) return;
    if (this.#flowing && !mayFlow(limits, this.#spending()))
      this.#end("BUDGET_EXHAUSTED", "the budget of bytes is used up; nothing more is sent");
  }

  #end(code: string, message: string): void {
    if (!this.#flowing) return;
    this.#flowing = false;
    this.#options.onEnd(code, message);
  }
}
