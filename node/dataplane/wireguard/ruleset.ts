/**
 * The exit's nftables rules for the tunnel, rendered from data. Pure. Everything lies in one table of our own, replaced as a whole; nothing outside of it is
 * touched. Per client two things: a quota that cuts both directions at the credit, and a counter of what passed. They are the kernel's: they hold while
 * no daemon is there to look.
 */
import { refusedRanges } from "../../../protocol/destination.ts";
import { type PolicyRule, presets } from "../../../protocol/exitPolicy.ts";
import { connectionBurst, connectionBurstSeconds, defaultLimits, rateBurst } from "../limits.ts";
import type { ExitRules } from "../port.ts";

export interface TunnelNetwork {
  readonly interfaceName: string;
  /** UDP port of WireGuard on this host. */
  readonly listenPort: number;
  /** CIDR blocks that clients' addresses are from. */
  readonly network4: string;
  readonly network6: string;
  /** Address inside the tunnel that answers DNS, by passing it on to `resolver`. */
  readonly dnsAddress: string;
  readonly resolver: string;
}

export interface ClientAddresses {
  /** What both addresses end in, as 16 bits. */
  readonly index: number;
  readonly address4: string;
  readonly address6: string;
}

export const tableOf = (interfaceName: string): string => `inet turnpike_${interfaceName}`;
/** A quota that was used up is replaced by a new one under a new name, because it cannot say how much it has dropped since. */
const quotaOf = (index: number, turn: number): string => `credit${index}x${turn}`;
const paceOf = (index: number): string => `pace${index}`;

/** The set whose elements are the clients' indices, each with the counter of what passed. */
export const passedSet = "passed";
/**
 * Where a client's index stands in its packets: both of its addresses end in it, as 16 bits (offset and length in bits, from the start of the IP header). So
 * one set counts both families, and is read by one dump of it alone: for named counters nft would load everything that the kernel holds.
 */
const indexAt = {
  saddr: { ipv4: "@nh,112,16", ipv6: "@nh,176,16" },
  daddr: { ipv4: "@nh,144,16", ipv6: "@nh,304,16" },
} as const;
const count = (way: "saddr" | "daddr"): string => `    meta nfproto ipv4 ${indexAt[way].ipv4} @${passedSet}
    meta nfproto ipv6 ${indexAt[way].ipv6} @${passedSet}`;
/** One element of a client, whatever family it speaks. */
const ofSender = (statement: string, set: string, limit: string): string =>
  `    meta nfproto ipv4 ${statement} @${set} { ${indexAt.saddr.ipv4} ${limit} } drop
    meta nfproto ipv6 ${statement} @${set} { ${indexAt.saddr.ipv6} ${limit} } drop`;
/**
 * When a client's bucket of new connections is forgotten, counted from its last one (`update`; `add` would count from its first, and the burst begin anew
 * while it goes on). Until then the bucket is full again: two times what a burst takes to fill.
 */
const freshSeconds = 2 * connectionBurstSeconds;

const isV6 = (cidr: string): boolean => cidr.includes(":");
const family = (cidr: string): string => (isV6(cidr) ? "ip6" : "ip");

/** A set of addresses; an empty one holds nothing. */
function addressSet(name: string, type: "ipv4_addr" | "ipv6_addr", elements: readonly string[]): string {
  const listed = elements.length === 0 ? "" : `elements = { ${elements.join(", ")} };`;
  return `  set ${name} { type ${type}; flags interval; auto-merge; ${listed} }`;
}

/**
 * The exit policy as sets of ports and a line for each run of rules with one action and protocol: the first match still wins. The sets are named, because
 * ranges in an anonymous one may not overlap.
 */
