import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeMemory } from "../../client/memory.ts";
import type { Address } from "../../protocol/ids.ts";

const node = `0x${"1".repeat(40)}` as Address;
const now = 1_800_000_000;

describe("a client's own memory of a node", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-memory-"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("avoids it for a day after two failures within a day, also after a restart", async () => {
    const path = join(dir, "twice.json");
    const memory = await NodeMemory.open(path);
    await memory.remember(node, false, now);
    expect(memory.avoids(node, now)).toBe(false);
    await memory.remember(node, false, now + 3_600);
    const again = await NodeMemory.open(path);
    expect(again.avoids(node, now + 3_601)).toBe(true);
    expect(again.avoids(node, now + 86_401)).toBe(false);
  });

  it("scores what nobody knows at nine tenths, failures below and good sessions above", async () => {
    const memory = await NodeMemory.open(join(dir, "score.json"));
    expect(memory.score(node)).toBe(900_000);
    await memory.remember(node, false, now);
    const worse = memory.score(node);
    expect(worse).toBeLessThan(900_000);
    for (let session = 0; session < 20; session++) await memory.remember(node, true, now);
    expect(memory.score(node)).toBeGreaterThan(worse);
  });

  it("keeps the last 32 failures, however many there are", async () => {
    const path = join(dir, "many.json");
    const memory = await NodeMemory.open(path);
    for (let failure = 0; failure < 40; failure++) await memory.remember(node, false, now + failure);
    expect((await NodeMemory.open(path)).score(node)).toBe(Math.floor((9 * 1_000_000) / (9 + 1 + 32)));
  });

  it("starts anew from a damaged file", async () => {
    const path = join(dir, "damaged.json");
    for (const damage of ["{", '{"x":1}', '[{"good":-1}]']) {
      writeFileSync(path, damage);
      expect((await NodeMemory.open(path)).score(node)).toBe(900_000);
    }
  });
});
