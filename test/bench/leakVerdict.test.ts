import { describe, expect, it } from "vitest";
import { type Cells, counted, faultsOf, isLive, type LeakMatrix, states } from "../../bench/lab/leakVerdict.ts";

const all = (packets: number) => Object.fromEntries(counted.map((kind) => [kind, packets])) as Cells["leaked"];
const cells = (state: string, packets: number, answered: boolean): Cells => ({
  ...{ state, leaked: all(packets), probes: 200 },
  replies: answered ? { v4: 20, v6: 20 } : { v4: 0, v6: 0 },
});
const closed: LeakMatrix = {
  rows: states.map((state) => cells(state, 0, isLive(state))),
  control: [cells("switch off, before", 20, true), cells("switch off, after", 20, false)],
};
const withRow = (state: string, change: Partial<Cells>): LeakMatrix => ({
  ...closed,
  rows: closed.rows.map((row) => (row.state === state ? { ...row, ...change } : row)),
});

describe("what a leak matrix proves", () => {
  it("is that the machine was closed when nothing left in any state", () => {
    expect(faultsOf(closed)).toEqual([]);
  });

  it("is nothing of the kind when one packet left, of a kind that was sent or not", () => {
    for (const kind of counted)
      expect(faultsOf(withRow("exit dead", { leaked: { ...all(0), [kind]: 1 } }))).toEqual([
        `exit dead: 1 of ${kind} in clear`,
      ]);
  });

  it("is nothing about a tunnel that answered nothing, by either family: silence leaks nothing", () => {
    expect(faultsOf(withRow("RA", { replies: { v4: 20, v6: 0 } }))).toEqual(["RA: 0 pings over v6 answered"]);
    expect(faultsOf(withRow("connected", { replies: { v4: 0, v6: 1 } }))).toEqual([
      "connected: 0 pings over v4 answered",
    ]);
  });

  it("is nothing about a dead tunnel that answers", () => {
    expect(faultsOf(withRow("wireguard-go killed", { replies: { v4: 1, v6: 0 } }))).toEqual([
      "wireguard-go killed: 1 pings over v4 answered",
    ]);
  });

  it("asks no answers of a tunnel whose ends are moving, nor silence", () => {
    expect(faultsOf(withRow("endpoint change", { replies: { v4: 3, v6: 0 } }))).toEqual([]);
  });

  it("is nothing where a state was left out, or nobody looked with the switch off", () => {
    expect(faultsOf({ ...closed, rows: closed.rows.filter(({ state }) => state !== "connecting") })).toEqual([
      "connecting: probed not once",
    ]);
    expect(faultsOf({ ...closed, control: [] })).toEqual(["the same machine with the switch off: probed not twice"]);
  });

  it("is nothing about a kind that the watch does not see when it leaves", () => {
    const [before, after] = closed.control;
    if (before === undefined || after === undefined) throw new Error("no control");
    const blind = { ...after, leaked: { ...after.leaked, exitUDP: 0 } };
    expect(faultsOf({ ...closed, control: [before, blind] })).toEqual([
      "switch off, after: no packet of exitUDP was seen",
    ]);
  });
});
