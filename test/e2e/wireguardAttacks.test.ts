/** Attacks on an exit that carries WireGuard, by who has a paid tunnel to it and by who has none. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DevnetFile } from "../../chain/network.ts";
import { decodeGet } from "../../runtime/wireguard/uapi.ts";
import { askSocket } from "../../runtime/wireguard/wireguardGo.ts";
import { labAddresses, type Place } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld, wireguardPort } from "../../scripts/demo/tunnelWorld.ts";
import { passedBytes } from "../support/exitCounts.ts";
import { eventually } from "../support/market.ts";
import { fund, openRawTunnel, probe, probeFrom, type RawTunnel, spray, startProbe } from "../support/rawTunnel.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { internet4, exit4 } = labAddresses;
const reason = noTunnels ?? (have("tcpdump") ? undefined : "needs tcpdump");
const internetScript = fileURLToPath(new URL("../../scripts/demo/internet.ts", import.meta.url));
const nothing = { reply: null };
const throughExit = { reply: "::ffff:198.18.3.1 ask" };
/** The exit's address on the wire to the internet. */
const exitOutside = "198.18.3.1";
const victimPort = 40_000;

/** A handshake's first message is the only one of its size (WireGuard, 5.4.2). */
const initiationBytes = 148;

describe.skipIf(reason !== undefined)(
  `an exit that carries WireGuard, attacked${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let world: TunnelWorld;
    let devnet: DevnetFile;
    let tunnel: RawTunnel;
    /** A second client with a live tunnel of its own, on the other side of the exit. */
    let other: RawTunnel;
    let otherInterface: string;
    let initiation: Buffer;

    const shaken = async (name: string): Promise<boolean> =>
      decodeGet(await askSocket(name, "get=1\n\n")).peers.some(({ handshakeAt }) => handshakeAt > 0);
    /** Packets that fit a filter, as tcpdump writes them down, until `stop`. */
    const listen = async (place: Place, interfaceName: string, filter: string, file: string) => {
      const [first = "", ...within] = world.spaces.within(place);
      const args = ["tcpdump", "-i", interfaceName, "-U", "--immediate-mode", "-w", file, filter];
      const child = spawn(first, [...within, ...args], { stdio: ["ignore", "ignore", "pipe"] });
      await new Promise<void>((resolve, reject) => {
        child.stderr.on("data", (said) => String(said).includes("listening on") && resolve());
        child.once("close", reject);
      });
      return async (): Promise<Buffer> => {
        const ended = new Promise((resolve) => child.once("close", resolve));
        child.kill("SIGINT");
        await ended;
        return readFileSync(file);
      };
    };

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      otherInterface = `${world.clientInterface}b`;
      await world.start("echo of the client", "client", [], internetScript).ready;
      ({ devnet } = await fund(world, "payer", 5_000_000n));
      await fund(world, "payer2", 5_000_000n);
      const filter = `udp dst port ${wireguardPort} and udp[4:2] == ${initiationBytes + 8}`;
      const stop = await listen("router", "to-client", filter, join(world.dir, "initiation.pcap"));
      tunnel = await openRawTunnel(world, devnet, "payer", world.clientInterface);
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit);
      const captured = await stop();
      // The payload is the end of the first packet: 24 bytes of the file's head, 16 of the packet's, Ethernet, IPv4, UDP.
      initiation = captured.subarray(24 + 16 + 14 + 20 + 8, 24 + 16 + 14 + 20 + 8 + initiationBytes);
      expect(initiation[0]).toBe(1);
    });
    afterAll(async () => {
      await other?.close();
      await tunnel?.close();
      await world?.close();
    });

    it("port shadow (CVE-2021-3773): a client cannot take the port of WireGuard over for whom another one dials from", {
      timeout: 60_000,
    }, async () => {
      // Translated to the exit's own address and port, this would make the way back from the victim lead to the attacker.
      const shadow = { kind: "udp", host: internet4, port: victimPort, count: 20, sourcePort: wireguardPort };
      expect(await spray(world, "client", [shadow])).toBe(20);
      const seat = { place: "internet", exit: exitOutside, listenPort: victimPort } as const;
      other = await openRawTunnel(world, devnet, "payer2", otherInterface, false, seat);
      await eventually("the victim's handshake", async () => {
        await probeFrom(world, "internet", "udp", "10.86.0.1", "53");
        return shaken(otherInterface);
      });
      expect(await probeFrom(world, "internet", "udp", "10.86.0.1", "53")).toEqual(throughExit);
    });

    it("client to client: neither of two live ones reaches the other, in IPv4 or IPv6", async () => {
      const asked = await Promise.all([
        probe(world, "udp", other.terms.address4, "9000"),
        probe(world, "udp", other.terms.address6, "9000"),
        probeFrom(world, "internet", "udp", tunnel.terms.address4, "9000"),
        probeFrom(world, "internet", "udp", tunnel.terms.address6, "9000"),
      ]);
      expect(asked).toEqual([nothing, nothing, nothing, nothing]);
      // Both are there, and each answers whoever reaches it.
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit);
      expect(await probeFrom(world, "internet", "udp", "10.86.0.1", "53")).toEqual(throughExit);
      expect((await probeFrom(world, "internet", "udp", other.terms.address4, "9000")).reply).toContain("ask");
    });

    it("spoofed source inside the tunnel: what a client sends as another one is dropped and nobody's bill", async () => {
      const before = await passedBytes(world, 3);
      const way = (source: string) =>
        world.spaces.run("client", "ip", [
          ...["route", "change", "198.18.3.0/24", "dev", world.clientInterface, "src", source],
        ]);
      await world.spaces.run("client", "ip", [
        ...["address", "add", `${other.terms.address4}/32`, "dev", world.clientInterface],
      ]);
      await way(other.terms.address4);
      await spray(world, "client", [{ kind: "udp", host: internet4, port: 9_000, count: 500, size: 1_000 }]);
      expect(await probe(world, "udp", internet4, "9000")).toEqual(nothing);
      expect(await passedBytes(world, 3)).toBe(before);
      await way(tunnel.terms.address4);
      await world.spaces.run("client", "ip", [
        ...["address", "delete", `${other.terms.address4}/32`, "dev", world.clientInterface],
      ]);
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit);
    });

    it("replayed initiation: a handshake that somebody wrote down gets no answer and takes nobody's tunnel over", {
      timeout: 30_000,
    }, async () => {
      const sourcePort = 45_678;
      const stop = await listen("router", "to-client", `udp port ${sourcePort}`, join(world.dir, "replay.pcap"));
      const replay = { kind: "udp", host: exit4, port: wireguardPort, count: 5, hex: initiation.toString("hex") };
      await spray(world, "client", [{ ...replay, sourcePort }]);
      // Answered later than anything before it would be.
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit);
      const seen = await stop();
      const packetBytes = 16 + 14 + 20 + 8 + initiationBytes;
      expect(seen.length).toBe(24 + 5 * packetBytes);
      expect(seen.includes(initiation)).toBe(true);
    });

    it("garbage flood: the exit stays, and a client that pays goes on meanwhile", { timeout: 90_000 }, async () => {
      const looksRight = Buffer.concat([Buffer.from([1, 0, 0, 0]), Buffer.alloc(initiationBytes - 4, 7)]);
      const garbage = { kind: "udp", host: exit4, port: wireguardPort };
      const flood = spray(world, "router", [
        { ...garbage, count: 30_000, size: 1_200 },
        { ...garbage, count: 30_000, hex: looksRight.toString("hex") },
        { ...garbage, count: 5_000, size: 1 },
      ]);
      const pull = startProbe(world, ["pull", internet4, "8080", "2000000"]);
      let paid = 0n;
      await eventually(
        "two megabytes for vouchers",
        async () => {
          const demand = tunnel.session.events.findLast((event) => event.type === "demand");
          if (demand?.type === "demand" && BigInt(demand.demand.amount) > paid) {
            paid = BigInt(demand.demand.amount);
            await tunnel.session.submit(paid);
          }
          return pull.lines.some(({ done }) => done === true);
        },
        60_000,
      );
      expect(await flood).toBe(65_000);
      expect(paid).toBeGreaterThan(100n);
      expect(world.node.process.child.exitCode).toBeNull();
      expect(await probeFrom(world, "internet", "udp", "10.86.0.1", "53")).toEqual(throughExit);
    });
  },
);
