import { TunnelKernel } from "../../node/dataplane/wireguard/kernel.ts";
import type { ClientAddresses } from "../../node/dataplane/wireguard/ruleset.ts";
import { Nft } from "../../runtime/nft.ts";

const interfaceName = "bench";
const network = { interfaceName, listenPort: 51_820, network4: "10.86.0.0/16", network6: "fd86:7470::/64" };
const rules = { policy: { preset: "open", rules: [] }, ownAddresses: [], labAllow: [] } as const;

/** Clients as an exit hands out addresses. */
export const labClient = (count: number): ClientAddresses => {
  const index = count + 2;
  return { index, address4: `10.86.${index >> 8}.${index & 255}`, address6: `fd86:7470::${index.toString(16)}` };
};

/** An exit's rules with so many clients, in the network namespace of this process. */
export async function openLabKernel(clients: number): Promise<TunnelKernel> {
  const kernel = new TunnelKernel(new Nft(), interfaceName);
  await kernel.install({ ...network, dnsAddress: "10.86.0.1", resolver: "9.9.9.9" }, rules);
  await Promise.all(Array.from({ length: clients }, (_, count) => kernel.add(labClient(count), 1_000_000)));
  return kernel;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
