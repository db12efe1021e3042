import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accepts, type ListQuery } from "../../../indexer/api/list.ts";
import { Suggester } from "../../../indexer/api/suggest.ts";
import { Offers } from "../../../indexer/offer.ts";
import { Facts } from "../../../indexer/project/facts.ts";
import type { Scored } from "../../../indexer/score.ts";
import { buildSnapshot } from "../../../indexer/snapshot.ts";
import type { Address } from "../../../protocol/ids.ts";
import { sharesOf } from "../../../protocol/shares.ts";
import { unixSeconds } from "../../../protocol/units.ts";
import { made } from "../madeChain.ts";

const now = 1_790_000_000;
const minimumStake = 100_000_000n;
const countries = ["NL", "DE", "FR"];
/** Next to 2^53, where prices that differ are the same double. */
const prices = [0n, 100_000n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n];

/** Nodes of all kinds: without an offer, unbonding, slashed, of one operator or in one network. */
const market = fc.array(
  fc.record({
    country: fc.constantFrom(...countries),
    price: fc.constantFrom(...prices),
    transports: fc.subarray(["https", "wireguard"] as const, { minLength: 1 }),
    operator: fc.nat({ max: 12 }),
    network: fc.nat({ max: 9 }),
    kind: fc.constantFrom("normal", "normal", "normal", "no offer", "unbonding", "slashed"),
    score: fc.nat({ max: 1_000_000 }),
    newcomer: fc.boolean(),
  }),
  { maxLength: 40 },
);
const filters: fc.Arbitrary<ListQuery> = fc.record(
  {
    country: fc.constantFrom(...countries, "XX"),
    maxPrice: fc.constantFrom(...prices.map(String)),
    minScore: fc.nat({ max: 1_000_000 }),
    transport: fc.constantFrom("https", "wireguard"),
  },
  { requiredKeys: [] },
);

function snapshotOf(nodes: typeof market extends fc.Arbitrary<infer T> ? T : never) {
  const facts = new Facts();
  const offers = new Offers();
  const scores = new Map<Address, Scored>();
  for (const [number, node] of nodes.entries()) {
    const id = made(0xaa, number);
    facts.put("node", id, {
      ...{ id, operator: made(0xbb, node.operator), payout: id, key: id, bond: minimumStake, registeredAt: now - 1 },
      ...{ unbondingAt: node.kind === "unbonding" ? now : 0, descriptorFloor: 0n, settledVolume: 0n, payers: 0 },
      ...{ slashes: node.kind === "slashed" ? 1 : 0, slashedAt: node.kind === "slashed" ? now : 0 },
    });
    scores.set(id, { score: node.score, state: "normal", newcomer: node.newcomer, signals: [] });
    if (node.kind === "no offer") continue;
    const body = {
      ...{ endpoint: { host: `10.${node.network}.0.1`, port: 443 }, certificateSha256: "a".repeat(64) },
      ...{ transports: node.transports, pricePerGB: String(node.price), country: node.country, capacityMbps: 100 },
      ...{ exitPolicy: { preset: "web-only" as const, rules: [] }, labAllow: [] },
    };
    const descriptor = { node: id, version: "1", validUntil: unixSeconds(now + 1), body, signature: "0x" as const };
    offers.put({ descriptor, signedBy: id });
  }
  return buildSnapshot({
    ...{ facts, offers, minimumStake, now, block: 1, blockHash: "0x", version: "1" },
    scores: { of: ({ id }) => scores.get(id) as Scored },
  });
}

describe("suggestions", () => {
  it("fit as lists have it, and each has the share that the definition gives it among them", () => {
    fc.assert(
      fc.property(market, filters, (nodes, query) => {
        const snapshot = snapshotOf(nodes);
        const suggester = new Suggester(snapshot);
        const most = query.maxPrice === undefined ? undefined : BigInt(query.maxPrice);
        const fitting = snapshot.entries.filter(
          (entry) => entry.active && entry.offer !== undefined && accepts(query, most, entry),
        );
        expect(suggester.fitting(query)).toBe(fitting.length);
        const shares = sharesOf(
          fitting.map(({ node, offer, weight, scored }) => ({
            ...{ id: node.id, operator: node.operator, weight },
            networks: offer?.networks ?? [],
            newcomer: scored.newcomer,
          })),
        );
        const drawn = suggester.suggest(query, 100);
        expect(new Set(drawn.map(({ entry }) => entry.node.id)).size).toBe(drawn.length);
        for (const { entry, share } of drawn)
          expect(share).toBe(Number((shares[fitting.indexOf(entry)] ?? -1n) / 1_000_000n));
        if (shares.some((share) => share > 0n)) expect(drawn.length).toBeGreaterThan(0);
      }),
    );
  });
});
