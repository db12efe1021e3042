import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { widenReceiveBuffers } from "../../runtime/wireguard/receiveBuffers.ts";
import { encodeSet } from "../../runtime/wireguard/uapi.ts";
import { askSocket } from "../../runtime/wireguard/wireguardGo.ts";
import { labAddresses, type Namespaces, openNamespaces } from "../../scripts/demo/namespaces.ts";

/** wireguard-go alone at both ends of the lab's wires: no metering, no rules but the masquerading, nothing paid. */
export interface BareTunnel {
  readonly spaces: Namespaces;
  readonly interfaces: Readonly<Record<"client" | "exit", string>>;
  close(): Promise<void>;
}

const port = 51_820;
const mtu = 1_420;
const inside = { client: "10.99.0.2", exit: "10.99.0.1" };
const startMilliseconds = 10_000;

async function answering(name: string): Promise<void> {
  for (const end = performance.now() + startMilliseconds; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const answer = await askSocket(name, "get=1\n\n").catch(() => undefined);
    if (answer !== undefined) return;
    if (performance.now() > end) throw new Error(`wireguard-go does not answer for ${name}`);
  }
}

/** As wireguard-go comes, or `tuned` as the product's are: with larger receive buffers. Codes: those of `openNamespaces`. */
export async function openBareTunnel(tuned = false): Promise<BareTunnel> {
  const spaces = await openNamespaces();
  const tag = randomBytes(3).toString("hex");
  const interfaces = { client: `tbc${tag}`, exit: `tbx${tag}` };
  const children: ChildProcess[] = [];
  const close = async () => {
    for (const child of children) child.kill("SIGTERM");
    await spaces.close();
  };
  const raise = async (place: "client" | "exit", set: Parameters<typeof encodeSet>[0], lines: readonly string[]) => {
    const name = interfaces[place];
    const [first = "", ...within] = spaces.within(place);
    const env = { ...process.env, LOG_LEVEL: "silent" };
    // A session of its own, as the product's have: the kernel shares processors out among sessions (sched(7), autogroups), which alone was a sixth of the speed.
    const child = spawn(first, [...within, "wireguard-go", "-f", name], { stdio: "ignore", env, detached: true });
    children.push(child);
    await answering(name);
    await askSocket(name, encodeSet(set));
    const all = [`address add ${inside[place]}/16 dev ${name}`, `link set dev ${name} mtu ${mtu} up`];
    await spaces.run(place, "ip", ["-batch", "-"], `${[...all, ...lines].join("\n")}\n`);
    if (tuned && (await widenReceiveBuffers(child.pid ?? 0)) === 0)
      throw new Error(
        "the receive buffers could not be made larger: perl and the right to look into wireguard-go are needed",
      );
  };
  try {
    const keys = { client: newWireguardKeys(), exit: newWireguardKeys() };
    const seat = { publicKey: keys.client.publicKey, allowedIps: [`${inside.client}/32`] };
    await raise("exit", { privateKey: keys.exit.privateKey, listenPort: port, peers: [seat] }, []);
    const table = `table ip bare { chain source { type nat hook postrouting priority srcnat; oifname "to-internet" masquerade; }; }`;
    await spaces.run("exit", "nft", ["-f", "-"], `${table}\n`);
    const exit = {
      publicKey: keys.exit.publicKey,
      endpoint: { host: labAddresses.exit4, port },
      allowedIps: ["0.0.0.0/0"],
    };
    const way = [`route add 198.18.3.0/24 dev ${interfaces.client}`];
    await raise("client", { privateKey: keys.client.privateKey, peers: [exit] }, way);
    return { spaces, interfaces, close };
  } catch (error) {
    await close();
    throw error;
  }
}
