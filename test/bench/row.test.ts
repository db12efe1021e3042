import { describe, expect, it } from "vitest";
import { median, missedTargets, pairedRow, row } from "../../bench/row.ts";

describe("a row of a bench", () => {
  it("meets a target at the bound itself, and misses it beyond", () => {
    expect(row("fast", 12, 10, { atLeast: 1.2 })).toEqual({
      ...{ name: "fast", ours: 12, peer: 10, ratio: 1.2, target: ">= 1.2", met: true },
    });
    expect(row("fast", 11.9, 10, { atLeast: 1.2 }).met).toBe(false);
    expect(row("cheap", 8.5, 10, { atMost: 0.85 }).met).toBe(true);
    expect(row("cheap", 8.6, 10, { atMost: 0.85 }).met).toBe(false);
  });

  it("compares round by round: a slow minute that moves both sides does not move it", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(pairedRow("paired", [10, 2, 30], [5, 1, 15], { atLeast: 2 })).toMatchObject({ ratio: 2, met: true });
    expect(pairedRow("slower where it matters", [10, 1, 14], [5, 1, 15], { atLeast: 1 }).ratio).toBe(1);
  });

  it("that is missed is named with how far it is from its target; the others are not", () => {
    const rows = [row("fast", 9, 10, { atLeast: 1.2 }), row("cheap", 5, 10, { atMost: 0.85 })];
    expect(missedTargets(rows)).toEqual(["fast: 0.9 where >= 1.2 is wanted"]);
  });
});
