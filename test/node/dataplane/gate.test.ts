import { describe, expect, it } from "vitest";
import { Gate, Purse } from "../../../node/dataplane/gate.ts";

const quiet = () => {};

describe("credit that the kernel hands out", () => {
  it("is all of the purse for a tunnel alone, and what passed comes out of it", () => {
    const purse = new Purse();
    const gate = new Gate(purse, quiet);
    purse.grant(1_000_000);
    expect(gate.lease()).toBe(1_000_000);
    gate.passed(300_000);
    expect(gate.count).toBe(300_000);
    expect(gate.lease()).toBe(700_000);
  });

  it("is set aside: a second tunnel of the same payer never gets it too", () => {
    const purse = new Purse();
    const [kernel, stream] = [new Gate(purse, quiet), new Gate(purse, quiet)];
    purse.grant(1_000_000);
    const leased = kernel.lease();
    expect(leased).toBe(500_000);
    expect(stream.pass(500_001)).toBe(false);
    expect(stream.pass(500_000)).toBe(true);
    kernel.passed(leased);
    expect(kernel.lease()).toBe(0);
    expect(stream.pass(1)).toBe(false);
  });

  it("is little for a tunnel that is not in use beside another", () => {
    const purse = new Purse();
    const [idle, busy] = [new Gate(purse, quiet), new Gate(purse, quiet)];
    purse.grant(1_000_000);
    expect(idle.lease(false)).toBe(65_536);
    expect(busy.lease(true)).toBe((1_000_000 - 65_536) / 2);
  });

  it("comes back to the purse when its gate closes", () => {
    const purse = new Purse();
    const [kernel, stream] = [new Gate(purse, quiet), new Gate(purse, quiet)];
    purse.grant(1_000_000);
    kernel.lease();
    kernel.close();
    expect(kernel.lease()).toBe(0);
    expect(stream.pass(1_000_000)).toBe(true);
  });

  it("says that it starves when not a packet is left, and hears of every grant", () => {
    const purse = new Purse();
    const gate = new Gate(purse, quiet);
    let grants = 0;
    gate.onGrant(() => {
      grants += 1;
    });
    purse.grant(100_000);
    gate.lease();
    expect(gate.isStarving).toBe(false);
    gate.passed(99_000);
    gate.lease();
    expect(gate.isStarving).toBe(true);
    purse.grant(100_000);
    expect(grants).toBe(2);
    gate.lease();
    expect(gate.isStarving).toBe(false);
  });

  it("reports when the mark for a demand is passed", () => {
    const purse = new Purse();
    const seen: number[] = [];
    const gate = new Gate(purse, (count) => seen.push(count));
    gate.reportAt = 1_000;
    purse.grant(10_000);
    gate.passed(999);
    gate.passed(1);
    expect(seen).toEqual([1_000]);
  });
});
