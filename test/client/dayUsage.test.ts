import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DayUsage } from "../../client/dayUsage.ts";
import { type UnixSeconds, unixSeconds } from "../../protocol/units.ts";

const day = 86_400;
const noon = Date.UTC(2026, 10, 24, 12) / 1000;
const ahead = 1_048_576;

describe("the day's usage", () => {
  let dir: string;
  let count = 0;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-usage-"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const path = () => join(dir, `usage-${count++}.json`);
  const clockAt = (seconds: number) => {
    const clock = {
      now: seconds,
      nowSeconds: (): UnixSeconds => unixSeconds(clock.now),
      monotonicMilliseconds: () => 0,
    };
    return clock;
  };
  const open = (file: string, at: number, limit?: number) => new DayUsage(file, clockAt(at), limit);

  it("is exact over a restart in order", () => {
    const file = path();
    const first = open(file, noon);
    first.add(700);
    first.close();
    expect(open(file, noon + 60).bytes).toBe(700);
  });

  it("is on disk before it is used: a killed client never counts less than it moved, and at most a sixteenth of the budget more (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 20 }), (steps) => {
        const file = path();
        // No `close`: what a killed process leaves.
        const killed = open(file, noon, 16 * ahead);
        let moved = 0;
        for (const step of steps) {
          killed.add(step);
          moved += step;
          const { bytes } = open(file, noon);
          expect(bytes).toBeGreaterThanOrEqual(moved);
          expect(bytes).toBeLessThanOrEqual(moved + ahead);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("starts at zero on the next day, also in a client that runs over midnight", () => {
    const clock = clockAt(noon);
    const file = path();
    const usage = new DayUsage(file, clock, undefined);
    usage.add(300_000_000);
    clock.now = noon + day;
    usage.add(300_000_000);
    expect(usage.bytes).toBe(300_000_000);
    expect(open(file, noon + day + 60).bytes).toBeGreaterThanOrEqual(300_000_000);
  });

  it("is found again when the clock is set back and forth: no day starts anew", () => {
    const file = path();
    const today = open(file, noon);
    today.add(900);
    today.close();
    const yesterday = open(file, noon - day);
    expect(yesterday.bytes).toBe(0);
    yesterday.add(50);
    yesterday.close();
    const jumped = open(file, noon + 4_000 * day);
    jumped.add(1);
    jumped.close();
    expect(open(file, noon).bytes).toBe(900);
    expect(open(file, noon - day).bytes).toBe(50);
  });

  it("is found again when the clock moves in a running client", () => {
    const clock = clockAt(noon);
    const usage = new DayUsage(path(), clock, undefined);
    usage.add(300_000_000);
    clock.now = noon - day;
    usage.add(300_000_000);
    clock.now = noon;
    usage.add(300_000_000);
    expect(usage.bytes).toBeGreaterThanOrEqual(600_000_000);
  });

  it("remembers a month of days, not all", () => {
    const file = path();
    for (let at = 0; at < 40; at++) {
      const usage = open(file, noon + at * day);
      usage.add(at + 1);
      usage.close();
    }
    expect((JSON.parse(readFileSync(file, "utf8")) as { days: unknown[] }).days.length).toBe(32);
    expect(open(file, noon + 39 * day).bytes).toBe(40);
  });

  it("counts a damaged file as nothing, and mends it", () => {
    for (const damage of ["", "{", '{"days":[{"day":1}]}', '{"days":[{"day":1,"bytes":-1}]}']) {
      const file = path();
      writeFileSync(file, damage);
      const usage = open(file, noon);
      expect(usage.bytes).toBe(0);
      usage.add(5);
      usage.close();
      expect(open(file, noon).bytes).toBe(5);
    }
  });
});
