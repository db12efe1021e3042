import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually } from "../support/market.ts";
import { have, pathOf } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const probeScript = fileURLToPath(new URL("../../scripts/demo/probe.ts", import.meta.url));
const reason = noTunnels ?? (["setpriv", "wg-quick"].every(have) ? undefined : "needs setpriv and wg-quick");
const { client4, internet4, internet6 } = labAddresses;
/** The device's resolvconf(8): keeps what it is told next to itself. */
const resolvconf = `#!/bin/sh
case "$1" in -a) cat > "\${0%/*}/told" ;; esac
`;

describe.skipIf(reason !== undefined)(
  `turnpike connect --export-config${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let world: TunnelWorld;
    let common: string[];
    let file: string;
    let payer: TurnpikeProcess;
    /** The other device: a machine of its own in the lab, which knows WireGuard's tools and nothing of Turnpike. */
    const device = "entry";
    let tools: string;
    let isUp = false;

    /** Starts the paying side on another machine, without the right to change the network. */
    const pay = async (...more: string[]) => {
      payer = new TurnpikeProcess(
        "export",
        [
          ...["connect", ...common, "--indexer", world.indexer, "--transport", "wireguard"],
          ...["--export-config", file, ...more],
        ],
        { TURNPIKE_PASSWORD: "demo", NO_COLOR: "1" },
        { within: [...world.spaces.within("client"), "setpriv", "--bounding-set", "-net_admin"] },
      );
      return payer.ready;
    };
    /** What the user of the device does; what was imported before goes. */
    const import_ = async () => {
      const quick = (verb: string) => world.spaces.run(device, join(tools, "wg-quick"), [verb, imported()]);
      if (isUp) await quick("down");
      copyFileSync(file, imported());
      await quick("up");
      isUp = true;
    };
    /** The interface takes its name from the file's, and wireguard-go's socket is seen from every namespace. */
    const imported = () => join(tools, `${world.clientInterface}p.conf`);
    const probeThere = async (...args: string[]) => {
      const run = world.start(`probe ${args.join(" ")}`, device, args, probeScript);
      await run.ended;
      return run.lines.at(-1) ?? {};
    };
    /** Bytes that come of a download that never ends by itself, once none come any more. */
    const stalled = async (): Promise<number> => {
      const pull = world.start("pull", device, ["pull", internet4, "8080", "200000000"], probeScript);
      const got = () => Number(pull.lines.findLast(({ bytes }) => bytes !== undefined)?.bytes ?? 0);
      let last = -1;
      await eventually(
        "the end of the flow",
        async () => {
          const before = got();
          await new Promise((resolve) => setTimeout(resolve, 2_000));
          last = got();
          return last === before;
        },
        60_000,
      );
      pull.child.kill("SIGKILL");
      await pull.ended;
      return last;
    };
    const status = () => world.run("status", ["status", ...common]);

    beforeAll(async () => {
      world = await openTunnelWorld(() => {});
      common = ["--dir", join(world.dir, "payer"), "--network", world.network, "--json"];
      file = join(world.dir, "phone.conf");
      await world.run("wallet", ["wallet", "create", ...common, "--devnet-account", "payer"]);
      // wg-quick looks for its helpers where it lies first.
      tools = join(world.dir, "tools");
      mkdirSync(tools, { mode: 0o700 });
      copyFileSync(pathOf("wg-quick") ?? "", join(tools, "wg-quick"));
      writeFileSync(join(tools, "resolvconf"), resolvconf, { mode: 0o755 });
    });
    afterAll(async () => {
      await payer?.stop();
      await world?.close();
    });

    it("refuses without a budget, and writes over no file of another", async () => {
      const refused = async (...args: string[]) => {
        const run = world.start("refused", "client", ["connect", ...common, "--transport", "wireguard", ...args]);
        await run.ended;
        return run.lines.at(-1)?.error;
      };
      expect(await refused("--export-config", file)).toMatchObject({
        code: "CONFIG_INVALID",
        message: expect.stringContaining("--budget") as string,
      });
      const other = join(world.dir, "other.conf");
      writeFileSync(other, "[Interface]\n");
      expect(await refused("--export-config", other, "--budget", "1")).toMatchObject({ code: "FILE_EXISTS" });
      expect(readFileSync(other, "utf8")).toBe("[Interface]\n");
    });

    it("gives a file that wg-quick takes as it is, and pays for what the device moves", {
      timeout: 120_000,
    }, async () => {
      const ready = await pay("--deposit", "2.00", "--budget", "1");
      expect(ready).toMatchObject({ type: "ready", node: world.node.id, config: file, address4: "10.86.0.2" });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await import_();
      expect(readFileSync(join(tools, "told"), "utf8")).toBe("nameserver 10.86.0.1\n");
      expect(await probeThere("udp", "10.86.0.1", "53")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
      expect(await probeThere("udp", internet4, "9000")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
      expect(await probeThere("udp", internet6, "9000")).toEqual({ reply: "2001:db8:3::1 ask" });
      expect(await probeThere("pull", internet4, "8080", "6000000")).toEqual({ done: true });
      // Paid by the exit's word: all that its kernel counted, but for the last quantum.
      await eventually("payment", async () => BigInt(String((await status()).spent)) > 500n);
      const { spent, bytes, hops } = await status();
      expect(BigInt(String(spent)) * 10_000n).toBeLessThanOrEqual(BigInt(String(bytes)) + 10_000n);
      expect(hops).toMatchObject([{ role: "exit", node: world.node.id }]);
    });

    it("writes the file anew when the session ends, and says to import it again", {
      timeout: 120_000,
    }, async () => {
      const before = readFileSync(file, "utf8");
      const key = (text: string) => /^PrivateKey = (.+)$/m.exec(text)?.[1];
      // The paying machine is carried to another network: its connection to the exit is silent from then on.
      const lines = [`address add 198.18.1.77/24 dev to-router`, `address delete ${client4}/24 dev to-router`];
      lines.push("address replace 198.18.1.77/24 dev to-router", "route replace default via 198.18.1.1 dev to-router");
      await world.spaces.run("client", "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
      const { text } = await payer.line((line) => line.type === "progress" && String(line.text).startsWith(file));
      expect(text).toContain("is written anew: import it again");
      expect(key(readFileSync(file, "utf8"))).not.toBe(key(before));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await import_();
      expect(await probeThere("udp", internet4, "9000")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
      expect(await payer.stop()).toBe(0);
      // What the silent session left unpaid is remembered until the exit starts again.
      await world.node.process.stop();
      await world.restartNode();
    });

    it("stops closed at the budget, ends with its code, and takes the file away", { timeout: 120_000 }, async () => {
      await pay("--budget", "0.000500");
      await import_();
      const got = await stalled();
      expect(got).toBeGreaterThan(4_000_000);
      expect(got).toBeLessThan(30_000_000);
      expect(await payer.ended).toBe(3);
      expect(payer.lines.at(-1)?.error).toMatchObject({ code: "BUDGET_EXHAUSTED" });
      const summary = payer.lines.findLast(({ type }) => type === "summary");
      expect(BigInt(String(summary?.spent))).toBeLessThanOrEqual(500n);
      expect(BigInt(String(summary?.spent))).toBeGreaterThan(400n);
      expect(() => statSync(file)).toThrow();
    });

    it("is cut at the credit when the paying side is killed", { timeout: 120_000 }, async () => {
      await pay("--budget", "1");
      await import_();
      expect(await probeThere("pull", internet4, "8080", "3000000")).toEqual({ done: true });
      payer.child.kill("SIGKILL");
      await payer.ended;
      const credit = await stalled();
      expect(credit).toBeLessThan(20_000_000);
      // What is left of it is less than a packet of a download.
      expect(await stalled()).toBeLessThan(3_000);
    });
  },
);
