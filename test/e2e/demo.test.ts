import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";
import { noTunnels } from "../support/tunnelNeeds.ts";

interface DemoResult {
  bytes: string;
  nodeBytes: string;
  sha256Match: boolean;
  pricePerGB: string;
  paid: string;
  settled: string;
  operatorReceived: string;
  protocolFee: string;
  payerGasSpentWei: string;
  payerTransactions: number;
  node: string;
  score: number;
  hops: HopResult[];
  probes: { node: string; quality: number; before: number; after: number }[];
  seconds: number;
}

type HopResult = Pick<
  DemoResult,
  "node" | "bytes" | "nodeBytes" | "pricePerGB" | "paid" | "settled" | "operatorReceived" | "protocolFee"
> & { readonly role: string };

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the demo to its end, in a process group of its own; `onStep` is told what it has said so far. `within` are words that come before the command. */
function demo(
  args: readonly string[],
  onStep: (said: string, group: number) => void = () => {},
  within: readonly string[] = [],
): Promise<Ended> {
  const script = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const [program = "", ...rest] = [...within, process.execPath, script, ...args];
    const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      err += String(chunk);
      onStep(err, -(child.pid ?? 0));
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

/** What must be true of the answer whatever carried the bytes. */
function check({ code, out, err }: Ended, size: number): DemoResult {
  expect(code, err).toBe(0);
  const result = JSON.parse(out.trim().split("\n").at(-1) ?? "") as DemoResult;

  expect(result.sha256Match).toBe(true);
  expect(BigInt(result.bytes)).toBeGreaterThanOrEqual(BigInt(size));
  for (const hop of [result, ...result.hops]) {
    // The client pays by its own meter and never above it; the last quantum at most may stay unpaid when the session ends.
    const due = amountDue(bytes(BigInt(hop.bytes)), pricePerGB(BigInt(hop.pricePerGB)));
    const lastQuantum = amountDue(bytes(16n << 20n), pricePerGB(BigInt(hop.pricePerGB)));
    expect(BigInt(hop.settled)).toBeLessThanOrEqual(due);
    expect(BigInt(hop.settled)).toBeGreaterThanOrEqual(due - lastQuantum);
    expect(hop.paid).toBe(hop.settled);
    expect(BigInt(hop.operatorReceived) + BigInt(hop.protocolFee)).toBe(BigInt(hop.settled));
    // Rounded down once a settlement, and a busy machine settles in more than one.
    const fee = BigInt(hop.settled) / 100n;
    expect(BigInt(hop.protocolFee)).toBeLessThanOrEqual(fee);
    expect(BigInt(hop.protocolFee)).toBeGreaterThanOrEqual(fee - 10n);
  }
  expect(result.payerGasSpentWei).toBe("0");
  expect(result.payerTransactions).toBe(0);
  expect(result.score).toBeGreaterThan(0);
  expect(result.score).toBeLessThanOrEqual(1_000_000);
  return result;
}

/** Root is nobody in a user namespace of its own. */
const withoutRoot = process.getuid?.() === 0 ? ["unshare", "--user"] : [];

describe("the demo", () => {
  it("moves real bytes, and the money on chain equals the bytes that the client metered", {
    timeout: 180_000,
  }, async () => {
    const size = 30_000_000;
    const { probes } = check(await demo(["--json", "--bytes", String(size), "--nodes", "3"]), size);
    // A real probe of each exit has moved its score.
    expect(new Set(probes.map(({ node }) => node)).size).toBe(3);
    for (const { quality, before, after } of probes) {
      expect(quality).toBeGreaterThan(500_000);
      expect(after).toBeGreaterThan(before);
    }
  });

  it.skipIf(process.platform !== "linux")(
    "pays and settles two hops, each by what passed there",
    {
      timeout: 180_000,
    },
    async () => {
      const size = 5_000_000;
      const result = check(await demo(["--json", "--hops", "2", "--bytes", String(size), "--nodes", "2"]), size);
      const [entry, exit] = result.hops;
      expect([entry?.role, exit?.role, exit?.node]).toEqual(["entry", "exit", result.node]);
      expect(entry?.node).not.toBe(exit?.node);
      expect(BigInt(entry?.bytes ?? 0)).toBeGreaterThan(BigInt(result.bytes));
      expect(BigInt(entry?.paid ?? 0)).toBeGreaterThan(0n);
    },
  );

  it("refuses a size it cannot serve with exit code 2 and a sentence", async () => {
    const { code, err } = await demo(["--bytes", "many"]);
    expect(code).toBe(2);
    expect(err).toContain('--bytes takes a whole number from 1 to 2000000000, not "many"');
  });

  it("refuses WireGuard without root, with a code and the way that needs none", async () => {
    const { code, out, err } = await demo(["--transport", "wireguard", "--json"], undefined, withoutRoot);
    expect(code).toBe(5);
    expect(err).toContain("https transport, which needs no rights [NAMESPACES_NEED_ROOT]");
    expect(JSON.parse(out)).toMatchObject({ error: { code: "NAMESPACES_NEED_ROOT" } });
  });
});

describe.skipIf(noTunnels !== undefined)(
  `the demo of the whole-machine tunnel${noTunnels === undefined ? "" : ` (skipped: ${noTunnels})`}`,
  () => {
    /** The namespaces that it says it made, and which of them are there. */
    const made = (said: string) => /network namespaces (.+)$/m.exec(said)?.[1]?.split(", ") ?? [];
    const present = (names: readonly string[]) => {
      const all = new Set(spawnSync("ip", ["netns", "list"], { encoding: "utf8" }).stdout.split(/\s/));
      return names.filter((name) => all.has(name));
    };

    it("passes the same checks and removes its namespaces", { timeout: 180_000 }, async () => {
      const size = 10_000_000;
      let during: readonly string[] = [];
      const ended = await demo(["--transport", "wireguard", "--json", "--bytes", String(size)], (said) => {
        if (during.length === 0) during = present(made(said));
      });
      check(ended, size);
      expect(during.length).toBeGreaterThan(0);
      expect(during).toEqual(made(ended.err));
      expect(present(made(ended.err))).toEqual([]);
    });

    it("removes them upon Ctrl-C too, in the middle of a download", { timeout: 180_000 }, async () => {
      let during: readonly string[] | undefined;
      const ended = await demo(["--transport", "wireguard", "--bytes", "500000000"], (said, group) => {
        if (during !== undefined || !said.includes("downloading")) return;
        during = present(made(said));
        process.kill(group, "SIGINT");
      });
      expect(ended.code).toBe(130);
      expect(during).toEqual(made(ended.err));
      expect(present(made(ended.err))).toEqual([]);
    });
  },
);
