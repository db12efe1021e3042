import { randomBytes } from "node:crypto";
import { Type } from "typebox";
import type { Chain } from "../chain/chain.ts";
import { exporterLabel, maxAuthSeconds, transportNumbers } from "../protocol/constants.ts";
import { checkDemand, type Demand } from "../protocol/demand.ts";
import type { CheckedDescriptor } from "../protocol/descriptor.ts";
import { type Domain, nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import type { Address, Hash, Hex } from "../protocol/ids.ts";
import { Meter } from "../protocol/meter.ts";
import { newPayerSession, type PayerSession, payerSession } from "../protocol/payerSession.ts";
import { type CheckedQuote, checkQuote, type Quote } from "../protocol/quote.ts";
import { signSessionAuth } from "../protocol/sessionAuth.ts";
import { bytes, type PricePerGB, parseDecimal, unixSeconds } from "../protocol/units.ts";
import { signVoucher, voucherDigest } from "../protocol/voucher.ts";
import {
  DemandEventJson,
  parseMessage,
  SessionClosedJson,
  SessionOpenedJson,
  type VoucherMessage,
  VoucherTakenJson,
} from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import { type BudgetLimits, budgetLeft, dayStart, mayFlow, type Spending } from "./budget.ts";
import { ControlClient } from "./control.ts";
import { HttpsCarrier } from "./dataplane/https/carrier.ts";
import type { Tally } from "./dataplane/port.ts";
import { demandOf, quoteOf, reservationJson, reservationOf } from "./sessionMessages.ts";
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
  /** Payload of earlier sessions of the same day, for the day's byte budget. */
  readonly dayBytesBefore: number;
  /** Told when the session cannot go on: the code says why. */
  readonly onEnd: (code: string, message: string) => void;
  /** A contradiction that the node signed. */
  readonly onEvidence: (demands: readonly Demand[], quote: Quote) => void;
}

const contradictions = new Set(["DEMAND_ABOVE_QUOTE", "DEMAND_EQUIVOCATION", "DEMAND_REGRESSED"]);
const streamRetries = 3;

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
  #queue: Promise<void> = Promise.resolve();
  #stopStream: () => void = () => {};
  #flowing = true;
  #over = false;

  /** Opens a session: proof bound to this TLS connection, quote checked against chain and descriptor. */
  static async open(node: PaidNode, options: SessionOptions): Promise<PaidSession> {
    const { chain, wallet, book, clock } = options;
    const payments = paymentsDomain(chain.network.chainId, chain.network.paymentChannels);
    const { body } = node.descriptor;
    const control = new ControlClient({ ...body.endpoint, certificateSha256: body.certificateSha256 });
    try {
      const [account, request, channel] = await Promise.all([
        chain.channels.account(wallet.payer),
        chain.channels.request(wallet.payer),
        chain.channels.channel(node.id, wallet.payer),
      ]);
      const socket = await control.dial();
      const tlsExporter =
        `0x${socket.exportKeyingMaterial(32, exporterLabel, Buffer.alloc(0)).toString("hex")}` as Hash;
      const nonce = `0x${randomBytes(32).toString("hex")}` as Hash;
      const auth = signSessionAuth(
        payments,
        {
          payer: wallet.payer,
          node: node.id,
          tlsExporter,
          nonce,
          validUntil: unixSeconds(clock.nowSeconds() + maxAuthSeconds),
        },
        wallet.sign,
      );
      const best = book.best(node.id);
      const spendable = account.available > request.amount ? account.available - request.amount : 0n;
      const reservation = reservationOf(options, payments, node.id, { ...channel, spendable });
      const opened = await control.call(
        {
          method: "POST",
          path: "/turnpike/v1/sessions",
          body: {
            auth,
            bestVoucher:
              best === undefined ? null : { cumulative: best.cumulative.toString(), signature: best.signature },
            reservation: reservation === undefined ? null : reservationJson(reservation),
          },
          answer: SessionOpenedJson,
        },
        socket,
      );
      socket.destroy();
      const quote = orThrow(
        checkQuote(
          nodeDomain(chain.network.chainId, chain.network.nodeRegistry),
          quoteOf(opened.quote),
          {
            node: node.id,
            key: node.key,
            payer: wallet.payer,
            transport: transportNumbers.https,
            descriptorHash: node.descriptor.hash,
            offered: node.descriptor.price,
            cap: options.priceCap,
            now: clock.nowSeconds(),
          },
          wallet.recover,
        ),
      );
      const most = channel.settled + channel.locked + spendable;
      return new PaidSession(
        node,
        options,
        control,
        quote,
        opened.session,
        opened.token,
        opened.bestVoucher,
        most,
        channel.settled,
      );
    } catch (error) {
      control.close();
      throw error;
    }
  }

  private constructor(
    node: PaidNode,
    options: SessionOptions,
    control: ControlClient,
    quote: CheckedQuote,
    session: string,
    token: string,
    shown: VoucherMessage | null,
    mostCumulative: bigint,
    settled: bigint,
  ) {
    this.node = node;
    this.price = quote.pricePerGB;
    this.#options = options;
    this.#control = control;
    this.#quote = quote;
    this.#payments = paymentsDomain(options.chain.network.chainId, options.chain.network.paymentChannels);
    this.#signing = nodeDomain(options.chain.network.chainId, options.chain.network.nodeRegistry);
    this.#path = `/turnpike/v1/sessions/${session}`;
    this.#credentials = `Basic ${Buffer.from(`${session}:${token}`).toString("base64")}`;
    this.#mostCumulative = mostCumulative;
    this.#spentToday = options.book.addedSince(dayStart(options.clock.nowSeconds()));
    const best = options.book.best(node.id)?.cumulative ?? 0n;
    this.#machine = newPayerSession(quote.pricePerGB, best > settled ? best : settled);
    this.#heal(shown);
    this.carrier = new HttpsCarrier(
      { ...node.descriptor.body.endpoint, certificateSha256: node.descriptor.body.certificateSha256 },
      session,
      token,
      this,
    );
    this.#listen(0);
  }

  // Tally

  up(count: number): void {
    this.#meter.up(count);
    this.#watch();
  }

  down(count: number): void {
    this.#meter.down(count);
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
    this.#queue = this.#queue
      .then(async () => {
        const event = parseMessage(DemandEventJson, JSON.parse(line), "demand event");
        if (event.type === "demand") {
          this.#heal(event.bestVoucher);
          await this.#pay(demandOf(event.demand));
        } else if (event.type === "reserve") await this.#reserve();
        else if (event.type === "end") this.#end(event.code, event.message);
      })
      .catch((error: unknown) => {
        const code = error instanceof Error && "code" in error ? String(error.code) : "FAULT";
        // A node that is briefly away is found by the demand stream; anything else ends this session.
        if (code !== "NODE_UNREACHABLE") this.#end(code, error instanceof Error ? error.message : String(error));
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
      await this.#control.call({
        method: "POST",
        path: `${this.#path}/vouchers`,
        body: {
          sequence: effect.sequence.toString(),
          cumulative: effect.cumulative.toString(),
          signature: voucher.signature,
        },
        credentials: this.#credentials,
        answer: VoucherTakenJson,
      });
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
      dayBytes: this.#options.dayBytesBefore + bytesNow,
    };
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