function renderPolicy(rules: readonly PolicyRule[]): { readonly sets: string; readonly lines: string } {
  const runs: { readonly action: string; readonly protocol: string; readonly ports: string[] }[] = [];
  for (const { action, protocol, ports } of rules) {
    const last = runs.at(-1);
    const range = `${ports[0]}-${ports[1]}`;
    if (last?.action === action && last.protocol === protocol) last.ports.push(range);
    else runs.push({ action, protocol, ports: [range] });
  }
  const sets = runs.map(
    ({ ports }, index) =>
      `  set ports${index} { type inet_service; flags interval; auto-merge; elements = { ${ports.join(", ")} }; }`,
  );
  const lines = runs.map(({ action, protocol }, index) => {
    const verdict = action === "accept" ? "return" : "goto refuse";
    return `    meta l4proto ${protocol === "any" ? "{ tcp, udp }" : protocol} th dport @ports${index} ${verdict}`;
  });
  return { sets: sets.join("\n"), lines: lines.join("\n") };
}

/** The whole table, for `nft -f`: whatever was there before under its name is replaced in the same transaction. */
export function renderTable(network: TunnelNetwork, exit: ExitRules): string {
  const table = tableOf(network.interfaceName);
  const name = `"${network.interfaceName}"`;
  const policy = renderPolicy([...exit.policy.rules, ...presets[exit.policy.preset]]);
  const own = exit.ownAddresses;
  const refused4 = [...refusedRanges.v4, ...own.filter((address) => !isV6(address))];
  const refused6 = [...refusedRanges.v6, ...own.filter(isV6)];
  const dns = family(network.dnsAddress);
  const limits = exit.limits ?? defaultLimits;
  const fresh = `limit rate over ${limits.newConnectionsPerSecond}/second burst ${connectionBurst(limits)} packets`;
  // A packet that is too fast is dropped before it is counted: nobody pays for it.
  const pace = (way: "saddr" | "daddr") =>
    limits.bitsPerSecond === undefined
      ? ""
      : `    limit name ip ${way} map @pace4 drop
    limit name ip6 ${way} map @pace6 drop
`;
  const lab = exit.labAllow.map((cidr) => `    ${family(cidr)} daddr ${cidr} goto exitPolicy`);
  return `add table ${table}
delete table ${table}
table ${table} {
  map credit4 { type ipv4_addr : quota; }
  map credit6 { type ipv6_addr : quota; }
  set ${passedSet} { typeof ${indexAt.saddr.ipv4}; size 65535; flags dynamic; counter; }
  map pace4 { type ipv4_addr : limit; }
  map pace6 { type ipv6_addr : limit; }
  set fresh { typeof ${indexAt.saddr.ipv4}; size 65535; flags dynamic,timeout; timeout ${freshSeconds}s; }
  set open { typeof ${indexAt.saddr.ipv4}; size 65535; flags dynamic; }
${addressSet("refused4", "ipv4_addr", refused4)}
${addressSet("refused6", "ipv6_addr", refused6)}
${policy.sets}
  chain refuse { reject with icmpx admin-prohibited; }
  chain exitPolicy {
${policy.lines}
    icmp type echo-request return
    icmpv6 type echo-request return
    goto refuse
  }
  chain reach {
    ct status dnat ct original ${dns} daddr ${network.dnsAddress} return
${lab.join("\n")}
    ip daddr @refused4 goto refuse
    ip6 daddr @refused6 goto refuse
    goto exitPolicy
  }
  chain freshFlow {
${ofSender("update", "fresh", fresh)}
${ofSender("add", "open", `ct count over ${limits.connectionsAtOnce}`)}
    jump reach
  }
  chain up {
    ip saddr != @credit4 drop
    ip6 saddr != @credit6 drop
    oifname ${name} drop
    ct state invalid drop
    ct state new jump freshFlow
    tcp flags syn tcp option maxseg size set rt mtu
${pace("saddr")}    quota name ip saddr map @credit4 drop
    quota name ip6 saddr map @credit6 drop
${count("saddr")}
  }
  chain down {
    ip daddr != @credit4 drop
    ip6 daddr != @credit6 drop
    ct state != { established, related } drop
    tcp flags syn tcp option maxseg size set rt mtu
${pace("daddr")}    quota name ip daddr map @credit4 drop
    quota name ip6 daddr map @credit6 drop
${count("daddr")}
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname ${name} jump up
    oifname ${name} jump down
  }
  chain own {
    type filter hook input priority filter - 1; policy accept;
    iifname ${name} drop
  }
  chain untracked {
    type filter hook prerouting priority raw; policy accept;
    iifname != ${name} udp dport ${network.listenPort} fib daddr type local notrack
    iifname ${name} ip saddr != @credit4 drop
    iifname ${name} ip6 saddr != @credit6 drop
  }
  chain untrackedOut {
    type filter hook output priority raw; policy accept;
    udp sport ${network.listenPort} notrack
  }
  chain resolve {
    type nat hook prerouting priority dstnat; policy accept;
    iifname ${name} ${dns} daddr ${network.dnsAddress} meta l4proto { tcp, udp } th dport 53 dnat ${dns} to ${network.resolver}
  }
  chain source {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${network.network4} oifname != ${name} masquerade
    ip6 saddr ${network.network6} oifname != ${name} masquerade
  }
}
`;
}

