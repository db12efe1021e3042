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

/** A market whose exit carries WireGuard: chain and indexer where we are, exit, client and internet in namespaces of their own. */
export interface TunnelWorld {
  readonly dir: string;
  readonly network: string;
  readonly indexer: string;
  readonly spaces: Namespaces;
  readonly node: {
    readonly dir: string;
    readonly id: string;
    readonly interfaceName: string;
    process: TurnpikeProcess;
  };
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
export async function openTunnelWorld(say: (step: string) => void, price = "0.10"): Promise<TunnelWorld> {
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
  /** Makes a port of ours answer on the same port of the loopback in other namespaces. */
  const lead = async (url: string, places: readonly Place[]) => {
    const { port } = new URL(url);
    const path = join(dir, `${port}.sock`);
    servers.push(await openStreamRelay(path, `127.0.0.1:${port}`));
    for (const place of places)
      await start(`relay ${place}`, place, [`127.0.0.1:${port}`, path], script("streamRelay.ts")).ready;
  };
  try {
    say(`client, router, exit and internet are the network namespaces ${Object.values(spaces.names).join(", ")}`);
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
    const nodeDir = join(dir, "node");
    const common = ["--dir", nodeDir, "--network", network, "--json"];
    await run("node init", [
      ...["node", "init", ...common, "--devnet-account", "operator1", "--listen", controlListen, "--price", price],
      ...["--country", "NL", "--exit-policy", "open", "--lab-allow", "198.18.3.0/24", "2001:db8:3::/64"],
      ...["--indexer", indexer, "--wireguard", String(wireguardPort), "--resolver", labAddresses.internet4],
    ]);
    const tag = randomBytes(3).toString("hex");
    const interfaceName = `tpx${tag}`;
    const config = JSON.parse(readFileSync(join(nodeDir, "node.json"), "utf8")) as { wireguard: object };
    config.wireguard = { ...config.wireguard, interfaceName };
    writeFileSync(join(nodeDir, "node.json"), JSON.stringify(config));
    await run("node register", ["node", "register", ...common]);
    const runNode = () => start("node", "exit", ["node", "run", ...common]);
    const process = runNode();
    const id = text(await process.ready, "node");
    const control = join(dir, "control.sock");
    await start("relay control", "exit", [control, controlListen], script("streamRelay.ts")).ready;
    const controlServer = await openStreamRelay("127.0.0.1:0", control);
    servers.push(controlServer);
    const address = controlServer.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const node = { dir: nodeDir, id, interfaceName, process };
    return {
      ...{ dir, network, indexer, spaces, node, run, start, close },
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
