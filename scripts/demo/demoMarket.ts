import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Download, download } from "./download.ts";
import { labAddresses } from "./namespaces.ts";
import { openTunnelWorld } from "./tunnelWorld.ts";
import type { Line, TurnpikeProcess } from "./turnpikeProcess.ts";
import { openWorld, proberArguments } from "./world.ts";

/** What the demo walks through: a market that is up, and how its client connects, downloads and ends. */
export interface DemoMarket {
  readonly dir: string;
  readonly network: string;
  readonly indexer: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly dir: string;
    readonly address: string;
    readonly price: string;
  }[];
  /** Hash of the web site's file. */
  readonly sha256: string;
  run(name: string, args: readonly string[]): Promise<Line>;
  /** Starts `turnpike connect` with these arguments and those of the transport. */
  connect(args: readonly string[]): TurnpikeProcess;
  /** Fetches the web site's file through the connection whose ready line is given. */
  download(ready: Line, onBytes: (total: number) => void): Promise<Download>;
  /** Probes each exit once; undefined where the demo has no prober. */
  readonly probe: (() => TurnpikeProcess) | undefined;
  /** Ends the connection in order; `args` say which. */
  disconnect(client: TurnpikeProcess, args: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Exits that carry HTTPS, everything on loopback; with two hops each exit has a network of its own there. */
export async function openHttpsMarket(
  nodeCount: number,
  bytes: number,
  hops: 1 | 2,
  say: (step: string) => void,
): Promise<DemoMarket> {
  const world = await openWorld(nodeCount, bytes, say, undefined, hops === 2);
  const { dir, network, indexer, nodes, origin, run, close } = world;
  return {
    ...{ dir, network, indexer, nodes, run, close },
    sha256: origin.sha256,
    // The fifth exit's operator funds the prober, and would send from one account twice.
    probe:
      nodeCount > 4
        ? undefined
        : () =>
            world.start("prober", [
              ...[...proberArguments(dir, network), "--indexer", indexer, "--once", "--delay", "1", "--pace", "20"],
              ...["--canary-listen", "127.0.0.1:0", "--line", "10"],
            ]),
    connect: (args) =>
      world.start("connect", [...args, "--hops", String(hops), "--socks", "127.0.0.1:0", "--http", "127.0.0.1:0"]),
    download: (ready, onBytes) =>
      download(Number(String(ready.socks).split(":").at(-1)), "127.0.0.1", origin.port, "/file", onBytes),
    disconnect: async (client) => {
      await client.stop();
    },
  };
}

const price = "0.10";
const downloadProgram = fileURLToPath(new URL("download.ts", import.meta.url));
const originProgram = fileURLToPath(new URL("origin.ts", import.meta.url));
const lookMilliseconds = 100;

/** An exit that carries WireGuard and a client whose whole machine goes through it, in namespaces. Codes: those of `openNamespaces`. */
export async function openWireguardMarket(
  bytes: number,
  hops: 1 | 2,
  say: (step: string) => void,
): Promise<DemoMarket> {
  const world = await openTunnelWorld(say, price, hops);
  const { dir, network, indexer, node, entry, run, close } = world;
  try {
    const origin = await world.start("web site", "internet", [String(bytes), "0.0.0.0"], originProgram).ready;
    const resolverFile = join(dir, "resolv.conf");
    writeFileSync(resolverFile, `nameserver ${labAddresses.neighbour4}\n`);
    return {
      ...{ dir, network, indexer, run, close },
      nodes: [node, entry]
        .filter((one) => one !== undefined)
        .map((one, index) => ({ name: `node${index + 1}`, dir: one.dir, address: one.id, price })),
      sha256: String(origin.sha256),
      probe: undefined,
      connect: (args) =>
        world.start("connect", "client", [
          // Only one of the two can reach the lab's internet.
          ...[...args, "--transport", "wireguard", "--hops", String(hops), "--node", node.id],
          ...["--interface", world.clientInterface, "--resolver-file", resolverFile],
        ]),
      download: async (_ready, onBytes) => {
        const where = [labAddresses.internet4, String(origin.port)];
        const fetching = world.start("download", "client", where, downloadProgram);
        const timer = setInterval(() => onBytes(Number(fetching.lines.at(-1)?.bytes ?? 0)), lookMilliseconds);
        try {
          const { bytes: got, sha256, milliseconds } = await fetching.line((line) => line.sha256 !== undefined);
          return { bytes: Number(got), sha256: String(sha256), milliseconds: Number(milliseconds) };
        } finally {
          clearInterval(timer);
        }
      },
      disconnect: async (client, args) => {
        const ending = world.start("disconnect", "client", ["disconnect", ...args]);
        if ((await ending.ended) !== 0) throw ending.failure();
        await client.ended;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
