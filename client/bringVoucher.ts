import type { Hex } from "../protocol/ids.ts";
import { VoucherTakenJson } from "../protocol/wire.ts";
import type { ControlClient } from "./control.ts";

const attempts = 4;
const pauseMilliseconds = 250;

/**
 * Brings a voucher that is on disk to the node. A connection that breaks on the way says nothing of the node, and the node waits for this one voucher: it is
 * brought again a few times. When only the answer was lost, the node calls the second one no better than what it holds: then it has it.
 * Codes: `NODE_UNREACHABLE` after the last attempt, or the node's own.
 */
export async function bringVoucher(
  control: ControlClient,
  session: { readonly path: string; readonly credentials: string; readonly isOver: () => boolean },
  voucher: { readonly sequence: bigint; readonly cumulative: bigint; readonly signature: Hex },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await control.call({
        method: "POST",
        path: `${session.path}/vouchers`,
        body: {
          sequence: voucher.sequence.toString(),
          cumulative: voucher.cumulative.toString(),
          signature: voucher.signature,
        },
        credentials: session.credentials,
        answer: VoucherTakenJson,
      });
      return;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (attempt > 1 && code === "VOUCHER_NOT_MONOTONIC") return;
      if (code !== "NODE_UNREACHABLE" || attempt === attempts || session.isOver()) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds * attempt));
    }
  }
}
