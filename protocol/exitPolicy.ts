/**
 * Where an exit lets traffic go, as data: ordered rules, first match wins, no match refuses. Presets follow Tor's reduced exit policy in spirit:
 * common services, without mail delivery, file sharing by SMB, remote desktops and other ports that draw abuse.
 */

export type TransportProtocol = "tcp" | "udp";

export interface PolicyRule {
  readonly action: "accept" | "reject";
  readonly protocol: TransportProtocol | "any";
  /** First and last port, inclusive. */
  readonly ports: readonly [number, number];
}

export type PolicyPreset = "web-only" | "reduced" | "open";

export interface ExitPolicy {
  readonly preset: PolicyPreset;
  /** Looked at before the preset's own rules. */
  readonly rules: readonly PolicyRule[];
}

const ports = (
  action: PolicyRule["action"],
  protocol: PolicyRule["protocol"],
  list: readonly (number | readonly [number, number])[],
): PolicyRule[] =>
  list.map((entry) => ({ action, protocol, ports: typeof entry === "number" ? [entry, entry] : entry }));

const web = [80, 443, 8080, 8443];
const reducedTcp: readonly (number | readonly [number, number])[] = [
  ...[20, 21, 43, 53, 79, 80, 81, 88, 110, 143, 194, 220, 389, 443, 464, 465],
  ...[531, 543, 544, 554, 563, 587, 636, 706, 749, 853, 873, 902, 903, 904, 981],
  ...([[989, 990], 991, 992, 993, 994, 995, 1194, 1220, 1293, 1500, 1533, 1677, 1723, 1755, 1863] as const),
  ...([
    2082,
    2083,
    2086,
    2087,
    [2095, 2096],
    [2102, 2104],
    3128,
    3690,
    4321,
    4643,
    5050,
    5190,
    [5222, 5223],
    5228,
  ] as const),
  ...([
    [6660, 6669],
    6679,
    6697,
    [8000, 8009],
    8074,
    [8080, 8089],
    8332,
    8333,
    8443,
    8888,
    9418,
    [9999, 10000],
    11371,
    19294,
    19638,
  ] as const),
  50002,
  64738,
];
const reducedUdp = [53, 80, 123, 443, 853, [3478, 3481], [19302, 19309], 51820, 1194] as const;
/** Never, even when open: mail relays and networks of neighbours. */
const alwaysClosed = ports("reject", "any", [25, [135, 139], 445]);

export const presets: Readonly<Record<PolicyPreset, readonly PolicyRule[]>> = {
  "web-only": [...ports("accept", "tcp", [...web, 853]), ...ports("accept", "udp", [443, 853])],
  reduced: [...ports("accept", "tcp", reducedTcp), ...ports("accept", "udp", reducedUdp)],
  open: [...alwaysClosed, ...ports("accept", "any", [[1, 65_535]])],
};

/** Whether the policy lets a protocol reach a port. Addresses are judged apart, after resolution (`destination.ts`). */
export function policyAccepts(policy: ExitPolicy, protocol: TransportProtocol, port: number): boolean {
  for (const rule of [...policy.rules, ...presets[policy.preset]]) {
    if ((rule.protocol === "any" || rule.protocol === protocol) && port >= rule.ports[0] && port <= rule.ports[1])
      return rule.action === "accept";
  }
  return false;
}
