import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it } from "vitest";
import type { Place } from "./place.ts";

export function chainRefusals(at: Place): void {
  it("when the endpoint serves another chain than the network file names", () =>
    at.refuses(["wallet", "show", "--dir", at.client, "--network", at.networkWith("otherId", { chainId: 5 })], {
      exit: 8,
      code: "CHAIN_WRONG_ID",
      says: /serves chain 31337, but network .* is chain 5; give the right --network or RPC/,
    }));

  it("when no endpoint answers", () =>
    at.refuses(
      ["wallet", "show", "--dir", at.client, "--network", at.networkWith("down", { rpcUrls: ["http://127.0.0.1:1"] })],
      { exit: 4, code: "CHAIN_RPC_UNREACHABLE", says: /check rpcUrls/ },
    ));

  it("when an endpoint lies about its chain: there are no contracts behind it", async () => {
    const liar = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      request.on("end", () => {
        const asked = JSON.parse(text) as { id: number; method: string };
        const result = asked.method === "eth_chainId" ? "0x7a69" : "0x";
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ jsonrpc: "2.0", id: asked.id, result }));
      });
    });
    await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    await at.refuses(["wallet", "show", "--dir", at.client, "--network", at.networkWith("liar", { rpcUrls: [url] })], {
      exit: 8,
      code: "CHAIN_NO_CONTRACT",
      says: /the network file is for another deployment/,
    });
    liar.closeAllConnections();
    liar.close();
  });

  it("when no network is chosen", () =>
    at.refuses(["wallet", "show", "--dir", at.client], { exit: 2, code: "FILE_MISSING", says: /give --network FILE/ }));

  it("when the network file has an unknown key", () =>
    at.refuses(["wallet", "show", "--dir", at.client, "--network", at.networkWith("odd", { colour: "red" } as never)], {
      exit: 2,
      code: "CONFIG_UNKNOWN_KEY",
      says: /unknown key "colour"; remove it or mend its spelling/,
    }));
}
