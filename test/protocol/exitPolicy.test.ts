import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ExitPolicy,
  type PolicyPreset,
  type PolicyRule,
  policyAccepts,
  presets,
} from "../../protocol/exitPolicy.ts";
import { ExitPolicyJson, parseMessage } from "../../protocol/wire.ts";

const plain = (preset: PolicyPreset): ExitPolicy => ({ preset, rules: [] });
const open = (preset: PolicyPreset, protocol: "tcp" | "udp") =>
  Array.from({ length: 65_536 }, (_, port) => port).filter((port) => policyAccepts(plain(preset), protocol, port));
const port = fc.integer({ min: 1, max: 65_535 });
const rule: fc.Arbitrary<PolicyRule> = fc.record({
  action: fc.constantFrom("accept", "reject"),
  protocol: fc.constantFrom("tcp", "udp", "any"),
  ports: fc.tuple(port, port).map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a])),
});
const preset = fc.constantFrom<PolicyPreset>("web-only", "reduced", "open");

describe("the preset web-only", () => {
  it("lets the web and encrypted names through, and nothing else", () => {
    expect(open("web-only", "tcp")).toEqual([80, 443, 853, 8080, 8443]);
    expect(open("web-only", "udp")).toEqual([443, 853]);
  });
});

describe("the preset reduced", () => {
  it.each([20, 21, 43, 53, 80, 110, 143, 443, 587, 853, 993, 995, 1194, 5222, 6667, 6697, 8333, 9418, 11_371, 64_738])(
    "lets TCP %i through",
    (number) => {
      expect(policyAccepts(plain("reduced"), "tcp", number)).toBe(true);
    },
  );

  it.each([
    [25, "mail delivery"],
    [22, "SSH"],
    [23, "telnet"],
    [135, "RPC"],
    [137, "NetBIOS"],
    [138, "NetBIOS"],
    [139, "NetBIOS"],
    [445, "SMB"],
    [1433, "SQL Server"],
    [3306, "MySQL"],
    [3389, "remote desktop"],
    [5432, "PostgreSQL"],
    [5900, "VNC"],
    [6379, "Redis"],
    [6881, "BitTorrent"],
    [6999, "BitTorrent"],
    [9200, "Elasticsearch"],
    [27_017, "MongoDB"],
  ])("keeps %i shut (%s), on both protocols", (number) => {
    expect(policyAccepts(plain("reduced"), "tcp", number)).toBe(false);
    expect(policyAccepts(plain("reduced"), "udp", number)).toBe(false);
  });

  it("opens few UDP ports: names, time, QUIC, calls, tunnels", () => {
    expect(open("reduced", "udp")).toEqual([
      53, 80, 123, 443, 853, 1194, 3478, 3479, 3480, 3481, 19_302, 19_303, 19_304, 19_305, 19_306, 19_307, 19_308,
      19_309, 51_820,
    ]);
  });
});

describe("the preset open", () => {
  it("lets everything through but mail delivery and the networks of neighbours", () => {
    for (const protocol of ["tcp", "udp"] as const) {
      const closed = new Set([0, 25, 135, 136, 137, 138, 139, 445]);
      expect(open("open", protocol)).toEqual(
        Array.from({ length: 65_536 }, (_, number) => number).filter((number) => !closed.has(number)),
      );
    }
  });
});

describe("every preset", () => {
  it("keeps port 0, mail delivery and SMB shut", () => {
    for (const name of Object.keys(presets) as PolicyPreset[])
      for (const number of [0, 25, 135, 139, 445])
        for (const protocol of ["tcp", "udp"] as const)
          expect(policyAccepts(plain(name), protocol, number), `${name} ${number}`).toBe(false);
  });

  it("has rules that a descriptor could carry", () => {
    for (const rules of Object.values(presets))
      for (const { ports } of rules) {
        expect(ports[0]).toBeGreaterThanOrEqual(1);
        expect(ports[1]).toBeGreaterThanOrEqual(ports[0]);
        expect(ports[1]).toBeLessThanOrEqual(65_535);
      }
  });
});

describe("an operator's own rules", () => {
  it("come before the preset's, and the first that matches decides", () => {
    const policy: ExitPolicy = {
      preset: "web-only",
      rules: [
        { action: "reject", protocol: "tcp", ports: [443, 443] },
        { action: "accept", protocol: "any", ports: [400, 500] },
      ],
    };
    expect(policyAccepts(policy, "tcp", 443)).toBe(false);
    expect(policyAccepts(policy, "udp", 443)).toBe(true);
    expect(policyAccepts(policy, "tcp", 444)).toBe(true);
    expect(policyAccepts(policy, "tcp", 80)).toBe(true);
    expect(policyAccepts(policy, "tcp", 22)).toBe(false);
  });

  it("decide as a list read from its top does", () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 8 }),
        preset,
        fc.constantFrom("tcp", "udp"),
        port,
        (rules, name, protocol, number) => {
          const matches = rules.filter(
            (one) => [protocol, "any"].includes(one.protocol) && one.ports[0] <= number && number <= one.ports[1],
          );
          const wanted =
            matches[0] === undefined ? policyAccepts(plain(name), protocol, number) : matches[0].action === "accept";
          expect(policyAccepts({ preset: name, rules }, protocol, number)).toBe(wanted);
        },
      ),
    );
  });

  it("can shut everything with one line", () => {
    fc.assert(
      fc.property(preset, fc.constantFrom("tcp", "udp"), port, (name, protocol, number) => {
        const rules: PolicyRule[] = [{ action: "reject", protocol: "any", ports: [1, 65_535] }];
        expect(policyAccepts({ preset: name, rules }, protocol, number)).toBe(false);
      }),
    );
  });

  it("pass the wire as they are", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 64 }), preset, (rules, name) => {
        const policy = { preset: name, rules };
        expect(parseMessage(ExitPolicyJson, JSON.parse(JSON.stringify(policy)), "exit policy")).toEqual(policy);
      }),
    );
  });
});
