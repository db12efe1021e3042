/**
 * What paying costs: the same download through two pairs of exit and client, one priced and paid by voucher while it flows, one at price zero, where nothing is
 * demanded. Two processes of the same program differ by a tenth in speed for as long as they live (where their memory lies, in which order they started), so
 * every round starts both pairs anew, in alternating order, and warms them up before it measures: with the same processes in every round, that tenth was taken
 * for the cost of paying.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openMarket } from "./lab/market.ts";
import { type Origin, startOrigin } from "./lab/origin.ts";
import { type Measured, measureDownload, type Sample } from "./lab/transfer.ts";
import { type BenchOptions, pairedRow, type Row } from "./row.ts";

const sides = ["paid", "free"] as const;
type Side = (typeof sides)[number];
const prices: Readonly<Record<Side, string>> = { paid: "0.05", free: "0" };
const transfersPerRound = 2;

export async function run({ rounds, bytes, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  let origin: Origin | undefined;
  try {
    origin = await startOrigin(dir);
    const sample = { name: "whole", size: bytes, ...origin.makeFile("whole", bytes, `${seed}/whole`) };
    const speed: Record<Side, number[]> = { paid: [], free: [] };
    const cpu: Record<Side, number[]> = { paid: [], free: [] };
    for (let round = 1; round <= rounds; round++) {
      const order = round % 2 === 0 ? sides : [...sides].reverse();
      const measured = await measureRound(join(dir, `market${round}`), order, origin, sample);
      for (const side of sides) {
        const own = measured[side];
        speed[side].push(...own.map((each) => each.gigabitsPerSecond));
        cpu[side].push(...own.map((each) => each.cpuSecondsPerGB));
        const figures = own.map(
          (each) => `${each.gigabitsPerSecond.toFixed(2)} Gbit/s, ${each.cpuSecondsPerGB.toFixed(2)} CPU s/GB`,
        );
        say(`round ${round}  ${side}  ${figures.join("; ")}`);
      }
    }
    return [
      pairedRow("1 stream down, Gbit/s, payments on against off", speed.paid, speed.free, { atLeast: 0.98 }),
      pairedRow("1 stream down, CPU s/GB both ends, payments on against off", cpu.paid, cpu.free, { atMost: 1.02 }),
    ];
  } finally {
    await origin?.daemon.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Starts both pairs in this order, sends the file once through each to warm it up, then measures them in turns. */
async function measureRound(dir: string, order: readonly Side[], origin: Origin, sample: Sample) {
  const market = await openMarket(dir);
  try {
    const pairs = new Map<Side, Awaited<ReturnType<typeof market.open>>>();
    for (const side of order) pairs.set(side, await market.open(prices[side]));
    const pairOf = (side: Side) => {
      const pair = pairs.get(side);
      if (pair === undefined) throw new Error(`${side} is not open`);
      return pair;
    };
    const measured: Record<Side, Measured[]> = { paid: [], free: [] };
    for (let turn = 0; turn <= transfersPerRound; turn++)
      for (const side of turn % 2 === 0 ? order : [...order].reverse()) {
        const transfer = await measureDownload(pairOf(side), origin, sample, 1, dir);
        if (turn > 0) measured[side].push(transfer);
      }
    // A bench of paying in which nothing was paid would prove nothing.
    const paid = BigInt(String((await pairOf("paid").finish()).paid ?? "0"));
    const free = BigInt(String((await pairOf("free").finish()).paid ?? "0"));
    if (paid === 0n || free !== 0n)
      throw new Error(`paid ${paid} and free ${free}: the two pairs are not what they say`);
    return measured;
  } finally {
    await market.close();
  }
}
