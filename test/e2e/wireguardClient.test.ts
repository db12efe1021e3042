import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import type { Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { LeakWatch } from "../support/leakWatch.ts";
import { eventually } from "../support/market.ts";
import { probe, spray } from "../support/rawTunnel.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { exit4, internet4, internet6 } = labAddresses;
const internetScript = fileURLToPath(new URL("../../scripts/demo/internet.ts", import.meta.url));
/** The client's own network at home, and a neighbour there that answers all that the internet answers. */
const home = { ours4: "192.168.77.2", near4: "192.168.77.1", ours6: "fd77::2", near6: "fd77::1" } as const;
/** Questions for names that reach the neighbour: plain and over TLS. */
const countNames = `table inet home {
  counter names {}
  chain in { type filter hook input priority 0; iifname "to-client" meta l4proto { tcp, udp } th dport { 53, 853 } counter name names; }
}
`;
const reason = noTunnels ?? (have("tcpdump") && have("ping") ? undefined : "needs tcpdump and ping");
const throughExit4 = { reply: "::ffff:198.18.3.1 ask" };
const throughExit6 = { reply: "2001:db8:3::1 ask" };
const inClear4 = { reply: "::ffff:198.18.1.2 ask" };
const inClear6 = { reply: "2001:db8:1::2 ask" };
const nothing = { reply: null };
const resolverBefore = "nameserver 198.18.1.1\n";

describe.skipIf(reason !== undefined)(
  `turnpike connect --transport wireguard${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let world: TunnelWorld;
    let watch: LeakWatch;
    let client: TurnpikeProcess;
    let common: string[];
    let resolverFile: string;

    const connect = async (...more: string[]): Promise<Line> => {
      client = world.start("connect", "client", [
        ...["connect", ...common, "--indexer", world.indexer, "--transport", "wireguard", "--deposit", "2.00"],
        ...["--interface", world.clientInterface, "--resolver-file", resolverFile, ...more],
      ]);
      return client.ready;
    };
    /** What the neighbour at home says, and how many questions for names reached it. */
    const askHome = async () => {
      const names = async () => {
        const text = await world.spaces.run("router", "nft", ["list", "counter", "inet", "home", "names"]);
        return Number(/packets (\d+)/.exec(text)?.[1]);
      };
      const before = await names();
      const question = { count: 5, size: 8 };
      const questions = ["udp", "tcp"].flatMap((kind) =>
        [home.near4, home.near6].flatMap((host) => [53, 853].map((port) => ({ ...question, kind, host, port }))),
      );
      const [near4, near6, stream] = await Promise.all([
        probe(world, "udp", home.near4, "9000"),
        probe(world, "udp", home.near6, "9000"),
        probe(world, "tcp", home.near4, "8080"),
        spray(world, "client", questions),
      ]);
      return { near4, near6, stream, names: (await names()) - before };
    };
    const homeAnswers = {
      near4: { reply: `::ffff:${home.ours4} ask` },
      near6: { reply: `${home.ours6} ask` },
      stream: { result: "connected" },
    };
    /** One question of every kind that could leave in clear; none of them waits for the other. */
    const askEverything = async (): Promise<readonly Line[]> => {
      const ping = (host: string) =>
        world.spaces.run("client", "ping", ["-c", "2", "-i", "0.2", "-W", "1", host]).then(
          () => ({ reply: "pong" }),
          () => nothing,
        );
      return Promise.all([
        probe(world, "udp", internet4, "9000"),
        probe(world, "udp", internet6, "9000"),
        probe(world, "udp", internet4, "53"),
        probe(world, "udp", "198.18.1.1", "53"),
        probe(world, "udp", "224.0.0.251", "5353"),
        probe(world, "tcp", internet4, "8080"),
        probe(world, "tcp", internet6, "8080"),
        ping(internet4),
        ping(internet6),
      ]);
    };
    const rules = () => world.spaces.run("client", "ip", ["rule", "show"]);
    const tables = () => world.spaces.run("client", "nft", ["list", "tables"]);
    const wireguardPid = (): number => {
      const found = spawnSync("pgrep", ["-f", `^wireguard-go -f ${world.clientInterface}$`], { encoding: "utf8" });
      return Number(found.stdout.trim().split("\n")[0]);
    };

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      watch = await LeakWatch.open(world);
      const dir = join(world.dir, "payer");
      common = ["--dir", dir, "--network", world.network, "--json"];
      resolverFile = join(world.dir, "resolv.conf");
      writeFileSync(resolverFile, resolverBefore);
      await world.run("wallet", ["wallet", "create", ...common, "--devnet-account", "payer"]);
      for (const [place, device, address4, address6] of [
        ["client", "to-router", home.ours4, home.ours6],
        ["router", "to-client", home.near4, home.near6],
      ] as const) {
        await world.spaces.run(place, "ip", ["address", "add", `${address4}/24`, "dev", device]);
        await world.spaces.run(place, "ip", ["address", "add", `${address6}/64`, "dev", device, "nodad"]);
      }
      await world.spaces.run("router", "nft", ["-f", "-"], countNames);
      await world.start("neighbour", "router", [], internetScript).ready;
    });
    afterAll(async () => {
      await watch?.close();
      await world?.close();
    });

    it("refuses without the right to change the network, and offers the way that needs none", async () => {
      const refused = world.start("connect", "client", ["connect", ...common, "--transport", "wireguard"]);
      await refused.stop();
      const [first = "", ...within] = world.spaces.within("client");
      const turnpike = join(import.meta.dirname, "../../cli/turnpike.ts");
      const ran = spawnSync(
        first,
        [
          ...within,
          "setpriv",
          "--bounding-set",
          "-net_admin",
          process.execPath,
          turnpike,
          "connect",
          ...common,
          "--transport",
          "wireguard",
        ],
        { encoding: "utf8", env: { ...process.env, TURNPIKE_PASSWORD: "demo" } },
      );
      expect(ran.status, ran.stderr).toBe(5);
      expect(ran.stdout).toContain("TUNNEL_NEEDS_ADMIN");
      expect(ran.stdout).toContain("--transport https");
    });

    it("speaks in clear before it is connected: what the watch must see when the switch is off", async () => {
      expect(await probe(world, "udp", internet4, "9000")).toEqual(inClear4);
      expect(await probe(world, "udp", internet6, "9000")).toEqual(inClear6);
      expect((await watch.leaks()).length).toBeGreaterThanOrEqual(2);
      const { names, ...answers } = await askHome();
      expect(answers).toEqual(homeAnswers);
      expect(names).toBeGreaterThanOrEqual(40);
    });

    it("sends v4, v6 and names through the exit, and nothing beside it", { timeout: 60_000 }, async () => {
      const ready = await connect();
      expect(ready).toMatchObject({ type: "ready", node: world.node.id, address4: "10.86.0.2" });
      const states = client.lines.filter(({ type }) => type === "state").map(({ state }) => state);
      expect(states).toEqual(["connecting", "connected"]);
      // Whatever was under way before the switch closed.
      await watch.leaks();
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit4);
      expect(await probe(world, "udp", internet6, "9000")).toEqual(throughExit6);
      expect(await probe(world, "tcp", internet6, "8080")).toEqual({ result: "connected" });
      const resolver = /^nameserver (\S+)$/m.exec(readFileSync(resolverFile, "utf8"))?.[1] ?? "";
      expect(resolver).toBe("10.86.0.1");
      expect(await probe(world, "udp", resolver, "53")).toEqual(throughExit4);
      await askEverything();
      // Without --lan the local network is none of it.
      const { stream, ...answers } = await askHome();
      expect(answers).toEqual({ near4: nothing, near6: nothing, names: 0 });
      expect(stream).not.toEqual({ result: "connected" });
      expect(await watch.leaks()).toEqual([]);
    });

    it("is not led astray by routes that somebody else puts into the machine (TunnelVision, CVE-2024-3661: routes of DHCP option 121)", {
      timeout: 60_000,
    }, async () => {
      for (const route of ["0.0.0.0/1", "128.0.0.0/1", `${internet4}/32`])
        await world.spaces.run("client", "ip", ["route", "add", route, "via", "198.18.1.1", "dev", "to-router"]);
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit4);
      await askEverything();
      expect(await watch.leaks()).toEqual([]);
      for (const route of ["0.0.0.0/1", "128.0.0.0/1", `${internet4}/32`])
        await world.spaces.run("client", "ip", ["route", "delete", route]);
    });

    it("answers nothing that a neighbour sends to its address inside the tunnel (CVE-2019-14899)", {
      timeout: 60_000,
    }, async () => {
      const address = "10.86.0.2";
      await world.spaces.run("router", "ip", ["route", "add", `${address}/32`, "via", "198.18.1.2"]);
      // An answer would leave through the tunnel, where its size tells the neighbour what it wants to know. Counted are packets to the neighbour alone: an
      // earlier connection of the test may still have something to say to somebody else.
      const count = `table inet lab { counter answers {}
chain out { type filter hook output priority 100; oifname "${world.clientInterface}" ip daddr 198.18.1.1 counter name answers; }; }`;
      await world.spaces.run("client", "nft", ["-f", "-"], `${count}\n`);
      const sent = async () => {
        const text = await world.spaces.run("client", "nft", ["list", "counter", "inet", "lab", "answers"]);
        return Number(/packets (\d+)/.exec(text)?.[1]);
      };
      const inject = async () => {
        const before = await sent();
        const guess = (port: number) => ({ kind: "tcp", host: address, port, count: 5 });
        await spray(world, "router", [
          ...[guess(22), guess(443), guess(50_000)],
          { kind: "udp", host: address, port: 40_000, count: 20 },
        ]);
        await world.spaces.run("router", "ping", ["-c", "3", "-i", "0.1", "-W", "1", address]).catch(() => undefined);
        return (await sent()) - before;
      };
      expect(await inject()).toBe(0);
      // The same without the rule against it: what the test must see.
      const chain = ["inet", `turnpike_guard_${world.clientInterface}`, "outside"];
      const rules = await world.spaces.run("client", "nft", ["list", "chain", ...chain]);
      await world.spaces.run("client", "nft", ["flush", "chain", ...chain]);
      expect(await inject()).toBeGreaterThanOrEqual(15);
      await world.spaces.run("client", "nft", ["-f", "-"], rules);
      await world.spaces.run("router", "ip", ["route", "delete", `${address}/32`]);
      expect(await inject()).toBe(0);
      await world.spaces.run("client", "nft", ["delete", "table", "inet", "lab"]);
    });

    it("pays for what it moves, whole inner packets both ways", { timeout: 90_000 }, async () => {
      const size = 6_000_000;
      const pull = await probe(world, "pull", internet4, "8080", String(size));
      expect(pull).toEqual({ done: true });
      const status = await world.run("status", ["status", ...common]);
      expect(Number(status.bytes)).toBeGreaterThan(size);
      expect(status).toMatchObject({ state: "connected", interface: world.clientInterface });
      const price = pricePerGB(BigInt(String(status.pricePerGB)));
      // All but the last quantum, which is asked for later.
      await eventually("payment", async () => {
        const { spent } = await world.run("status", ["status", ...common]);
        return BigInt(String(spent)) >= amountDue(bytes(size / 2), price);
      });
    });

    it("is asked for nothing that the path lost: the exit writes it off", { timeout: 120_000 }, async () => {
      const served = async () => {
        const now = await world.run("node status", ["node", "status", "--dir", world.node.dir, ...common.slice(2)]);
        return { bytes: Number(now.bytesServed), owed: String(now.owed), lost: BigInt(String(now.writtenOff)) };
      };
      const [clientBefore, exitBefore] = [await world.run("status", ["status", ...common]), await served()];
      const rule = `table inet loss { chain lose { type filter hook forward priority 0; ip saddr ${exit4} udp sport 51820 numgen random mod 10 == 0 drop; }; }`;
      await world.spaces.run("router", "nft", ["-f", "-"], `${rule}\n`);
      expect(await probe(world, "pull", internet4, "8080", "3000000")).toEqual({ done: true });
      await world.spaces.run("router", "nft", ["delete", "table", "inet", "loss"]);
      // All that arrived is paid in the end; the tenth that did not is owed by nobody. Status is what the exit last read of its kernel.
      const client = await eventually("nothing owed, and the loss written off", async () => {
        const [ours, exit] = [await world.run("status", ["status", ...common]), await served()];
        const arrived = Number(ours.bytes) - Number(clientBefore.bytes);
        return exit.owed === "0" && exit.lost > 0n && exit.bytes - exitBefore.bytes > arrived * 1.05 && ours;
      });
      expect(BigInt(String(client.spent))).toBeLessThanOrEqual(
        amountDue(bytes(BigInt(String(client.bytes))), pricePerGB(BigInt(String(client.pricePerGB)))),
      );
    });

    it("lets nothing out when wireguard-go is killed, and goes on with the same session", {
      timeout: 90_000,
    }, async () => {
      await watch.leaks();
      process.kill(wireguardPid(), "SIGKILL");
      await askEverything();
      expect(await watch.leaks()).toEqual([]);
      await eventually(
        "the tunnel again",
        async () => (await probe(world, "udp", internet4, "9000")).reply === throughExit4.reply,
      );
      expect(client.lines.filter(({ type }) => type === "lost")).toEqual([]);
    });

    it("lets nothing out while the exit is dead and another is looked for", { timeout: 120_000 }, async () => {
      world.node.process.child.kill("SIGKILL");
      await client.line(({ type, state }) => type === "state" && state === "reconnecting");
      await watch.leaks();
      await askEverything();
      expect(await watch.leaks()).toEqual([]);
    });

    it("stays closed when the client is killed too, until it is told: turnpike unblock", {
      timeout: 120_000,
    }, async () => {
      client.child.kill("SIGKILL");
      await client.ended;
      expect(await askEverything()).toEqual([
        ...[nothing, nothing, nothing, nothing, nothing],
        ...[
          expect.objectContaining({ result: expect.not.stringMatching("connected") }),
          expect.objectContaining({ result: expect.not.stringMatching("connected") }),
        ],
        ...[nothing, nothing],
      ]);
      expect(await watch.leaks()).toEqual([]);

      const unblock = world.start("unblock", "client", ["unblock", ...common]);
      expect(await unblock.ended).toBe(0);
      expect(unblock.lines.at(-1)).toEqual({ unblocked: true });
      expect(await probe(world, "udp", internet4, "9000")).toEqual(inClear4);
      expect((await watch.leaks()).length).toBeGreaterThan(0);
      expect(await rules()).not.toContain("7470");
      expect(await tables()).toBe("");
      expect(readFileSync(resolverFile, "utf8")).toBe(resolverBefore);
      expect(await world.spaces.run("client", "ip", ["-br", "link"])).not.toContain(world.clientInterface);
    });

    it("lets the local network through beside the tunnel with --lan, but no question for a name, and nothing else", {
      timeout: 120_000,
    }, async () => {
      await world.restartNode();
      await connect("--lan");
      await watch.leaks();
      expect(await askHome()).toEqual({ ...homeAnswers, names: 0 });
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit4);
      expect(await probe(world, "udp", internet6, "9000")).toEqual(throughExit6);
      await askEverything();
      // What is said to all machines of the local network belongs to it.
      const multicast = (line: string) => line.includes("> 224.0.0.251.5353:");
      expect((await watch.leaks()).filter((line) => !multicast(line))).toEqual([]);
    });

    it("ends in order with turnpike disconnect: paid, open, and without a trace", { timeout: 120_000 }, async () => {
      expect(await probe(world, "pull", internet4, "8080", "3000000")).toEqual({ done: true });
      const disconnect = world.start("disconnect", "client", ["disconnect", ...common]);
      expect(await disconnect.ended).toBe(0);
      expect(await client.ended).toBe(0);
      const summary = client.lines.findLast(({ type }) => type === "summary");
      const due = amountDue(bytes(BigInt(String(summary?.bytes))), pricePerGB(100_000n));
      expect(BigInt(String(summary?.spent))).toBeLessThanOrEqual(due);
      expect(BigInt(String(summary?.spent))).toBeGreaterThan(due - due / 20n);
      expect(client.lines.findLast(({ type }) => type === "state")?.state).toBe("disconnected");
      expect(await probe(world, "udp", internet6, "9000")).toEqual(inClear6);
      expect(await rules()).not.toContain("7470");
      expect(await tables()).toBe("");
      expect(readFileSync(resolverFile, "utf8")).toBe(resolverBefore);
    });
  },
);
