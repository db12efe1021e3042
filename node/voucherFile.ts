import { type Static, Type } from "typebox";
import type { Network } from "../chain/network.ts";
import { paymentsDomain } from "../protocol/domain.ts";
import { orThrow } from "../protocol/errors.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import type { Recover } from "../protocol/signature.ts";
import { parseDecimal, tokenAmount } from "../protocol/units.ts";
import { type CheckedVoucher, checkVoucher } from "../protocol/voucher.ts";
import { AddressText, AmountText, SignatureText } from "../protocol/wire.ts";
import { readJson, writeJsonAtomic } from "../runtime/jsonFile.ts";
import { NodeError } from "./errors.ts";

const strict = { additionalProperties: false } as const;
/** A node's best vouchers, as its operator gives them to whoever watches for it: they pay this node and nobody else. */
export const VoucherFileJson = Type.Object(
  {
    chainId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    paymentChannels: AddressText,
    node: AddressText,
    vouchers: Type.Array(
      Type.Object({ payer: AddressText, cumulative: AmountText, signature: SignatureText }, strict),
      { maxItems: 100_000 },
    ),
  },
  strict,
);

export interface VoucherFile {
  readonly node: Address;
  /** The best one of each payer. */
  readonly vouchers: readonly CheckedVoucher[];
}

type Deployment = Pick<Network, "chainId" | "paymentChannels">;

export const voucherFileJson = (
  { chainId, paymentChannels }: Deployment,
  node: Address,
  vouchers: readonly CheckedVoucher[],
): Static<typeof VoucherFileJson> => ({
  chainId,
  paymentChannels,
  node,
  vouchers: vouchers.map(({ payer, cumulative, signature }) => ({
    payer,
    cumulative: cumulative.toString(),
    signature,
  })),
});

/** Replaces the file in one step, so that a watcher never reads half of it. */
export const writeVoucherFile = (path: string, file: Static<typeof VoucherFileJson>): Promise<void> =>
  writeJsonAtomic(path, file);

/**
 * Reads vouchers for this deployment and checks every signature: one that is not right makes the file worth nothing, for it is not what the node wrote.
 * Codes: those of `readJson`, `VOUCHERS_OTHER_CHAIN`, `VOUCHER_BAD_SIGNATURE`, `SIGNATURE_MALFORMED`, `UNIT_OUT_OF_RANGE`.
 */
export async function readVoucherFile(path: string, network: Deployment, recover: Recover): Promise<VoucherFile> {
  const file = await readJson(path, VoucherFileJson);
  if (file.chainId !== network.chainId || file.paymentChannels !== network.paymentChannels)
    throw new NodeError(
      "VOUCHERS_OTHER_CHAIN",
      `these vouchers are for the contract ${file.paymentChannels} on chain ${file.chainId}; give the network file of that deployment with --network`,
      { chainId: file.chainId, paymentChannels: file.paymentChannels },
    );
  const domain = paymentsDomain(network.chainId, network.paymentChannels);
  const node = file.node as Address;
  const best = new Map<Address, CheckedVoucher>();
  for (const entry of file.vouchers) {
    const payer = entry.payer as Address;
    const cumulative = tokenAmount(parseDecimal(entry.cumulative));
    // Nothing is promised by a voucher over nothing.
    if (cumulative === 0n) continue;
    const voucher = { node, cumulative, signature: entry.signature as Hex };
    const checked = orThrow(checkVoucher(domain, voucher, { payer, node, best: 0n }, recover));
    const known = best.get(payer);
    if (known === undefined || known.cumulative < cumulative) best.set(payer, checked);
  }
  return { node, vouchers: [...best.values()] };
}
