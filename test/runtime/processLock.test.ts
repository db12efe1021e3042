import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockForProcess } from "../../runtime/processLock.ts";
import { eventually } from "../support/market.ts";

const holder = fileURLToPath(new URL("../support/lockHolder.ts", import.meta.url));
let folder: string;
let path: string;
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnpike-lock-"));
  path = join(folder, "store");
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a process that wants the lock, and resolves to what it says. */
const contender = async (): Promise<{ child: ChildProcess; said: string }> => {
  const child = spawn(process.execPath, [holder, path], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const said = await new Promise<string>((resolve) =>
    child.stdout?.once("data", (chunk) => resolve(String(chunk).trim())),
  );
  return { child, said };
};
const ended = (child: ChildProcess) => new Promise((resolve) => child.once("close", resolve));

describe("the lock of a store", () => {
  it("is held by one process at a time, however many ask at once", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 3; round++) {
      // From the second round on a dead process has left its lock: they all want to take it over.
      const all = await Promise.all(Array.from({ length: 6 }, contender));
      const winners = all.filter(({ said }) => said === "held");
      expect(winners).toHaveLength(1);
      for (const { said } of all) expect(["held", "STORE_LOCKED"]).toContain(said);
      const winner = winners[0]?.child as ChildProcess;
      const gone = ended(winner);
      winner.kill("SIGKILL");
      await gone;
    }
  });

  it("is taken over from a process that was killed, and given up by one that ends in order", async () => {
    const first = await contender();
    expect(first.said).toBe("held");
    await expect(lockForProcess(path)).rejects.toMatchObject({
      code: "STORE_LOCKED",
      data: { owner: first.child.pid },
    });
    const gone = ended(first.child);
    first.child.kill("SIGKILL");
    await gone;
    const lock = await lockForProcess(path);
    expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600);
    await lock.release();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it.skipIf(process.platform !== "linux")(
    "is taken over from a process that has ended although nobody has asked how, as in a container",
    async () => {
      // The shell becomes a program that never looks after its child.
      const parent = spawn("sh", ["-c", `"$0" "$1" "$2" & exec sleep 60`, process.execPath, holder, path], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(parent);
      await new Promise((resolve) => parent.stdout?.once("data", resolve));
      const pid = Number(readFileSync(`${path}.lock`, "utf8").split(" ")[0]);
      process.kill(pid, "SIGKILL");
      await eventually("its end", () => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8")));
      await (await lockForProcess(path)).release();
    },
  );

  it("knows a process that only has the number of the holder: numbers are used again", async () => {
    const lock = await lockForProcess(path);
    const text = readFileSync(`${path}.lock`, "utf8");
    await lock.release();
    // This process's number with another beginning: the holder is gone.
    writeFileSync(`${path}.lock`, text.replace(/ .*/, " another-boot/1"));
    await (await lockForProcess(path)).release();
  });

  it("is refused twice in one process, and says so", async () => {
    const lock = await lockForProcess(path);
    await expect(lockForProcess(path)).rejects.toMatchObject({
      ...{ code: "STORE_LOCKED", message: expect.stringContaining("already open in this process") },
    });
    await lock.release();
  });

  it("that nobody can read is no reason to give up", async () => {
    writeFileSync(`${path}.lock`, "garbage");
    await (await lockForProcess(path)).release();
  });
});
