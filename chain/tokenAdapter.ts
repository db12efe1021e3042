import { erc20Abi } from "viem";
import type { Connection } from "./chain.ts";
import type { TokenPort } from "./ports.ts";

/** The ERC-20 over viem. */
export function tokenAdapter(connection: Connection): TokenPort {
  const { client, network } = connection;
  const target = { address: network.token.address, abi: erc20Abi } as const;
  return {
    balanceOf: (holder) =>
      connection.read((block) =>
        client.readContract({ ...target, functionName: "balanceOf", args: [holder], ...block }),
      ),
    allowance: (holder, spender) =>
      connection.read((block) =>
        client.readContract({ ...target, functionName: "allowance", args: [holder, spender], ...block }),
      ),
    approve: (spender, amount) => connection.send({ ...target, functionName: "approve", args: [spender, amount] }),
  };
}
