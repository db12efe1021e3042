import { lookup } from "node:dns/promises";
import type { DirectEndpoint } from "./guard.ts";

/**
 * Where chain and indexers are: resolved while the machine still speaks in clear, because later no name is asked outside the tunnel. A name that does not
 * resolve is left out: what it stands for is away.
 */
export async function controlEndpoints(urls: readonly string[]): Promise<readonly DirectEndpoint[]> {
  const found: DirectEndpoint[] = [];
  for (const text of urls) {
    const url = new URL(text);
    const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const addresses = await lookup(host, { all: true }).catch(() => []);
    for (const { address } of addresses) {
      // Loopback is always open.
      if (!/^127\.|^::1$/.test(address)) found.push({ address, port, protocol: "tcp" });
    }
  }
  return found;
}
