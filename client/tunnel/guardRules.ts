/** The kill switch as nftables text. Pure. One table of our own, replaced as a whole in one transaction. */
import type { DirectEndpoint, Guard, GuardEntry } from "./guard.ts";

/** Mark of packets that the tunnel's own socket sends. */
export const tunnelMark = 0x7470;
/** Mark of what the socket of the tunnel to the exit sends when it goes through an entry. */
export const innerMark = 0x7471;

const tablePrefix = "turnpike_guard_";
export const guardTable = (interfaceName: string): string => `inet ${tablePrefix}${interfaceName}`;

/** The interfaces whose kill switches are among these tables, as `nft list tables` prints them. Pure. */
export const guardedInterfaces = (tables: string): readonly string[] =>
  [...tables.matchAll(new RegExp(`^table inet ${tablePrefix}(\\S+)$`, "gm"))].map(([, name]) => name ?? "");

/** What "the local network" means when it is asked for: private, link-local and local multicast addresses. */
export const lanRanges = {
  v4: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "224.0.0.0/24"],
  v6: ["fc00::/7", "fe80::/10", "ff02::/16"],
} as const;

const family = (address: string): string => (address.includes(":") ? "ip6" : "ip");
const to = ({ address, port, protocol }: DirectEndpoint): string =>
  `${family(address)} daddr ${address} ${protocol} dport ${port}`;

/** Removes the table, there or not. */
export const removeGuard = (interfaceName: string): string =>
  `add table ${guardTable(interfaceName)}; delete table ${guardTable(interfaceName)}`;

/** Into the entry's interface go our control connections to the exit and the inner tunnel's packets, and these go nowhere else. */
function entryRules(entry: GuardEntry | undefined, uid: number): readonly string[] {
  if (entry === undefined) return [];
  const { interfaceName, endpoint, through } = entry;
  return [
    `meta mark ${tunnelMark} oifname "${interfaceName}" drop`,
    `meta mark ${tunnelMark} ${to(endpoint)} accept`,
    ...through.map((exit) =>
      exit.protocol === "tcp"
        ? `oifname "${interfaceName}" meta skuid ${uid} ${to(exit)} accept`
        : `oifname "${interfaceName}" meta mark ${innerMark} ${to(exit)} accept`,
    ),
    `oifname "${interfaceName}" counter drop`,
    `meta mark ${innerMark} counter drop`,
  ];
}

/** `uid` is the user whose sockets may reach the control endpoints. */
export function renderGuard(guard: Guard, interfaceName: string, uid: number): string {
  const table = guardTable(interfaceName);
  if (guard.state === "disconnected") return `add table ${table}\ndelete table ${table}\n`;
  const out = [
    'oifname "lo" accept',
    // The tunnel never goes through itself, whatever routes say.
    `oifname "${interfaceName}" meta mark { ${tunnelMark}, ${innerMark} } drop`,
    ...entryRules(guard.entry, uid),
    // Every packet of the tunnel comes by here, inside and outside: what most of them match stands first.
    ...(guard.state === "connected" ? [`oifname "${interfaceName}" accept`] : []),
    ...(guard.exit === undefined ? [] : [`meta mark ${tunnelMark} ${to(guard.exit)} accept`]),
    ...guard.control.map((endpoint) => `meta skuid ${uid} ${to(endpoint)} accept`),
    // Without an address and the neighbours' there is no network at all; neither tells more than that a machine is here.
    "udp sport 68 udp dport 67 accept",
    "ip6 daddr ff02::1:2 udp sport 546 udp dport 547 accept",
    "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } ip6 hoplimit 255 accept",
    ...(guard.lan
      ? // Names are asked inside the tunnel, also of a resolver that is near.
        [
          "meta l4proto { tcp, udp } th dport { 53, 853 } counter drop",
          `ip daddr { ${lanRanges.v4.join(", ")} } accept`,
          `ip6 daddr { ${lanRanges.v6.join(", ")} } accept`,
        ]
      : []),
    "counter drop",
  ];
  // A neighbour must not learn by probing whether an address inside the tunnel is ours (CVE-2019-14899).
  const interfaces = [interfaceName, ...(guard.entry === undefined ? [] : [guard.entry.interfaceName])];
  const ours = ["lo", ...interfaces].map((name) => `"${name}"`).join(", ");
  const outside = [...guard.inside, ...(guard.entry?.inside ?? [])].map(
    (address) => `${family(address)} daddr ${address} iifname != { ${ours} } drop`,
  );
  return `add table ${table}
delete table ${table}
table ${table} {
  chain out {
    type filter hook output priority filter - 10; policy drop;
    ${out.join("\n    ")}
  }
  chain through {
    type filter hook forward priority filter - 10; policy drop;
  }
  chain outside {
    type filter hook prerouting priority raw; policy accept;
    ${outside.join("\n    ")}
  }
}
`;
}
