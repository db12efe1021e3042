import type { Address, Hex } from "../../protocol/ids.ts";
import type { CheckedReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import type { CheckedVoucher } from "../../protocol/voucher.ts";
import type { Compaction } from "../../runtime/compaction.ts";
import { type DurableLog, openDurableLog } from "../../runtime/durableLog.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import type { VoucherStore } from "./port.ts";

/**
 * Records of the log, first byte the kind: 1 voucher = payer 20 | cumulative 12 | signature 65; 2 reservation = payer 20 | ceiling 12 | expiresAt 5 |
 * epoch 3 | signature 65. Later records win, except that a voucher never replaces a better one.
 */
const voucherKind = 1;
const reservationKind = 2;
const digits = (value: bigint | number, size: number) => value.toString(16).padStart(2 * size, "0");

const encodeVoucher = (voucher: CheckedVoucher): Uint8Array =>
  Buffer.from(
    `${digits(voucherKind, 1)}${voucher.payer.slice(2)}${digits(voucher.cumulative, 12)}${voucher.signature.slice(2)}`,
    "hex",
  );

const encodeReservation = (reservation: CheckedReservation): Uint8Array =>
  Buffer.from(
    `${digits(reservationKind, 1)}${reservation.payer.slice(2)}${digits(reservation.ceiling, 12)}${digits(reservation.expiresAt, 5)}${digits(reservation.epoch, 3)}${reservation.signature.slice(2)}`,
    "hex",
  );

/** Kind and payer name what a record replaces; a better voucher is one with a larger sum, which lies behind them. */
const kindAndPayer = 21;
const compaction: Compaction = {
  keyOf: (record) => Buffer.from(record.subarray(0, kindAndPayer)).toString("latin1"),
  better: (known, next) => {
    const sum = (record: Uint8Array) => record.subarray(kindAndPayer, kindAndPayer + 12);
    return next[0] === voucherKind && Buffer.compare(sum(next), sum(known)) < 0 ? known : next;
  },
};

/** The durable store of one node; `leastBytes` as in `Compaction`. Codes: those of `openDurableLog`. */
export async function openFileVoucherStore(
  path: string,
  node: Address,
  leastBytes?: number,
): Promise<VoucherStore & { readonly cutBytes: number }> {
  const log: DurableLog = await openDurableLog(
    path,
    leastBytes === undefined ? compaction : { ...compaction, leastBytes },
  );
  const vouchers = new Map<Address, CheckedVoucher>();
  const reservations = new Map<Address, CheckedReservation>();
  const take = (voucher: CheckedVoucher) => {
    const known = vouchers.get(voucher.payer);
    if (known === undefined || known.cumulative < voucher.cumulative) vouchers.set(voucher.payer, voucher);
  };
  for (const record of log.recovered) {
    const hex = Buffer.from(record).toString("hex");
    const payer = `0x${hex.slice(2, 42)}` as Address;
    const number = (from: number, size: number) => BigInt(`0x${hex.slice(2 * from, 2 * (from + size))}`);
    if (record[0] === voucherKind && record.length === 98) {
      take({
        node,
        payer,
        cumulative: tokenAmount(number(21, 12)),
        signature: `0x${hex.slice(66)}` as Hex,
        checked: true,
      });
    } else if (record[0] === reservationKind && record.length === 106) {
      reservations.set(payer, {
        node,
        payer,
        ceiling: tokenAmount(number(21, 12)),
        expiresAt: unixSeconds(Number(number(33, 5))),
        epoch: Number(number(38, 3)),
        signature: `0x${hex.slice(82)}` as Hex,
        checked: true,
      });
    } else {
      await log.close();
      throw new RuntimeError(
        "STORE_CORRUPT",
        `${path} holds a record that this version does not know; start the version that wrote it, or restore a backup`,
        { path },
      );
    }
  }
  return {
    cutBytes: log.cutBytes,
    best: (payer) => vouchers.get(payer),
    reservation: (payer) => reservations.get(payer),
    payers: () => [...new Set([...vouchers.keys(), ...reservations.keys()])],
    keep: async (voucher) => {
      await log.append(encodeVoucher(voucher));
      take(voucher);
    },
    keepReservation: async (reservation) => {
      // The same one again is on disk already.
      if (reservations.get(reservation.payer)?.signature === reservation.signature) return;
      await log.append(encodeReservation(reservation));
      reservations.set(reservation.payer, reservation);
    },
    close: () => log.close(),
  };
}
