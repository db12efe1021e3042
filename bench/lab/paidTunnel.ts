import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labAddresses, type Namespaces } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld } from "../../scripts/demo/tunnelWorld.ts";

/** The product's whole-machine tunnel in the lab: its exit meters, its client pays by voucher while traffic flows. */
export interface PaidTunnel {
  readonly spaces: Namespaces;
  /** Ends the session in order and says what was moved and paid by the client's count, in bytes and token units. */
  finish(): Promise<{ readonly bytes: number; readonly paid: bigint }>;
  close(): Promise<void>;
}

export async function openPaidTunnel(
  say: (line: string) => void,
  transport: "wireguard" | "wireguard+https" = "wireguard",
): Promise<PaidTunnel> {
  const world = await openTunnelWorld(say, "0.01");
  try {
    // On a local chain an exit settles every two seconds, so that a demo is short; here it does as on a public one.
    const configFile = join(world.node.dir, "node.json");
    const config = JSON.parse(readFileSync(configFile, "utf8")) as object;
    writeFileSync(configFile, JSON.stringify({ ...config, settleIntervalSeconds: 600 }));
    await world.node.process.stop();
    await world.restartNode();
    const payer = ["--dir", join(world.dir, "payer"), "--network", world.network, "--json"];
    await world.run("wallet", ["wallet", "create", ...payer, "--devnet-account", "payer"]);
    const resolverFile = join(world.dir, "resolv.conf");
    writeFileSync(resolverFile, `nameserver ${labAddresses.neighbour4}\n`);
    const client = world.start("connect", "client", [
      ...["connect", ...payer, "--indexer", world.indexer, "--deposit", "100.00", "--transport", transport],
      ...["--interface", world.clientInterface, "--resolver-file", resolverFile],
    ]);
    await client.ready;
    const finish = async () => {
      const ending = world.start("disconnect", "client", ["disconnect", ...payer]);
      if ((await ending.ended) !== 0) throw ending.failure();
      await client.ended;
      const summary = client.lines.findLast(({ type }) => type === "summary");
      return { bytes: Number(summary?.bytes ?? 0), paid: BigInt(String(summary?.paid ?? 0)) };
    };
    return { spaces: world.spaces, finish, close: world.close };
  } catch (error) {
    await world.close();
    throw error;
  }
}
