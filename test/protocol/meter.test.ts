import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Meter } from "../../protocol/meter.ts";

const counts = fc.array(fc.record({ up: fc.boolean(), count: fc.integer({ min: 0, max: 10_000_000 }) }), {
  maxLength: 200,
});

describe("the meter", () => {
  it("starts from nothing: a session's totals are never taken over from another", () => {
    expect(new Meter().report()).toEqual({ up: 0n, down: 0n, total: 0n });
  });

  it("counts both ways, never falls, and its total is their sum", () => {
    fc.assert(
      fc.property(counts, (events) => {
        const meter = new Meter();
        let up = 0;
        let down = 0;
        for (const { up: isUp, count } of events) {
          const before = meter.count;
          if (isUp) {
            meter.up(count);
            up += count;
          } else {
            meter.down(count);
            down += count;
          }
          expect(meter.count).toBe(before + count);
        }
        expect(meter.report()).toEqual({ up: BigInt(up), down: BigInt(down), total: BigInt(up + down) });
      }),
    );
  });

  it("counts the same however a stream is cut into chunks", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 100 }), (chunks) => {
        const pieces = new Meter();
        for (const chunk of chunks) pieces.down(chunk);
        const whole = new Meter();
        whole.down(chunks.reduce((sum, chunk) => sum + chunk, 0));
        expect(pieces.report()).toEqual(whole.report());
      }),
    );
  });

  it("is exact up to 9 petabytes", () => {
    const meter = new Meter();
    meter.up(Number.MAX_SAFE_INTEGER - 1);
    meter.down(1);
    expect(meter.report().total).toBe(BigInt(Number.MAX_SAFE_INTEGER));
  });
});
