/**
 * What paying costs: the same download through two pairs of exit and client at once alive, one priced and paid by voucher while it flows, one at price zero,
 * where nothing is demanded. Every round measures both, and the order changes from round to round.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openMarket } from "./lab/market.ts";
import { startOrigin } from "./lab/origin.ts";
import { measureDownload } from "./lab/transfer.ts";
import { type BenchOptions, pairedRow, type Row } from "./row.ts";

export async function run({ rounds, bytes, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startOrigin(dir);
    stops.push(origin.daemon.stop);
    say("starting the product twice: priced and free");
    const market = await openMarket(join(dir, "market"));
    stops.push(market.close);
    const pairs = { paid: await market.open("0.05"), free: await market.open("0") };
    const sample = { name: "whole", size: bytes, ...origin.makeFile("whole", bytes, `${seed}/whole`) };
    const speed = { paid: [] as number[], free: [] as number[] };
    const cpu = { paid: [] as number[], free: [] as number[] };
    // Round 0 warms everything up, the window of credit included, and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const name of round % 2 === 0 ? (["paid", "free"] as const) : (["free", "paid"] as const)) {
        const measured = await measureDownload(pairs[name], origin, sample, 1, dir);
        const figures = `${measured.gigabitsPerSecond.toFixed(2)} Gbit/s, ${measured.cpuSecondsPerGB.toFixed(2)} CPU s/GB`;
        say(`${round === 0 ? "warm-up" : `round ${round}`}  ${name}  ${figures}`);
        if (round === 0) continue;
        speed[name].push(measured.gigabitsPerSecond);
        cpu[name].push(measured.cpuSecondsPerGB);
      }
    }
    // A bench of paying in which nothing was paid would prove nothing.
    const paid = BigInt(String((await pairs.paid.finish()).paid ?? "0"));
    const free = BigInt(String((await pairs.free.finish()).paid ?? "0"));
    if (paid === 0n || free !== 0n)
      throw new Error(`paid ${paid} and free ${free}: the two pairs are not what they say`);
    say(`paid ${paid} base units of the token on one side, ${free} on the other`);
    return [
      pairedRow("1 stream down, Gbit/s, payments on against off", speed.paid, speed.free, { atLeast: 0.98 }),
      pairedRow("1 stream down, CPU s/GB both ends, payments on against off", cpu.paid, cpu.free, { atMost: 1.02 }),
    ];
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
