import { randomBytes } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { RuntimeError } from "../../runtime/errors.ts";
import { programMissing, runProgram } from "../../runtime/program.ts";

/** Where everybody lives. The ranges are for documentation and benchmarks: no traffic of a lab is ever meant for a real host. */
export const labAddresses = {
  client4: "198.18.1.2",
  client6: "2001:db8:1::2",
  exit4: "198.18.2.2",
  exit6: "2001:db8:2::2",
  internet4: "198.18.3.2",
  internet6: "2001:db8:3::2",
  /** Another machine in the client's own network. */
  neighbour4: "198.18.1.1",
  /** In another network than the exit, as two hops need it. */
  entry4: "198.19.1.2",
} as const;

/** Ends what is left of a lab; it may have ended by itself meanwhile. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

export type Place = "client" | "router" | "entry" | "exit" | "internet";

/** Five machines on one: client - router - exit - internet, and an entry at the router, each a network namespace of its own; the machine's own network is not touched. */
export interface Namespaces {
  readonly names: Readonly<Record<Place, string>>;
  /** The words that run a command in a place. */
  within(place: Place): readonly string[];
  run(place: Place, program: string, args: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

interface Wire {
  readonly from: Place;
  readonly to: Place;
  readonly net4: string;
  readonly net6: string;
}

const wires: readonly Wire[] = [
  { from: "client", to: "router", net4: "198.18.1", net6: "2001:db8:1::" },
  { from: "router", to: "exit", net4: "198.18.2", net6: "2001:db8:2::" },
  { from: "router", to: "entry", net4: "198.19.1", net6: "2001:db8:4::" },
  { from: "exit", to: "internet", net4: "198.18.3", net6: "2001:db8:3::" },
];

/** Refuses before anything is made. Codes: `NAMESPACES_NEED_ROOT`, `PROGRAM_MISSING`. */
async function requireLab(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new RuntimeError(
      "NAMESPACES_NEED_ROOT",
      "network namespaces need root on Linux: run this with sudo, or use the https transport, which needs no rights",
    );
  for (const program of ["ip", "nft", "sysctl", "wireguard-go"]) {
    const folders = (process.env.PATH ?? "").split(delimiter);
    const found = await Promise.any(folders.map((folder) => access(join(folder, program), constants.X_OK))).then(
      () => true,
      () => false,
    );
    if (!found) throw programMissing(program, undefined);
  }
}

/**
 * Makes the namespaces and joins them. On each wire the side nearer to the client has .2 on the first one and .1 on the others. Codes: those of `requireLab`.
 */
export async function openNamespaces(): Promise<Namespaces> {
  await requireLab();
  const tag = randomBytes(3).toString("hex");
  const names: Record<Place, string> = {
    client: `tp${tag}c`,
    router: `tp${tag}r`,
    entry: `tp${tag}n`,
    exit: `tp${tag}e`,
    internet: `tp${tag}i`,
  };
  const within = (place: Place) => ["ip", "netns", "exec", names[place]];
  const run = (place: Place, program: string, args: readonly string[], input?: string) =>
    runProgram("ip", ["netns", "exec", names[place], program, ...args], input);
  const batch = (place: Place, lines: readonly string[]) => run(place, "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
  const close = async () => {
    for (const name of Object.values(names)) {
      // A namespace lives as long as its last process, such as the wireguard-go of a daemon that was killed.
      const pids = await runProgram("ip", ["netns", "pids", name]).catch(() => "");
      for (const pid of pids.split("\n")) if (pid !== "") endProcess(Number(pid));
      await runProgram("ip", ["netns", "delete", name]).catch(() => undefined);
    }
  };
  try {
    for (const name of Object.values(names)) await runProgram("ip", ["netns", "add", name]);
    for (const place of Object.keys(names) as Place[]) await batch(place, ["link set lo up"]);
    for (const { from, to, net4, net6 } of wires) {
      const [near, far] = [`to-${to}`, `to-${from}`];
      await batch(from, [`link add ${near} type veth peer name ${far} netns ${names[to]}`]);
      const [nearEnd, farEnd] = from === "client" ? [2, 1] : [1, 2];
      await batch(from, [
        `address add ${net4}.${nearEnd}/24 dev ${near}`,
        `address add ${net6}${nearEnd}/64 dev ${near} nodad`,
        `link set ${near} up`,
      ]);
      await batch(to, [
        `address add ${net4}.${farEnd}/24 dev ${far}`,
        `address add ${net6}${farEnd}/64 dev ${far} nodad`,
        `link set ${far} up`,
      ]);
    }
    for (const place of ["router", "entry", "exit"] as const)
      await run(place, "sysctl", ["-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]);
    await batch("client", ["route add default via 198.18.1.1", "route add ::/0 via 2001:db8:1::1"]);
    await batch("router", ["route add 198.18.3.0/24 via 198.18.2.2", "route add 2001:db8:3::/64 via 2001:db8:2::2"]);
    await batch("entry", ["route add default via 198.19.1.1", "route add ::/0 via 2001:db8:4::1"]);
    await batch("exit", ["route add 198.19.1.0/24 via 198.18.2.1"]);
    await batch("exit", ["route add 198.18.1.0/24 via 198.18.2.1", "route add 2001:db8:1::/64 via 2001:db8:2::1"]);
    // The internet knows the way back to the client too: a packet in clear would be answered, so that a leak shows.
    await batch("internet", ["route add default via 198.18.3.1", "route add ::/0 via 2001:db8:3::1"]);
    return { names, within, run, close };
  } catch (error) {
    await close();
    throw error;
  }
}
