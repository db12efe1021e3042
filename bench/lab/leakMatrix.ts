/**
 * What a closed machine lets out: probes of every kind in every state of the whole-machine tunnel, counted by the router next to it. Each state is brought about
 * for real and held while the probes are sent. Root; everything happens in the lab's namespaces.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../../runtime/program.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld, wireguardPort } from "../../scripts/demo/tunnelWorld.ts";
import type { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";

export const kinds = ["TCP", "UDP", "ICMP", "DNS", "IPv6", "mDNS", "LAN"] as const;
type Kind = (typeof kinds)[number];
export const states = [
  "connecting",
  "connected",
  "endpoint change",
  "route injected",
  "DHCP option 121 host routes",
  "RA",
  "wireguard-go killed",
  "exit dead",
  "reconnecting",
  "client killed",
] as const;
export type State = (typeof states)[number];

/** Packets in clear by kind, and how many probes were sent. */
export interface Cells {
  readonly state: string;
  readonly leaked: Readonly<Record<Kind | "other", number>>;
  readonly probes: number;
}

export interface LeakMatrix {
  readonly rows: readonly Cells[];
  /** The same probes before the machine is closed and after `turnpike unblock`: they must leak. */
  readonly control: readonly Cells[];
}

const { client4, exit4, internet4, internet6, neighbour4 } = labAddresses;
const sprayScript = fileURLToPath(new URL("../../scripts/demo/spray.ts", import.meta.url));
const table = "netdev leaks";
const settleMilliseconds = 100;
const stateMilliseconds = 60_000;
const advertisedMilliseconds = 20_000;

/** Counts by kind at the router's door, but for the tunnel itself, the client's control connection and what makes a network a network. */
const rules = `add table ${table}
${[...kinds, "other"].map((kind) => `add counter ${table} ${kind}`).join("\n")}
table ${table} {
  chain door {
    type filter hook ingress device "to-client" priority 0;
    meta protocol != { ip, ip6 } return
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } return
    ip daddr ${exit4} udp dport ${wireguardPort} return
    ip daddr ${exit4} tcp dport 8443 return
    udp dport 5353 counter name mDNS return
    meta l4proto { tcp, udp } th dport 53 counter name DNS return
    ip daddr ${neighbour4} udp dport 7000 counter name LAN return
    meta protocol ip6 counter name IPv6 return
    meta l4proto tcp counter name TCP return
    meta l4proto icmp counter name ICMP return
    udp dport 9000 counter name UDP return
    counter name other
  }
}
`;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Lab {
  readonly world: TunnelWorld;
  readonly #probesPerKind: number;
  #before: Record<string, number> = {};

  constructor(world: TunnelWorld, probesPerKind: number) {
    this.world = world;
    this.#probesPerKind = probesPerKind;
  }

  async watch(): Promise<void> {
    await this.world.spaces.run("router", "nft", ["-f", "-"], rules);
    this.#before = await this.#counts();
  }

  client(...args: readonly string[]): Promise<string> {
    const [program = "", ...rest] = args;
    return this.world.spaces.run("client", program, rest);
  }

  /** Forgets what left while a state was brought about on purpose in clear. */
  async forget(): Promise<void> {
    this.#before = await this.#counts();
  }

  /** Sends one volley of every kind; counts from the last volley's end, so that what leaks between two of them is seen. */
  async probe(state: string): Promise<Cells> {
    const count = this.#probesPerKind;
    const half = Math.ceil(count / 2);
    const udp = (host: string, port: number, number: number) => ({ kind: "udp", host, port, count: number });
    const sprays = [
      { kind: "tcp", host: internet4, port: 8_080, count },
      udp(internet4, 9_000, count),
      ...[udp(internet4, 53, half), udp(neighbour4, 53, half)],
      ...[udp(internet6, 9_000, half), { kind: "tcp", host: internet6, port: 8_080, count: half }],
      ...[udp("224.0.0.251", 5_353, half), udp("ff02::fb%to-router", 5_353, half)],
      udp(neighbour4, 7_000, count),
    ];
    const volley = this.world.start("probes", "client", [JSON.stringify(sprays)], sprayScript);
    const ping = ["ping", "-n", "-q", "-c", String(count), "-l", String(count), "-i", "0.002", "-W", "1", internet4];
    await Promise.all([volley.ended, this.client(...ping).catch(() => undefined)]);
    const sent = Number(volley.lines.at(-1)?.sent ?? 0);
    if (sent === 0) throw volley.failure();
    await pause(settleMilliseconds);
    const now = await this.#counts();
    const leaked = Object.fromEntries(
      [...kinds, "other"].map((kind) => [kind, (now[kind] ?? 0) - (this.#before[kind] ?? 0)]),
    );
    this.#before = now;
    return { state, leaked: leaked as Cells["leaked"], probes: sent + count };
  }

  async #counts(): Promise<Record<string, number>> {
    const text = await this.world.spaces.run("router", "nft", ["-j", "list", "counters"]);
    const { nftables } = JSON.parse(text) as { nftables: { counter?: { name: string; packets: number } }[] };
    return Object.fromEntries(
      nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])),
    );
  }
}

