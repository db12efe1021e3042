import type { Address } from "../../protocol/ids.ts";
import type { CheckedReservation } from "../../protocol/reservation.ts";
import type { CheckedVoucher } from "../../protocol/voucher.ts";

/** The node's money at rest: the best voucher of each payer, and the reservation not yet relayed. What `keep` resolved for survives any crash. */
export interface VoucherStore {
  best(payer: Address): CheckedVoucher | undefined;
  reservation(payer: Address): CheckedReservation | undefined;
  /** Every payer with a voucher or a reservation. */
  payers(): readonly Address[];
  keep(voucher: CheckedVoucher): Promise<void>;
  keepReservation(reservation: CheckedReservation): Promise<void>;
  close(): Promise<void>;
}

/** The best voucher of every payer that has one. */
export const bestVouchers = (store: Pick<VoucherStore, "best" | "payers">): readonly CheckedVoucher[] =>
  store.payers().flatMap((payer) => store.best(payer) ?? []);
