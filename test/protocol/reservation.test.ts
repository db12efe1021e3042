import { describe, expect, it } from "vitest";
import { maxReservationSeconds } from "../../protocol/constants.ts";
import {
  checkReservation,
  encodeReservationItem,
  type Reservation,
  type ReservationTerms,
  signReservation,
} from "../../protocol/reservation.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { expectAccepted, expectRefused, later, malformed, parties } from "./parties.ts";

const { payer, node, stranger, payments, elsewhere, recover, now } = await parties();
const margin = 6 * 3600;
const terms: ReservationTerms = {
  node: node.address,
  ceiling: tokenAmount(5_000_000n),
  expiresAt: later(now, 72 * 3600),
  epoch: 7,
};
const check = (reservation: Reservation) =>
  checkReservation(payments, reservation, { payer: payer.address, node: node.address, epoch: 7, now, margin }, recover);
const signed = (more: Partial<ReservationTerms> = {}, domain = payments) =>
  signReservation(domain, { ...terms, ...more }, payer.sign);

describe("a reservation", () => {
  it("is taken when its payer signed it for this node and epoch", () => {
    expect(expectAccepted(check(signed()))).toMatchObject({ payer: payer.address, checked: true });
  });

  it("L13: of an epoch that a release ended, or that a reorg took back, is refused and says which epoch holds", () => {
    for (const epoch of [6, 8])
      expect(expectRefused(check(signed({ epoch })), "RESERVATION_WRONG_EPOCH").data).toEqual({
        expected: 7,
        received: epoch,
      });
  });

  it("M7: that ends within two margins is refused: a halted sequencer could outlast it", () => {
    expectRefused(check(signed({ expiresAt: later(now, 2 * margin - 1) })), "RESERVATION_EXPIRED");
    expectAccepted(check(signed({ expiresAt: later(now, 2 * margin) })));
    expectRefused(check(signed({ expiresAt: later(now, -1) })), "RESERVATION_EXPIRED");
  });

  it("H9: that locks money for longer than 30 days is refused", () => {
    expectAccepted(check(signed({ expiresAt: later(now, maxReservationSeconds) })));
    expectRefused(check(signed({ expiresAt: later(now, maxReservationSeconds + 1) })), "RESERVATION_TOO_LONG");
  });

  it("H10: is one signed pair: neither ceiling nor expiry of another can be put into it", () => {
    expectRefused(check({ ...signed(), ceiling: tokenAmount(10_000_000n) }), "RESERVATION_BAD_SIGNATURE");
    expectRefused(check({ ...signed(), expiresAt: later(now, 80 * 3600) }), "RESERVATION_BAD_SIGNATURE");
  });

  it("for another node or by another key is refused", () => {
    expectRefused(check(signed({ node: stranger.address })), "RESERVATION_BAD_SIGNATURE");
    expectRefused(check({ ...signed({ node: stranger.address }), node: node.address }), "RESERVATION_BAD_SIGNATURE");
    expectRefused(check(signReservation(payments, terms, stranger.sign)), "RESERVATION_BAD_SIGNATURE");
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, domain) => {
    expectRefused(check(signed({}, domain)), "RESERVATION_BAD_SIGNATURE");
  });

  it.each(malformed(signed().signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ ...signed(), signature }), "SIGNATURE_MALFORMED");
  });

  it("is 104 bytes for the contract, with every field at its place", () => {
    const item = encodeReservationItem(signed());
    expect(item).toHaveLength(208);
    expect(`0x${item.slice(0, 40)}`).toBe(node.address);
    expect(BigInt(`0x${item.slice(40, 64)}`)).toBe(5_000_000n);
    expect(Number(`0x${item.slice(64, 74)}`)).toBe(terms.expiresAt);
    expect(Number(`0x${item.slice(74, 80)}`)).toBe(7);
  });
});
