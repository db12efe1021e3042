import { describe, expect, it } from "vitest";
import { clockSkewSeconds, maxQuoteSeconds, transportNumbers } from "../../protocol/constants.ts";
import {
  checkQuote,
  type Quote,
  type QuoteExpectation,
  type QuoteTerms,
  quoteHash,
  signQuote,
} from "../../protocol/quote.ts";
import { pricePerGB } from "../../protocol/units.ts";
import { expectAccepted, expectRefused, hashOf, later, malformed, parties } from "./parties.ts";

const { payer, node, stranger, nodes, elsewhere, recover, now } = await parties();
const terms: QuoteTerms = {
  node: node.address,
  payer: payer.address,
  nonce: hashOf("17"),
  pricePerGB: pricePerGB(100_000n),
  validFrom: now,
  validUntil: later(now, 12 * 3600),
  transport: transportNumbers.https,
  descriptorHash: hashOf("d5"),
};
const expected: QuoteExpectation = {
  node: node.address,
  key: node.address,
  payer: payer.address,
  transport: transportNumbers.https,
  descriptorHash: hashOf("d5"),
  offered: pricePerGB(100_000n),
  cap: undefined,
  now,
};
const signed = (more: Partial<QuoteTerms> = {}, sign = node.sign) => signQuote(nodes, { ...terms, ...more }, sign);
const check = (quote: Quote, more: Partial<QuoteExpectation> = {}) =>
  checkQuote(nodes, quote, { ...expected, ...more }, recover);

describe("a quote", () => {
  it("is taken with its hash, which demands name", () => {
    expect(expectAccepted(check(signed()))).toEqual({ ...signed(), hash: quoteHash(terms), checked: true });
  });

  it("H1: is checked against the node's current key, which after a rotation is not its id", () => {
    expectAccepted(check(signed({}, stranger.sign), { key: stranger.address }));
    expectRefused(check(signed(), { key: stranger.address }), "QUOTE_BAD_SIGNATURE");
  });

  it("H5: is another one in every process: the nonce alone makes another hash", () => {
    expect(quoteHash({ ...terms, nonce: hashOf("18") })).not.toBe(quoteHash(terms));
  });

  it("H6: may not outlive the time in which it can be held against the stake: 24 hours", () => {
    const most = maxQuoteSeconds + clockSkewSeconds;
    expectAccepted(check(signed({ validUntil: later(now, most) })));
    expectRefused(check(signed({ validUntil: later(now, most + 1) })), "QUOTE_TOO_LONG");
  });

  it("H6: that is over, or has not begun, is refused beyond the skew of clocks", () => {
    expectRefused(check(signed({ validUntil: later(now, -clockSkewSeconds) })), "QUOTE_EXPIRED");
    expectAccepted(check(signed({ validUntil: later(now, -clockSkewSeconds + 1) })));
    expectAccepted(check(signed({ validFrom: later(now, clockSkewSeconds) })));
    expectRefused(check(signed({ validFrom: later(now, clockSkewSeconds + 1) })), "QUOTE_EXPIRED");
  });

  it("H7: above the price of the descriptor it was made under is bait, and refused", () => {
    expectRefused(check(signed({ pricePerGB: pricePerGB(100_001n) })), "QUOTE_MISMATCH");
    expectAccepted(check(signed({ pricePerGB: pricePerGB(99_999n) })));
  });

  it("H7: under another descriptor is refused", () => {
    expectRefused(check(signed({ descriptorHash: hashOf("d6") })), "QUOTE_MISMATCH");
  });

  it("above the user's own cap is refused with both prices", () => {
    const refusal = expectRefused(check(signed(), { cap: pricePerGB(99_999n) }), "QUOTE_PRICE_ABOVE_CAP");
    expect(refusal.data).toEqual({ cap: "99999", quoted: "100000" });
    expectAccepted(check(signed(), { cap: pricePerGB(100_000n) }));
  });

  it("for another node, payer or transport is refused", () => {
    for (const more of [{ node: stranger.address }, { payer: stranger.address }, { transport: 2 }])
      expectRefused(check(signed(more)), "QUOTE_MISMATCH");
  });

  it("with any field changed after signing is not the node's", () => {
    const changes: Partial<QuoteTerms>[] = [
      { pricePerGB: pricePerGB(1n) },
      { nonce: hashOf("18") },
      { validFrom: later(now, 1) },
      { validUntil: later(now, 9) },
    ];
    for (const change of changes) expectRefused(check({ ...signed(), ...change }), "QUOTE_BAD_SIGNATURE");
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, _payments, domain) => {
    expectRefused(check(signQuote(domain, terms, node.sign)), "QUOTE_BAD_SIGNATURE");
  });

  it.each(malformed(signed().signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ ...signed(), signature }), "QUOTE_BAD_SIGNATURE");
  });
});
