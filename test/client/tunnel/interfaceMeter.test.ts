import { describe, expect, it } from "vitest";
import { InterfaceMeter, parseInterfaceBytes } from "../../../client/tunnel/interfaceMeter.ts";

const table = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000      10    0    0    0     0          0         0     2000      10    0    0    0     0       0          0
turnpike: 9007199254740000 7 0 0 0 0 0 0 4096 3 0 0 0 0 0 0
turnpike2:     5       1    0    0    0     0          0         0        6       1    0    0    0     0       0          0
`;

describe("the meter of an interface", () => {
  it("reads what was received and sent, of the one that is named", () => {
    expect(parseInterfaceBytes(table, "turnpike")).toEqual({ down: 9_007_199_254_740_000, up: 4_096 });
    expect(parseInterfaceBytes(table, "turnpike2")).toEqual({ down: 5, up: 6 });
  });

  it("reads nothing of one that is not there", () => {
    expect(parseInterfaceBytes(table, "turn")).toBeUndefined();
    let told = 0;
    const tally = { up: () => (told += 1), down: () => (told += 1), mayFlow: true };
    new InterfaceMeter("nobody").read(tally);
    expect(told).toBe(0);
  });
});
