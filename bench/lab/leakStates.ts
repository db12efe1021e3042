/** What other machines and programs do to a closed machine, brought about in the lab for real. */
import { runProgram } from "../../runtime/program.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import type { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { type LeakLab, pause, settleMilliseconds } from "./leakLab.ts";

const { neighbour4 } = labAddresses;
const stateMilliseconds = 60_000;
const advertisedMilliseconds = 20_000;

export async function inState(client: TurnpikeProcess, state: string): Promise<void> {
  const late = pause(stateMilliseconds).then(() => {
    throw new Error(`the client never was ${state}`);
  });
  late.catch(() => undefined);
  await Promise.race([client.line((line) => line.type === "state" && line.state === state), late]);
}

/** The machine gets another address on its own network, as when it is carried from one to the other: another endpoint of the tunnel, if it goes on. */
export async function readdress(lab: LeakLab, from: string, to: string): Promise<void> {
  const lines = [
    `address add ${to}/24 dev to-router`,
    `address delete ${from}/24 dev to-router`,
    `address replace ${to}/24 dev to-router`,
    "route replace default via 198.18.1.1 dev to-router",
  ];
  await lab.world.spaces.run("client", "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
}

/** What a router next to the machine announces: routes more specific than the tunnel's. */
export async function withRoutes(
  lab: LeakLab,
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
export async function advertise(lab: LeakLab): Promise<void> {
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

async function bolder(lab: LeakLab, verb: "add" | "delete"): Promise<void> {
  const via = "via 2001:db8:1::1 dev to-router proto ra";
  const lines = [
    `route ${verb} default ${via} metric 1`,
    `route ${verb} 2001:db8:3::/65 ${via} metric 1`,
    `address ${verb} 2001:db8:1::cafe/64 dev to-router${verb === "add" ? " nodad" : ""}`,
  ];
  await lab.world.spaces.run("client", "ip", ["-6", "-batch", "-"], `${lines.join("\n")}\n`);
}

/** Everything that came of it goes again, addresses that the kernel made included. */
export async function unadvertise(lab: LeakLab): Promise<void> {
  await bolder(lab, "delete");
  await lab.client("ip", "-6", "route", "flush", "proto", "ra", "dev", "to-router");
  await lab.client("ip", "-6", "address", "flush", "dev", "to-router", "dynamic");
}

/** The process of an interface, looked for among those of the client's namespace alone. */
export async function wireguardPid(lab: LeakLab, interfaceName: string): Promise<number> {
  const pids = await runProgram("ip", ["netns", "pids", lab.world.spaces.names.client]);
  for (const pid of pids.split("\n")) {
    if (pid === "") continue;
    const command = await runProgram("ps", ["-o", "args=", "-p", pid]).catch(() => "");
    if (command.trim() === `wireguard-go -f ${interfaceName}`) return Number(pid);
  }
  throw new Error("the client's wireguard-go is not there");
}
