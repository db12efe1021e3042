import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkDemand,
  contradiction,
  type Demand,
  type DemandHistory,
  type DemandTerms,
  mostDemandsKept,
  signDemand,
  withDemand,
} from "../../protocol/demand.ts";
import { amountDue } from "../../protocol/price.ts";
import { bytes, pricePerGB, tokenAmount } from "../../protocol/units.ts";
import { expectAccepted, expectRefused, hashOf, malformed, parties } from "./parties.ts";

const { node, stranger, nodes, elsewhere, recover } = await parties();
const price = pricePerGB(100_000n);
const quote = hashOf("9a");
const terms = (sequence: bigint, total: number, amount = amountDue(bytes(total), price)): DemandTerms => ({
  quoteHash: quote,
  sequence,
  bytesTotal: bytes(total),
  amount,
});
const signed = (...list: Parameters<typeof terms>) => signDemand(nodes, terms(...list), node.sign);
const check = (demand: Demand, ...history: DemandHistory) =>
  checkDemand(nodes, demand, { quoteHash: quote, price, key: node.address, history }, recover);
const seventh = signed(7n, 10_000_000);

describe("a demand", () => {
  it("is taken when totals and sequence grow at the quote's price", () => {
    expectAccepted(check(seventh));
    expectAccepted(check(signed(8n, 20_000_000), seventh));
  });

  it("may ask less than the quote gives, and may repeat itself without asking more", () => {
    expectAccepted(check(signed(8n, 20_000_000, tokenAmount(1_500n)), seventh));
    expectAccepted(check(seventh, seventh));
    expectAccepted(check(signed(8n, 10_000_000), seventh));
  });

  it("F1: above the price of its own quote is refused, by one unit as by many", () => {
    const most = amountDue(bytes(10_000_000), price);
    const refusal = expectRefused(check(signed(7n, 10_000_000, tokenAmount(most + 1n))), "DEMAND_ABOVE_QUOTE");
    expect(refusal.data).toEqual({ received: (most + 1n).toString(), most: most.toString() });
  });

  it("F2: with a sequence that had another content is an equivocation", () => {
    expectRefused(check(signed(7n, 10_000_001), seventh), "DEMAND_EQUIVOCATION");
    expectRefused(check(signed(7n, 10_000_000, tokenAmount(999n)), seventh), "DEMAND_EQUIVOCATION");
  });

  it("F3: later with smaller totals is a regress, also when the two arrive in the wrong order", () => {
    expectRefused(check(signed(1_000n, 8_000_000), seventh), "DEMAND_REGRESSED");
    expectRefused(check(signed(8n, 10_000_000, tokenAmount(999n)), seventh), "DEMAND_REGRESSED");
    expectRefused(check(signed(6n, 20_000_000), seventh), "DEMAND_REGRESSED");
  });

  it("older than one already answered, and smaller, is no fault and is not answered", () => {
    const refusal = expectRefused(check(signed(6n, 9_000_000), seventh), "DEMAND_OUTDATED");
    expect(refusal.data).toEqual({ sequence: "6" });
  });

  it("F2 and F3: is held to every one before it, not to the newest alone", () => {
    const history = [signed(1n, 1_000), signed(3n, 3_000), signed(7n, 7_000)];
    expectRefused(check(signed(1n, 2_000), ...history), "DEMAND_EQUIVOCATION");
    expectRefused(check(signed(3n, 3_001), ...history), "DEMAND_EQUIVOCATION");
    expectRefused(check(signed(2n, 4_000), ...history), "DEMAND_REGRESSED");
    expectRefused(check(signed(4n, 2_000), ...history), "DEMAND_REGRESSED");
    for (const [sequence, total] of [
      [2n, 2_000],
      [3n, 3_000],
      [5n, 7_000],
      [0n, 0],
    ] as const)
      expectRefused(check(signed(sequence, total), ...history), "DEMAND_OUTDATED");
  });

  it("of all that a node signs in any order is refused at the first that contradicts any other (property)", () => {
    const one = fc.record({ sequence: fc.bigInt({ min: 1n, max: 5n }), total: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 7 }), (list) => {
        let history: DemandHistory = [];
        const all: Demand[] = [];
        for (const { sequence, total } of list) {
          const demand = signed(sequence, total * 10_000);
          const faults = all.map((known) => contradiction(known, demand));
          const result = check(demand, ...history);
          const code = result.ok ? undefined : result.refusal.code;
          expect(code === "DEMAND_EQUIVOCATION" || code === "DEMAND_REGRESSED").toBe(
            faults.some((fault) => fault !== undefined),
          );
          if (code === "DEMAND_EQUIVOCATION") expect(faults).toContain("F2");
          if (code === "DEMAND_REGRESSED") expect(faults).toContain("F3");
          if (!result.ok && code !== "DEMAND_OUTDATED") return;
          history = withDemand(history, demand);
          all.push(demand);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("is forgotten only below a thousand newer ones, and one that comes late makes nothing newer be forgotten", () => {
    const unsigned = (sequence: bigint): Demand => ({ ...terms(sequence, Number(sequence)), signature: "0x" });
    let history: DemandHistory = [];
    for (let sequence = 2n; sequence <= 1_002n; sequence += 1n) history = withDemand(history, unsigned(sequence));
    expect(history).toHaveLength(mostDemandsKept);
    expect([history[0]?.sequence, history.at(-1)?.sequence]).toEqual([3n, 1_002n]);
    expect(withDemand(history, unsigned(1n))).toEqual(history);
    expect(withDemand(history, unsigned(500n))).toBe(history);
  });

  it("H5: of a process that was restored with smaller totals is under another quote, so it is no evidence", () => {
    const restored = signDemand(nodes, { ...terms(1_000n, 8_000_000), quoteHash: hashOf("9b") }, node.sign);
    expectRefused(check(restored, seventh), "DEMAND_WRONG_QUOTE");
  });

  it("is evidence only when the node's key signed it: a forged contradiction is a bad signature", () => {
    const forged: Demand[] = [
      signDemand(nodes, terms(7n, 10_000_000, tokenAmount(999_999n)), stranger.sign),
      signDemand(nodes, terms(7n, 11_000_000), stranger.sign),
      signDemand(nodes, terms(8n, 9_000_000), stranger.sign),
      { ...seventh, amount: tokenAmount(999_999n) },
      { ...seventh, bytesTotal: bytes(11_000_000) },
      { ...seventh, sequence: 8n },
    ];
    for (const demand of forged) expectRefused(check(demand, seventh), "DEMAND_BAD_SIGNATURE");
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, _payments, domain) => {
    expectRefused(check(signDemand(domain, terms(7n, 10), node.sign)), "DEMAND_BAD_SIGNATURE");
  });

  it.each(malformed(seventh.signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ ...seventh, signature }), "DEMAND_BAD_SIGNATURE");
  });

  it("of an honest node is never refused, whatever it moved between two", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 8 }), (steps) => {
        let history: DemandHistory = [];
        let total = 0;
        for (const [index, step] of steps.entries()) {
          total += step;
          const demand = signed(BigInt(index + 1), total);
          history = withDemand(history, expectAccepted(check(demand, ...history)));
        }
      }),
      { numRuns: 25 },
    );
  });

  it("of a contradicting pair is refused in whichever order it comes, as the contract would judge it", () => {
    const one = fc.record({ sequence: fc.bigInt({ min: 1n, max: 3n }), total: fc.integer({ min: 0, max: 60_000 }) });
    fc.assert(
      fc.property(one, one, (a, b) => {
        const [first, second] = [signed(a.sequence, a.total), signed(b.sequence, b.total)];
        const same = a.sequence === b.sequence && a.total !== b.total;
        const regressed =
          (a.sequence < b.sequence && a.total > b.total) || (b.sequence < a.sequence && b.total > a.total);
        for (const result of [check(second, first), check(first, second)]) {
          const code = result.ok ? undefined : result.refusal.code;
          expect(code === "DEMAND_EQUIVOCATION").toBe(same);
          expect(code === "DEMAND_REGRESSED").toBe(regressed);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("with a sequence that no message holds is refused in a code, before it is hashed", () => {
    expectAccepted(check(signed(2n ** 64n - 1n, 10_000_000), seventh));
    expect(() => check({ ...seventh, sequence: 2n ** 64n })).toThrowError(
      expect.objectContaining({ code: "UNIT_OUT_OF_RANGE" }),
    );
  });
});
