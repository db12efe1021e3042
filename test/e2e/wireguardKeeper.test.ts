import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import type { Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually } from "../support/market.ts";
import { probe } from "../support/rawTunnel.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { internet4 } = labAddresses;
const throughExit = "::ffff:198.18.3.1 ask";
const inClear = { reply: "::ffff:198.18.1.2 ask" };
const resolverBefore = "nameserver 198.18.1.1\n";

describe.skipIf(noTunnels !== undefined)(
  `a whole-machine tunnel that others lay hands on${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    let world: TunnelWorld;
    let client: TurnpikeProcess;
    let common: string[];
    let resolverFile: string;

    const start = (from: readonly string[], interfaceName: string, file: string): TurnpikeProcess =>
      world.start("connect", "client", [
        ...["connect", ...from, "--indexer", world.indexer, "--transport", "wireguard", "--deposit", "2.00"],
        ...["--interface", interfaceName, "--resolver-file", file],
      ]);
    const connect = async (): Promise<Line> => {
      client = start(common, world.clientInterface, resolverFile);
      return client.ready;
    };
    const crash = async (): Promise<void> => {
      client.child.kill("SIGKILL");
      await client.ended;
    };
    const tables = () => world.spaces.run("client", "nft", ["list", "tables"]);
    const ask = () => probe(world, "udp", internet4, "9000");
    const carried = () => eventually("an answer through the tunnel", async () => (await ask()).reply === throughExit);
    const wireguardPid = (): number => {
      const found = spawnSync("pgrep", ["-f", `^wireguard-go -f ${world.clientInterface}$`], { encoding: "utf8" });
      return Number(found.stdout.trim().split("\n")[0]);
    };
    const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);
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
      await carried();
    });

    it("has its kill switch again when another program flushes all rules, as a reload of nftables.service does, and says so", {
      timeout: 60_000,
    }, async () => {
      const chain = ["list", "chain", "inet", `turnpike_guard_${world.clientInterface}`, "out"];
      const rules = async () =>
        (await world.spaces.run("client", "nft", chain)).replaceAll(/packets \d+ bytes \d+/g, "counted");
      const before = await rules();
      await world.spaces.run("client", "nft", ["flush", "ruleset"]);
      await client.line(({ text }) =>
        String(text).startsWith("another program removed the kill switch; it is written"),
      );
      expect(await rules()).toBe(before);
      await carried();
    });

    it("goes on within the session when wireguard-go hangs, and when somebody deletes its interface; closed meanwhile", {
      timeout: 180_000,
    }, async () => {
      const states = () => client.lines.filter(({ type }) => type === "state").map(({ state }) => state);
      const hung = wireguardPid();
      process.kill(hung, "SIGSTOP");
      await eventually("that the silence is noticed", async () => states().at(-1) === "reconnecting", 60_000);
      expect(await ask()).toEqual({ reply: null });
      await carried();
      expect(states()).toEqual(["connecting", "connected", "reconnecting", "connected"]);
      expect(isRunning(hung)).toBe(false);

      const deleted = wireguardPid();
      await world.spaces.run("client", "ip", ["link", "delete", "dev", world.clientInterface]);
      await carried();
      expect(isRunning(deleted)).toBe(false);
      expect(client.lines.filter(({ type }) => type === "lost")).toEqual([]);
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

    it("takes over what a crash left under other names: its rules, its interface and its resolver's file", {
      timeout: 90_000,
    }, async () => {
      await connect();
      await crash();
      const [otherName, otherFile] = [`${world.clientInterface}b`, join(world.dir, "resolv.other")];
      writeFileSync(otherFile, resolverBefore);
      client = start(common, otherName, otherFile);
      await client.ready;
      expect(await tables()).toBe(`table inet turnpike_guard_${otherName}\n`);
      expect(await world.spaces.run("client", "ip", ["-br", "link"])).not.toContain(`${world.clientInterface} `);
      expect(readFileSync(resolverFile, "utf8")).toBe(resolverBefore);
      expect(readFileSync(otherFile, "utf8")).toContain("10.86.0.1");
      await carried();
      await crash();
      expect(await told("unblock")).toEqual([0, { unblocked: true }]);
      expect(await tables()).toBe("");
      expect(readFileSync(otherFile, "utf8")).toBe(resolverBefore);
      expect(await ask()).toEqual(inClear);
    });

    it("is left alone by a client of another folder, which says what to do and changes nothing", {
      timeout: 90_000,
    }, async () => {
      const other = ["--dir", join(world.dir, "other"), ...common.slice(2)];
      await world.run("wallet", ["wallet", "create", ...other, "--devnet-account", "payer"]);
      await connect();
      await crash();
      const refuse = async (interfaceName: string) => {
        const ran = start(other, interfaceName, resolverFile);
        expect(await ran.ended).toBe(3);
        expect(ran.lines.at(-1)).toEqual({ error: expect.objectContaining({ code: "TUNNEL_ELSEWHERE" }) });
        // It closed nothing, so it does not say that it did.
        expect(ran.lines.filter(({ text }) => String(text).includes("closed"))).toEqual([]);
      };
      const before = readFileSync(resolverFile, "utf8");
      for (const name of [world.clientInterface, `${world.clientInterface}b`]) await refuse(name);
      expect(await tables()).toBe(`table inet turnpike_guard_${world.clientInterface}\n`);
      // As after a restart of the machine: the rules are gone, and the resolver's file is not.
      await world.spaces.run("client", "nft", ["flush", "ruleset"]);
      await refuse(world.clientInterface);
      expect(await tables()).toBe("");
      expect(readFileSync(resolverFile, "utf8")).toBe(before);
      expect(await told("unblock")).toEqual([0, { unblocked: true }]);
      expect(readFileSync(resolverFile, "utf8")).toBe(resolverBefore);
    });

    it("is ended by hand with what docs/client.md says when the client's folder is lost", {
      timeout: 90_000,
    }, async () => {
      await connect();
      await crash();
      rmSync(join(world.dir, "payer"), { recursive: true });
      const docs = readFileSync(join(import.meta.dirname, "../../docs/client.md"), "utf8");
      const steps = /### When the folder is lost\n[\s\S]*?```\n([\s\S]*?)```/.exec(docs)?.[1] ?? "";
      const here = steps
        .replace("dev turnpike ", `dev ${world.clientInterface} `)
        .replace("guard_turnpike", `guard_${world.clientInterface}`);
      await world.spaces.run("client", "sh", ["-c", here]);
      expect(await tables()).toBe("");
      for (const family of ["-4", "-6"])
        expect(await world.spaces.run("client", "ip", [family, "rule"])).not.toMatch(/^74\d\d:/m);
      expect(await world.spaces.run("client", "ip", ["-br", "link"])).not.toContain(world.clientInterface);
      expect(await ask()).toEqual(inClear);
    });
  },
);
