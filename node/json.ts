import type { Static } from "typebox";
import type { ChannelFacts } from "../chain/ports.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import { bytesLeft, type ExitSession } from "../protocol/exitSession.ts";
import { quoteJson } from "../protocol/messageJson.ts";
import type { Quote } from "../protocol/quote.ts";
import type { CheckedVoucher, Voucher } from "../protocol/voucher.ts";
import type { DescriptorJson, SessionOpened } from "../protocol/wire.ts";

/** The wire forms of what the node sends: amounts as decimal strings. */
export const voucherJson = (voucher: Voucher) => ({
  cumulative: voucher.cumulative.toString(),
  signature: voucher.signature,
});

/** Bytes that may still flow, as the wire says them: a price of zero has no end. */
export const allowanceText = (machine: ExitSession): string => {
  const left = bytesLeft(machine);
  return left === undefined ? String(Number.MAX_SAFE_INTEGER) : (left > 0n ? left : 0n).toString();
};

/** A descriptor is JSON already; this only drops what readonly types cannot say. */
export const descriptorJson = (descriptor: Descriptor): Static<typeof DescriptorJson> =>
  structuredClone(descriptor) as unknown as Static<typeof DescriptorJson>;

/** What a payer learns when a session is opened. */
export const sessionOpenedJson = (terms: {
  readonly session: string;
  readonly token: string;
  readonly quote: Quote;
  readonly descriptor: Descriptor;
  readonly best: CheckedVoucher | undefined;
  readonly channel: ChannelFacts;
  readonly unreservedLimit: bigint;
  readonly allowanceBytes: string;
  readonly softDepth: number;
}): SessionOpened => ({
  session: terms.session,
  token: terms.token,
  quote: quoteJson(terms.quote),
  descriptor: descriptorJson(terms.descriptor),
  bestVoucher: terms.best === undefined ? null : voucherJson(terms.best),
  channel: {
    epoch: terms.channel.epoch,
    expiresAt: terms.channel.expiresAt,
    locked: terms.channel.locked.toString(),
    settled: terms.channel.settled.toString(),
  },
  terms: {
    unreservedLimit: terms.unreservedLimit.toString(),
    allowanceBytes: terms.allowanceBytes,
    softDepth: terms.softDepth,
  },
});
