import { erc20Abi, parseAbi } from "viem";
import type { Connection } from "./chain.ts";
import type { TokenPort } from "./ports.ts";

const eip3009 = parseAbi(["function authorizationState(address authorizer, bytes32 nonce) view returns (bool)"]);

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
    isAuthorizationUsed: (from, nonce) =>
      connection.read((block) =>
        client.readContract({
          address: target.address,
          abi: eip3009,
          functionName: "authorizationState",
          args: [from, nonce],
          ...block,
        }),
      ),
    approve: (spender, amount) => connection.send({ ...target, functionName: "approve", args: [spender, amount] }),
    transfer: (to, amount) => connection.send({ ...target, functionName: "transfer", args: [to, amount] }),
  };
}
