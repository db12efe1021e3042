/** Writes test/vectors/destinations.json: `node test/vectors/generateDestinations.ts`. Spellings of addresses, and whether an exit may dial them. */
import { writeFileSync } from "node:fs";

interface Row {
  readonly address: string;
  readonly refused: boolean;
  readonly why: string;
}
const rows: Row[] = [];
const add = (refused: boolean, why: string, ...addresses: string[]) => {
  for (const address of addresses) rows.push({ address, refused, why });
};

/** The forms in which IPv6 carries an IPv4 address, in more than one spelling each. */
const embedded = (v4: string): string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split(".").map(Number);
  const high = ((a << 8) | b).toString(16);
  const low = ((c << 8) | d).toString(16);
  const flip = (value: number) => (value ^ 0xffff).toString(16);
  return [
    ...[`::ffff:${v4}`, `::ffff:${high}:${low}`, `0:0:0:0:0:ffff:${high}:${low}`, `::FFFF:${v4}`],
    ...[`::${v4}`, `::${high}:${low}`, `::ffff:0:${v4}`, `64:ff9b::${v4}`, `64:ff9b::${high}:${low}`],
    ...[`64:ff9b:1::${high}:${low}`, `2002:${high}:${low}::`, `2002:${high}:${low}::1`],
    `2001:0:4136:e378:8000:63bf:${flip((a << 8) | b)}:${flip((c << 8) | d)}`,
  ];
};
const ranges: readonly (readonly [string, string])[] = [
  ["loopback", "127.0.0.1"],
  ["private 10/8", "10.0.0.1"],
  ["private 172.16/12", "172.31.255.254"],
  ["private 192.168/16", "192.168.1.1"],
  ["link-local", "169.254.0.1"],
  ["metadata", "169.254.169.254"],
  ["shared 100.64/10", "100.64.0.1"],
  ["multicast", "224.0.0.251"],
  ["unspecified", "0.0.0.0"],
  ["broadcast", "255.255.255.255"],
];
for (const [why, v4] of ranges) {
  add(true, why, v4);
  add(true, `${why}, embedded in IPv6`, ...embedded(v4));
}
add(true, "edges of the private ranges", "10.255.255.255", "172.16.0.0", "192.168.255.255", "100.127.255.255");
add(true, "edges of loopback and link-local", "127.255.255.255", "127.0.0.0", "169.254.255.255");
add(true, "metadata of clouds", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254");
add(true, "metadata of clouds", "fd20:ce::254");
add(true, "reserved", "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9");
add(true, "reserved", "240.0.0.1", "255.255.255.254", "192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1");
add(true, "multicast", "239.255.255.250", "ff02::1", "ff05::2", "ff0e::1", "ff00::");
add(true, "IPv6 loopback and unspecified", "::1", "::", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001");
add(true, "IPv6 private", "fc00::1", "fd12:3456:789a::1", "fdff:ffff::1", "fec0::1");
add(true, "IPv6 link-local", "fe80::1", "febf::1", "FE80::ABCD");
add(true, "IPv6 documentation and benchmarking", "2001:db8::1", "2001:2::1", "2001:10::1", "2001:20::1", "3fff::1");
add(true, "IPv6 discard and unassigned", "100::1", "4000::1", "8000::1", "e000::1", "1::1", "2620:4f:8000::1");
add(true, "zone identifiers", "fe80::1%eth0", "fe80::1%25eth0", "::1%lo", "2606:4700::1%1");
add(true, "short and odd IPv4 spellings", "127.1", "127.0.1", "10.1", "0", "1", "2130706433", "3232235521", "4294967295");
add(true, "hexadecimal and octal", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "017700000001", "0300.0250.1.1");
add(true, "leading zeros", "127.000.000.001", "010.0.0.1", "192.168.01.1", "08.8.8.8", "8.8.8.08");
add(true, "numbers out of range", "256.1.1.1", "1.2.3.256", "1.2.3.4.5", "1.2.3", "999.999.999.999", "1.2.3.4.");
add(true, "white space and control characters", " 8.8.8.8", "8.8.8.8 ", "8.8.8.8\n", "8.8.8.8\u0000", "8.8.8.8\t");
add(true, "other digits and dots", "８.８.８.８", "8。8。8。8", "8.8.8.８", "①②⑦.0.0.1");
add(true, "ports, brackets and paths", "8.8.8.8:80", "[::1]", "[2606:4700::1]", "8.8.8.8/32", "::1/128", "http://8.8.8.8");
add(true, "broken IPv6", ":::1", "1::2::3", "12345::1", "::g", "::ffff:999.1.1.1", "::ffff:127.0.0.1.1", ":", "2001:");
add(true, "odd IPv4 inside IPv6", "::ffff:0x7f.0.0.1", "::ffff:010.0.0.1", "::ffff:8.8.8.08", "::0177.0.0.1", "::ffff:8.8.8");
add(true, "IPv4-compatible, which is no mapped address", "::8.8.4.4", "::0:8.8.4.4", "0:0:0:0:0:0:8.8.4.4", "::1.1.1.1");
add(true, "not an address", "", "localhost", "-1", "0x", "a.b.c.d", "1e3", "+8.8.8.8", "8.8.8.-8");
add(true, "translated public hosts", ...embedded("8.8.8.8").filter((text) => !/^(::ffff|0:0:0:0:0:ffff):[^0]/i.test(text) || text.startsWith("::ffff:0:")));
add(false, "public IPv4", "8.8.8.8", "1.1.1.1", "93.184.216.34", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0");
add(false, "public IPv4", "192.167.255.255", "192.169.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1");
add(false, "public IPv4", "169.253.255.255", "169.255.0.0", "223.255.255.255", "198.17.255.255", "198.20.0.0", "1.0.0.0");
add(false, "public IPv6", "2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:81b::200e", "2003::1", "2400:cb00::1");
add(false, "public IPv4 mapped: dialled as IPv4", "::ffff:8.8.8.8", "::ffff:808:808", "::FFFF:1.1.1.1");

const seen = new Set<string>();
const unique = rows.filter(({ address }) => !seen.has(address) && seen.add(address));
writeFileSync(new URL("destinations.json", import.meta.url), `${JSON.stringify(unique, null, 1)}\n`);
