/** What a leak matrix says, and whether it proves anything. Pure. */

export const kinds = ["TCP", "UDP", "ICMP", "DNS", "IPv6", "mDNS", "LAN", "exitUDP", "exitTCP"] as const;
export const counted = [...kinds, "other"] as const;

export const states = [
  "connecting",
  "connected",
  "endpoint change",
  "endpoint changed",
  "route injected",
  "DHCP option 121 host routes",
  "RA",
  "wireguard-go killed",
  "client and wireguard-go killed",
  "exit dead",
  "reconnecting",
  "client killed",
] as const;
export type State = (typeof states)[number];

/** States in which the tunnel works: a row that shows no leak there shows as much only when the tunnel carried what was sent. */
const live: ReadonlySet<string> = new Set<State>([
  "connected",
  "endpoint changed",
  "route injected",
  "DHCP option 121 host routes",
  "RA",
]);
export const isLive = (state: string): boolean => live.has(state);
/** A change under way: the tunnel may answer again at any moment. */
const isChange = (state: string): boolean => state === "endpoint change";

/** Packets in clear by kind, how many probes were sent, and how many pings the internet answered. */
export interface Cells {
  readonly state: string;
  readonly leaked: Readonly<Record<(typeof counted)[number], number>>;
  readonly probes: number;
  readonly replies: { readonly v4: number; readonly v6: number };
}

export interface LeakMatrix {
  readonly rows: readonly Cells[];
  /** The same probes before the machine is closed and after `turnpike unblock`: they must leak. */
  readonly control: readonly Cells[];
}

/** All that is wrong: packets in clear, states that are missing or were not what they are called, and kinds that the watch would not have seen. */
export function faultsOf({ rows, control }: LeakMatrix): readonly string[] {
  const silent = kinds.flatMap((kind) =>
    control.filter(({ leaked }) => leaked[kind] === 0).map(({ state }) => `${state}: no packet of ${kind} was seen`),
  );
  const missing = states.filter((state) => rows.filter((row) => row.state === state).length !== 1);
  return [
    ...missing.map((state) => `${state}: probed not once`),
    ...(control.length === 2 ? [] : ["the same machine with the switch off: probed not twice"]),
    ...silent,
    ...rows.flatMap(({ state, leaked, replies }) => [
      ...counted.filter((kind) => leaked[kind] !== 0).map((kind) => `${state}: ${leaked[kind]} of ${kind} in clear`),
      ...(["v4", "v6"] as const)
        .filter((family) => !isChange(state) && replies[family] > 0 !== isLive(state))
        .map((family) => `${state}: ${replies[family]} pings over ${family} answered`),
    ]),
  ];
}

/** The matrix as text: a line a state, packets in clear by kind. */
export function renderMatrix({ rows, control }: LeakMatrix): string {
  const head = ["state", ...counted, "probes", "answered"];
  const lines = [...control.slice(0, 1), ...rows, ...control.slice(1)].map(({ state, leaked, probes, replies }) => [
    state,
    ...counted.map((kind) => String(leaked[kind])),
    String(probes),
    String(replies.v4 + replies.v6),
  ]);
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => (line[column] ?? "").length)));
  return all
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
