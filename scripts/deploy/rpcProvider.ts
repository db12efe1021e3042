import type { EIP1193Provider } from "@nomicfoundation/ignition-core";

/** JSON-RPC over HTTP as Ignition asks it (EIP-1193). An error of the endpoint is thrown with its message, code and data. */
export function rpcProvider(url: string): EIP1193Provider {
  let id = 0;
  return {
    request: async ({ method, params = [] }) => {
      id += 1;
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
      });
      const { result, error } = (await response.json()) as {
        result?: unknown;
        error?: { message: string; code: number; data?: unknown };
      };
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      return result;
    },
  };
}
