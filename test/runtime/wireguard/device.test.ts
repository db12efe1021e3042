import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../../../runtime/program.ts";
import type { WireguardDevice } from "../../../runtime/wireguard/device.ts";
import { newWireguardKeys } from "../../../runtime/wireguard/keys.ts";
import { wgToolDevice } from "../../../runtime/wireguard/wgTool.ts";
import { askSocket, socketDevice } from "../../../runtime/wireguard/wireguardGo.ts";
import { eventually } from "../../support/market.ts";
import { noTunnels } from "../../support/tunnelNeeds.ts";

/** One contract for every way to drive an interface; the interface is wireguard-go's, in a namespace of its own. */
describe.skipIf(noTunnels !== undefined)(
  `a WireGuard interface${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    const tag = randomBytes(3).toString("hex");
    const space = `tpd${tag}`;
    const name = `tpd${tag}`;
    let child: ChildProcess;

    beforeAll(async () => {
      await runProgram("ip", ["netns", "add", space]);
      child = spawn("ip", ["netns", "exec", space, "wireguard-go", "-f", name], {
        stdio: "ignore",
        env: { ...process.env, LOG_LEVEL: "silent" },
      });
      await eventually("the socket", () => askSocket(name, "get=1\n\n").catch(() => undefined));
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      await ended;
      await runProgram("ip", ["netns", "delete", space]);
    });

    const pidOf = ({ pid }: ChildProcess): number => {
      if (pid === undefined) throw new Error("wireguard-go did not start");
      return pid;
    };
    const none = async () => {};
    const adapters: readonly (readonly [string, () => WireguardDevice])[] = [
      ["its socket", () => socketDevice(name, pidOf(child), none, () => {})],
      ["the wg program", () => wgToolDevice(name, none)],
    ];
    describe.each(adapters)("driven by %s", (_adapter, open) => {
      it("takes key, port and mark, and peers with exactly the addresses they are given", async () => {
        const device = open();
        const [one, two] = [newWireguardKeys().publicKey, newWireguardKeys().publicKey];
        await device.configure({ privateKey: newWireguardKeys().privateKey, listenPort: 51_833, fwmark: 7_470 });
        await device.configure({
          peers: [
            { publicKey: one, allowedIps: ["10.86.0.2/32", "fd86:7470::2/128"] },
            {
              publicKey: two,
              allowedIps: ["10.86.0.3/32"],
              endpoint: { host: "127.0.0.1", port: 9 },
              keepaliveSeconds: 25,
            },
          ],
        });
        const state = await device.state();
        expect(state).toMatchObject({ listenPort: 51_833, fwmark: 7_470 });
        const allowed = new Map(state.peers.map((peer) => [peer.publicKey, [...peer.allowedIps].sort()]));
        expect(allowed.get(one)).toEqual(["10.86.0.2/32", "fd86:7470::2/128"]);
        expect(allowed.get(two)).toEqual(["10.86.0.3/32"]);

        // An address belongs to one peer: who gets it takes it away from the other.
        await device.configure({ peers: [{ publicKey: two, allowedIps: ["10.86.0.2/32"] }] });
        const after = new Map((await device.state()).peers.map((peer) => [peer.publicKey, peer.allowedIps]));
        expect(after.get(one)).toEqual(["fd86:7470::2/128"]);
        expect(after.get(two)).toEqual(["10.86.0.2/32"]);

        await device.configure({ remove: [one, two] });
        expect((await device.state()).peers).toEqual([]);
      });

      it("says that nobody shook hands when nobody did", async () => {
        const device = open();
        const { publicKey } = newWireguardKeys();
        await device.configure({ peers: [{ publicKey, allowedIps: ["10.86.0.4/32"] }] });
        expect((await device.state()).peers).toEqual([
          { publicKey, allowedIps: ["10.86.0.4/32"], handshakeAt: 0, receivedBytes: 0 },
        ]);
        await device.configure({ remove: [publicKey] });
      });

      it("refuses in a code what no interface takes", async () => {
        const { publicKey } = newWireguardKeys();
        const wrong = { peers: [{ publicKey, allowedIps: ["10.86.0.400/32"] }] };
        await expect(open().configure(wrong)).rejects.toMatchObject({ code: "WIREGUARD_REFUSED" });
        // A refused change may have been taken in part.
        await open().configure({ remove: [publicKey] });
      });
    });

    it("has room for four megabytes of packets at each UDP socket, whatever the system's default is, when it is asked for", async () => {
      const device = socketDevice(name, pidOf(child), none, () => {});
      await runProgram("ip", ["-n", space, "link", "set", "dev", name, "up"]);
      await device.widen();
      const sockets = await runProgram("ip", ["netns", "exec", space, "ss", "-Huanm"]);
      // The kernel says twice what was asked for (socket(7)).
      const rooms = [...sockets.matchAll(/skmem:\(r[0-9]+,rb([0-9]+)/g)].map(([, room]) => Number(room));
      expect(rooms.length).toBeGreaterThan(0);
      expect(rooms).toEqual(rooms.map(() => 2 * 4_194_304));
    });

    it("is missed in a code when nobody made it", async () => {
      await expect(socketDevice("nobody", 0, none, () => {}).state()).rejects.toMatchObject({
        code: "WIREGUARD_REFUSED",
      });
      await expect(socketDevice("nobody", 0, none, () => {}).widen()).resolves.toBeUndefined();
      await expect(wgToolDevice("nobody", none).state()).rejects.toMatchObject({ code: "WIREGUARD_REFUSED" });
    });
  },
);
