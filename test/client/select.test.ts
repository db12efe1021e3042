import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeEntry } from "../../client/discover.ts";
import { NodeMemory } from "../../client/memory.ts";
import { choose, drawn, type NodeFilters, noneFits, weigh } from "../../client/select.ts";
import type { Address } from "../../protocol/ids.ts";

const now = 1_800_000_000;
const minimumStake = 100_000_000n;
const draws = 100_000;
const anywhere: NodeFilters = {
  ...{ country: undefined, maxPrice: undefined, minScore: undefined, node: undefined, transports: ["https"] },
};
const address = (number: number) => `0x${(number + 1).toString(16).padStart(40, "0")}` as Address;

/** Thirty nodes of as many operators and networks: the first claims ten times the capacity, the second serves badly, the last two are newcomers. */
const entries = Array.from({ length: 30 }, (_, number): NodeEntry => {
  const id = address(number);
  const score = number === 1 ? 600_000 : number >= 28 ? 751_658 : 880_000 + ((number * 37) % 20) * 1_000;
  return {
    ...{ node: id, operator: address(1_000 + number), key: id, bond: String(minimumStake), active: true, score },
    ...{ registeredAt: now - 1, scoreState: "normal", newcomer: number >= 28, weight: "0", settledVolume: "0" },
    ...{ distinctPayers: 0, slashes: 0, slashedAt: 0 },
    descriptor: {
      ...{ node: id, version: "1", validUntil: now + 1, signature: "0x" },
      body: {
        ...{ endpoint: { host: `198.${number}.0.1`, port: 443 }, certificateSha256: "a".repeat(64) },
        ...{ transports: ["https"], pricePerGB: String(100_000 + number * 1_000), country: "NL", labAllow: [] },
        ...{ capacityMbps: number === 0 ? 10_000 : 1_000, exitPolicy: { preset: "open", rules: [] } },
      },
    },
  } as unknown as NodeEntry;
});

describe("a client that finds nobody", () => {
  it("is told to relax its filters where they leave nobody, and something else where no exit is open", () => {
    const closed = entries.slice(0, 2).map((entry): NodeEntry => ({ ...entry, descriptor: null }));
    expect(noneFits(entries)).toMatchObject({
      code: "NO_NODE_FITS",
      message: expect.stringMatching(/30 known.*relax/),
    });
    expect(noneFits([...closed, ...closed])).toMatchObject({
      message: expect.stringMatching(/2 known nodes.*none of them has an exit/),
      data: { known: 2, open: 0 },
    });
    expect(noneFits([]).message).toMatch(/relax/);
  });
});

describe("a client's choice", () => {
  let dir: string;
  let memory: NodeMemory;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-select-"));
    memory = await NodeMemory.open(join(dir, "memory.json"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const sharesNow = () =>
    new Map(weigh(entries, anywhere, minimumStake, memory, now).map(({ entry, share }) => [entry.node, share]));

  it(`falls on each node as its share says, over ${draws} draws: no herd, no starved newcomer, little for a bad one`, () => {
    const weighed = weigh(entries, anywhere, minimumStake, memory, now);
    const times = new Map<string, number>();
    for (let at = 0; at < draws; at++) {
      const { node } = choose(weighed);
      times.set(node, (times.get(node) ?? 0) + 1);
    }
    for (const { entry, share } of weighed) {
      const part = share / 1_000_000;
      // Six standard deviations: a fair draw misses them once in hundreds of millions of runs.
      const off = Math.abs((times.get(entry.node) ?? 0) - draws * part);
      expect({ node: entry.node, near: off <= 6 * Math.sqrt(draws * part * (1 - part)) + 1 }).toEqual({
        ...{ node: entry.node, near: true },
      });
    }
    const part = (number: number) => (times.get(address(number)) ?? 0) / draws;
    // Nobody has more than a twentieth; a newcomer has its half of four percent, and what serves badly next to nothing.
    expect(Math.max(...times.values()) / draws).toBeLessThan(0.055);
    for (const newcomer of [28, 29]) expect(part(newcomer)).toBeGreaterThan(0.018);
    expect(part(1)).toBeLessThan(0.003);
  });

  it("gives nothing for a claim of capacity beyond the middle one", () => {
    const claiming = (capacityMbps: number) =>
      entries.map((entry, number) =>
        number === 0 && entry.descriptor !== null
          ? {
              ...entry,
              descriptor: { ...entry.descriptor, body: { ...entry.descriptor.body, capacityMbps } },
            }
          : entry,
      );
    const shareAt = (capacityMbps: number) =>
      weigh(claiming(capacityMbps), anywhere, minimumStake, memory, now).find(({ entry }) => entry.node === address(0))
        ?.share ?? 0;
    expect(shareAt(1_000_000)).toBe(shareAt(1_000));
    expect(shareAt(500)).toBeLessThan(shareAt(1_000));
  });

  it("falls on those that are left in the same way, until none is", () => {
    const three = weigh(entries.slice(2, 5), anywhere, minimumStake, memory, now);
    const share = new Map(three.map(({ entry, share: part }) => [entry.node, part / 1_000_000]));
    const [one = "", two = ""] = share.keys();
    const times = { one: 0, oneTwo: 0 };
    for (let at = 0; at < draws / 20; at++) {
      const order = [...drawn(three)].map(({ node }) => node);
      expect(new Set(order)).toEqual(new Set(share.keys()));
      if (order[0] === one) times.one += 1;
      if (order[0] === one && order[1] === two) times.oneTwo += 1;
    }
    const near = (seen: number, of: number, part: number) =>
      expect(Math.abs(seen - of * part)).toBeLessThan(6 * Math.sqrt(of * part * (1 - part)));
    near(times.one, draws / 20, share.get(one) ?? 0);
    const left = weigh(entries.slice(3, 5), anywhere, minimumStake, memory, now);
    near(times.oneTwo, times.one, (left.find(({ entry }) => entry.node === two)?.share ?? 0) / 1_000_000);
  });

  it("turns away from a node by what happened here, whatever others say of it", async () => {
    const before = sharesNow();
    const node = address(5);
    await memory.remember(node, false, now - 100_000);
    const after = sharesNow();
    expect(after.get(node) ?? 0).toBeLessThan((before.get(node) ?? 0) / 2);
    expect(after.get(address(6)) ?? 0).toBeGreaterThan(before.get(address(6)) ?? 0);
    for (const at of [now - 20, now - 10]) await memory.remember(node, false, at);
    expect(sharesNow().has(node)).toBe(false);
  });
});
