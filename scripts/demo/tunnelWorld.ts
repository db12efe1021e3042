import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { labAddresses, type Namespaces, openNamespaces, type Place } from "./namespaces.ts";
import { openStreamRelay } from "./streamRelay.ts";
import { type Line, TurnpikeProcess, turnpike } from "./turnpikeProcess.ts";

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const text = (line: Line, key: string): string => {
  const value = line[key];
  if (typeof value !== "string") throw new Error(`expected "${key}" in ${JSON.stringify(line)}`);
  return value;
};

export interface TunnelNode {
  readonly dir: string;
  readonly id: string;
  readonly interfaceName: string;
  process: TurnpikeProcess;
}

/** A market whose exit carries WireGuard: chain and indexer where we are, exit, client and internet in namespaces of their own. */
export interface TunnelWorld {
  readonly dir: string;
  readonly network: string;
  readonly indexer: string;
  readonly spaces: Namespaces;
  readonly node: TunnelNode;
  /** Another node in another network, where two hops were asked for. */
  readonly entry: TunnelNode | undefined;
  /** Name of the client's interface: unique, because sockets of wireguard-go are seen from every namespace. */
  readonly clientInterface: string;
  /** A port here that leads to the exit's control port. */
  readonly controlPort: number;
  run(name: string, args: readonly string[]): Promise<Line>;
  start(name: string, place: Place, args: readonly string[], program?: string): TurnpikeProcess;
  restartNode(): Promise<void>;
  close(): Promise<void>;
}

const controlListen = `${labAddresses.exit4}:8443`;
export const wireguardPort = 51_820;

/** Starts it all; root, wireguard-go, nft and ip are needed. Nothing is left after `close`. */
export async function openTunnelWorld(
  say: (step: string) => void,
  price = "0.10",
  hops: 1 | 2 = 1,
): Promise<TunnelWorld> {
  const spaces = await openNamespaces();
  const dir = mkdtempSync(join(tmpdir(), "turnpike-tunnel-"));
  const env = { TURNPIKE_PASSWORD: "demo", NO_COLOR: "1" };
  const started: TurnpikeProcess[] = [];
  const servers: Server[] = [];
  const start: TunnelWorld["start"] = (name, place, args, program) => {
    const run = new TurnpikeProcess(name, args, env, {
      ...(program === undefined ? {} : { program }),
      within: spaces.within(place),
    });
    started.push(run);
    return run;
  };
  const here = (name: string, args: readonly string[]) => {
    const run = new TurnpikeProcess(name, args, env);
    started.push(run);
    return run;
  };
  const run = (name: string, args: readonly string[]) => turnpike(name, args, env);
  const close = async () => {
    for (const child of [...started].reverse()) await child.stop();
    for (const server of servers) server.close();
    await spaces.close();
    rmSync(dir, { recursive: true, force: true });
  };
  const led = new Set<string>();
  /** Makes a port of ours answer on the same port of the loopback in other namespaces. */
  const lead = async (url: string, places: readonly Place[]) => {
    const { port } = new URL(url);
    const path = join(dir, `${port}.sock`);
    if (!led.has(path)) servers.push(await openStreamRelay(path, `127.0.0.1:${port}`));
    led.add(path);
    for (const place of places)
      await start(`relay ${place}`, place, [`127.0.0.1:${port}`, path], script("streamRelay.ts")).ready;
  };
  try {
    say(
      `client, router, entry, exit and internet are the network namespaces ${Object.values(spaces.names).join(", ")}`,
    );
    say("starting a local chain and an indexer");
    await here("devnet", ["devnet", "--dir", dir, "--port", "0", "--json"]).ready;
    const network = join(dir, "devnet.json");
    const listen = ["--listen", "127.0.0.1:0", "--database", "memory", "--json"];
    const indexer = text(await here("indexer", ["indexer", "run", "--network", network, ...listen]).ready, "url");
    const { network: deployed } = JSON.parse(readFileSync(network, "utf8")) as {
      network: { rpcUrls: readonly string[] };
    };
    const rpc = deployed.rpcUrls[0];
    if (rpc === undefined) throw new Error("the network file names no chain");
    await lead(rpc, ["exit", "client"]);
    await lead(indexer, ["exit", "client"]);

    say("starting an exit that carries WireGuard");
    await start("internet", "internet", [], script("internet.ts")).ready;
    const tag = randomBytes(3).toString("hex");
    /** An exit in a place of its own, registered and running. */
    const openNode = async (place: "entry" | "exit", account: string, host: string, more: readonly string[]) => {
      const nodeDir = join(dir, place === "exit" ? "node" : place);
      const common = ["--dir", nodeDir, "--network", network, "--json"];
      await run("node init", [
        ...["node", "init", ...common, "--devnet-account", account, "--listen", `${host}:8443`, "--price", price],
        ...["--exit-policy", "open", "--indexer", indexer],
        ...["--wireguard", String(wireguardPort), "--resolver", labAddresses.internet4, ...more],
      ]);
      const interfaceName = `tp${place === "exit" ? "x" : "n"}${tag}`;
      const config = JSON.parse(readFileSync(join(nodeDir, "node.json"), "utf8")) as { wireguard: object };
      config.wireguard = { ...config.wireguard, interfaceName };
      writeFileSync(join(nodeDir, "node.json"), JSON.stringify(config));
      await run("node register", ["node", "register", ...common]);
      const runNode = () => start(`node in ${place}`, place, ["node", "run", ...common]);
      const process = runNode();
      const id = text(await process.ready, "node");
      return { node: { dir: nodeDir, id, interfaceName, process }, runNode };
    };
    const { node, runNode } = await openNode("exit", "operator1", labAddresses.exit4, [
      ...["--country", "NL", "--lab-allow", "198.18.3.0/24", "2001:db8:3::/64"],
    ]);
    let entry: TunnelWorld["entry"];
    if (hops === 2) {
      say("starting an entry that carries WireGuard");
      await lead(rpc, ["entry"]);
      await lead(indexer, ["entry"]);
      const reach = ["--country", "SE", "--lab-allow", "198.18.2.0/24"];
      entry = (await openNode("entry", "operator2", labAddresses.entry4, reach)).node;
    }
    const control = join(dir, "control.sock");
    await start("relay control", "exit", [control, controlListen], script("streamRelay.ts")).ready;
    const controlServer = await openStreamRelay("127.0.0.1:0", control);
    servers.push(controlServer);
    const address = controlServer.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return {
      ...{ dir, network, indexer, spaces, node, entry, run, start, close },
      clientInterface: `tpc${tag}`,
      controlPort: address.port,
      restartNode: async () => {
        node.process = runNode();
        await node.process.ready;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
