import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DevnetFile } from "../../chain/network.ts";
import { HttpsCarrier } from "../../client/dataplane/https/carrier.ts";
import type { Tally } from "../../client/dataplane/port.ts";
import type { ClientError } from "../../client/errors.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";
import { runProgram } from "../../runtime/program.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld, wireguardPort } from "../../scripts/demo/tunnelWorld.ts";
import { type Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { creditQuotas, passedBytes } from "../support/exitCounts.ts";
import { LeakWatch } from "../support/leakWatch.ts";
import { eventually } from "../support/market.ts";
import { openRawSession } from "../support/rawSession.ts";
import { fund, keyOf, openRawTunnel, probe, type RawTunnel, startProbe } from "../support/rawTunnel.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const { internet4, internet6 } = labAddresses;
const reason = noTunnels ?? (have("tcpdump") && have("ping") ? undefined : "needs tcpdump and ping");
const throughExit4 = { reply: "::ffff:198.18.3.1 ask" };
const throughExit6 = { reply: "2001:db8:3::1 ask" };
const inClear4 = { reply: "::ffff:198.18.1.2 ask" };
const nothing = { reply: null };
const price = pricePerGB(100_000n);

/** A second address of the internet's resolver, and counts of the questions at each: the exit's own, and the one that the client is told. */
const countNames = `table ip lab {
  counter exits {}
  counter told {}
  chain second {
    type nat hook prerouting priority dstnat;
    ip daddr 198.18.3.3 udp dport 53 dnat to ${internet4}
  }
  chain before {
    type filter hook prerouting priority raw;
    ip daddr ${internet4} udp dport 53 counter name exits
    ip daddr 198.18.3.3 udp dport 53 counter name told
  }
}
`;
const mountAndRun = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
const dohScript = fileURLToPath(new URL("../support/dohProcess.ts", import.meta.url));

/** No UDP passes the router, in either direction; everything else does. */
const noUdp = `table inet lab {
  chain through { type filter hook forward priority 0; policy accept; meta l4proto udp counter drop; }
}
`;

describe.skipIf(reason !== undefined)(
  `where UDP is blocked${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let world: TunnelWorld;
    let watch: LeakWatch;
    let client: TurnpikeProcess;
    let common: string[];
    let resolverFile: string;

    const connect = (...args: string[]): TurnpikeProcess => {
      client = world.start("connect", "client", [
        ...["connect", ...common, "--indexer", world.indexer, "--deposit", "2.00"],
        ...["--interface", world.clientInterface, "--resolver-file", resolverFile, ...args],
      ]);
      return client;
    };
    const told = (type: string): readonly Line[] => client.lines.filter((line) => line.type === type);
    const states = () => told("state").map(({ state }) => state);
    const disconnect = async (): Promise<Line> => {
      expect(await world.start("disconnect", "client", ["disconnect", ...common]).ended).toBe(0);
      expect(await client.ended).toBe(0);
      const [summary] = told("summary");
      if (summary === undefined) throw client.failure();
      return summary;
    };
    /** What the internet's HTTP server says to curl. A busy machine is given time where an answer is expected. */
    const curl = (...args: string[]) =>
      world.spaces.run("client", "curl", ["--silent", "--max-time", "40", ...args, `http://${internet4}/`]);
    /** One question of every kind that could leave in clear; none waits for the other. */
    const askEverything = (): Promise<readonly Line[]> =>
      Promise.all([
        probe(world, "udp", internet4, "9000"),
        probe(world, "udp", internet6, "9000"),
        probe(world, "udp", "198.18.1.1", "53"),
        probe(world, "udp", "224.0.0.251", "5353"),
        probe(world, "tcp", internet4, "8080"),
        probe(world, "tcp", internet6, "8080"),
      ]);

    const namesAsked = async (): Promise<{ exits: number; told: number }> => {
      const text = await world.spaces.run("internet", "nft", ["-j", "list", "counters", "table", "ip", "lab"]);
      const { nftables } = JSON.parse(text) as { nftables: { counter?: { name: string; packets: number } }[] };
      const of = (wanted: string) => nftables.find(({ counter }) => counter?.name === wanted)?.counter?.packets ?? 0;
      return { exits: of("exits"), told: of("told") };
    };
    /** A second exit that carries HTTPS alone; its id. */
    const openPlainNode = async (): Promise<string> => {
      const dir = join(world.dir, "plain");
      const at = ["--dir", dir, "--network", world.network, "--json"];
      await world.run("node init", [
        ...["node", "init", ...at, "--devnet-account", "operator2", "--listen", `${labAddresses.exit4}:8444`],
        ...["--price", "0.10", "--country", "NL", "--exit-policy", "open", "--lab-allow", "198.18.3.0/24"],
        ...["--indexer", world.indexer],
      ]);
      await world.run("node register", ["node", "register", ...at]);
      const { node } = await world.start("plain node", "exit", ["node", "run", ...at]).ready;
      await eventually("the indexer to know the plain exit", async () => {
        const listed = await fetch(`${world.indexer}/v1/nodes/${node}`);
        return listed.ok && ((await listed.json()) as { descriptor: unknown }).descriptor !== null;
      });
      return String(node);
    };

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      watch = await LeakWatch.open(world, true);
      common = ["--dir", join(world.dir, "payer"), "--network", world.network, "--json"];
      resolverFile = join(world.dir, "resolv.conf");
      writeFileSync(resolverFile, "nameserver 198.18.1.1\n");
      await world.run("wallet", ["wallet", "create", ...common, "--devnet-account", "payer"]);
    });
    afterAll(async () => {
      await client?.stop();
      await watch?.close();
      await world?.close();
    });

    it("a packet in clear is seen by the watch, the tunnel's own UDP too: the positive control", async () => {
      expect(await probe(world, "udp", internet4, "9000")).toEqual(inClear4);
      await probe(world, "udp", labAddresses.exit4, "51820");
      const seen = (await watch.leaks()).join("\n");
      expect(seen).toContain("198.18.3.2.9000");
      expect(seen).toContain("198.18.2.2.51820");
    });

    it("--transport wireguard says so, names what would work, and leaves the machine closed", {
      timeout: 90_000,
    }, async () => {
      await world.spaces.run("router", "nft", ["-f", "-"], noUdp);
      expect(await connect("--transport", "wireguard").ended).toBe(4);
      const { error } = client.lines.at(-1) as { error: { code: string; message: string } };
      expect(error.code).toBe("NO_NODE_REACHABLE");
      expect(error.message).toContain("UDP, which may be blocked");
      expect(error.message).toContain("--transport wireguard+https");
      expect(told("ready")).toEqual([]);
      expect(states()).toEqual(["connecting", "blocked"]);
      expect(await probe(world, "tcp", internet4, "8080")).not.toEqual({ result: "connected" });
    });

    it("--transport wireguard+https carries v4, v6 and names through the exit, and lets nothing else out, not even WireGuard's own UDP", {
      timeout: 90_000,
    }, async () => {
      const ready = await connect("--transport", "wireguard+https").ready;
      expect(ready).toMatchObject({ node: world.node.id, transport: "wireguard+https", covers: "machine" });
      expect(states()).toEqual(["connecting", "connected"]);
      await watch.leaks();
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit4);
      expect(await probe(world, "udp", internet6, "9000")).toEqual(throughExit6);
      const resolver = /^nameserver (\S+)$/m.exec(readFileSync(resolverFile, "utf8"))?.[1] ?? "";
      expect(await probe(world, "udp", resolver, "53")).toEqual(throughExit4);
      await askEverything();
      expect(await watch.leaks()).toEqual([]);
    });

    it("pays for what is inside the packets and nothing for the carrying", { timeout: 120_000 }, async () => {
      const size = 12_000_000;
      expect(await probe(world, "pull", internet4, "8080", String(size))).toEqual({ done: true });
      const node = await world.run("node status", ["node", "status", "--dir", world.node.dir, "--json"]);
      const { bytes: moved } = await world.run("status", ["status", ...common]);
      expect(Number(moved)).toBeGreaterThan(size);
      // Both meters hold inner packets: 40 bytes of headers to each 1380 of the stream. Billed on the carrier too, the exit's would show more than twice the
      // size; what it shows beyond the client's is what a busy machine lost on the way.
      expect(Number(moved)).toBeLessThan(size * 1.1);
      expect(Number(node.bytesServed)).toBeLessThan(size * 1.7);
      const summary = await disconnect();
      const due = amountDue(bytes(BigInt(String(summary.bytes))), price);
      expect(BigInt(String(summary.spent))).toBeLessThanOrEqual(due);
      expect(BigInt(String(summary.spent))).toBeGreaterThan(due - due / 20n);
      expect(summary.paid).toBe(summary.spent);
      expect(states().at(-1)).toBe("disconnected");
    });

    it("--transport auto goes by UDP while that passes, and inside HTTPS in the same session when it is blocked, closed all the while", {
      timeout: 150_000,
    }, async () => {
      await world.spaces.run("router", "nft", ["flush", "ruleset"]);
      expect(await connect("--transport", "auto").ready).toMatchObject({ transport: "wireguard", covers: "machine" });
      expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit4);
      await watch.leaks();
      await world.spaces.run("router", "nft", ["-f", "-"], noUdp);
      await eventually(
        "the tunnel again",
        async () => (await probe(world, "udp", internet4, "9000")).reply === throughExit4.reply,
        100_000,
      );
      await askEverything();
      expect(told("fallback")).toEqual([
        { type: "fallback", from: "wireguard", to: "wireguard+https", reason: expect.stringContaining("by UDP") },
      ]);
      expect(states()).toEqual(["connecting", "connected", "reconnecting", "connected"]);
      expect([told("connected").length, told("lost").length]).toEqual([1, 0]);
      expect(await world.run("status", ["status", ...common])).toMatchObject({ transport: "wireguard+https" });
      // All but the WireGuard packets of the first rung.
      expect((await watch.leaks()).filter((line) => !line.includes("198.18.2.2.51820: UDP"))).toEqual([]);
    });

    it("finds an exit that comes back after it died, and takes no proxies for a tunnel meanwhile: none would answer", {
      timeout: 150_000,
    }, async () => {
      world.node.process.child.kill("SIGKILL");
      await world.node.process.ended;
      await client.line(({ type, code }) => type === "lost" && code === "NODE_UNREACHABLE");
      await client.line(({ type, text }) => type === "progress" && String(text).startsWith("no node that fits"));
      await askEverything();
      await world.restartNode();
      await eventually(
        "the tunnel again",
        async () => (await probe(world, "udp", internet4, "9000")).reply === throughExit4.reply,
        100_000,
      );
      expect(states().slice(-2)).toEqual(["reconnecting", "connected"]);
      expect(told("fallback").every(({ to }) => to === "wireguard+https")).toBe(true);
      expect((await watch.leaks()).filter((line) => !line.includes("198.18.2.2.51820: UDP"))).toEqual([]);
      await disconnect();
    });

    it("asks the resolver that it is told, through the tunnel, and carries DNS over HTTPS; the system's file is put back after a crash", {
      timeout: 90_000,
    }, async () => {
      await world.spaces.run("internet", "ip", ["address", "add", "198.18.3.3/24", "dev", "to-exit"]);
      await world.spaces.run("internet", "nft", ["-f", "-"], countNames);
      await world.start("resolver over HTTPS", "internet", [], dohScript).ready;
      const systemFile = join(world.dir, "etc-resolv.conf");
      const before = "search lab\nnameserver 198.18.1.1\n";
      writeFileSync(systemFile, before);
      // A machine whose /etc/resolv.conf is this file; the one of the host is not touched.
      const mounted = ["unshare", "--mount", "--propagation", "private", "sh", "-c", mountAndRun, systemFile];
      const [first = "", ...view] = [...mounted, ...world.spaces.within("client")];
      const inView = (...words: string[]) => runProgram(first, [...view, ...words]);
      const args = ["connect", ...common, "--indexer", world.indexer, "--interface", world.clientInterface];
      args.push("--deposit", "2.00");
      client = new TurnpikeProcess(
        "connect",
        [...args, "--transport", "wireguard+https", "--dns", "198.18.3.3"],
        { TURNPIKE_PASSWORD: "demo" },
        { within: [first, ...view] },
      );
      await client.ready;
      await watch.leaks();
      expect(readFileSync(systemFile, "utf8")).toMatch(/^# Written by turnpike.*\nnameserver 198\.18\.3\.3\n$/);
      // The name stands for whoever asked for it: the exit, for the program that every other program asks.
      expect(await inView("getent", "ahostsv4", "who.lab")).toContain("198.18.3.1 ");
      const asked = await namesAsked();
      expect(asked.told).toBeGreaterThan(0);
      expect(asked.exits).toBe(0);
      const doh = ["--doh-url", `https://${internet4}/dns-query`, "--doh-insecure", "--noproxy", "*"];
      expect(await inView("curl", "--silent", "--max-time", "40", ...doh, "http://web.lab/")).toBe(
        "::ffff:198.18.3.1 asks",
      );
      expect(await namesAsked()).toEqual(asked);
      expect(await watch.leaks()).toEqual([]);

      client.child.kill("SIGKILL");
      await client.ended;
      const turnpike = join(import.meta.dirname, "../../cli/turnpike.ts");
      await inView(process.execPath, turnpike, "unblock", ...common);
      expect(readFileSync(systemFile, "utf8")).toBe(before);
    });

    it("--transport auto ends at proxies where no exit offers a tunnel, and keeps the machine closed around them", {
      timeout: 90_000,
    }, async () => {
      const node = await openPlainNode();
      const ready = await connect(
        "--transport",
        "auto",
        "--node",
        node,
        "--socks",
        "127.0.0.1:0",
        "--http",
        "127.0.0.1:0",
      ).ready;
      expect(told("fallback")).toEqual([
        { type: "fallback", from: "wireguard+https", to: "https", reason: expect.stringContaining("nodes fit") },
      ]);
      expect(ready).toMatchObject({ node, transport: "https", covers: "proxies" });
      expect(states()).toEqual(["connecting", "proxied"]);
      await watch.leaks();
      expect(await curl("--proxy", `socks5h://${ready.socks}`)).toBe("::ffff:198.18.3.1 asks");
      await expect(curl("--noproxy", "*", "--max-time", "3")).rejects.toThrow("ended with");
      for (const answer of await askEverything())
        expect([nothing, { result: "EPERM" }, { result: "timeout" }]).toContainEqual(answer);
      expect((await watch.leaks()).filter((line) => !line.includes("198.18.2.2.8444"))).toEqual([]);
      const summary = await disconnect();
      expect(Number(summary.bytes)).toBeGreaterThan(0);
      // The machine is open again: what was refused is answered, in clear.
      expect(await curl("--noproxy", "*")).toBe("::ffff:198.18.1.2 asks");
    });

    it("--transport auto is https from the start without the right to close the machine, and says so", {
      timeout: 60_000,
    }, async () => {
      const [first = "", ...within] = world.spaces.within("client");
      const ports = ["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0"];
      client = new TurnpikeProcess(
        "connect",
        ["connect", ...common, "--indexer", world.indexer, "--transport", "auto", "--deposit", "2.00", ...ports],
        { TURNPIKE_PASSWORD: "demo" },
        { within: [first, ...within, "setpriv", "--bounding-set", "-net_admin"] },
      );
      const ready = await client.ready;
      expect(told("fallback")).toEqual([
        { type: "fallback", from: "auto", to: "https", reason: expect.stringContaining("CAP_NET_ADMIN") },
      ]);
      expect(await curl("--proxy", `socks5h://${ready.socks}`)).toBe("::ffff:198.18.3.1 asks");
      // Nothing was closed, as it said.
      expect(await curl("--noproxy", "*")).toBe("::ffff:198.18.1.2 asks");
      expect(await world.spaces.run("client", "nft", ["list", "tables"])).toBe("");
      await client.stop();
    });

    describe("a client that does not pay", () => {
      let tunnel: RawTunnel;
      let devnet: DevnetFile;

      beforeAll(async () => {
        ({ devnet } = await fund(world, "payer2", 1_000_000n));
        tunnel = await openRawTunnel(world, devnet, "payer2", world.clientInterface, true);
      });
      afterAll(() => tunnel?.close());

      const usedUp = async () => (await creditQuotas(world)).some(({ used, bytes }) => used >= bytes);

      it("is cut at its credit inside HTTPS as outside, though the carrier stays open", {
        timeout: 60_000,
      }, async () => {
        expect(await probe(world, "udp", internet4, "9000")).toEqual(throughExit4);
        const pull = startProbe(world, ["pull", internet4, "8080", "50000000"]);
        await eventually("the credit to be used up", usedUp);
        // What is left of it may still hold a packet as small as this one.
        await eventually("silence", async () => (await probe(world, "udp", internet4, "9000")).reply === null);
        const letThrough = await passedBytes(world);
        expect(letThrough).toBeLessThanOrEqual(1_048_576 * 1.01);
        expect(letThrough).toBeGreaterThan(1_048_576 * 0.9);
        await pull.stop();
      });

      it("gets no way through the carrier to anything but WireGuard, and nobody else gets one to WireGuard", async () => {
        const { session, token, descriptor } = tunnel.session.opened;
        const endpoint = {
          host: "127.0.0.1",
          port: world.controlPort,
          certificateSha256: descriptor.body.certificateSha256,
        };
        const free: Tally = { up: () => {}, down: () => {}, mayFlow: true };
        const ask = async (who: { session: string; token: string }, host: string, port: number): Promise<string> => {
          const carrier = new HttpsCarrier(endpoint, who.session, who.token, free, 0);
          const answer = await carrier
            .openUdp(
              host,
              port,
              () => {},
              () => {},
            )
            .then(
              () => "open",
              (error: ClientError) => error.code,
            );
          carrier.close();
          return answer;
        };
        const mine = { session, token };
        expect(await ask(mine, labAddresses.exit4, wireguardPort)).toBe("open");
        for (const [host, port] of [
          ["127.0.0.1", wireguardPort],
          ["localhost", wireguardPort],
          [labAddresses.exit4, wireguardPort + 1],
          [labAddresses.exit4, 53],
          [labAddresses.exit6, wireguardPort],
          ["10.86.0.1", wireguardPort],
        ] as const)
          expect([host, port, await ask(mine, host, port)]).toEqual([host, port, "DESTINATION_REFUSED"]);
        const other = await openRawSession(
          { network: devnet.network },
          { id: parseAddress(world.node.id), endpoint },
          keyOf(devnet, "payer2"),
        );
        const { opened } = other;
        expect(await ask(opened, labAddresses.exit4, wireguardPort)).toBe("DESTINATION_REFUSED");
        other.end();
      });
    });
  },
);
