/**
 * Quote: a node's signed price for one session. It lives and dies with one process of the node (random nonce, counters from zero), so a crash never
 * makes an honest node contradict itself. Codes: `QUOTE_BAD_SIGNATURE`, `QUOTE_EXPIRED`, `QUOTE_TOO_LONG`, `QUOTE_PRICE_ABOVE_CAP`, `QUOTE_MISMATCH`.
 */
import { clockSkewSeconds, maxQuoteSeconds } from "./constants.ts";
import type { Domain } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Recover, Sign } from "./signature.ts";
import type { PricePerGB, UnixSeconds } from "./units.ts";

export interface QuoteTerms {
  readonly node: Address;
  readonly payer: Address;
  readonly nonce: Hash;
  readonly pricePerGB: PricePerGB;
  readonly validFrom: UnixSeconds;
  readonly validUntil: UnixSeconds;
  /** 1 https, 2 wireguard. */
  readonly transport: number;
  readonly descriptorHash: Hash;
}

export interface Quote extends QuoteTerms {
  readonly signature: Hex;
}

export type CheckedQuote = Quote & { readonly hash: Hash; readonly checked: true };

export const quoteHash = (terms: QuoteTerms): Hash =>
  structHash("Quote", {
    node: terms.node,
    payer: terms.payer,
    nonce: terms.nonce,
    pricePerGB: terms.pricePerGB,
    validFrom: terms.validFrom,
    validUntil: terms.validUntil,
    transport: terms.transport,
    descriptorHash: terms.descriptorHash,
  });

export const signQuote = (domain: Domain, terms: QuoteTerms, sign: Sign): Quote => ({
  ...terms,
  signature: sign(digest(domain, quoteHash(terms))),
});

export interface QuoteExpectation {
  readonly node: Address;
  readonly key: Address;
  readonly payer: Address;
  readonly transport: number;
  readonly descriptorHash: Hash;
  /** The descriptor's price: a quote above its own descriptor is bait. */
  readonly offered: PricePerGB;
  readonly cap: PricePerGB | undefined;
  readonly now: UnixSeconds;
}

export function checkQuote(
  domain: Domain,
  quote: Quote,
  expected: QuoteExpectation,
  recover: Recover,
): Result<CheckedQuote> {
  const { node, payer, transport, descriptorHash } = expected;
  if (
    quote.node !== node ||
    quote.payer !== payer ||
    quote.transport !== transport ||
    quote.descriptorHash !== descriptorHash
  ) {
    return refuse(
      "QUOTE_MISMATCH",
      "the quote is for another node, payer, transport or descriptor; choose another node",
      { node },
    );
  }
  if (quote.pricePerGB > expected.offered) {
    return refuse("QUOTE_MISMATCH", "the quote asks more than the node's own descriptor; choose another node", {
      offered: expected.offered.toString(),
      quoted: quote.pricePerGB.toString(),
    });
  }
  if (expected.cap !== undefined && quote.pricePerGB > expected.cap) {
    return refuse(
      "QUOTE_PRICE_ABOVE_CAP",
      `the node asks ${quote.pricePerGB} per GB and your cap is ${expected.cap}; raise --max-price or choose another node`,
      {
        cap: expected.cap.toString(),
        quoted: quote.pricePerGB.toString(),
      },
    );
  }
  if (quote.validUntil <= expected.now - clockSkewSeconds || quote.validFrom > expected.now + clockSkewSeconds) {
    return refuse(
      "QUOTE_EXPIRED",
      "the quote is not valid at this time; open a new session, and check this machine's clock",
      {
        validFrom: quote.validFrom,
        validUntil: quote.validUntil,
      },
    );
  }
  if (quote.validUntil > expected.now + maxQuoteSeconds + clockSkewSeconds) {
    return refuse(
      "QUOTE_TOO_LONG",
      "a quote may last 24 hours at most, or evidence against it could outlive the stake; choose another node",
      {
        validUntil: quote.validUntil,
      },
    );
  }
  const hash = quoteHash(quote);
  if (recover(digest(domain, hash), quote.signature) !== expected.key) {
    return refuse("QUOTE_BAD_SIGNATURE", "the quote is not signed by the node's current key; choose another node", {
      node,
    });
  }
  return accept({ ...quote, hash, checked: true });
}
