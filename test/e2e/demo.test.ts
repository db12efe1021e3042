import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB } from "../../protocol/units.ts";

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
  seconds: number;
}

function demo(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const script = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      err += String(chunk);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

describe("the demo", () => {
  it("moves real bytes, and the money on chain equals the bytes that the client metered", {
    timeout: 180_000,
  }, async () => {
    const size = 30_000_000;
    const { code, out, err } = await demo(["--json", "--bytes", String(size), "--nodes", "3"]);
    expect(code, err).toBe(0);
    const result = JSON.parse(out.trim().split("\n").at(-1) ?? "") as DemoResult;

    expect(result.sha256Match).toBe(true);
    expect(BigInt(result.bytes)).toBeGreaterThanOrEqual(BigInt(size));
    // The client pays by its own meter and never above it; the last quantum at most may stay unpaid when the session ends.
    const due = amountDue(bytes(BigInt(result.bytes)), pricePerGB(BigInt(result.pricePerGB)));
    const lastQuantum = amountDue(bytes(16n << 20n), pricePerGB(BigInt(result.pricePerGB)));
    expect(BigInt(result.settled)).toBeLessThanOrEqual(due);
    expect(BigInt(result.settled)).toBeGreaterThanOrEqual(due - lastQuantum);
    expect(result.paid).toBe(result.settled);
    expect(BigInt(result.operatorReceived) + BigInt(result.protocolFee)).toBe(BigInt(result.settled));
    expect(BigInt(result.protocolFee)).toBe(BigInt(result.settled) / 100n);

    expect(result.payerGasSpentWei).toBe("0");
    expect(result.payerTransactions).toBe(0);
    expect(result.score).toBeGreaterThan(0);
    expect(result.score).toBeLessThanOrEqual(1_000_000);
  });

  it("refuses a size it cannot serve with exit code 2 and a sentence", async () => {
    const { code, err } = await demo(["--bytes", "many"]);
    expect(code).toBe(2);
    expect(err).toContain('--bytes takes a whole number from 1 to 2000000000, not "many"');
  });
});