/** Removes the table, there or not. */
export const removeTable = (interfaceName: string): string =>
  `add table ${tableOf(interfaceName)}; delete table ${tableOf(interfaceName)}`;

/** Lets a client in, up to `limit` bytes and at that rate. */
export function addClient(
  interfaceName: string,
  client: ClientAddresses,
  limit: number,
  bitsPerSecond?: number | undefined,
): string[] {
  const table = tableOf(interfaceName);
  return [
    `add element ${table} ${passedSet} { ${client.index} }`,
    ...(bitsPerSecond === undefined ? [] : addPace(table, client, bitsPerSecond)),
    ...addCredit(table, client, 0, limit),
  ];
}

/** One limit for both directions of both families. */
const addPace = (table: string, client: ClientAddresses, bitsPerSecond: number): string[] => [
  `add limit ${table} ${paceOf(client.index)} { rate over ${Math.floor(bitsPerSecond / 8)} bytes/second burst ${rateBurst(bitsPerSecond)} bytes }`,
  `add element ${table} pace4 { ${client.address4} : "${paceOf(client.index)}" }`,
  `add element ${table} pace6 { ${client.address6} : "${paceOf(client.index)}" }`,
];

const addCredit = (table: string, client: ClientAddresses, turn: number, limit: number): string[] => [
  `add quota ${table} ${quotaOf(client.index, turn)} { over ${limit} bytes }`,
  `add element ${table} credit4 { ${client.address4} : "${quotaOf(client.index, turn)}" }`,
  `add element ${table} credit6 { ${client.address6} : "${quotaOf(client.index, turn)}" }`,
];

const removeCredit = (table: string, client: ClientAddresses, turn: number): string[] => [
  `delete element ${table} credit4 { ${client.address4} }`,
  `delete element ${table} credit6 { ${client.address6} }`,
  `delete quota ${table} ${quotaOf(client.index, turn)}`,
];

/** Cuts a client off and forgets what it had. */
export function removeClient(
  interfaceName: string,
  client: ClientAddresses,
  turn: number,
  bitsPerSecond?: number | undefined,
): string[] {
  const table = tableOf(interfaceName);
  return [
    ...removeCredit(table, client, turn),
    `delete element ${table} ${passedSet} { ${client.index} }`,
    ...(bitsPerSecond === undefined
      ? []
      : [
          `delete element ${table} pace4 { ${client.address4} }`,
          `delete element ${table} pace6 { ${client.address6} }`,
          `delete limit ${table} ${paceOf(client.index)}`,
        ]),
  ];
}

/** Moves a client's limit; what it has used stays. */
export const moveLimit = (interfaceName: string, index: number, turn: number, limit: number): string =>
  `add quota ${tableOf(interfaceName)} ${quotaOf(index, turn)} { over ${limit} bytes }`;

/** Puts a new quota in the place of one that is used up. */
export const replaceCredit = (
  interfaceName: string,
  client: ClientAddresses,
  turn: number,
  limit: number,
): string[] => [
  ...removeCredit(tableOf(interfaceName), client, turn),
  ...addCredit(tableOf(interfaceName), client, turn + 1, limit),
];
