/**
 * Addresses that an exit never dials, whatever its policy: everything that is not a public host. Judged on the resolved address at connect time, in
 * IPv4, IPv6 and the forms that embed one in the other (RFC 6890 registries; RFC 6052, 3056, 4380, 4291). Code for callers: `DESTINATION_REFUSED`.
 */
import ipaddr from "ipaddr.js";

export type AddressClass =
  | "public"
  | "lab"
  | "malformed"
  | "unspecified"
  | "loopback"
  | "private"
  | "shared"
  | "linkLocal"
  | "metadata"
  | "multicast"
  | "broadcast"
  | "reserved"
  | "translated"
  | "own";

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [AddressClass, string];

const v4Ranges: readonly Range[] = [
  ["metadata", "169.254.169.254/32"],
  ["metadata", "169.254.170.2/32"],
  ["metadata", "100.100.100.200/32"],
  ["metadata", "192.0.0.192/32"],
  ["metadata", "168.63.129.16/32"],
  ["unspecified", "0.0.0.0/8"],
  ["private", "10.0.0.0/8"],
  ["shared", "100.64.0.0/10"],
  ["loopback", "127.0.0.0/8"],
  ["linkLocal", "169.254.0.0/16"],
  ["private", "172.16.0.0/12"],
  ["reserved", "192.0.0.0/24"],
  ["reserved", "192.0.2.0/24"],
  ["reserved", "192.31.196.0/24"],
  ["reserved", "192.52.193.0/24"],
  ["reserved", "192.88.99.0/24"],
  ["private", "192.168.0.0/16"],
  ["reserved", "192.175.48.0/24"],
  ["reserved", "198.18.0.0/15"],
  ["reserved", "198.51.100.0/24"],
  ["reserved", "203.0.113.0/24"],
  ["multicast", "224.0.0.0/4"],
  ["broadcast", "255.255.255.255/32"],
  ["reserved", "240.0.0.0/4"],
];

const v6Ranges: readonly Range[] = [
  ["metadata", "fd00:ec2::254/128"],
  ["metadata", "fd20:ce::254/128"],
  ["unspecified", "::/128"],
  ["loopback", "::1/128"],
  ["private", "fc00::/7"],
  ["linkLocal", "fe80::/10"],
  ["private", "fec0::/10"],
  ["multicast", "ff00::/8"],
];

/** Documentation, benchmarking and other ranges inside 2000::/3 that are no hosts. */
const reservedV6 = ["2001:db8::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "3fff::/20", "2620:4f:8000::/48"];

/** Forms that carry an IPv4 address: where its last (or first) byte lies. A translated address is refused as a whole: an exit has no need to dial one. */
const embeddings: readonly (readonly [string, (bytes: readonly number[]) => readonly number[]])[] = [
  ["::ffff:0:0/96", (bytes) => bytes.slice(12)],
  ["::ffff:0:0:0/96", (bytes) => bytes.slice(12)],
  ["::/96", (bytes) => bytes.slice(12)],
  ["64:ff9b::/96", (bytes) => bytes.slice(12)],
  ["64:ff9b:1::/48", (bytes) => bytes.slice(12)],
  ["2002::/16", (bytes) => bytes.slice(2, 6)],
  ["2001::/32", (bytes) => bytes.slice(12).map((byte) => byte ^ 255)],
];

const inRange = (address: Parsed, cidr: string): boolean => {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return address.kind() === network.kind() && address.match(network, bits);
};

const isQuad = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text);

/** Strict textual forms only: no octal, hexadecimal, short or zoned forms, which resolvers read in different ways. */
function parse(text: string): Parsed | undefined {
  if (isQuad(text)) return ipaddr.IPv4.parse(text);
  const tail = text.slice(text.lastIndexOf(":") + 1);
  const dotted = tail.includes(".");
  if (!text.includes(":") || text.includes("%") || (dotted && !isQuad(tail))) return undefined;
  // The library takes "::1.2.3.4" for the mapped "::ffff:1.2.3.4"; to a kernel it is "::102:304".
  const plain = dotted && text === `::${tail}` ? `::0:${tail}` : text;
  return ipaddr.IPv6.isValid(plain) ? ipaddr.IPv6.parse(plain) : undefined;
}

/** The address as the kernel will see it: an IPv4-mapped one is IPv4. */
function unmapped(address: Parsed): Parsed {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/**
 * Classifies a resolved address. Only `public` (or `lab`, when one of the `labAllow` CIDRs holds it) may be dialled. `own`: addresses of this host,
 * so that an exit's services are not reached from inside.
 */
export function classifyAddress(
  text: string,
  options: { readonly labAllow?: readonly string[]; readonly own?: readonly string[] } = {},
): AddressClass {
  const parsed = parse(text);
  if (parsed === undefined) return "malformed";
  const address = unmapped(parsed);
  if (options.labAllow?.some((cidr) => inRange(address, cidr)) === true) return "lab";
  const normal = address.toNormalizedString();
  if (options.own?.some((own) => parse(own)?.toNormalizedString() === normal) === true) return "own";
  if (address instanceof ipaddr.IPv4) return v4Ranges.find(([, cidr]) => inRange(address, cidr))?.[0] ?? "public";
  const special = v6Ranges.find(([, cidr]) => inRange(address, cidr))?.[0];
  if (special !== undefined) return special;
  if (embeddings.some(([cidr]) => inRange(address, cidr))) return embeddedClass(address);
  // Outside 2000::/3 nothing is assigned to hosts; inside it, documentation and benchmarking ranges are not hosts either.
  if (!inRange(address, "2000::/3")) return "reserved";
  return reservedV6.some((cidr) => inRange(address, cidr)) ? "reserved" : "public";
}

function embeddedClass(address: ipaddr.IPv6): AddressClass {
  const bytes = address.toByteArray();
  const found = embeddings.find(([cidr]) => inRange(address, cidr));
  const inner = found === undefined ? [] : found[1](bytes);
  const kind = classifyAddress(inner.join("."));
  return kind === "public" ? "translated" : kind;
}

/**
 * The ranges of addresses that are never dialled, as CIDR blocks that may overlap: for a data plane that judges packets by sets of addresses instead of
 * asking `classifyAddress` for each. Both say the same of every address.
 */
export const refusedRanges: { readonly v4: readonly string[]; readonly v6: readonly string[] } = {
  v4: v4Ranges.map(([, cidr]) => cidr),
  v6: [
    ...v6Ranges.map(([, cidr]) => cidr),
    ...embeddings.map(([cidr]) => cidr),
    ...reservedV6,
    // Outside 2000::/3 nothing is assigned to hosts.
    ...["::/3", "4000::/2", "8000::/1"],
  ],
};

export const isDialable = (kind: AddressClass): boolean => kind === "public" || kind === "lab";

/** Whether a text is a CIDR block this room understands. */
export function isCidr(text: string): boolean {
  return ipaddr.isValidCIDR(text);
}
