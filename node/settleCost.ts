import type { FeePort } from "../chain/ports.ts";
import { itemGas, largestBatch, settleCallGas } from "./settlePolicy.ts";

/** Bytes of a settle transaction without its vouchers (envelope, signature, selector, three words), and of each voucher in it. */
const callBytes = 210;
const itemBytes = 76;

/** What settling costs now: the call, and each voucher in it. On a rollup the bytes cost, too, with a part that no voucher has for itself: so two sizes are asked for. */
export async function settleCost(fees: FeePort): Promise<{ readonly call: bigint; readonly item: bigint }> {
  const of = (items: number): Promise<bigint> =>
    fees.costInToken(settleCallGas + BigInt(items) * itemGas, callBytes + items * itemBytes);
  const [one, many] = await Promise.all([of(1), of(largestBatch)]);
  const others = BigInt(largestBatch - 1);
  const item = (many - one + others - 1n) / others;
  return { call: one > item ? one - item : 0n, item };
}
