import { Type } from "typebox";
import { checkDemand, type Demand, type DemandHistory, withDemand } from "../protocol/demand.ts";
import { type Domain, nodeDomain, paymentsDomain } from "../protocol/domain.ts";
import type { CodedError } from "../protocol/errors.ts";
import { evidenceOf } from "../protocol/evidence.ts";
import type { Hex } from "../protocol/ids.ts";
import { newPayerSession, type PayerSession, payerSession } from "../protocol/payerSession.ts";
import { type Bytes, parseDecimal } from "../protocol/units.ts";
import { signVoucher, voucherDigest } from "../protocol/voucher.ts";
import type { VoucherMessage } from "../protocol/wire.ts";
import { bringVoucher } from "./bringVoucher.ts";
import { coverFor } from "./cover.ts";
import { ClientError } from "./errors.ts";
import type { OpenedSession } from "./openSession.ts";
import type { PaidNode, SessionOptions } from "./session.ts";
import { reservationJson, reservationOf } from "./sessionMessages.ts";

/** Why a session cannot go on. With `refusal` no other node can mend it: what is asked for next is refused with that error. */
export interface SessionEnd {
  readonly code: string;
  readonly message: string;
  readonly refusal?: CodedError;
}

/** A node may ask for a reservation again and again; each one costs three questions to the chain. */
const reserveAgainMilliseconds = 2_000;

/** Where a session's messages go. */
interface SessionAt {
  readonly path: string;
  readonly credentials: string;
  readonly isOver: () => boolean;
}

/** What one session signs: vouchers for demands that its own meter bears out, and reservations a step ahead of them. Each is on disk before it is sent. */
export class SessionPayments {
  readonly #node: PaidNode;
  readonly #options: SessionOptions;
  readonly #opened: OpenedSession;
  readonly #at: SessionAt;
  readonly #payments: Domain;
  readonly #signing: Domain;
  #machine: PayerSession;
  #mostCumulative: bigint;
  #held: bigint;
  #history: DemandHistory = [];
  #unanswered: Demand | undefined;
  #demanded = 0n;
  #reservedAt = Number.NEGATIVE_INFINITY;

  constructor(node: PaidNode, options: SessionOptions, opened: OpenedSession, at: SessionAt) {
    const { network } = options.chain;
    const { keccak } = options.wallet;
    this.#node = node;
    this.#options = options;
    this.#opened = opened;
    this.#at = at;
    this.#payments = paymentsDomain(network.chainId, network.paymentChannels, keccak);
    this.#signing = nodeDomain(network.chainId, network.nodeRegistry, keccak);
    this.#mostCumulative = opened.mostCumulative;
    this.#held = opened.held;
    const best = options.book.best(node.id)?.cumulative ?? 0n;
    this.#machine = newPayerSession(opened.quote.pricePerGB, best > opened.settled ? best : opened.settled);
    this.heal(opened.bestVoucher);
  }

  /** Best voucher signed for this node, over all sessions. */
  get best(): bigint {
    return this.#machine.best;
  }

  /** Signed under this session's quote. */
  get signed(): bigint {
    return this.#machine.signedOnQuote;
  }

  /** The most that the node has asked for under this quote, in what it signed. */
  get demanded(): bigint {
    return this.#demanded;
  }

  /** A demand for bytes that have not come: it may overtake them. It is answered when the meter has moved. */
  get unanswered(): Demand | undefined {
    return this.#unanswered;
  }

  /** Drawn on the account beyond what this node has settled and locked: no other node can be paid with it. */
  get promised(): bigint {
    return this.#machine.best > this.#held ? this.#machine.best - this.#held : 0n;
  }

  /** What the account can still pay to this node, beside what the other hop was promised. */
  get room(): bigint {
    const room = this.#mostCumulative - this.#machine.best - (this.#options.otherHop()?.promised ?? 0n);
    return room > 0n ? room : 0n;
  }

