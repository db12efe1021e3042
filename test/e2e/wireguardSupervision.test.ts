import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { goTuning } from "../../runtime/wireguard/wireguardGo.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { creditQuotas, passedBytes } from "../support/exitCounts.ts";
import { eventually } from "../support/market.ts";
import { fund, openRawSeat, openRawTunnel, probe, type RawTunnel } from "../support/rawTunnel.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";
import { wireguardProcess } from "../support/wireguardProcess.ts";

const { internet4 } = labAddresses;
const answer = { reply: "::ffff:198.18.3.1 ask" };

/** What an exit's WireGuard stands on, taken away while clients are seated. */
describe.skipIf(noTunnels !== undefined)(
  `the supervision of an exit's WireGuard${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    let world: TunnelWorld;
    let tunnel: RawTunnel;
    let openAnother: () => Promise<RawTunnel["session"]>;

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      const { devnet } = await fund(world, "payer", 5_000_000n);
      tunnel = await openRawTunnel(world, devnet, "payer", world.clientInterface);
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

    it("tells WireGuard's process, which outlives a daemon that is killed, nothing of the daemon's environment", async () => {
      const daemon = readFileSync(`/proc/${world.node.process.child.pid}/environ`, "utf8");
      expect(daemon).toContain("TURNPIKE_PASSWORD=");
      const names = readFileSync(`/proc/${await processOfExit()}/environ`, "utf8")
        .split("\0")
        .filter(Boolean)
        .map((line) => line.split("=")[0]);
      const wanted = ["PATH", "LOG_LEVEL", "WG_PROCESS_FOREGROUND", "WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD"];
      expect(names.sort()).toEqual([...wanted, ...Object.keys(goTuning)].sort());
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
  },
);
