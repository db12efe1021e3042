/**
 * What a closed machine lets out: probes of every kind in every state of the whole-machine tunnel, counted by the router next to it. Each state is brought about
 * for real and held while the probes are sent. Root; everything happens in the lab's namespaces.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { LeakLab } from "./leakLab.ts";
import { advertise, inState, readdress, unadvertise, wireguardPid, withRoutes } from "./leakStates.ts";
import { type Cells, isLive, type LeakMatrix, type State } from "./leakVerdict.ts";

const { client4, internet4, neighbour4 } = labAddresses;

/** Runs all states in their order, `probesPerKind` of each kind in each. */
export async function runLeakMatrix(probesPerKind: number, say: (line: string) => void): Promise<LeakMatrix> {
  const world = await openTunnelWorld(say);
  const lab = new LeakLab(world, probesPerKind);
  try {
    await lab.watch();
    const resolverFile = join(world.dir, "resolv.conf");
    writeFileSync(resolverFile, `nameserver ${neighbour4}\n`);
    const payer = ["--dir", join(world.dir, "payer"), "--network", world.network, "--json"];
    await world.run("wallet", ["wallet", "create", ...payer, "--devnet-account", "payer"]);
    const control = [await lab.probe("switch off, before")];
    const rows: Cells[] = [];
    /** Brings a state about, probes it and undoes it. */
    const during = async (
      state: State,
      enter: () => Promise<unknown>,
      leave: () => Promise<unknown> = async () => {},
    ) => {
      await enter();
      say(`probing: ${state}`);
      rows.push(await lab.probe(state, isLive(state) ? "wanted" : "unwanted"));
      await leave();
    };

    const connect = (...more: readonly string[]) =>
      world.start("connect", "client", [
        ...["connect", ...payer, "--indexer", world.indexer, "--transport", "wireguard", ...more],
        ...["--interface", world.clientInterface, "--resolver-file", resolverFile],
      ]);
    let client = connect("--deposit", "2.00");
    await during(
      "connecting",
      async () => {
        await inState(client, "connecting");
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
    // It stays there: a machine that was carried to another network seldom comes back.
    await during("endpoint change", () => readdress(lab, client4, "198.18.1.77"));
    await during("endpoint changed", () => lab.carries());
    await withRoutes(lab, ["0.0.0.0/1", "128.0.0.0/1"], (enter, leave) => during("route injected", enter, leave));
    const hosts = [`${internet4}/32`, "198.18.3.0/25", "10.86.0.1/32"];
    await withRoutes(lab, hosts, (enter, leave) => during("DHCP option 121 host routes", enter, leave));
    await during(
      "RA",
      () => advertise(lab),
      () => unadvertise(lab),
    );
    const killWireguard = async () => process.kill(await wireguardPid(lab, world.clientInterface), "SIGKILL");
    const killClient = async () => {
      client.child.kill("SIGKILL");
      await client.ended;
    };
    await during(
      "wireguard-go killed",
      async () => {
        // The client would start it again at once.
        client.child.kill("SIGSTOP");
        await killWireguard();
      },
      async () => {
        client.child.kill("SIGCONT");
        await lab.carries();
      },
    );
    await during(
      "client and wireguard-go killed",
      async () => {
        await killClient();
        await killWireguard();
      },
      async () => {
        client = connect();
        await client.ready;
        await lab.carries();
      },
    );
    await during("exit dead", async () => {
      await world.spaces.run("exit", "ip", ["link", "set", "to-router", "down"]);
      world.node.process.child.kill("SIGKILL");
    });
    await during("reconnecting", () => inState(client, "reconnecting"));
    await during("client killed", killClient);

    const unblock = world.start("unblock", "client", ["unblock", ...payer]);
    if ((await unblock.ended) !== 0) throw unblock.failure();
    await world.spaces.run("exit", "ip", ["link", "set", "to-router", "up"]);
    await lab.forget();
    return { rows, control: [...control, await lab.probe("switch off, after")] };
  } finally {
    await world.close();
  }
}
