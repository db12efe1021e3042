/**
 * The exit's rules in a kernel and real packets through them, without a daemon and without WireGuard: the interface is one end of a wire to the client, which
 * the rules cannot tell from a tunnel.
 */
import { fileURLToPath } from "node:url";
import type { ExitRules } from "../../node/dataplane/port.ts";
import {
  addClient,
  type ClientAddresses,
  renderTable,
  type TunnelNetwork,
} from "../../node/dataplane/wireguard/ruleset.ts";
import { labAddresses, type Namespaces, openNamespaces } from "../../scripts/demo/namespaces.ts";

const sprayScript = fileURLToPath(new URL("../../scripts/demo/spray.ts", import.meta.url));
const interfaceName = "tunnel";
const network: TunnelNetwork = {
  ...{ interfaceName, listenPort: 51_820, network4: "10.86.0.0/16", network6: "fd86:7470::/64" },
  ...{ dnsAddress: "10.86.0.1", resolver: labAddresses.internet4 },
};
const [clientLink, exitLink] = ["02:00:00:00:00:01", "02:00:00:00:00:02"];

/** Two clients of one machine. */
export const kernelClients = [2, 3].map((index) => ({
  index,
  address4: `10.86.0.${index}`,
  address6: `fd86:7470::${index}`,
})) as [ClientAddresses, ClientAddresses];

/** Counts packets that reach the internet. */
const seen = `add table inet seen
delete table inet seen
table inet seen {
  counter arrived { }
  chain in { type filter hook input priority filter; meta l4proto udp counter name arrived; }
}
`;

export interface KernelExit {
  readonly spaces: Namespaces;
  /** Puts the rules in place anew, with both clients let in, and counts from zero. */
  install(rules: Partial<ExitRules>): Promise<void>;
  /** Begins so many UDP flows from an address of a client; of one small packet each, unless a size is given. */
  flows(source: string, count: number, packets?: { readonly count: number; readonly size: number }): Promise<void>;
  /** What reached the internet. */
  arrived(): Promise<{ readonly packets: number; readonly bytes: number }>;
  close(): Promise<void>;
}

export async function openKernelExit(): Promise<KernelExit> {
  const spaces = await openNamespaces();
  const batch = (place: "client" | "exit", lines: readonly string[]) =>
    spaces.run(place, "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
  const open = async () => {
    const name = interfaceName;
    await batch("client", [
      `link add ${name} address ${clientLink} type veth peer name ${name} address ${exitLink} netns ${spaces.names.exit}`,
      ...kernelClients.flatMap(({ address4, address6 }) => [
        `address add ${address4}/32 dev ${name}`,
        `address add ${address6}/128 dev ${name} nodad`,
      ]),
      `link set ${name} up`,
      // A tunnel asks nobody for a link's address, and the rules would not let the question in.
      `neighbour add 10.86.0.1 lladdr ${exitLink} dev ${name} nud permanent`,
      `neighbour add fd86:7470::1 lladdr ${exitLink} dev ${name} nud permanent`,
      `route add 10.86.0.1/32 dev ${name}`,
      `route add fd86:7470::1/128 dev ${name}`,
      `route add 198.18.3.0/24 via 10.86.0.1 dev ${name} onlink`,
      `route add 2001:db8:3::/64 via fd86:7470::1 dev ${name} onlink`,
    ]);
    await batch("exit", [
      `address add 10.86.0.1/16 dev ${name}`,
      `address add fd86:7470::1/64 dev ${name} nodad`,
      `link set ${name} up`,
      ...kernelClients.flatMap(({ address4, address6 }) => [
        `neighbour add ${address4} lladdr ${clientLink} dev ${name} nud permanent`,
        `neighbour add ${address6} lladdr ${clientLink} dev ${name} nud permanent`,
      ]),
    ]);
  };
  const install: KernelExit["install"] = async (rules) => {
    const exit: ExitRules = {
      ...{ policy: { preset: "open", rules: [] }, ownAddresses: [] },
      labAllow: ["198.18.3.0/24", "2001:db8:3::/64"],
      ...rules,
    };
    const lines = kernelClients.flatMap((client) =>
      addClient(interfaceName, client, 1_000_000_000, exit.limits?.bitsPerSecond),
    );
    await spaces.run("exit", "nft", ["-f", "-"], `${renderTable(network, exit)}${lines.join("\n")}\n`);
    await spaces.run("internet", "nft", ["-f", "-"], seen);
  };
  const flows: KernelExit["flows"] = async (source, count, packets = { count: 1, size: 16 }) => {
    const host = source.includes(":") ? labAddresses.internet6 : labAddresses.internet4;
    const flow = { kind: "udp", host, port: 9_999, source, ...packets };
    await spaces.run("client", process.execPath, [
      sprayScript,
      JSON.stringify(Array.from({ length: count }, () => flow)),
    ]);
  };
  const arrived = async () => {
    const text = await spaces.run("internet", "nft", ["list", "counter", "inet", "seen", "arrived"]);
    const [, packets, bytes] = /packets ([0-9]+) bytes ([0-9]+)/.exec(text) ?? [];
    return { packets: Number(packets), bytes: Number(bytes) };
  };
  try {
    await open();
    return { spaces, install, flows, arrived, close: spaces.close };
  } catch (error) {
    await spaces.close();
    throw error;
  }
}
