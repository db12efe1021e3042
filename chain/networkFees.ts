import { type PublicClient, parseAbi } from "viem";
import { type TokenAmount, tokenAmount } from "../protocol/units.ts";
import type { ChainProfile } from "./profiles.ts";

const oracleAbi = parseAbi(["function getL1FeeUpperBound(uint256 unsignedTxSize) view returns (uint256)"]);

/**
 * What a transaction costs now, in base units of a six-decimals dollar token, rounded up: its gas at the head's base fee and the profile's tip, and, on a
 * rollup of the OP Stack, what its `dataBytes` cost on the chain below (GasPriceOracle, Fjord), the upper bound.
 */
export async function costInToken(
  client: PublicClient,
  profile: ChainProfile,
  gas: bigint,
  dataBytes: number,
): Promise<TokenAmount> {
  const { fees } = profile;
  const [{ baseFeePerGas }, dataWei] = await Promise.all([
    client.getBlock(),
    fees.kind === "op-stack"
      ? client.readContract({
          address: fees.oracle,
          abi: oracleAbi,
          functionName: "getL1FeeUpperBound",
          args: [BigInt(dataBytes)],
        })
      : 0n,
  ]);
  const wei = gas * ((baseFeePerGas ?? 0n) + profile.priorityFeeWei) + dataWei;
  return tokenAmount((wei * profile.gasTokenUsdMicros + 10n ** 18n - 1n) / 10n ** 18n);
}
