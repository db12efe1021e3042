import type { Address } from "../protocol/ids.ts";
import { largestBatch } from "./settlePolicy.ts";

/** A channel whose payer has no session here. Amounts in token units, times in Unix seconds. */
export interface IdleChannel {
  readonly payer: Address;
  readonly locked: bigint;
  /** What the best voucher is above what was settled, as far as it can be paid. */
  readonly unsettled: bigint;
  readonly idleSince: number;
}

/** A payer that comes back this soon finds its lock as it was. */
export const releaseAfterSeconds = 1_800;
/** By then what is worth its gas is settled; a release after it comes within the hour that reputation looks at. */
export const settleBeforeReleaseSeconds = 2_400;

/**
 * Which locks to give back now: of payers that have been away for half an hour and owe nothing, and of those away for longer whose rest is not worth the gas
 * of settling it even at half its value (it stays payable from what is available). At most one call's worth.
 */
export function locksToRelease(
  channels: readonly IdleChannel[],
  facts: { readonly now: number; readonly costOfSettling: bigint },
): readonly Address[] {
  return channels
    .filter(({ locked, unsettled, idleSince }) => {
      const away = facts.now - idleSince;
      if (locked <= 0n || away < releaseAfterSeconds) return false;
      return unsettled <= 0n || (away >= settleBeforeReleaseSeconds && unsettled / 2n < facts.costOfSettling);
    })
    .sort((a, b) => a.idleSince - b.idleSince || (a.payer < b.payer ? -1 : 1))
    .slice(0, largestBatch)
    .map(({ payer }) => payer);
}
