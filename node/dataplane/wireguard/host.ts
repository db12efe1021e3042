/** What the exit's WireGuard asks of the host it runs on: its settings, and the interface. */
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { type AddressClass, classifyAddress } from "../../../protocol/destination.ts";
import { runProgram } from "../../../runtime/program.ts";
import type { WireguardDevice } from "../../../runtime/wireguard/device.ts";
import type { WireguardKeys } from "../../../runtime/wireguard/keys.ts";
import { openWireguard } from "../../../runtime/wireguard/open.ts";
import { NodeError } from "../../errors.ts";
import { interfaceAddresses } from "../interfaceAddresses.ts";
import { tunnelNetworks } from "./addresses.ts";
import type { TunnelNetwork } from "./ruleset.ts";

interface HostOptions {
  readonly interfaceName: string;
  readonly listenPort: number;
  readonly resolver: string;
}

/** WireGuard's own over an Ethernet path of 1500: 80 bytes around IPv6 at most. */
export const mtu = 1_420;

/** The tunnel's addresses and ports as the rules are rendered from them. */
export function networkOf({ interfaceName, listenPort, resolver }: HostOptions): TunnelNetwork {
  const { network4, network6, gateway4, gateway6 } = tunnelNetworks;
  const dnsAddress = isIP(resolver) === 4 ? gateway4 : gateway6;
  return { interfaceName, listenPort, network4, network6, dnsAddress, resolver };
}

/**
 * What a resolver cannot be: no host, or this one. Questions to the exit itself would pass by the chains that count and cut, so they are kept out as all that a
 * client sends to the exit's own services.
 */
const unfitResolvers: ReadonlySet<AddressClass> = new Set([
  ...(["malformed", "unspecified", "loopback", "own", "multicast", "broadcast"] as const),
]);

/** Tells whoever runs the node what is missing, before anything is changed. Codes: `FORWARDING_OFF`, `RESOLVER_INVALID`. */
export async function requireHost(resolver: string): Promise<void> {
  const own = [...interfaceAddresses(), tunnelNetworks.gateway4, tunnelNetworks.gateway6];
  if (unfitResolvers.has(classifyAddress(resolver, { own })))
    throw new NodeError(
      "RESOLVER_INVALID",
      `"${resolver}" is no address of a DNS resolver on another host, which clients' questions could be passed on to; name one as wireguard.resolver in node.json`,
    );
  for (const [path, setting] of [
    ["/proc/sys/net/ipv4/ip_forward", "net.ipv4.ip_forward"],
    ["/proc/sys/net/ipv6/conf/all/forwarding", "net.ipv6.conf.all.forwarding"],
  ] as const) {
    const value = await readFile(path, "utf8").catch(() => "0");
    if (value.trim() === "0")
      throw new NodeError("FORWARDING_OFF", `this host forwards no packets; run: sysctl -w ${setting}=1`, { setting });
  }
}

/** An interface with its key, port, addresses and routes. */
export async function openDevice(options: HostOptions, keys: WireguardKeys): Promise<WireguardDevice> {
  const { interfaceName } = options;
  const device = await openWireguard(interfaceName);
  try {
    await device.configure({ privateKey: keys.privateKey, listenPort: options.listenPort });
    const prefix4 = tunnelNetworks.network4.split("/")[1];
    const prefix6 = tunnelNetworks.network6.split("/")[1];
    await runProgram(
      "ip",
      ["-batch", "-"],
      `address add ${tunnelNetworks.gateway4}/${prefix4} dev ${interfaceName}
address add ${tunnelNetworks.gateway6}/${prefix6} dev ${interfaceName} nodad
link set dev ${interfaceName} mtu ${mtu} up
`,
    );
    await device.widen();
    return device;
  } catch (error) {
    await device.close();
    throw error;
  }
}
