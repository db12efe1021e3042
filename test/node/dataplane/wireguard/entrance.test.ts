import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate, Purse } from "../../../../node/dataplane/gate.ts";
import { CarrierAllowance, openEntrance } from "../../../../node/dataplane/wireguard/entrance.ts";

const mebibyte = 1_048_576;
const most = 64 * mebibyte;

describe("what a carrier of WireGuard's packets takes in for nothing", () => {
  it("is bounded by what WireGuard metered and by time, whatever is sent", () => {
    const step = fc.record({
      size: fc.integer({ min: 0, max: 8 * mebibyte }),
      metered: fc.integer({ min: 0, max: mebibyte }),
      milliseconds: fc.integer({ min: 0, max: 60_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const allowance = new CarrierAllowance(0);
        let [metered, now, taken] = [0, 0, 0];
        for (const { size, metered: more, milliseconds } of steps) {
          metered += more;
          now += milliseconds;
          if (allowance.take(size, metered, now)) taken += size;
          expect(taken).toBeLessThanOrEqual(most + 4 * metered + (now * 65_536) / 1_000 + 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("never holds up a client whose packets WireGuard counts, down to the smallest", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 1_420 }), { minLength: 1, maxLength: 2_000 }), (packets) => {
        const allowance = new CarrierAllowance(0);
        // One packet's worth is left, no moment passes, and each packet is counted before the next is sent.
        expect(allowance.take(most - 1_500, 0, 0)).toBe(true);
        let metered = 0;
        for (const inner of packets) {
          expect(allowance.take(Math.ceil(inner / 16) * 16 + 32, metered, 0)).toBe(true);
          metered += inner;
        }
      }),
      { numRuns: 20 },
    );
  });

  it("runs dry for who sends what WireGuard throws away, and comes back as a trickle", () => {
    const allowance = new CarrierAllowance(0);
    let taken = 0;
    while (allowance.take(mebibyte, 0, 0)) taken += mebibyte;
    expect(taken).toBe(most);
    expect(allowance.take(1_400, 0, 10)).toBe(false);
    expect(allowance.take(148, 0, 10)).toBe(true);
  });
});

describe("the way into WireGuard of one client", () => {
  const open = (index: number) => {
    const purse = new Purse();
    purse.grant(mebibyte);
    const gate = new Gate(purse, () => {});
    const addresses = { index, address4: "10.86.0.2", address6: "fd86:7470::2" };
    return { gate, entrance: openEntrance({ addresses, gate }, 51_820) };
  };

  it("comes from a loopback address that no other client has", () => {
    const seen = new Set([2, 3, 255, 256, 257, 65_000].map((index) => open(index).entrance.from));
    expect(seen.size).toBe(6);
    for (const from of seen) expect(from).toMatch(/^127\.86\.(25[0-5]|2[0-4]\d|1?\d?\d)\.(25[0-5]|2[0-4]\d|1?\d?\d)$/);
  });

  it("bills nothing, and takes nothing once the session is over", () => {
    const { gate, entrance } = open(2);
    expect(entrance.take(1_400)).toBe(true);
    expect(gate.count).toBe(0);
    gate.close();
    expect(entrance.take(1_400)).toBe(false);
  });

  it("is taken over by the newest carrier of the client", () => {
    const { entrance } = open(2);
    const ended: string[] = [];
    const first = entrance.begin(() => ended.push("first"));
    entrance.begin(() => ended.push("second"));
    expect(ended).toEqual(["first"]);
    first();
    entrance.begin(() => ended.push("third"));
    expect(ended).toEqual(["first", "second"]);
  });
});
