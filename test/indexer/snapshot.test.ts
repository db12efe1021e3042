import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeEntry } from "../../client/discover.ts";
import { NodeMemory } from "../../client/memory.ts";
import { weigh } from "../../client/select.ts";
import { Offers } from "../../indexer/offer.ts";
import { Facts } from "../../indexer/project/facts.ts";
import { buildSnapshot, entryJson, type Snapshot } from "../../indexer/snapshot.ts";
import { unixSeconds } from "../../protocol/units.ts";
import { made } from "./madeChain.ts";

const now = 1_790_000_000;
const minimumStake = 100_000_000n;

interface Made {
  readonly capacityMbps: number;
  readonly bond: bigint;
  readonly price: bigint;
  readonly score: number;
  readonly unbonding: boolean;
}

function snapshotOf(nodes: readonly Made[], before?: Snapshot): Snapshot {
  const facts = new Facts();
  const offers = new Offers();
  for (const [number, { bond, capacityMbps, price, unbonding }] of nodes.entries()) {
    const id = made(0xaa, number);
    const same = before?.entries.find(({ node }) => node.id === id)?.node;
    facts.put(
      "node",
      id,
      same ?? {
        ...{ id, operator: made(0xbb, number), payout: id, key: id, bond, registeredAt: now - 1 },
        ...{ unbondingAt: unbonding ? now : 0, descriptorFloor: 0n, settledVolume: 0n, payers: 0 },
        ...{ slashes: 0, slashedAt: 0 },
      },
    );
    const body = {
      ...{ endpoint: { host: `10.${number}.0.1`, port: 443 }, certificateSha256: "a".repeat(64), capacityMbps },
      ...{ transports: ["https" as const], pricePerGB: String(price), country: "NL", labAllow: [] },
      exitPolicy: { preset: "web-only" as const, rules: [] },
    };
    const descriptor = { node: id, version: "1", validUntil: unixSeconds(now + 1), body, signature: "0x" as const };
    offers.put({ descriptor, signedBy: id });
  }
  const scores = nodes.map(({ score }) => ({ score, state: "normal" as const, newcomer: false, signals: [] }));
  return buildSnapshot(
    {
      ...{ facts, offers, minimumStake, now, block: 1, blockHash: "0x", version: "1" },
      scores: { of: ({ id }) => scores[[...facts.nodes.keys()].indexOf(id)] as (typeof scores)[number] },
    },
    before,
  );
}

describe("weights in an indexer's list", () => {
  const node = (capacityMbps: number, more: Partial<Made> = {}): Made => ({
    ...{ capacityMbps, bond: minimumStake, price: 100_000n, score: 900_000, unbonding: false },
    ...more,
  });
  const weights = (nodes: readonly Made[]) => snapshotOf(nodes).entries.map(({ weight }) => weight);

  it("hold a claim of capacity to the middle one of the active nodes", () => {
    const [small, middle, large] = weights([node(50), node(100), node(1_000_000)]);
    expect(large).toBe(middle);
    expect(2n * (small ?? 0n)).toBe(middle);
    const leaving = node(1_000_000, { unbonding: true, bond: 3n * minimumStake });
    expect(weights([node(50), node(100), node(1_000_000), leaving]).slice(0, 3)).toEqual([small, middle, large]);
  });

  it("follow the middle when another node's claim moves it, also of nodes that are as they were", () => {
    const before = snapshotOf([node(50), node(100), node(200)]);
    const after = [node(150), node(150), node(200)];
    expect(snapshotOf(after, before).entries.map(({ weight }) => weight)).toEqual(weights(after));
  });

  let dir: string;
  let memory: NodeMemory;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-snapshot-"));
    memory = await NodeMemory.open(join(dir, "memory.json"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("are those that a client without filters and without memories computes for the same nodes", () => {
    const some = fc.record({
      capacityMbps: fc.integer({ min: 1, max: 1_000_000 }),
      bond: fc.bigInt({ min: minimumStake, max: 5n * minimumStake }),
      // An indexer has prices of leaving nodes in its median, a client only of those that it may take: one price leaves that aside.
      price: fc.constant(100_000n),
      // A client that has been nowhere believes in no more than nine of ten.
      score: fc.nat({ max: 900_000 }),
      unbonding: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 12 }), (nodes) => {
        const { entries } = snapshotOf(nodes);
        const list = entries.map((entry) => JSON.parse(entryJson(entry)) as NodeEntry);
        const filters = {
          ...{ country: undefined, maxPrice: undefined, minScore: undefined, node: undefined },
          transports: ["https" as const],
        };
        const own = new Map(
          weigh(list, filters, minimumStake, memory, now).map(({ candidate }) => [candidate.id, candidate.weight]),
        );
        for (const { node, active, weight } of entries) if (active) expect(own.get(node.id)).toBe(weight);
      }),
    );
  });
});
