import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { addClient, removeClient, renderTable } from "../../../../node/dataplane/wireguard/ruleset.ts";
import { classifyAddress, isDialable, refusedRanges } from "../../../../protocol/destination.ts";

const network = {
  interfaceName: "turnpike0",
  listenPort: 51_820,
  network4: "10.86.0.0/16",
  network6: "fd86:7470::/64",
  dnsAddress: "10.86.0.1",
  resolver: "9.9.9.9",
};
const exit = { policy: { preset: "reduced", rules: [] }, labAllow: [], ownAddresses: [] } as const;

const held = (address: string): boolean => {
  const parsed = ipaddr.parse(address);
  return [...refusedRanges.v4, ...refusedRanges.v6].some((cidr) => {
    const [range, bits] = ipaddr.parseCIDR(cidr);
    return parsed.kind() === range.kind() && parsed.match(range, bits);
  });
};

describe("the addresses that the kernel refuses", () => {
  it("are those that the HTTPS transport refuses, for any IPv4 address", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(held(address)).toBe(!isDialable(classifyAddress(address)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("are those that the HTTPS transport refuses, for any IPv6 address that is no IPv4 one in disguise", () => {
    const anywhere = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    // Half of them near the ranges that matter.
    const near = fc
      .tuple(
        fc.constantFrom(0x2001, 0x2002, 0x2620, 0x3fff, 0x64, 0xfe80, 0xfc00, 0xff02, 0),
        fc.constantFrom(0, 2, 0xdb8, 0x10, 0x20, 0x4f, 0xff9b, 0xffff),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 6, maxLength: 6 }),
      )
      .map(([first, second, rest]) => [first, second, ...rest]);
    fc.assert(
      fc.property(fc.oneof(anywhere, near), (parts) => {
        const address = new ipaddr.IPv6(parts);
        fc.pre(!address.isIPv4MappedAddress());
        const text = address.toNormalizedString();
        expect(held(text)).toBe(!isDialable(classifyAddress(text)));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the exit's table", () => {
  it("replaces what lies under its name in one transaction, and names no other table", () => {
    const lines = renderTable(network, exit).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "add table inet turnpike_turnpike0",
      "delete table inet turnpike_turnpike0",
      "table inet turnpike_turnpike0 {",
    ]);
    expect(lines.filter((line) => /\btable\b/.test(line))).toHaveLength(3);
  });

  it("asks the policy's rules in their order: what is rejected first stays rejected", () => {
    const text = renderTable(network, {
      ...exit,
      policy: { preset: "web-only", rules: [{ action: "reject", protocol: "any", ports: [8_080, 8_090] }] },
    });
    const policy = text.slice(text.indexOf("chain exitPolicy"), text.indexOf("chain reach"));
    expect(policy.split("\n").slice(1, 4)).toEqual([
      "    meta l4proto { tcp, udp } th dport @ports0 goto refuse",
      "    meta l4proto tcp th dport @ports1 return",
      "    meta l4proto udp th dport @ports2 return",
    ]);
    expect(text).toContain("set ports0 { type inet_service; flags interval; auto-merge; elements = { 8080-8090 }; }");
  });

  it("holds each client to the limits that the HTTPS transport has: rate, new connections, connections at once", () => {
    const limits = { bitsPerSecond: 80_000_000, newConnectionsPerSecond: 50, connectionsAtOnce: 99 };
    const text = renderTable(network, { ...exit, limits });
    expect(text).toContain("update @fresh { @nh,112,16 limit rate over 50/second burst 250 packets } drop");
    expect(text).toContain("add @open { @nh,176,16 ct count over 99 } drop");
    const [up, down] = ["chain up", "chain down"].map((chain) => text.slice(text.indexOf(chain)));
    // Dropped before it is counted, in both directions.
    for (const [chain, way] of [
      [up, "saddr"],
      [down, "daddr"],
    ] as const)
      expect(chain?.indexOf(`limit name ip6 ${way} map @pace6 drop`)).toBeLessThan(
        chain?.indexOf(`quota name ip ${way} map @credit4 drop`) ?? -1,
      );
    const client = { index: 7, address4: "10.86.0.7", address6: "fd86:7470::7" };
    expect(addClient("turnpike0", client, 1_000, 80_000_000)).toContain(
      "add limit inet turnpike_turnpike0 pace7 { rate over 10000000 bytes/second burst 2500000 bytes }",
    );
    expect(removeClient("turnpike0", client, 0, 80_000_000).at(-1)).toBe("delete limit inet turnpike_turnpike0 pace7");
    // Without a rate nothing is looked up for it.
    expect(renderTable(network, exit)).not.toContain("limit name");
    expect(addClient("turnpike0", client, 1_000).join()).not.toContain("pace");
  });

  it("judges the lab's networks before the refused ones, and the host's public addresses as refused", () => {
    const text = renderTable(network, {
      ...exit,
      labAllow: ["198.18.3.0/24"],
      ownAddresses: ["203.0.113.9", "2001:db8::9"],
    });
    const reach = text.slice(text.indexOf("chain reach"));
    expect(reach.indexOf("198.18.3.0/24 goto exitPolicy")).toBeLessThan(reach.indexOf("@refused4"));
    expect(/set refused4 .*203\.0\.113\.9/.test(text)).toBe(true);
    expect(/set refused6 .*2001:db8::9/.test(text)).toBe(true);
  });
});
