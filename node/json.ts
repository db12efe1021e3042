import type { Static } from "typebox";
import type { Demand } from "../protocol/demand.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import type { Quote } from "../protocol/quote.ts";
import type { Voucher } from "../protocol/voucher.ts";
import type { DescriptorJson } from "../protocol/wire.ts";

/** The wire forms of what the node sends: amounts as decimal strings. */
export const voucherJson = (voucher: Voucher) => ({
  cumulative: voucher.cumulative.toString(),
  signature: voucher.signature,
});

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

/** A descriptor is JSON already; this only drops what readonly types cannot say. */
export const descriptorJson = (descriptor: Descriptor): Static<typeof DescriptorJson> =>
  structuredClone(descriptor) as unknown as Static<typeof DescriptorJson>;
