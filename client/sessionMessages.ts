import { reservationSeconds, unreservedPerChannel } from "../protocol/constants.ts";
import type { Demand } from "../protocol/demand.ts";
import type { Domain } from "../protocol/domain.ts";
import type { Address, Hash, Hex } from "../protocol/ids.ts";
import type { Quote } from "../protocol/quote.ts";
import { type Reservation, signReservation } from "../protocol/reservation.ts";
import { bytes, parseDecimal, pricePerGB, tokenAmount, unixSeconds } from "../protocol/units.ts";
import type { SessionOpened } from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Wallet } from "./wallet/wallet.ts";

/** A reservation one step above what is promised: max(4U, 10% of what is spendable), as far as the money goes. */
export function reservationOf(
  options: { readonly clock: Clock; readonly wallet: Wallet },
  domain: Domain,
  node: Address,
  channel: { readonly settled: bigint; readonly locked: bigint; readonly epoch: number; readonly spendable: bigint },
): Reservation | undefined {
  const tenth = channel.spendable / 10n;
  const step = tenth > 4n * unreservedPerChannel ? tenth : 4n * unreservedPerChannel;
  const room = step < channel.spendable ? step : channel.spendable;
  if (room <= 0n) return undefined;
  return signReservation(
    domain,
    {
      node,
      ceiling: tokenAmount(channel.settled + channel.locked + room),
      expiresAt: unixSeconds(options.clock.nowSeconds() + reservationSeconds),
      epoch: channel.epoch,
    },
    options.wallet.sign,
  );
}

export const reservationJson = (reservation: Reservation) => ({
  ceiling: reservation.ceiling.toString(),
  expiresAt: reservation.expiresAt,
  epoch: reservation.epoch,
  signature: reservation.signature,
});

export function quoteOf(message: SessionOpened["quote"]): Quote {
  return {
    node: message.node as Address,
    payer: message.payer as Address,
    nonce: message.nonce as Hash,
    pricePerGB: pricePerGB(parseDecimal(message.pricePerGB)),
    validFrom: unixSeconds(message.validFrom),
    validUntil: unixSeconds(message.validUntil),
    transport: message.transport,
    descriptorHash: message.descriptorHash as Hash,
    signature: message.signature as Hex,
  };
}

export function demandOf(message: {
  quoteHash: string;
  sequence: string;
  bytesTotal: string;
  amount: string;
  signature: string;
}): Demand {
  return {
    quoteHash: message.quoteHash as Hash,
    sequence: parseDecimal(message.sequence),
    bytesTotal: bytes(parseDecimal(message.bytesTotal)),
    amount: tokenAmount(parseDecimal(message.amount)),
    signature: message.signature as Hex,
  };
}
