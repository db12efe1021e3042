import { describe, expect, it } from "vitest";
import { Rate } from "../../client/rate.ts";

describe("the rate", () => {
  it("is that of the last five seconds, whoever asks and however often", () => {
    let bytes = 0;
    let now = 0;
    const rate = new Rate(
      () => bytes,
      () => now,
    );
    const seconds = (count: number, perSecond: number) => {
      for (let second = 0; second < count; second++) {
        now += 1_000;
        bytes += perSecond;
        rate.sample();
      }
    };
    seconds(100, 0);
    expect(rate.bitsPerSecond).toBe(0);
    seconds(10, 1_000_000);
    expect([rate.bitsPerSecond, rate.bitsPerSecond]).toEqual([8_000_000, 8_000_000]);
    seconds(10, 0);
    expect(rate.bitsPerSecond).toBe(0);
    rate.close();
  });
});
