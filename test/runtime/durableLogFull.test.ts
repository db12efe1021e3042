import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDurableLog } from "../../runtime/durableLog.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnpike-full-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the writer where files may grow to 512-byte blocks × `blocks`: the kernel then writes a part, and refuses the rest, as on a full disk. */
function writeUntilFull(store: string, blocks: number): Promise<{ acknowledged: string[]; error: string }> {
  const writer = fileURLToPath(new URL("durableLogWriter.ts", import.meta.url));
  return new Promise((resolve) => {
    const child = spawn("sh", ["-c", `ulimit -f ${blocks}; exec "$0" "$1" "$2"`, process.execPath, writer, store], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let error = "";
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      error += String(chunk);
    });
    child.on("close", () => resolve({ acknowledged: out.split("\n").slice(0, -1), error }));
  });
}

describe("the durable log on a full disk", () => {
  it("acknowledges no record of which only a part was written", async () => {
    for (const blocks of [1, 2, 3, 5]) {
      const store = join(folder, `full-${blocks}.log`);
      const { acknowledged, error } = await writeUntilFull(store, blocks);
      expect(error).toContain("STORE_SYNC_FAILED");
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(statSync(store).size).toBeLessThanOrEqual(blocks * 1024);
      const log = await openDurableLog(store);
      const held = new Set(log.recovered.map((record) => new TextDecoder().decode(record)));
      expect(acknowledged.filter((line) => !held.has(line))).toEqual([]);
      await log.append(new TextEncoder().encode("goes on when there is room"));
      await log.close();
    }
  });

  it("keeps a short file that is not the beginning of a log", async () => {
    const path = join(folder, "note");
    writeFileSync(path, "hello");
    await expect(openDurableLog(path)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    expect(statSync(path).size).toBe(5);
  });
});
