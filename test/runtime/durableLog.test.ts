import { spawn } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDurableLog } from "../../runtime/durableLog.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnpike-log-"));
  path = join(folder, "store.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (text: string) => new TextEncoder().encode(text);
const texts = (records: readonly Uint8Array[]) => records.map((entry) => new TextDecoder().decode(entry));

async function filled(count: number): Promise<void> {
  const log = await openDurableLog(path);
  for (let at = 0; at < count; at++) await log.append(record(`record ${at}`));
  await log.close();
}

describe("the durable log", () => {
  it("gives back what was acknowledged, in order", async () => {
    const log = await openDurableLog(path);
    await Promise.all(Array.from({ length: 500 }, (_, at) => log.append(record(`record ${at}`))));
    await log.close();
    const again = await openDurableLog(path);
    expect(texts(again.recovered)).toEqual(Array.from({ length: 500 }, (_, at) => `record ${at}`));
    expect(again.cutBytes).toBe(0);
    await again.close();
  });

  it("cuts a tail torn at any byte and keeps everything before it", async () => {
    await filled(3);
    const whole = readFileSync(path);
    const frame = (whole.length - 8) / 3;
    for (let length = 8 + 2 * frame; length < whole.length; length++) {
      const torn = join(folder, `torn-${length}.log`);
      copyFileSync(path, torn);
      truncateSync(torn, length);
      const log = await openDurableLog(torn);
      expect(texts(log.recovered)).toEqual(["record 0", "record 1"]);
      expect(log.cutBytes).toBe(length - 8 - 2 * frame);
      await log.append(record("after"));
      await log.close();
      const again = await openDurableLog(torn);
      expect(texts(again.recovered)).toEqual(["record 0", "record 1", "after"]);
      await again.close();
    }
  });

  it("cuts a last frame of garbage, which a crash can leave", async () => {
    await filled(2);
    appendFileSync(path, Buffer.alloc(40, 0xa5));
    const log = await openDurableLog(path);
    expect(texts(log.recovered)).toEqual(["record 0", "record 1"]);
    expect(log.cutBytes).toBe(40);
    await log.close();
  });

  it("refuses damage before valid records, for any flipped bit, and changes nothing", async () => {
    await filled(3);
    const whole = readFileSync(path);
    const frame = (whole.length - 8) / 3;
    for (let at = 8; at < 8 + frame; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      await expect(openDurableLog(path)).rejects.toMatchObject({ code: "STORE_CORRUPT", exitCode: 7 });
      expect(readFileSync(path).equals(damaged)).toBe(true);
      expect(existsSync(`${path}.lock`)).toBe(false);
    }
  });

  it("refuses a file that is no log", async () => {
    writeFileSync(path, "a letter to a friend, much longer than a header");
    await expect(openDurableLog(path)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  it("belongs to one opener at a time, and takes over from a dead one", async () => {
    const log = await openDurableLog(path);
    await expect(openDurableLog(path)).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await log.close();
    writeFileSync(`${path}.lock`, "999999999\n");
    await (await openDurableLog(path)).close();
  });

  it("refuses records of no size or too much, and goes on", async () => {
    const log = await openDurableLog(path);
    await expect(log.append(new Uint8Array())).rejects.toMatchObject({ code: "STORE_RECORD_TOO_LARGE" });
    await expect(log.append(new Uint8Array(65_537))).rejects.toMatchObject({ code: "STORE_RECORD_TOO_LARGE" });
    await log.append(record("fits"));
    await log.close();
  });

  it("acknowledges nothing more after a failed write", async () => {
    const log = await openDurableLog(path);
    await log.append(record("before"));
    // The descriptor dies under the log, as on a lost disk.
    await log.close();
    await expect(log.append(record("after"))).rejects.toMatchObject({ code: "STORE_SYNC_FAILED" });
    await expect(log.append(record("again"))).rejects.toMatchObject({ code: "STORE_SYNC_FAILED" });
  });

  it("loses no acknowledged record to kill -9 at any moment", async () => {
    const writer = fileURLToPath(new URL("durableLogWriter.ts", import.meta.url));
    for (let round = 0; round < 12; round++) {
      const store = join(folder, `killed-${round}.log`);
      const child = spawn(process.execPath, [writer, store], { stdio: ["ignore", "pipe", "inherit"] });
      const acknowledged: string[] = [];
      const killAfter = 5 + round * 17;
      await new Promise<void>((resolve) => {
        createInterface({ input: child.stdout }).on("line", (line) => {
          acknowledged.push(line);
          if (acknowledged.length === killAfter) child.kill("SIGKILL");
        });
        child.on("close", () => resolve());
      });
      expect(acknowledged.length).toBeGreaterThanOrEqual(killAfter);
      const log = await openDurableLog(store);
      const held = new Set(texts(log.recovered));
      expect(acknowledged.filter((line) => !held.has(line))).toEqual([]);
      await log.close();
    }
  });
});
