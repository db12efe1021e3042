import type { Chain } from "../chain/chain.ts";
import { formatToken } from "../protocol/units.ts";
import { NodeAnswer } from "./control.ts";
import { ClientError } from "./errors.ts";

export const moneyOf = (chain: Chain, sum: bigint): string =>
  `${formatToken(sum, chain.network.token.decimals)} ${chain.network.token.symbol}`;

/** The contract's own rule, looked at before anything is signed. Code: `RELAY_FEE_TOO_HIGH`. */
export async function requireFeeAllowed(chain: Chain, relayFee: bigint, amount: bigint): Promise<void> {
  if (relayFee === 0n) return;
  const most = await chain.channels.maxRelayFee();
  if (relayFee <= most && (amount === 0n || relayFee < amount)) return;
  throw new ClientError(
    "RELAY_FEE_TOO_HIGH",
    `a relay fee is at most ${moneyOf(chain, most)} and below the amount; give a smaller --relay-fee`,
    { most: most.toString(), relayFee: relayFee.toString() },
  );
}

/** The least that one of the nodes that refused for their gas would carry it for. What a node states is a number only where it is written as one. */
const leastFee = (errors: readonly unknown[]): bigint | undefined =>
  errors
    .flatMap((error) => {
      const needed = error instanceof NodeAnswer && error.code === "RELAY_FEE_TOO_LOW" ? error.data.needed : undefined;
      return typeof needed === "string" && /^[0-9]{1,30}$/.test(needed) ? [BigInt(needed)] : [];
    })
    .reduce<bigint | undefined>((least, fee) => (least === undefined || fee < least ? fee : least), undefined);

export type FeeAdvice = (fee: string) => string;
export const allowFee: FeeAdvice = (fee) => `allow at least that for the gas: --relay-fee ${fee}`;
/** The fee of a request that stands was signed with it. */
export const askAgain: FeeAdvice = (fee) =>
  `the fee was signed with the request: try again when gas is cheaper, or ask again (the 24 hours begin anew) with: turnpike wallet withdraw AMOUNT --relay-fee ${fee}`;

/** What to do about it that no node relayed. */
export async function adviceOn(chain: Chain, errors: readonly unknown[], adviseFee: FeeAdvice): Promise<string> {
  const least = leastFee(errors);
  if (least === undefined) return "try again";
  const most = await chain.channels.maxRelayFee();
  return least > most
    ? `gas costs more now than the ${moneyOf(chain, most)} that a relayer may take; try again when it is cheaper`
    : adviseFee(formatToken(least, chain.network.token.decimals));
}
