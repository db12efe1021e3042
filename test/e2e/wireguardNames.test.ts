import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually } from "../support/market.ts";
import { probe } from "../support/rawTunnel.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { internet4, neighbour4 } = labAddresses;
const reason = noTunnels ?? (have("unshare") && have("mount") ? undefined : "needs unshare and mount");
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const mountAndRun = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';

describe.skipIf(reason !== undefined)(
  `a whole-machine tunnel whose chain and indexer have names${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let world: TunnelWorld;
    let client: TurnpikeProcess;
    let start: () => TurnpikeProcess;

    const carried = () =>
      eventually(
        "an answer through the tunnel",
        async () => (await probe(world, "udp", internet4, "9000")).reply === "::ffff:198.18.3.1 ask",
        100_000,
      );

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      const devnet = JSON.parse(readFileSync(world.network, "utf8")) as { network: { rpcUrls: string[] } };
      const [rpc, indexer] = [new URL(devnet.network.rpcUrls[0] ?? ""), new URL(world.indexer)];
      // Both answer in the client's own network, as elsewhere on the internet, and not on its loopback alone.
      const relay = script("../../scripts/demo/streamRelay.ts");
      const pairs = [rpc, indexer].flatMap(({ port }) => [`${neighbour4}:${port}`, join(world.dir, `${port}.sock`)]);
      await world.start("relay router", "router", pairs, relay).ready;
      const names = ["chain.lab", "indexer.lab"];
      await world.start("names", "router", [neighbour4, ...names], script("../support/nameServerProcess.ts")).ready;
      devnet.network.rpcUrls = [`http://chain.lab:${rpc.port}`];
      const network = join(world.dir, "named.json");
      writeFileSync(network, JSON.stringify(devnet));
      const dir = join(world.dir, "payer");
      await world.run("wallet", [
        ...["wallet", "create", "--dir", dir, "--network", world.network, "--json", "--devnet-account", "payer"],
      ]);
      const systemFile = join(world.dir, "etc-resolv.conf");
      writeFileSync(systemFile, `nameserver ${neighbour4}\n`);
      const view = ["unshare", "--mount", "--propagation", "private", "sh", "-c", mountAndRun, systemFile];
      start = () =>
        new TurnpikeProcess(
          "connect",
          [
            ...[
              "connect",
              "--dir",
              dir,
              "--network",
              network,
              "--json",
              "--indexer",
              `http://indexer.lab:${indexer.port}`,
            ],
            ...["--transport", "wireguard", "--deposit", "2.00", "--interface", world.clientInterface],
          ],
          { TURNPIKE_PASSWORD: "demo" },
          { within: [...view, ...world.spaces.within("client")] },
        );
    });
    afterAll(async () => {
      await client?.stop();
      await world?.close();
    });

    it("finds an exit again although no name is answered any more: what was found before it closed still holds", {
      timeout: 180_000,
    }, async () => {
      client = start();
      await client.ready;
      await carried();
      world.node.process.child.kill("SIGKILL");
      await world.node.process.ended;
      await client.line(({ type, state }) => type === "state" && state === "reconnecting");
      await world.restartNode();
      await carried();
    });

    it("is opened again from a machine that a crash left closed", { timeout: 120_000 }, async () => {
      client.child.kill("SIGKILL");
      await client.ended;
      client = start();
      await client.ready;
      await carried();
    });
  },
);
