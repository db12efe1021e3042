/**
 * How long a client is without an exit when its exit is gone, from that moment to the last byte of the next answer through another one: the exit killed, or
 * stopped so that its machine still takes connections but nothing answers. The peer of each row is the limit itself. A program is asking all the time, and
 * asks again when it is refused.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Line } from "../scripts/demo/turnpikeProcess.ts";
import { fetchSmall } from "./lab/fetchSmall.ts";
import { type Exit, openMarket } from "./lab/market.ts";
import { startOrigin } from "./lab/origin.ts";
import { type BenchOptions, median, type Row, row } from "./row.ts";

const limitSeconds = 5;
const signals = { killed: "SIGKILL", silent: "SIGSTOP" } as const;
type Fault = keyof typeof signals;

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const dir = mkdtempSync("/dev/shm/turnpike-bench-");
  const origin = await startOrigin(dir);
  try {
    origin.makeFile("small", 1_000, `${seed}/small`);
    const seconds: Record<Fault, number[]> = { killed: [], silent: [] };
    for (let round = 1; round <= rounds; round++) {
      const order: readonly Fault[] = round % 2 === 0 ? ["killed", "silent"] : ["silent", "killed"];
      // Two faults leave one of three exits.
      for (const [fault, took] of await measureRound(join(dir, `market${round}`), order, origin.port)) {
        say(`round ${round}  ${fault}  ${took.toFixed(2)} s`);
        seconds[fault].push(took);
      }
    }
    const name = (fault: Fault) =>
      `exit ${fault}: seconds to the next answer through another one, median, against the limit`;
    return (["killed", "silent"] as const).map((fault) =>
      row(name(fault), median(seconds[fault]), limitSeconds, { atMost: 1 }, Math.max(...seconds[fault]) / limitSeconds),
    );
  } finally {
    await origin.daemon.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureRound(dir: string, faults: readonly Fault[], originPort: number): Promise<[Fault, number][]> {
  const market = await openMarket(dir);
  const exits: Exit[] = [];
  try {
    for (let count = 0; count <= faults.length; count++) exits.push(await market.openExit("0.05"));
    const { run, socksPort } = await market.openClient();
    const measured: [Fault, number][] = [];
    for (const fault of faults) {
      await answered(socksPort, originPort);
      const used = idOf(run.lines.findLast((line) => line.type === "connected"));
      const exit = exits.find(({ id }) => id === used);
      if (exit === undefined) throw new Error(`the client uses ${used}, which is none of ours`);
      const since = performance.now();
      exit.run.child.kill(signals[fault]);
      await answered(socksPort, originPort);
      measured.push([fault, (performance.now() - since) / 1_000]);
      const now = idOf(run.lines.findLast((line) => line.type === "connected"));
      if (now === used) throw new Error("the answer came through the exit that is gone");
    }
    return measured;
  } finally {
    for (const { run } of exits) run.child.kill("SIGCONT");
    await market.close();
  }
}

const idOf = (line: Line | undefined): string => String(line?.node ?? "none");

/** Asks until there is an answer; gives up after a minute. */
async function answered(socksPort: number, originPort: number): Promise<void> {
  const end = performance.now() + 60_000;
  for (;;) {
    try {
      await fetchSmall(socksPort, originPort);
      return;
    } catch (cause) {
      if (performance.now() > end) throw new Error("no exit answers for a minute", { cause });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
