import { type Static, Type } from "typebox";
import type { Address, Hex } from "../protocol/ids.ts";
import { parseDecimal, tokenAmount } from "../protocol/units.ts";
import type { Voucher } from "../protocol/voucher.ts";
import { AddressText, AmountText, SignatureText } from "../protocol/wire.ts";
import { openDurableLog, readDurableLog } from "../runtime/durableLog.ts";
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
  /** Resolves when the voucher is on disk. What it adds counts in `addedSince` from the call on. */
  keep(voucher: Voucher, added: bigint, at: number): Promise<void>;
  close(): Promise<void>;
}

/** What the records of a log say for one chain. */
class Entries {
  readonly vouchers = new Map<Address, Voucher>();
  readonly additions: { at: number; added: bigint }[] = [];
  readonly #chain: BookChain;

  constructor(chain: BookChain) {
    this.#chain = chain;
  }

  take(entry: Entry): void {
    if (entry.chainId !== this.#chain.chainId || entry.contract !== this.#chain.contract) return;
    this.add(entry);
    this.hold(entry);
  }

  add(entry: Entry): void {
    this.additions.push({ at: entry.at, added: parseDecimal(entry.added) });
  }

  hold(entry: Entry): void {
    const node = entry.node as Address;
    const cumulative = tokenAmount(parseDecimal(entry.cumulative));
    if ((this.vouchers.get(node)?.cumulative ?? -1n) < cumulative)
      this.vouchers.set(node, { node, cumulative, signature: entry.signature as Hex });
  }

  takeAll(path: string, records: readonly Uint8Array[]): void {
    try {
      for (const record of records)
        this.take(checkValue(path, JSON.parse(Buffer.from(record).toString("utf8")), EntryJson));
    } catch (cause) {
      throw new RuntimeError(
        "STORE_CORRUPT",
        `${path} holds an entry that this version does not know; start the version that wrote it, or restore a backup`,
        { path },
        { cause },
      );
    }
  }
}

/** The best vouchers of a book as it is now, also while a client has it open. */
export async function readVoucherBook(path: string, chain: BookChain): Promise<ReadonlyMap<Address, Voucher>> {
  const entries = new Entries(chain);
  entries.takeAll(path, await readDurableLog(path));
  return entries.vouchers;
}

/** Opens the book of one payer on one chain. One process at a time (`STORE_LOCKED`): two would both sign on the same best voucher. */
export async function openVoucherBook(path: string, chain: BookChain): Promise<VoucherBook> {
  const log = await openDurableLog(path);
  const entries = new Entries(chain);
  try {
    entries.takeAll(path, log.recovered);
  } catch (error) {
    await log.close();
    throw error;
  }
  return {
    best: (node) => entries.vouchers.get(node),
    nodes: () => [...entries.vouchers.keys()],
    addedSince: (since) => entries.additions.reduce((sum, entry) => (entry.at >= since ? sum + entry.added : sum), 0n),
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
      entries.add(entry);
      await log.append(Buffer.from(JSON.stringify(entry)));
      entries.hold(entry);
    },
    close: () => log.close(),
  };
}
