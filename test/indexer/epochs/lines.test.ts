import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf } from "../../../indexer/epochs/lines.ts";
import { Facts } from "../../../indexer/project/facts.ts";
import { channelKey } from "../../../indexer/project/rows.ts";
import { scoreAll } from "../../../indexer/score.ts";
import type { ProbeRecord } from "../../../indexer/store/probeStore.ts";
import type { Attestation } from "../../../protocol/attestation.ts";
import type { Hash, Hex } from "../../../protocol/ids.ts";
import { type Probe, probeHash, signCommitment } from "../../../protocol/probe.ts";
import { tokenAmount, unixSeconds } from "../../../protocol/units.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { start } from "../api/site.ts";
import { made } from "../madeChain.ts";

const day = 86_400;
const node = (at: number) => made(0xaa, at + 1);
const payer = (at: number) => made(0xbb, at + 1);
const [nodes, payers] = [[0, 1, 2].map(node), [0, 1, 2, 3].map(payer)];

/** Three nodes of three operators, and four payers that paid each of them a hundred days ago. */
function market(): Facts {
  const facts = new Facts();
  for (const [at, id] of nodes.entries())
    facts.put("node", id, {
      ...{ id, operator: made(0xdd, at), payout: made(0xdd, at), key: id, bond: 100_000_000n },
      ...{ registeredAt: start - 100 * day, unbondingAt: 0, descriptorFloor: 0n, settledVolume: 0n, payers: 0 },
      ...{ slashes: 0, slashedAt: 0 },
    });
  for (const from of payers) {
    facts.put("account", from, { payer: from, owner: from, available: 0n, fundedAt: start - 100 * day });
    for (const to of nodes)
      facts.put("channel", channelKey(to, from), {
        ...{ node: to, payer: from, epoch: 0, expiresAt: 0, locked: 0n, settled: 1_000_000n },
      });
  }
  return facts;
}

const attested = (to: number, from: number, age: number, change: Partial<Attestation> = {}): Attestation => ({
  ...{ node: node(to), payer: payer(from), cumulative: tokenAmount(1n), score: 0 },
  ...{ periodStart: unixSeconds(start - age), signature: "0x" },
  ...change,
});
const facts = market();
const secp = await loadSecp256k1();
const proberKey: Hex = `0x${"4".repeat(64)}`;
/** A result of the first node, committed to at so many seconds before now and published a minute later. */
const result = (age: number, hash?: Hash): ProbeRecord => {
  const at = start - age;
  const probe: Probe = {
    ...{ node: node(0), at, connected: true, problem: "", claimed: "NL", country: "NL", names: true, page: true },
    ...{
      goodputKbps: 1,
      expectedKbps: 1,
      latencyMilliseconds: 1,
      demanded: "1",
      due: "1",
      salt: `0x${"5".repeat(64)}`,
    },
  };
  const terms = { hash: hash ?? probeHash(probe), at, publishAt: at + 60 };
  return { commitment: signCommitment(31_337, terms, secp.addressOf(proberKey), secp.signer(proberKey)), probe };
};
const linesWith = (probes: readonly ProbeRecord[]) => linesOf(facts, { attestations: [], probes }, start);
const lines = (attestations: readonly Attestation[]) => linesOf(facts, { attestations, probes: [] }, start);
const kindsOf = (attestations: readonly Attestation[]) =>
  lines(attestations)
    .map((line) => JSON.parse(line) as { kind: string; periodStart?: number })
    .filter(({ kind }) => kind === "attestation")
    .map(({ periodStart = 0 }) => start - periodStart);

describe("the opinions among an epoch's lines", () => {
  it("are those of 84 days, to the second: what is older has no weight, and would be carried for ever", () => {
    expect(kindsOf([attested(0, 0, 84 * day)])).toEqual([]);
    expect(kindsOf([attested(0, 0, 84 * day - 1)])).toEqual([84 * day - 1]);
    expect(kindsOf([attested(0, 0, -1)])).toEqual([]);
  });

  it("are the latest of each payer and node, which is all that counts, in the order of node and payer", () => {
    const daily = Array.from({ length: 80 }, (_, at) => attested(0, 1, at * day));
    expect(kindsOf([...daily, attested(1, 0, 3 * day), attested(0, 0, 2 * day)])).toEqual([2 * day, 0, 3 * day]);
  });

  it("are the latest over money that is settled: one that a reorganisation left without money hides none", () => {
    const unpaid = attested(0, 0, 0, { cumulative: tokenAmount(1_000_001n) });
    expect(kindsOf([attested(0, 0, day), unpaid])).toEqual([day]);
  });

  it("give the scores that all of them would give, in whatever order they came", () => {
    const any = fc.record({ to: fc.nat(2), from: fc.nat(3), age: fc.nat(90), score: fc.nat(1_000_000) });
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: ({ to, from, age }) => `${to} ${from} ${age}` }), (some) => {
        const all = some.map(({ to, from, age, score }) => attested(to, from, age * day, { score }));
        const whole = lines(all);
        expect(lines(all.toReversed())).toEqual(whole);
        const scores = scoreAll(facts, all, [], start);
        const scored = whole.map((line) => JSON.parse(line) as { kind: string; node: string; score: number });
        expect(scored.filter(({ kind }) => kind === "score").map(({ score }) => score)).toEqual(
          [...facts.nodes.values()].map((node) => scores.of(node).score),
        );
        // Computed again from the lines alone, as whoever checks them does.
        const keyOf = (one: Attestation) => `${one.node} ${one.payer} ${one.periodStart}`;
        const said = new Set(whole.map((line) => keyOf(JSON.parse(line) as Attestation)));
        const counted = all.filter((one) => said.has(keyOf(one)));
        expect(lines(counted)).toEqual(whole);
        expect(counted.length).toBe(new Set(counted.map((one) => channelKey(one.node, one.payer))).size);
      }),
    );
  });
});

describe("the results among an epoch's lines", () => {
  it("count once each, however often an indexer says them: a good one said twice would raise a score, and its root would be right", () => {
    const once = linesWith([result(600)]);
    expect(once.filter((line) => line.includes('"kind":"probe"'))).toHaveLength(1);
    expect(linesWith([result(600), result(600)])).toEqual(once);
    // Committed to a second time, later.
    const again = { ...result(600), commitment: result(300, result(600).commitment.hash).commitment };
    expect(linesWith([result(600), again])).toEqual(once);
    expect(linesWith([again, result(600)])).toEqual(once);
  });
});
