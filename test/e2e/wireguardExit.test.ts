import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DevnetFile } from "../../chain/network.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { creditQuotas, passedBytes } from "../support/exitCounts.ts";
import { eventually } from "../support/market.ts";
import { fund, openRawTunnel, probe, type RawTunnel, startProbe } from "../support/rawTunnel.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { internet4, internet6, exit4, exit6 } = labAddresses;
const floorCredit = 1_048_576;

/** The kernel passes or drops a packet as a whole, also one that it has joined of many. */
const largestJoined = 65_536;

describe.skipIf(noTunnels !== undefined)(
  `an exit that carries WireGuard${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    let world: TunnelWorld;
    let devnet: DevnetFile;
    let tunnel: RawTunnel;

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      ({ devnet } = await fund(world, "payer", 5_000_000n));
      tunnel = await openRawTunnel(world, devnet, "payer", world.clientInterface);
    });
    afterAll(async () => {
      await tunnel?.close();
      await world?.close();
    });

    it("quotes the transport and says in its signed descriptor as whom and where it answers", () => {
      expect(tunnel.session.opened.quote.transport).toBe(2);
      expect(tunnel.session.opened.descriptor.body.transports).toEqual(["https", "wireguard", "wireguard+https"]);
      expect(tunnel.terms).toMatchObject({ address4: "10.86.0.2", address6: "fd86:7470::2", mtu: 1420 });
    });

    it("carries v4 and v6 under its own address, and counts both on one bill", async () => {
      const before = await passedBytes(world, 2);
      expect(await probe(world, "udp", internet4, "9000")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
      const between = await passedBytes(world, 2);
      // Question and answer with their headers: 28 bytes in v4, 48 in v6.
      expect(between - before).toBe(2 * 28 + "ask".length + "::ffff:198.18.3.1 ask".length);
      expect(await probe(world, "udp", internet6, "9000")).toEqual({ reply: "2001:db8:3::1 ask" });
      expect((await passedBytes(world, 2)) - between).toBe(2 * 48 + "ask".length + "2001:db8:3::1 ask".length);
      expect(await probe(world, "tcp", internet4, "8080")).toEqual({ result: "connected" });
    });

    it("passes DNS questions on to its resolver", async () => {
      expect(await probe(world, "udp", tunnel.terms.dns[0] ?? "", "53")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
    });

    it("refuses what its policy refuses, and says so", async () => {
      expect(await probe(world, "tcp", internet4, "25")).toEqual({ result: "EHOSTUNREACH" });
      expect(await probe(world, "tcp", internet6, "25")).toEqual({ result: "EACCES" });
    });

    it("lets nobody in the tunnel reach the exit's own services, on any of its addresses", async () => {
      await world.spaces.run("client", "ip", [
        "route",
        "add",
        `${exit4}/32`,
        "dev",
        world.clientInterface,
        "table",
        "77",
      ]);
      await world.spaces.run("client", "ip", ["rule", "add", "to", exit4, "ipproto", "tcp", "table", "77"]);
      await world.spaces.run("client", "ip", ["route", "add", `${exit6}/128`, "dev", world.clientInterface]);
      const hosts = [exit4, exit6, "198.18.3.1", "2001:db8:3::1", "10.86.0.1"];
      const results = await Promise.all(hosts.map((host) => probe(world, "tcp", host, "8443")));
      expect(results).toEqual(hosts.map(() => ({ result: "timeout" })));
      await world.spaces.run("client", "ip", ["rule", "delete", "to", exit4, "ipproto", "tcp", "table", "77"]);
      // The same port answers whoever comes from outside: it is the tunnel that is kept away.
      expect(await probe(world, "tcp", exit4, "8443")).toEqual({ result: "connected" });
    });

    it("lets no client reach another one, nor send under another's address", async () => {
      expect(await probe(world, "tcp", "10.86.0.3", "80")).toEqual({ result: "timeout" });
      await world.spaces.run("client", "ip", ["address", "add", "10.86.0.9/32", "dev", world.clientInterface]);
      await world.spaces.run("client", "ip", [
        "route",
        "change",
        "198.18.3.0/24",
        "dev",
        world.clientInterface,
        "src",
        "10.86.0.9",
      ]);
      expect(await probe(world, "udp", internet4, "9000")).toEqual({ reply: null });
      await world.spaces.run("client", "ip", [
        "route",
        "change",
        "198.18.3.0/24",
        "dev",
        world.clientInterface,
        "src",
        tunnel.terms.address4,
      ]);
      expect(await probe(world, "udp", internet4, "9000")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
    });

    it("demands what the kernel counted, and raises the limit in place as vouchers come", {
      timeout: 60_000,
    }, async () => {
      const pull = startProbe(world, ["pull", internet4, "8080", "3000000"]);
      let best = 0n;
      let paid = 0n;
      await eventually(
        "three megabytes for vouchers",
        async () => {
          const demand = tunnel.session.events.findLast((event) => event.type === "demand");
          if (demand?.type === "demand" && BigInt(demand.demand.amount) > paid) {
            paid = BigInt(demand.demand.amount);
            best = paid;
            await tunnel.session.submit(best);
          }
          return pull.lines.some(({ done }) => done === true);
        },
        40_000,
      );
      expect(paid).toBeGreaterThan(200n);
      // The kernel's own count of the interface, which nobody sets to zero.
      const links = await world.spaces.run("exit", "ip", ["-j", "-s", "link", "show", "dev", world.node.interfaceName]);
      const [link] = JSON.parse(links) as { stats64: Record<"rx" | "tx", { bytes: number }> }[];
      const counted = (link?.stats64.rx.bytes ?? 0) + (link?.stats64.tx.bytes ?? 0);
      expect(counted).toBeGreaterThan(3_000_000);
      const last = tunnel.session.events.findLast((event) => event.type === "demand");
      if (last?.type !== "demand") throw new Error("nothing was demanded");
      const { bytesTotal, amount } = last.demand;
      expect(Number(bytesTotal)).toBeLessThanOrEqual(counted);
      expect(BigInt(amount)).toBe(amountDue(bytes(BigInt(bytesTotal)), pricePerGB(100_000n)));
    });

    it("cuts an unpaid client at its credit though the daemon is dead, and replaces what was left when it comes back", {
      timeout: 60_000,
    }, async () => {
      world.node.process.child.kill("SIGKILL");
      await world.node.process.ended;
      const counted = await passedBytes(world);
      const [quota] = await creditQuotas(world);
      const credit = (quota?.bytes ?? 0) - (quota?.used ?? 0);
      expect(credit).toBeGreaterThan(0);
      expect(credit).toBeLessThanOrEqual(2 * floorCredit);
      const pull = startProbe(world, ["pull", internet4, "8080", "50000000"]);
      // The kernel has seen more than it may let through: from here on every packet is dropped.
      await eventually("the quota to be used up", async () =>
        (await creditQuotas(world)).some(({ used, bytes: limit }) => used >= limit),
      );
      expect(await probe(world, "udp", internet4, "9000")).toEqual({ reply: null });
      const letThrough = (await passedBytes(world)) - counted;
      expect(letThrough).toBeLessThanOrEqual(credit * 1.01);
      expect(letThrough).toBeGreaterThan(credit - largestJoined);
      await pull.stop();

      await world.restartNode();
      const tables = await world.spaces.run("exit", "nft", ["list", "tables"]);
      expect(tables.trim()).toBe(`table inet turnpike_${world.node.interfaceName}`);
      expect(await creditQuotas(world)).toEqual([]);
    });

    it("removes everything of its own on a clean stop, and nothing of others", { timeout: 60_000 }, async () => {
      await world.spaces.run("exit", "nft", ["add", "table", "inet", "another"]);
      expect(await world.node.process.stop()).toBe(0);
      expect((await world.spaces.run("exit", "nft", ["list", "tables"])).trim()).toBe("table inet another");
      const links = await world.spaces.run("exit", "ip", ["-br", "link"]);
      expect(links).not.toContain(world.node.interfaceName);
    });
  },
);
