/**
 * Voucher: the payer's promise of a cumulative amount to one node. The node keeps the best one; the contract pays what is new in it.
 * Codes: `VOUCHER_BAD_SIGNATURE`, `VOUCHER_NOT_MONOTONIC`, `SIGNATURE_MALFORMED`.
 */
import type { Domain } from "./domain.ts";
import { messageDigest } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import { digits } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import { isCanonical, type Recover, type Sign, toCompact } from "./signature.ts";
import type { TokenAmount } from "./units.ts";

export interface Voucher {
  readonly node: Address;
  readonly cumulative: TokenAmount;
  readonly signature: Hex;
}

/** A voucher whose signature was recovered to this payer. Only `checkVoucher` makes one. */
export type CheckedVoucher = Voucher & { readonly payer: Address; readonly checked: true };

export const voucherDigest = (domain: Domain, node: Address, cumulative: bigint): Hash =>
  messageDigest(domain, "Voucher", { node, cumulative });

export const signVoucher = (domain: Domain, node: Address, cumulative: TokenAmount, sign: Sign): Voucher => ({
  node,
  cumulative,
  signature: sign(voucherDigest(domain, node, cumulative)),
});

/** Checks a received voucher: order against the best one first (cheap), then the signature. */
export function checkVoucher(
  domain: Domain,
  voucher: Voucher,
  expected: { readonly payer: Address; readonly node: Address; readonly best: bigint },
  recover: Recover,
): Result<CheckedVoucher> {
  if (voucher.cumulative <= expected.best) {
    return refuse(
      "VOUCHER_NOT_MONOTONIC",
      `the node already holds a voucher over ${expected.best}; sign a higher cumulative amount`,
      {
        best: expected.best.toString(),
        received: voucher.cumulative.toString(),
      },
    );
  }
  if (
    voucher.node !== expected.node ||
    recover(voucherDigest(domain, expected.node, voucher.cumulative), voucher.signature) !== expected.payer
  ) {
    // Nothing is recovered from what is not canonical; why is asked only now, since every good voucher passes here too.
    if (!isCanonical(voucher.signature))
      return refuse("SIGNATURE_MALFORMED", "a signature is 65 bytes r, s, v with a low s and v 27 or 28; sign again");
    return refuse(
      "VOUCHER_BAD_SIGNATURE",
      "the voucher is not signed by this session's payer for this node, chain and contract; sign it with the payer key",
      {
        payer: expected.payer,
        node: expected.node,
      },
    );
  }
  return accept({ ...voucher, payer: expected.payer, checked: true });
}

/** 76 bytes for `settle`: cumulative 12 | r 32 | vs 32, as hex digits without prefix. */
export const encodeVoucherItem = (voucher: Voucher): string =>
  digits(voucher.cumulative, 12) + toCompact(voucher.signature).slice(2);
