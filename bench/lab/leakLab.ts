/** Probes of every kind from the client's machine, counted by the router next to it. */
import { fileURLToPath } from "node:url";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { type TunnelWorld, wireguardPort } from "../../scripts/demo/tunnelWorld.ts";
import { type Cells, counted } from "./leakVerdict.ts";

const { exit4, internet4, internet6, neighbour4 } = labAddresses;
const controlPort = 8_443;
const sprayScript = fileURLToPath(new URL("../../scripts/demo/spray.ts", import.meta.url));
const table = "netdev leaks";
export const settleMilliseconds = 100;
/** How long a ping waits for its first answer: where one is wanted a busy machine is given time, and where none may come its packet was counted long before. */
const answerSeconds = { wanted: "15", unwanted: "0.2" } as const;
const carriesMilliseconds = 60_000;
/** Source ports of what goes to the exit's two open ports and is neither the tunnel nor the client. The kernel gives none below 32,768 by itself. */
const strangerPorts = { from: 20_000, to: 29_999 } as const;

const stranger = `th sport ${strangerPorts.from}-${strangerPorts.to}`;
/** Counts by kind at the router's door, but for the tunnel itself, the client's control connection and what makes a network a network. */
const rules = `add table ${table}
${counted.map((kind) => `add counter ${table} ${kind}`).join("\n")}
table ${table} {
  chain door {
    type filter hook ingress device "to-client" priority 0;
    meta protocol != { ip, ip6 } return
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } return
    ip daddr ${exit4} meta l4proto udp ${stranger} counter name exitUDP return
    ip daddr ${exit4} meta l4proto tcp ${stranger} counter name exitTCP return
    ip daddr ${exit4} udp dport ${wireguardPort} return
    ip daddr ${exit4} tcp dport ${controlPort} return
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

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class LeakLab {
  readonly world: TunnelWorld;
  readonly #probesPerKind: number;
  #before: Record<string, number> = {};
  #nextPort: number = strangerPorts.from;

  constructor(world: TunnelWorld, probesPerKind: number) {
    this.world = world;
    this.#probesPerKind = probesPerKind;
  }

  async watch(): Promise<void> {
    await this.world.spaces.run("router", "nft", ["-f", "-"], rules);
    await this.forget();
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
  async probe(state: string, answer: keyof typeof answerSeconds = "unwanted"): Promise<Cells> {
    const count = this.#probesPerKind;
    const half = Math.ceil(count / 2);
    const udp = (host: string, port: number, number: number) => ({ kind: "udp", host, port, count: number });
    const sourcePort = this.#nextPort;
    this.#nextPort += count;
    const sprays = [
      { kind: "tcp", host: internet4, port: 8_080, count },
      udp(internet4, 9_000, count),
      ...[udp(internet4, 53, half), udp(neighbour4, 53, half)],
      ...[udp(internet6, 9_000, half), { kind: "tcp", host: internet6, port: 8_080, count: half }],
      ...[udp("224.0.0.251", 5_353, half), udp("ff02::fb%to-router", 5_353, half)],
      udp(neighbour4, 7_000, count),
      // The tunnel's port is for its own marked socket, the control port for the client's user.
      { ...udp(exit4, wireguardPort, count), sourcePort },
      { kind: "tcp", host: exit4, port: controlPort, count, sourcePort, asNobody: true },
    ];
    const volley = this.world.start("probes", "client", [JSON.stringify(sprays)], sprayScript);
    const [v4, v6] = await Promise.all([
      this.#ping(internet4, count, answerSeconds[answer]),
      this.#ping(internet6, count, answerSeconds[answer]),
      volley.ended,
    ]);
    const sent = Number(volley.lines.at(-1)?.sent ?? 0);
    if (sent === 0) throw volley.failure();
    await pause(settleMilliseconds);
    const now = await this.#counts();
    const leaked = Object.fromEntries(counted.map((kind) => [kind, (now[kind] ?? 0) - (this.#before[kind] ?? 0)]));
    this.#before = now;
    return { state, leaked: leaked as Cells["leaked"], probes: sent + 2 * count, replies: { v4, v6 } };
  }

  /** Waits until the internet answers over both families. */
  async carries(): Promise<void> {
    const end = performance.now() + carriesMilliseconds;
    for (const host of [internet4, internet6]) {
      while ((await this.#ping(host, 1, "1")) === 0)
        if (performance.now() > end) throw new Error(`the tunnel carries nothing to ${host}`);
    }
  }

  /** How many pings were answered. */
  async #ping(host: string, count: number, seconds: string): Promise<number> {
    const args = ["-c", String(count), "-l", String(count), "-i", "0.002", "-W", seconds, host];
    // It fails when none was answered, and says no figure at all where the kernel knows no way: it tried all the same.
    const said = await this.client("sh", "-c", 'ping -n -q "$@" 2>&1 || true', "ping", ...args);
    return Number(/, (\d+) received/.exec(said)?.[1] ?? 0);
  }

  async #counts(): Promise<Record<string, number>> {
    const text = await this.world.spaces.run("router", "nft", ["-j", "list", "counters"]);
    const { nftables } = JSON.parse(text) as { nftables: { counter?: { name: string; packets: number } }[] };
    return Object.fromEntries(
      nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter.packets]])),
    );
  }
}
