import type { Demand } from "./demand.ts";
import type { Quote } from "./quote.ts";

/** The wire forms (`wire.ts`) of what a node's key signs: amounts as decimal strings. */
export const demandJson = (demand: Demand) => ({
  quoteHash: demand.quoteHash,
  sequence: demand.sequence.toString(),
  bytesTotal: demand.bytesTotal.toString(),
  amount: demand.amount.toString(),
  signature: demand.signature,
});

export const quoteJson = (quote: Quote) => ({
  node: quote.node,
  payer: quote.payer,
  nonce: quote.nonce,
  pricePerGB: quote.pricePerGB.toString(),
  validFrom: quote.validFrom,
  validUntil: quote.validUntil,
  transport: quote.transport,
  descriptorHash: quote.descriptorHash,
  signature: quote.signature,
});
