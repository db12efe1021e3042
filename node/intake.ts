import type { Chain } from "../chain/chain.ts";
import { type Domain, paymentsDomain } from "../protocol/domain.ts";
import { orThrow, ProtocolError } from "../protocol/errors.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import { checkReservation } from "../protocol/reservation.ts";
import type { Keccak, Recover } from "../protocol/signature.ts";
import { parseDecimal, tokenAmount, unixSeconds } from "../protocol/units.ts";
import { type CheckedVoucher, checkVoucher } from "../protocol/voucher.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Channels, PayerFacts } from "./channels.ts";
import type { VoucherStore } from "./vouchers/port.ts";

export interface VoucherMessage {
  readonly cumulative: string;
  readonly signature: string;
}

export interface ReservationMessage {
  readonly ceiling: string;
  readonly expiresAt: number;
  readonly epoch: number;
  readonly signature: string;
}

const payable = (facts: PayerFacts | undefined): bigint =>
  facts === undefined ? 0n : facts.latest.settled + facts.latest.locked + facts.cover;

/** Checks what payers bring (vouchers, reservations) and stores it. Nothing is stored that was not checked. */
export class Intake {
  readonly #options: {
    readonly chain: Chain;
    readonly node: Address;
    readonly recover: Recover;
    readonly keccak: Keccak;
    readonly store: VoucherStore;
    readonly channels: Channels;
    readonly clock: Clock;
  };
  readonly #domain: Domain;

  constructor(options: {
    readonly chain: Chain;
    readonly node: Address;
    readonly recover: Recover;
    readonly keccak: Keccak;
    readonly store: VoucherStore;
    readonly channels: Channels;
    readonly clock: Clock;
  }) {
    this.#options = options;
    this.#domain = paymentsDomain(options.chain.network.chainId, options.chain.network.paymentChannels, options.keccak);
  }

  /** Codes: `VOUCHER_NOT_MONOTONIC`, `VOUCHER_BAD_SIGNATURE`, `SIGNATURE_MALFORMED`, `VOUCHER_ABOVE_COVER`. */
  async check(payer: Address, message: VoucherMessage, best: bigint): Promise<CheckedVoucher> {
    const { node, recover, channels } = this.#options;
    const voucher = {
      node,
      cumulative: tokenAmount(parseDecimal(message.cumulative)),
      signature: message.signature as Hex,
    };
    const checked = orThrow(checkVoucher(this.#domain, voucher, { payer, node, best }, recover));
    if (
      checked.cumulative > payable(channels.facts(payer)) &&
      checked.cumulative > payable(await channels.refresh(payer))
    ) {
      throw new ProtocolError(
        "VOUCHER_ABOVE_COVER",
        "the payer's deposit does not cover this voucher; deposit more, then sign again",
        {
          received: checked.cumulative.toString(),
          payable: payable(channels.facts(payer)).toString(),
        },
      );
    }
    return checked;
  }

  /** A voucher shown at the start heals a node that lost its disk; one that is no better than ours is no fault. */
  async adopt(payer: Address, message: VoucherMessage): Promise<void> {
    const { store } = this.#options;
    const best = store.best(payer)?.cumulative ?? 0n;
    if (parseDecimal(message.cumulative) > best) await store.keep(await this.check(payer, message, best));
  }

  /** Codes: those of `checkReservation`. */
  async takeReservation(payer: Address, message: ReservationMessage): Promise<void> {
    const { node, recover, clock, chain, channels, store } = this.#options;
    const reservation = {
      node,
      ceiling: tokenAmount(parseDecimal(message.ceiling)),
      expiresAt: unixSeconds(message.expiresAt),
      epoch: message.epoch,
      signature: message.signature as Hex,
    };
    const epoch = channels.facts(payer)?.latest.epoch ?? 0;
    const expected = { payer, node, epoch, now: clock.nowSeconds(), margin: chain.profile.marginSeconds };
    await store.keepReservation(orThrow(checkReservation(this.#domain, reservation, expected, recover)));
  }
}
