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

/**
 * A reservation that lets the lock reach one step beyond what was signed, and no further however often a node asks: max(4U, 10% of what is spendable), as
 * far as the money goes. Undefined when the lock reaches that far already and lasts.
 */
export function reservationOf(
  options: { readonly clock: Clock; readonly wallet: Wallet },
  domain: Domain,
  node: Address,
  channel: {
    readonly settled: bigint;
    readonly locked: bigint;
    readonly epoch: number;
    readonly expiresAt: number;
    readonly spendable: bigint;
    readonly best: bigint;
  },
): Reservation | undefined {
  const { settled, locked, spendable, best } = channel;
  const held = settled + locked;
  const tenth = spendable / 10n;
  const step = tenth > 4n * unreservedPerChannel ? tenth : 4n * unreservedPerChannel;
  const now = options.clock.nowSeconds();
  const wanted = (best > settled ? best : settled) + step;
  const ceiling = wanted < held + spendable ? wanted : held + spendable;
  const isEnding = locked > 0n && channel.expiresAt < now + reservationSeconds / 2;
  if (ceiling <= held && !isEnding) return undefined;
  return signReservation(
    domain,
    {
      node,
      ceiling: tokenAmount(ceiling > held ? ceiling : held),
      expiresAt: unixSeconds(now + reservationSeconds),
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
