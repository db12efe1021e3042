import { readFile } from "node:fs/promises";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { Address } from "../protocol/ids.ts";
import type { Reservation } from "../protocol/reservation.ts";
import { parseDecimal } from "../protocol/units.ts";
import { AddressText, AmountText, Epoch, Time } from "../protocol/wire.ts";
import { writeJsonAtomic } from "../runtime/jsonFile.ts";
import type { BookChain } from "./voucherBook.ts";

const EntryJson = Type.Object(
  {
    chainId: Type.Integer(),
    contract: AddressText,
    node: AddressText,
    ceiling: AmountText,
    expiresAt: Time,
    epoch: Epoch,
  },
  { additionalProperties: false },
);
type Entry = Static<typeof EntryJson>;

/** The widest reservation signed for a node and not yet expired. */
export interface SignedReservation {
  readonly ceiling: bigint;
  readonly expiresAt: number;
  readonly epoch: number;
}

/**
 * Reservations that this payer signed, on disk before they are sent: a node may relay one whenever it likes until it expires, so the wallet does not
 * call that money spendable. A damaged file counts as none: no signature depends on it.
 */
export class ReservationBook {
  readonly #path: string;
  readonly #chain: BookChain;
  #entries: readonly Entry[];

  private constructor(path: string, chain: BookChain, entries: readonly Entry[]) {
    this.#path = path;
    this.#chain = chain;
    this.#entries = entries;
  }

  static async open(path: string, chain: BookChain): Promise<ReservationBook> {
    return new ReservationBook(path, chain, await entriesOf(path));
  }

  nodes(): readonly Address[] {
    return this.#entries.filter((entry) => this.#isHere(entry)).map(({ node }) => node as Address);
  }

  of(node: Address): SignedReservation | undefined {
    const found = this.#entries.find((entry) => this.#isHere(entry) && entry.node === node);
    return found === undefined ? undefined : { ...found, ceiling: parseDecimal(found.ceiling) };
  }

  /** Resolves when it is on disk. Of one epoch the highest ceiling and the latest expiry are kept: a node may choose among all it has. */
  async keep(reservation: Reservation): Promise<void> {
    const { node, ceiling, expiresAt, epoch } = reservation;
    const known = this.of(node);
    const same = known?.epoch === epoch ? known : undefined;
    const entry: Entry = {
      ...this.#chain,
      node,
      ceiling: (same !== undefined && same.ceiling > ceiling ? same.ceiling : ceiling).toString(),
      expiresAt: Math.max(same?.expiresAt ?? 0, expiresAt),
      epoch,
    };
    this.#entries = [...this.#entries.filter((other) => !this.#isHere(other) || other.node !== node), entry];
    await writeJsonAtomic(this.#path, this.#entries);
  }

  #isHere(entry: Entry): boolean {
    return entry.chainId === this.#chain.chainId && entry.contract === this.#chain.contract;
  }
}

async function entriesOf(path: string): Promise<readonly Entry[]> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return Value.Check(Type.Array(EntryJson), value) ? value : [];
  } catch {
    // None was signed yet, or the file is damaged.
    return [];
  }
}
