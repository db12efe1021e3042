import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, open, readFile, rm, writeFile } from "node:fs/promises";
import { RuntimeError } from "./errors.ts";

export interface ProcessLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** When that process began, in a form only compared: process ids are used again, after a restart of a container always the same one. */
  readonly started: string;
}

/** What never equals when a process began: it has ended, and only waits for its parent to be told, as under a container's first process that asks nobody. */
const over = "over";

/** Linux tells it exactly; elsewhere `ps` does, to the second. Undefined where neither can. */
function startOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return over;
      const ticks = fields[19];
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${ticks}`;
    } catch {
      // No such process, or no /proc here: the next way decides.
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  const text = stdout?.trim().replace(/\s+/g, "_");
  return text === undefined || text === "" ? undefined : text;
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const started = startOf(holder.pid);
  if (started === over) return false;
  return started === undefined || holder.started === "" || holder.started === started;
}

async function holderAt(lockPath: string): Promise<Holder | undefined> {
  const text = await readFile(lockPath, "utf8").catch(() => "");
  const [pid = "", started = ""] = text.trim().split(" ");
  return /^[1-9][0-9]*$/.test(pid) ? { pid: Number(pid), started } : undefined;
}

/** Makes the lock with its content in one step, so that nobody ever reads half of it. */
async function create(lockPath: string): Promise<boolean> {
  const temporary = `${lockPath}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, `${process.pid} ${startOf(process.pid) ?? ""}\n`, { flag: "wx", mode: 0o600 });
  try {
    await link(temporary, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(temporary, { force: true });
  }
}

const busy = (path: string, holder: Holder | undefined): RuntimeError =>
  holder?.pid === process.pid
    ? new RuntimeError("STORE_LOCKED", `${path} is already open in this process; close it first`, {
        path,
        owner: holder.pid,
      })
    : new RuntimeError(
        "STORE_LOCKED",
        holder === undefined
          ? `${path} is being opened by another process; try again`
          : `${path} is in use by process ${holder.pid}; stop that process first`,
        { path, ...(holder === undefined ? {} : { owner: holder.pid }) },
      );

/** Only one opener at a time may judge a lock to be dead and replace it: two who do would both believe to hold it. */
async function takeOver(path: string, lockPath: string): Promise<boolean> {
  const guardPath = `${lockPath}.takeover`;
  let guard: Awaited<ReturnType<typeof open>>;
  try {
    guard = await open(guardPath, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new RuntimeError(
      "STORE_LOCKED",
      `${path} is being opened by another process; try again, and if none is running remove ${guardPath}`,
      { path },
    );
  }
  try {
    const holder = await holderAt(lockPath);
    if (holder !== undefined && isAlive(holder)) return false;
    await rm(lockPath, { force: true });
    return await create(lockPath);
  } finally {
    await guard.close();
    await rm(guardPath, { force: true });
  }
}

/**
 * One process per `path`: `path.lock` names the process that has it open and when that process began. A lock left by a process that is gone is taken
 * over. Processes that cannot see each other (containers sharing a folder) are not kept apart. Code: `STORE_LOCKED`.
 */
export async function lockForProcess(path: string): Promise<ProcessLock> {
  const lockPath = `${path}.lock`;
  const release = () => rm(lockPath, { force: true });
  if (await create(lockPath)) return { release };
  const holder = await holderAt(lockPath);
  if (holder !== undefined && isAlive(holder)) throw busy(path, holder);
  if (await takeOver(path, lockPath)) return { release };
  throw busy(path, await holderAt(lockPath));
}
