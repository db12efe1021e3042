import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import { openTunnelWorld, type TunnelWorld } from "../../scripts/demo/tunnelWorld.ts";
import { TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually } from "../support/market.ts";
import { have } from "../support/run.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

const probeScript = fileURLToPath(new URL("../../scripts/demo/probe.ts", import.meta.url));
const reason = noTunnels ?? (have("setpriv") ? undefined : "needs setpriv");
const { internet4, internet6 } = labAddresses;

describe.skipIf(reason !== undefined)(
  `turnpike connect --export-config${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let world: TunnelWorld;
    let common: string[];
    let file: string;
    let payer: TurnpikeProcess;
    /** The other device: a machine of its own in the lab, which knows WireGuard's tools and nothing of Turnpike. */
    const device = "entry";
    const name = () => `${world.clientInterface}p`;

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
    const import_ = async () => {
      const text = readFileSync(file, "utf8");
      const value = (key: string) => new RegExp(`^${key} = (.+)$`, "m").exec(text)?.[1] ?? "";
      // What wg-quick does: its own keys are taken out for wg(8), the rest goes to ip(8).
      const stripped = `${file}.wg`;
      writeFileSync(stripped, text.replace(/^(Address|DNS|MTU) = .*\n/gm, ""), { mode: 0o600 });
      await world.spaces.run(device, "wg", ["setconf", name(), stripped]);
      const [address4 = "", address6 = ""] = value("Address").split(", ");
      await world.spaces.run(
        device,
        "ip",
        ["-batch", "-"],
        `address flush dev ${name()} scope global
address add ${address4} dev ${name()}
address add ${address6} dev ${name()} nodad
link set dev ${name()} mtu ${value("MTU")} up
route replace 198.18.3.0/24 dev ${name()}
route replace 2001:db8:3::/64 dev ${name()}
`,
      );
    };
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
      const [program = "", ...within] = world.spaces.within(device);
      spawn(program, [...within, "wireguard-go", "-f", name()], {
        stdio: "ignore",
        env: { ...process.env, LOG_LEVEL: "silent" },
      });
      await eventually("the device's interface", () =>
        world.spaces.run(device, "ip", ["link", "show", name()]).catch(() => undefined),
      );
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

    it("gives a file that WireGuard's own tools take, and pays for what the device moves", {
      timeout: 120_000,
    }, async () => {
      const ready = await pay("--deposit", "2.00", "--budget", "1");
      expect(ready).toMatchObject({ type: "ready", node: world.node.id, config: file, address4: "10.86.0.2" });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await import_();
      expect(await probeThere("udp", internet4, "9000")).toEqual({ reply: "::ffff:198.18.3.1 ask" });
      expect(await probeThere("udp", internet6, "9000")).toEqual({ reply: "2001:db8:3::1 ask" });
      expect(await probeThere("pull", internet4, "8080", "6000000")).toEqual({ done: true });
      // Paid by the exit's word: all that its kernel counted, but for the last quantum.
      await eventually("payment", async () => BigInt(String((await status()).spent)) > 500n);
      const { spent, bytes, hops } = await status();
      expect(BigInt(String(spent)) * 10_000n).toBeLessThanOrEqual(BigInt(String(bytes)) + 10_000n);
      expect(hops).toMatchObject([{ role: "exit", node: world.node.id }]);
    });

    it("stops closed at the budget, ends with its code, and takes the file away", { timeout: 120_000 }, async () => {
      expect(await payer.stop()).toBe(0);
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
