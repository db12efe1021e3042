import { type BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex } from "viem";
import { nodeRegistryAbi, paymentChannelsAbi } from "./contracts.generated.ts";

export interface Revert {
  readonly name: string;
  readonly values: readonly string[];
}

/** JSON-RPC's `error.data` of a refused call: the revert data itself, or an object that holds it. Endpoints differ, and so do their codes. */
function dataOf(cause: unknown): Hex | undefined {
  if (typeof cause !== "object" || cause === null || !("data" in cause)) return undefined;
  const { data } = cause;
  if (typeof data === "string") return /^0x([0-9a-f]{2}){4,}$/i.test(data) ? (data as Hex) : undefined;
  return dataOf(data);
}

/** What a contract of ours refused a call with; undefined when the error is none of a contract's. */
export function revertOf(error: BaseError): Revert | undefined {
  const known = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
  if (known instanceof ContractFunctionRevertedError) {
    // The library takes every internal error (-32603) of an endpoint for a revert: one that says so or brings data is one.
    if (known.data === undefined && known.raw === undefined && !/revert|VM Exception/i.test(known.reason ?? "revert"))
      return undefined;
    return {
      name: known.data?.errorName ?? known.reason ?? "without a reason",
      values: (known.data?.args ?? []).map(String),
    };
  }
  // The library takes only the codes that some endpoints give to a revert (3, -32603); others say -32000, with the same data.
  const data = dataOf(error.walk((cause) => dataOf(cause) !== undefined));
  if (data === undefined) return undefined;
  try {
    const { errorName, args } = decodeErrorResult({ abi: [...nodeRegistryAbi, ...paymentChannelsAbi], data });
    return { name: errorName, values: (args ?? []).map(String) };
  } catch {
    // Data that no error of ours explains: another fault, told as it came.
    return undefined;
  }
}
