import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import type { TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";

const { client4, client6, exit4 } = labAddresses;
/** What a closed machine may send: the tunnel itself, our own control connection, and what makes a network a network. */
const allowed = (tunnel: string) =>
  `(dst ${exit4} and (${tunnel}tcp dst port 8443)) or (icmp6 and (ip6[40] == 133 or ip6[40] == 135 or ip6[40] == 136))`;
/** The router's own question: when it is seen, everything sent before it was seen. */
const marker = `icmp[icmptype] == icmp-echo and src 198.18.1.1`;

/** Listens on the router for what the client sends in clear. */
export class LeakWatch {
  readonly #world: TunnelWorld;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #marks = 0;
  #wake: () => void = () => {};

  /** With `carried` the tunnel's own UDP counts as a leak too: its packets are inside TLS then. */
  static async open(world: TunnelWorld, carried = false): Promise<LeakWatch> {
    const [first = "", ...within] = world.spaces.within("router");
    const filter = `((src ${client4} or src ${client6} or src net 10.86.0.0/16 or src net fd86:7470::/64) and not arp and not (${allowed(carried ? "" : "udp dst port 51820 or ")})) or (${marker})`;
    const child = spawn(
      first,
      [...within, "tcpdump", "-i", "to-client", "-n", "-l", "-t", "--immediate-mode", filter],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8");
        if (said.includes("listening on")) resolve();
      });
      child.once("close", () => reject(new Error(said)));
    });
    return new LeakWatch(world, child);
  }

  private constructor(world: TunnelWorld, child: ChildProcess) {
    this.#world = world;
    this.#child = child;
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line.includes("198.18.1.1 > 198.18.1.2: ICMP echo request")) this.#marks += 1;
        else this.#lines.push(line);
        this.#wake();
      });
  }

  /** Packets in clear since the last call. */
  async leaks(): Promise<readonly string[]> {
    const before = this.#marks;
    await this.#world.spaces.run("router", "ping", ["-c", "1", "-W", "1", client4]).catch(() => undefined);
    while (this.#marks === before)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#lines.splice(0);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.kill("SIGINT");
    await ended;
  }
}