/** Runs `wanted` states in their order, `probesPerKind` of each kind in each. */
export async function runLeakMatrix(
  wanted: readonly State[],
  probesPerKind: number,
  say: (line: string) => void,
): Promise<LeakMatrix> {
  const world = await openTunnelWorld(say);
  const lab = new Lab(world, probesPerKind);
  try {
    await lab.watch();
    const resolverFile = join(world.dir, "resolv.conf");
    writeFileSync(resolverFile, `nameserver ${neighbour4}\n`);
    const payer = ["--dir", join(world.dir, "payer"), "--network", world.network, "--json"];
    await world.run("wallet", ["wallet", "create", ...payer, "--devnet-account", "payer"]);
    const control = [await lab.probe("switch off, before")];
    const rows: Cells[] = [];
    /** Brings a state about, probes when it is wanted, and undoes it. */
    const during = async (
      state: State,
      enter: () => Promise<unknown>,
      leave: () => Promise<unknown> = async () => {},
    ) => {
      const isWanted = wanted.includes(state);
      await enter();
      if (isWanted) {
        say(`probing: ${state}`);
        rows.push(await lab.probe(state));
      }
      await leave();
    };

    const client = world.start("connect", "client", [
      ...["connect", ...payer, "--indexer", world.indexer, "--transport", "wireguard", "--deposit", "2.00"],
      ...["--interface", world.clientInterface, "--resolver-file", resolverFile],
    ]);
    const reached = (state: string) => inState(client, state);
    await during(
      "connecting",
      async () => {
        await reached("connecting");
        // An exit that says nothing holds the state.
        world.node.process.child.kill("SIGSTOP");
        await lab.forget();
      },
      async () => {
        if (client.lines.some(({ state }) => state === "connected")) throw new Error("the client connected too early");
        world.node.process.child.kill("SIGCONT");
      },
    );
    await client.ready;
    await during("connected", async () => {});
    await during(
      "endpoint change",
      () => readdress(lab, client4, "198.18.1.77"),
      () => readdress(lab, "198.18.1.77", client4),
    );
    await withRoutes(lab, ["0.0.0.0/1", "128.0.0.0/1"], (enter, leave) => during("route injected", enter, leave));
    const hosts = [`${internet4}/32`, "198.18.3.0/25", "10.86.0.1/32"];
    await withRoutes(lab, hosts, (enter, leave) => during("DHCP option 121 host routes", enter, leave));
    await during(
      "RA",
      () => advertise(lab),
      () => unadvertise(lab),
    );
    await during(
      "wireguard-go killed",
      async () => {
        // The client would start it again at once.
        client.child.kill("SIGSTOP");
        process.kill(await wireguardPid(lab, world.clientInterface), "SIGKILL");
      },
      async () => {
        client.child.kill("SIGCONT");
      },
    );
    await during("exit dead", async () => {
      await world.spaces.run("exit", "ip", ["link", "set", "to-router", "down"]);
      world.node.process.child.kill("SIGKILL");
    });
    await during("reconnecting", () => reached("reconnecting"));
    await during("client killed", async () => {
      client.child.kill("SIGKILL");
      await client.ended;
    });

    const unblock = world.start("unblock", "client", ["unblock", ...payer]);
    if ((await unblock.ended) !== 0) throw unblock.failure();
    await world.spaces.run("exit", "ip", ["link", "set", "to-router", "up"]);
    await lab.forget();
    return { rows, control: [...control, await lab.probe("switch off, after")] };
  } finally {
    await world.close();
  }
}

async function inState(client: TurnpikeProcess, state: string): Promise<void> {
  const late = pause(stateMilliseconds).then(() => {
    throw new Error(`the client never was ${state}`);
  });
  late.catch(() => undefined);
  await Promise.race([client.line((line) => line.type === "state" && line.state === state), late]);
}

