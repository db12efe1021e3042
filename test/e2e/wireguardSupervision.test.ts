import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { creditQuotas, passedBytes } from "../support/exitCounts.ts";
import { eventually } from "../support/market.ts";
import { fund, openRawSeat, openRawTunnel, probe, type RawTunnel, startProbe } from "../support/rawTunnel.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";
import { wireguardProcess } from "../support/wireguardProcess.ts";

const { internet4 } = labAddresses;
/** What a payer may move before it has paid anything. */
const floorCredit = 1_048_576;
const answer = { reply: "::ffff:198.18.3.1 ask" };

/** What an exit's WireGuard stands on, taken away while clients are seated. */
describe.skipIf(noTunnels !== undefined)(
  `the supervision of an exit's WireGuard${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    let world: TunnelWorld;
    let tunnel: RawTunnel;
    let openTunnel: () => Promise<RawTunnel>;
    let openAnother: () => Promise<RawTunnel["session"]>;

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      const { devnet } = await fund(world, "payer", 5_000_000n);
      openTunnel = () => openRawTunnel(world, devnet, "payer", world.clientInterface);
      openAnother = () => openRawSeat(world, devnet, "payer", newWireguardKeys().publicKey);
    });
    afterAll(async () => {
      await tunnel?.close();
      await world?.close();
    });

    const processOfExit = async (): Promise<number> => {
      const pid = await wireguardProcess(world.node.interfaceName);
      if (pid === undefined) throw new Error("the exit's wireguard-go is not there");
      return pid;
    };
    const carries = () =>
      eventually(
        "an answer through the tunnel",
        async () => {
          const { reply } = await probe(world, "udp", internet4, "9000");
          return reply === answer.reply;
        },
        60_000,
      );

    const quotaOf = async () => {
      const [quota, ...others] = await creditQuotas(world);
      if (quota === undefined || others.length > 0) throw new Error("one client's quota was expected");
      return quota;
    };
    const flush = () => world.spaces.run("exit", "nft", ["flush", "ruleset"]);
    const tables = () => world.spaces.run("exit", "nft", ["list", "tables"]);

    it("seats a client though another program flushed nftables while nobody was there", async () => {
      await flush();
      tunnel = await openTunnel();
      await carries();
      expect(await creditQuotas(world)).toHaveLength(1);
    });

    it("tells WireGuard's process, which outlives a daemon that is killed, nothing of the daemon's environment", async () => {
      const daemon = readFileSync(`/proc/${world.node.process.child.pid}/environ`, "utf8");
      expect(daemon).toContain("TURNPIKE_PASSWORD=");
      const names = readFileSync(`/proc/${await processOfExit()}/environ`, "utf8")
        .split("\0")
        .filter(Boolean)
        .map((line) => line.split("=")[0]);
      const wanted = ["PATH", "LOG_LEVEL", "WG_PROCESS_FOREGROUND", "WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD"];
      expect(names.sort()).toEqual(wanted.sort());
    });

    it("starts a process that died again, with its clients and their counts: the session goes on", {
      timeout: 120_000,
    }, async () => {
      expect(await probe(world, "udp", internet4, "9000")).toEqual(answer);
      const counted = await passedBytes(world, 2);
      const killed = await processOfExit();
      process.kill(killed, "SIGKILL");
      await carries();
      expect(await processOfExit()).not.toBe(killed);
      expect(await passedBytes(world, 2)).toBeGreaterThan(counted);
      // As whom and where the exit answers is what it has promised in its descriptor.
      expect(tunnel.session.events.some(({ type }) => type === "end")).toBe(false);
    });

    it("keeps no credit of who leaves, or is refused, while the process does not answer", {
      timeout: 120_000,
    }, async () => {
      const another = await openAnother();
      expect(await creditQuotas(world)).toHaveLength(2);
      const hung = await processOfExit();
      process.kill(hung, "SIGSTOP");
      try {
        await another.close();
        await eventually("the quota to be gone", async () => (await creditQuotas(world)).length === 1);
        await expect(passedBytes(world, 3)).rejects.toThrow("not counted");
        await expect(openAnother()).rejects.toMatchObject({ code: "WIREGUARD_REFUSED" });
        await eventually("the other quota to be gone", async () => (await creditQuotas(world)).length === 1);
      } finally {
        process.kill(hung, "SIGCONT");
        another.end();
      }
      await carries();
    });

    it("writes its rules anew when another program flushed nftables, and gives no credit for it", {
      timeout: 120_000,
    }, async () => {
      const pull = startProbe(world, ["pull", internet4, "8080", "300000"]);
      await eventually("a third of a megabyte", () => pull.lines.some(({ done }) => done === true));
      // Until every byte is counted; the kernel is read twice a second by then.
      const counted = await eventually("the count to stand", async () => {
        const before = await passedBytes(world, 2);
        await new Promise((resolve) => setTimeout(resolve, 1_100));
        return before === (await passedBytes(world, 2)) && before;
      });
      expect(counted).toBeGreaterThan(300_000);
      await flush();
      await eventually("the rules to be back", async () => (await tables()).includes(world.node.interfaceName));
      expect((await quotaOf()).bytes).toBeLessThanOrEqual(floorCredit - counted);

      await carries();
      const before = await passedBytes(world, 2);
      expect(await probe(world, "udp", internet4, "9000")).toEqual(answer);
      expect((await passedBytes(world, 2)) - before).toBe(2 * 28 + "ask".length + answer.reply.length);
      expect(await probe(world, "tcp", "10.86.0.1", "8443")).toEqual({ result: "timeout" });
    });

    it("closes its WireGuard when the rules cannot be written, and opens it with the same clients when they can", {
      timeout: 120_000,
    }, async () => {
      const table = `inet turnpike_${world.node.interfaceName}`;
      const link = () => world.spaces.run("exit", "ip", ["-br", "link"]);
      // A table with an owner is nobody else's for as long as the owner's process lives.
      const [first = "", ...within] = world.spaces.within("exit");
      const owner = spawn(first, [...within, "nft", "-i"], { stdio: ["pipe", "ignore", "inherit"] });
      owner.stdin.write(`flush ruleset; add table ${table} { flags owner; }\n`);
      try {
        await eventually("the interface to be gone", async () => !(await link()).includes(world.node.interfaceName));
        expect(await probe(world, "udp", internet4, "9000")).toEqual({ reply: null });
        await expect(openAnother()).rejects.toMatchObject({ code: "FIREWALL_REFUSED" });
      } finally {
        owner.stdin.end();
      }
      await carries();
      expect(await creditQuotas(world)).toHaveLength(1);
      expect(await tables()).toContain(table);
    });
  },
);
