import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import type { Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { probe } from "../support/rawTunnel.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { internet4 } = labAddresses;
const throughExit = { reply: "::ffff:198.18.3.1 ask" };
const inClear = { reply: "::ffff:198.18.1.2 ask" };
const resolverBefore = "nameserver 198.18.1.1\n";

describe.skipIf(noTunnels !== undefined)(
  `a whole-machine tunnel that others lay hands on${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    let world: TunnelWorld;
    let client: TurnpikeProcess;
    let common: string[];
    let resolverFile: string;

    const connect = async (): Promise<Line> => {
      client = world.start("connect", "client", [
        ...["connect", ...common, "--indexer", world.indexer, "--transport", "wireguard", "--deposit", "2.00"],
        ...["--interface", world.clientInterface, "--resolver-file", resolverFile],
      ]);
      return client.ready;
    };
    const tables = () => world.spaces.run("client", "nft", ["list", "tables"]);
    const ask = () => probe(world, "udp", internet4, "9000");
    /** What a command of the client came to: its exit code, and the last line that it printed. */
    const told = async (verb: string): Promise<readonly [number, Line | undefined]> => {
      const ran = world.start(verb, "client", [verb, ...common]);
      return [await ran.ended, ran.lines.at(-1)];
    };
    const refused = [3, { error: expect.objectContaining({ code: "CLIENT_RUNNING" }) }];

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      common = ["--dir", join(world.dir, "payer"), "--network", world.network, "--json"];
      resolverFile = join(world.dir, "resolv.conf");
      writeFileSync(resolverFile, resolverBefore);
      await world.run("wallet", ["wallet", "create", ...common, "--devnet-account", "payer"]);
      await connect();
    });
    afterAll(() => world?.close());

    it("keeps its kill switch when it is told to unblock while a client has it, be that client awake or not", {
      timeout: 60_000,
    }, async () => {
      const before = await tables();
      expect(before).toContain(`turnpike_guard_${world.clientInterface}`);
      expect(await told("unblock")).toEqual(refused);
      client.child.kill("SIGSTOP");
      expect(await told("unblock")).toEqual(refused);
      client.child.kill("SIGCONT");
      expect(await tables()).toBe(before);
      expect(readFileSync(resolverFile, "utf8")).not.toBe(resolverBefore);
      expect(await ask()).toEqual(throughExit);
    });

    it("goes without a trace when it is told to disconnect, and says so", { timeout: 60_000 }, async () => {
      expect(await told("disconnect")).toEqual([0, { unblocked: true }]);
      expect(await client.ended).toBe(0);
      expect(await tables()).toBe("");
      expect(await ask()).toEqual(inClear);
      // There is nobody left to ask, and nothing left to remove.
      expect(await told("disconnect")).toEqual([0, { unblocked: false }]);
      expect(await told("unblock")).toEqual([0, { unblocked: false }]);
    });
  },
);
