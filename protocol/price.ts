/** The one place where money is rounded. All in integers of base units, from totals and never from parts. */
import { bytesPerGB } from "./constants.ts";
import type { Bytes, PricePerGB, TokenAmount } from "./units.ts";

/** What `total` bytes cost: the ceiling, so that a price above zero is never free. */
export function amountDue(total: Bytes, price: PricePerGB): TokenAmount {
  return ((total * price + bytesPerGB - 1n) / bytesPerGB) as TokenAmount;
}

/** How many bytes `amount` pays for: the floor. `undefined` at price zero, where any amount pays for everything. */
export function bytesCovered(amount: bigint, price: PricePerGB): Bytes | undefined {
  return price === 0n ? undefined : (((amount * bytesPerGB) / price) as Bytes);
}

/** The contract's fee on the sum of a settle call: the floor, once. */
export function protocolFee(gross: bigint, basisPoints: number): TokenAmount {
  return ((gross * BigInt(basisPoints)) / 10_000n) as TokenAmount;
}
