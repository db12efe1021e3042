import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { quantum, windowBytes } from "../../protocol/creditWindow.ts";
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
export function demo(
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
export function check({ code, out, err }: Ended, size: number): DemoResult {
  expect(code, err).toBe(0);
  const result = JSON.parse(out.trim().split("\n").at(-1) ?? "") as DemoResult;

  expect(result.sha256Match).toBe(true);
  expect(BigInt(result.bytes)).toBeGreaterThanOrEqual(BigInt(size));
  for (const hop of [result, ...result.hops]) {
    // The client pays by its own meter and never above it; the last quantum at most may stay unpaid when the session ends.
    const price = pricePerGB(BigInt(hop.pricePerGB));
    const due = amountDue(bytes(BigInt(hop.bytes)), price);
    // A quarter of the window, which is half of what was paid, from 1 MiB to 64.
    const window = windowBytes(bytes(BigInt(hop.bytes)));
    const lastQuantum = amountDue(quantum(window), price);
    expect(BigInt(hop.settled)).toBeGreaterThan(0n);
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

/** Two hops, each paid for what passed there; the entry carries the exit's tunnel besides what is in it. */
export function checkTwoHops({ hops: [entry, exit, ...more], node, bytes: moved }: DemoResult): void {
  expect([entry?.role, exit?.role, exit?.node, more]).toEqual(["entry", "exit", node, []]);
  expect(entry?.node).not.toBe(exit?.node);
  expect(BigInt(entry?.bytes ?? 0)).toBeGreaterThan(BigInt(moved));
  for (const hop of [entry, exit]) expect(BigInt(hop?.paid ?? 0)).toBeGreaterThan(0n);
}
