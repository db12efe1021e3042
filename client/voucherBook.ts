import { type Static, Type } from "typebox";
import type { Address, Hex } from "../protocol/ids.ts";
import { parseDecimal, tokenAmount } from "../protocol/units.ts";
import type { Voucher } from "../protocol/voucher.ts";
import { AddressText, AmountText, SignatureText } from "../protocol/wire.ts";
import { openDurableLog } from "../runtime/durableLog.ts";
import { RuntimeError } from "../runtime/errors.ts";
import { checkValue } from "../runtime/jsonFile.ts";

const EntryJson = Type.Object(
  {
    chainId: Type.Integer(),
    contract: AddressText,
    node: AddressText,
    cumulative: AmountText,
    signature: SignatureText,
    /** What this voucher added, and when: the day's budget survives a restart by it. */
    added: AmountText,
    at: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
type Entry = Static<typeof EntryJson>;

export interface BookChain {
  readonly chainId: number;
  readonly contract: Address;
}

/** Every voucher this payer signed, on disk before it is sent: a restored client never signs less, and the day's budget is not forgotten. */
export interface VoucherBook {
  best(node: Address): Voucher | undefined;
  nodes(): readonly Address[];
  /** Sum signed since `since`, over all nodes of this chain. */
  addedSince(since: number): bigint;
  /** Resolves when the voucher is on disk. */
  keep(voucher: Voucher, added: bigint, at: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the book of one payer on one chain. One process at a time (`STORE_LOCKED`): two would both sign on the same best voucher. */
export async function openVoucherBook(path: string, chain: BookChain): Promise<VoucherBook> {
  const log = await openDurableLog(path);
  const vouchers = new Map<Address, Voucher>();
  const additions: { at: number; added: bigint }[] = [];
  const take = (entry: Entry) => {
    if (entry.chainId !== chain.chainId || entry.contract !== chain.contract) return;
    const node = entry.node as Address;
    const cumulative = tokenAmount(parseDecimal(entry.cumulative));
    additions.push({ at: entry.at, added: parseDecimal(entry.added) });
    if ((vouchers.get(node)?.cumulative ?? -1n) < cumulative)
      vouchers.set(node, { node, cumulative, signature: entry.signature as Hex });
  };
  try {
    for (const record of log.recovered)
      take(checkValue(path, JSON.parse(Buffer.from(record).toString("utf8")), EntryJson));
  } catch (cause) {
    await log.close();
    throw new RuntimeError(
      "STORE_CORRUPT",
      `${path} holds an entry that this version does not know; start the version that wrote it, or restore a backup`,
      { path },
      { cause },
    );
  }
  return {
    best: (node) => vouchers.get(node),
    nodes: () => [...vouchers.keys()],
    addedSince: (since) => additions.reduce((sum, entry) => (entry.at >= since ? sum + entry.added : sum), 0n),
    keep: async (voucher, added, at) => {
      const entry: Entry = {
        chainId: chain.chainId,
        contract: chain.contract,
        node: voucher.node,
        cumulative: voucher.cumulative.toString(),
        signature: voucher.signature,
        added: added.toString(),
        at,
      };
      await log.append(Buffer.from(JSON.stringify(entry)));
      take(entry);
    },
    close: () => log.close(),
  };
}