/** The machine gets another address on its own network, as when it is carried from one to the other; WireGuard sees a new endpoint. */
async function readdress(lab: Lab, from: string, to: string): Promise<void> {
  const lines = [
    `address add ${to}/24 dev to-router`,
    `address delete ${from}/24 dev to-router`,
    `address replace ${to}/24 dev to-router`,
    "route replace default via 198.18.1.1 dev to-router",
  ];
  await lab.world.spaces.run("client", "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
}

/** What a router next to the machine announces: routes more specific than the tunnel's. */
async function withRoutes(
  lab: Lab,
  routes: readonly string[],
  work: (enter: () => Promise<void>, leave: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const all = (verb: string) => async () => {
    const lines = routes.map((route) => `route ${verb} ${route} via ${neighbour4} dev to-router`);
    await lab.world.spaces.run("client", "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
  };
  await work(all("add"), all("delete"));
}

/**
 * A router advertisement (RFC 4861) as a router sends it: itself as a router of high preference, a prefix to make addresses of, and a route more specific than
 * the default (RFC 4191). The kernel fills in the checksum of a raw ICMPv6 socket; without IPV6_MULTICAST_LOOP the router does not count its own packet.
 */
const advertisement = `
use Socket qw(inet_pton pack_sockaddr_in6 AF_INET6 SOCK_RAW);
my ($index) = @ARGV;
socket(my $socket, AF_INET6, SOCK_RAW, 58) or die "socket: $!";
setsockopt($socket, 41, 17, pack("i", $index)) or die "interface: $!";
setsockopt($socket, 41, 18, pack("i", 255)) or die "hops: $!";
setsockopt($socket, 41, 19, pack("i", 0)) or die "loop: $!";
my $packet = pack("CCnCCnNN", 134, 0, 0, 64, 0x08, 1800, 0, 0)
  . pack("CCCCNNN", 3, 4, 64, 0xc0, 1800, 1800, 0) . inet_pton(AF_INET6, "2001:db8:1::")
  . pack("CCCCN", 24, 3, 65, 0x08, 1800) . inet_pton(AF_INET6, "2001:db8:3::");
send($socket, $packet, 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), $index)) or die "send: $!";
`;

/** The router advertises itself; beside what the kernel makes of that, what a bolder one could leave there: the same routes before all others. */
async function advertise(lab: Lab): Promise<void> {
  const { spaces } = lab.world;
  // As on a desktop, which takes routes of an advertisement too.
  const settings = ["accept_ra=2", "accept_ra_rt_info_max_plen=128", "accept_dad=0"];
  await lab.client("sysctl", "-qw", ...settings.map((setting) => `net.ipv6.conf.to-router.${setting}`));
  const links = JSON.parse(await spaces.run("router", "ip", ["-j", "link", "show", "dev", "to-client"]));
  const [link] = links as { ifindex: number }[];
  await spaces.run("router", "perl", ["-e", advertisement, String(link?.ifindex)]);
  const end = performance.now() + advertisedMilliseconds;
  for (let taken = 0; taken < 2; await pause(settleMilliseconds)) {
    if (performance.now() > end) throw new Error("the client's kernel took no router advertisement");
    const routes = await lab.client("ip", "-6", "route", "show", "proto", "ra", "dev", "to-router");
    taken = routes.split("\n").filter((route) => /^(default|2001:db8:3::\/65) via fe80:/.test(route)).length;
  }
  await bolder(lab, "add");
}

async function bolder(lab: Lab, verb: "add" | "delete"): Promise<void> {
  const via = "via 2001:db8:1::1 dev to-router proto ra";
  const lines = [
    `route ${verb} default ${via} metric 1`,
    `route ${verb} 2001:db8:3::/65 ${via} metric 1`,
    `address ${verb} 2001:db8:1::cafe/64 dev to-router${verb === "add" ? " nodad" : ""}`,
  ];
  await lab.world.spaces.run("client", "ip", ["-6", "-batch", "-"], `${lines.join("\n")}\n`);
}

/** Everything that came of it goes again, addresses that the kernel made included. */
async function unadvertise(lab: Lab): Promise<void> {
  await bolder(lab, "delete");
  await lab.client("ip", "-6", "route", "flush", "proto", "ra", "dev", "to-router");
  await lab.client("ip", "-6", "address", "flush", "dev", "to-router", "dynamic");
}

/** The process of an interface, looked for among those of the client's namespace alone. */
async function wireguardPid(lab: Lab, interfaceName: string): Promise<number> {
  const pids = await runProgram("ip", ["netns", "pids", lab.world.spaces.names.client]);
  for (const pid of pids.split("\n")) {
    if (pid === "") continue;
    const command = await runProgram("ps", ["-o", "args=", "-p", pid]).catch(() => "");
    if (command.trim() === `wireguard-go -f ${interfaceName}`) return Number(pid);
  }
  throw new Error("the client's wireguard-go is not there");
}

/** The matrix as text: a line a state, packets in clear by kind. */
export function renderMatrix({ rows, control }: LeakMatrix): string {
  const head = ["state", ...kinds, "other", "probes"];
  const lines = [...control.slice(0, 1), ...rows, ...control.slice(1)].map(({ state, leaked, probes }) => [
    state,
    ...[...kinds, "other" as const].map((kind) => String(leaked[kind])),
    String(probes),
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