  /** A better voucher than ours counts only with our own signature on it: then it was ours, and this client was restored. */
  heal(shown: VoucherMessage | null): void {
    if (shown === null) return;
    const cumulative = parseDecimal(shown.cumulative);
    if (cumulative <= this.#machine.best) return;
    const { wallet } = this.#options;
    const digest = voucherDigest(this.#payments, this.#node.id, cumulative);
    if (wallet.recover(digest, shown.signature as Hex) !== wallet.payer) return;
    this.#machine = payerSession(this.#machine, { type: "shown", cumulative }).state;
  }

  /** Answers a demand with one voucher, stored first. Resolves to why the session ends, if it does. Codes thrown: `STORE_SYNC_FAILED`, the node's own. */
  async answer(demand: Demand, metered: Bytes): Promise<SessionEnd | undefined> {
    const { wallet, book, clock, ledger, onEvidence } = this.#options;
    const { quote, control } = this.#opened;
    const result = checkDemand(
      this.#signing,
      demand,
      { quoteHash: quote.hash, price: quote.pricePerGB, key: this.#node.key, history: this.#history },
      wallet.recover,
    );
    if (!result.ok) {
      if (result.refusal.code === "DEMAND_OUTDATED") {
        // Not answered, and still signed: a later one may contradict it.
        this.#history = withDemand(this.#history, demand);
        return undefined;
      }
      // A signature that is not the node's proves nothing of it; every other refusal may.
      const evidence =
        result.refusal.code === "DEMAND_BAD_SIGNATURE" ? undefined : evidenceOf(quote, this.#history, demand);
      if (evidence !== undefined) {
        this.#asked(demand);
        onEvidence(evidence);
      }
      return result.refusal;
    }
    this.#asked(demand);
    this.#history = withDemand(this.#history, result.value);
    this.#unanswered = demand;
    const before = this.#machine.best;
    const { state, effects } = payerSession(this.#machine, {
      type: "demand",
      sequence: demand.sequence,
      amount: demand.amount,
      metered,
      limits: { budgetLeft: ledger.left, mostCumulative: this.#machine.best + this.room },
    });
    // Counted before it is on disk: a session that ends in between must not leave room for the next one to spend the same budget.
    this.#machine = state;
    ledger.spend(state.best - before);
    if (state.signedOnQuote >= demand.amount) this.#unanswered = undefined;
    let end: SessionEnd | undefined;
    for (const effect of effects) {
      if (effect.type === "stop") {
        end = stopped(effect.code);
        continue;
      }
      const voucher = signVoucher(this.#payments, this.#node.id, effect.cumulative, wallet.sign);
      await book.keep(voucher, effect.cumulative - before, clock.nowSeconds());
      this.#unanswered = undefined;
      await bringVoucher(control, this.#at, { ...effect, signature: voucher.signature });
    }
    return end;
  }

  #asked({ amount }: Demand): void {
    if (amount > this.#demanded) this.#demanded = amount;
  }

  /** Signs a reservation one step ahead of what was signed so far, when the node asks for it and there is one to sign. */
  async reserve(): Promise<void> {
    const { clock, reservations } = this.#options;
    const now = clock.monotonicMilliseconds();
    if (now - this.#reservedAt < reserveAgainMilliseconds) return;
    this.#reservedAt = now;
    const { channel, spendable } = await coverFor(this.#node.id, this.#options);
    this.#held = channel.settled + channel.locked;
    this.#mostCumulative = this.#held + spendable;
    const facts = { ...channel, spendable, best: this.best };
    const reservation = reservationOf(this.#options, this.#payments, this.#node.id, facts);
    if (reservation === undefined) return;
    await reservations.keep(reservation);
    await this.#opened.control.call({
      method: "POST",
      path: `${this.#at.path}/reservations`,
      body: reservationJson(reservation),
      credentials: this.#at.credentials,
      answer: Type.Object({ accepted: Type.Boolean() }),
    });
  }
}

function stopped(code: "BUDGET_EXHAUSTED" | "VOUCHER_ABOVE_COVER"): SessionEnd {
  const message =
    code === "BUDGET_EXHAUSTED"
      ? "the budget is used up; nothing more is sent"
      : "the deposit is used up; nothing more is sent";
  const remedy = code === "BUDGET_EXHAUSTED" ? "raise the budget" : "deposit more";
  return { code, message, refusal: new ClientError("BUDGET_EXHAUSTED", `${message}; ${remedy}, then connect again`) };
}
