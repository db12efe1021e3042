import type { ChannelFacts } from "../chain/ports.ts";
import type { SignedReservation } from "./reservationBook.ts";

/** One channel with what this payer signed for it. */
export interface ChannelClaim {
  readonly channel: ChannelFacts;
  /** Cumulative amount of the best voucher; 0 when there is none. */
  readonly signed: bigint;
  readonly reservation: SignedReservation | undefined;
}

export interface Spendable {
  /** Drawn by vouchers from what no lock holds. */
  readonly promised: bigint;
  /** What nodes may still lock by reservations they have not relayed. */
  readonly reservable: bigint;
  readonly spendable: bigint;
}

const above = (amount: bigint, base: bigint): bigint => (amount > base ? amount - base : 0n);

/**
 * What can be promised to another node (docs/payments.md): available - requested - what vouchers draw beyond settled and locked - what unrelayed
 * reservations may still lock. A reservation that locks money for a voucher takes that money once, so per channel only its part beyond the voucher counts
 * here. Base units; never negative.
 */
export function spendableOf(
  facts: { readonly available: bigint; readonly requested: bigint; readonly now: number },
  claims: readonly ChannelClaim[],
): Spendable {
  let promised = 0n;
  let reservable = 0n;
  for (const { channel, signed, reservation } of claims) {
    const held = channel.settled + channel.locked;
    const promise = above(signed, held);
    promised += promise;
    const isLive =
      reservation !== undefined && reservation.epoch === channel.epoch && reservation.expiresAt > facts.now;
    if (isLive) reservable += above(reservation.ceiling, held + promise);
  }
  return { promised, reservable, spendable: above(facts.available, facts.requested + promised + reservable) };
}
