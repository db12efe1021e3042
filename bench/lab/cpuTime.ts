import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts in hundredths of a second on every Linux this runs on (USER_HZ). */
const ticksPerSecond = 100;

interface ProcessTimes {
  readonly parent: number;
  /** User and system time, with that of children that have ended. */
  readonly ticks: number;
}

function timesOf(pid: string): ProcessTimes | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; after it come state, parent, and from the 12th on the times (proc(5)).
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    // It ended while the list was read.
    return undefined;
  }
}

/** CPU seconds that these processes and all their descendants have used, threads included. */
export function cpuSeconds(roots: readonly number[]): number {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    const times = timesOf(name);
    if (times !== undefined) all.set(Number(name), times);
  }
  const belongs = (pid: number): boolean => {
    if (roots.includes(pid)) return true;
    const parent = all.get(pid)?.parent ?? 0;
    return parent > 1 && belongs(parent);
  };
  let ticks = 0;
  for (const [pid, times] of all) if (belongs(pid)) ticks += times.ticks;
  return ticks / ticksPerSecond;
}

/** Resident memory of one process in MiB. */
export function residentMebibytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? Number.NaN) / 1024;
}
