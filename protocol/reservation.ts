/**
 * Reservation: the payer's consent that a part of its deposit is locked for one node until a time. Anyone may relay it.
 * Codes: `RESERVATION_BAD_SIGNATURE`, `RESERVATION_EXPIRED`, `RESERVATION_TOO_LONG`, `RESERVATION_WRONG_EPOCH`, `SIGNATURE_MALFORMED`.
 */
import { maxReservationSeconds } from "./constants.ts";
import type { Domain } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import { digits } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import { isCanonical, type Recover, type Sign, toCompact } from "./signature.ts";
import type { TokenAmount, UnixSeconds } from "./units.ts";

export interface ReservationTerms {
  readonly node: Address;
  /** The most that settled and locked together may reach. */
  readonly ceiling: TokenAmount;
  readonly expiresAt: UnixSeconds;
  /** The channel's epoch: a release makes older reservations void. */
  readonly epoch: number;
}

export interface Reservation extends ReservationTerms {
  readonly signature: Hex;
}

export type CheckedReservation = Reservation & { readonly payer: Address; readonly checked: true };

export const reservationDigest = (domain: Domain, terms: ReservationTerms): Hash =>
  digest(
    domain,
    structHash("Reservation", {
      node: terms.node,
      ceiling: terms.ceiling,
      expiresAt: terms.expiresAt,
      epoch: terms.epoch,
    }),
  );

export const signReservation = (domain: Domain, terms: ReservationTerms, sign: Sign): Reservation => ({
  ...terms,
  signature: sign(reservationDigest(domain, terms)),
});

/** `margin`: seconds before expiry in which a lock counts nothing; a node wants two of them left (docs/payments.md, rule 7). */
export function checkReservation(
  domain: Domain,
  reservation: Reservation,
  expected: {
    readonly payer: Address;
    readonly node: Address;
    readonly epoch: number;
    readonly now: UnixSeconds;
    readonly margin: number;
  },
  recover: Recover,
): Result<CheckedReservation> {
  const { expiresAt, epoch, signature } = reservation;
  if (epoch !== expected.epoch) {
    return refuse(
      "RESERVATION_WRONG_EPOCH",
      `the channel is in epoch ${expected.epoch}; read the channel again and sign for that epoch`,
      {
        expected: expected.epoch,
        received: epoch,
      },
    );
  }
  if (expiresAt < expected.now + 2 * expected.margin) {
    return refuse(
      "RESERVATION_EXPIRED",
      `a reservation must last at least ${2 * expected.margin} s more; sign one with a later expiry`,
      { expiresAt },
    );
  }
  if (expiresAt > expected.now + maxReservationSeconds) {
    return refuse(
      "RESERVATION_TOO_LONG",
      `the contract takes at most ${maxReservationSeconds} s; sign one with an earlier expiry`,
      { expiresAt },
    );
  }
  if (!isCanonical(signature))
    return refuse("SIGNATURE_MALFORMED", "a signature is 65 bytes r, s, v with a low s and v 27 or 28; sign again");
  if (
    reservation.node !== expected.node ||
    recover(reservationDigest(domain, reservation), signature) !== expected.payer
  ) {
    return refuse(
      "RESERVATION_BAD_SIGNATURE",
      "the reservation is not signed by this session's payer for this node; sign it with the payer key",
    );
  }
  return accept({ ...reservation, payer: expected.payer, checked: true });
}

/** 104 bytes for `reserve`: node 20 | ceiling 12 | expiresAt 5 | epoch 3 | r 32 | vs 32, as hex digits without prefix. */
export const encodeReservationItem = (reservation: Reservation): string =>
  reservation.node.slice(2) +
  digits(reservation.ceiling, 12) +
  digits(BigInt(reservation.expiresAt), 5) +
  digits(BigInt(reservation.epoch), 3) +
  toCompact(reservation.signature).slice(2);
