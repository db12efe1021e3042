import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidenceSeconds } from "../../protocol/constants.ts";
import {
  contradiction,
  type Demand,
  demandHash,
  guardDemand,
  isOvercharge,
  signDemand,
} from "../../protocol/demand.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import { checkEvidence, type Evidence, evidenceId, evidenceOf, faultOf } from "../../protocol/evidence.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { amountDue } from "../../protocol/price.ts";
import { type Quote, quoteHash, signQuote } from "../../protocol/quote.ts";
import { bytes, pricePerGB, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { expectAccepted, expectRefused, hashOf, highS, later, malformed, parties } from "./parties.ts";

const { node, payer, stranger, nodes, elsewhere, recover, now } = await parties();

interface QuoteVector extends Record<string, string | number> {
  readonly hash: Hash;
  readonly signature: Hex;
}
interface DemandVector {
  readonly quoteHash: Hash;
  readonly sequence: string;
  readonly bytesTotal: string;
  readonly amount: string;
  readonly hash: Hash;
  readonly signature: Hex;
}
const vectors = JSON.parse(readFileSync(new URL("../vectors/evidence.json", import.meta.url), "utf8")) as {
  readonly domain: { readonly chainId: number; readonly verifyingContract: Address };
  readonly signer: Address;
  readonly overcharges: readonly {
    readonly name: string;
    readonly fault: string;
    readonly evidence: Hash;
    readonly quote: QuoteVector;
    readonly demand: DemandVector;
  }[];
  readonly quote: QuoteVector;
  readonly contradictions: readonly {
    readonly name: string;
    readonly fault: string;
    readonly evidence: Hash;
    readonly one: DemandVector;
    readonly other: DemandVector;
  }[];
};
const quoteFrom = (vector: QuoteVector): Quote => ({
  node: vector.node as Address,
  payer: vector.payer as Address,
  nonce: vector.nonce as Hash,
  pricePerGB: pricePerGB(BigInt(vector.pricePerGB ?? "")),
  validFrom: unixSeconds(Number(vector.validFrom)),
  validUntil: unixSeconds(Number(vector.validUntil)),
  transport: Number(vector.transport),
  descriptorHash: vector.descriptorHash as Hash,
  signature: vector.signature,
});
const demandFrom = (vector: DemandVector): Demand => ({
  quoteHash: vector.quoteHash,
  sequence: BigInt(vector.sequence),
  bytesTotal: bytes(BigInt(vector.bytesTotal)),
  amount: tokenAmount(BigInt(vector.amount)),
  signature: vector.signature,
});
const vectorDomain = nodeDomain(vectors.domain.chainId, vectors.domain.verifyingContract);

/** What the vector's messages are by `checkEvidence`: the fault and its id, or none. */
function judged(evidence: Evidence): { fault: string; id: Hash | undefined } {
  const result = checkEvidence(vectorDomain, evidence, evidence.quote.validUntil, recover);
  if (result.ok) {
    expect(result.value.key).toBe(vectors.signer);
    return { fault: result.value.fault, id: result.value.id };
  }
  expect(result.refusal.code).toBe("EVIDENCE_NO_FAULT");
  return { fault: "none", id: undefined };
}

describe("evidence, against the vectors that the contract is held to", () => {
  it.each(vectors.overcharges)("F1: $name", ({ fault, evidence, quote, demand }) => {
    const checked = { quote: quoteFrom(quote), demands: [demandFrom(demand)] as const };
    expect(quoteHash(checked.quote)).toBe(quote.hash);
    expect(demandHash(checked.demands[0])).toBe(demand.hash);
    expect(evidenceId(quote.hash, demand.hash)).toBe(evidence);
    expect(judged(checked)).toEqual({ fault, id: fault === "none" ? undefined : evidence });
  });

  it.each(vectors.contradictions)("F2, F3: $name", ({ fault, evidence, one, other }) => {
    const quote = quoteFrom(vectors.quote);
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(evidenceId(first.hash, second.hash)).toBe(evidence);
      const demands = [demandFrom(first), demandFrom(second)] as const;
      expect(judged({ quote, demands })).toEqual({ fault, id: fault === "none" ? undefined : evidence });
    }
  });
});

const price = pricePerGB(100_000n);
const terms = {
  node: node.address,
  payer: payer.address,
  nonce: hashOf("77"),
  pricePerGB: price,
  validFrom: now,
  validUntil: later(now, 3_600),
  transport: 1,
  descriptorHash: hashOf("d5"),
};
const quote = signQuote(nodes, terms, node.sign);
const demandTerms = (sequence: bigint, total: bigint, amount: bigint, of: Quote = quote) => ({
  quoteHash: quoteHash(of),
  sequence,
  bytesTotal: bytes(total),
  amount: tokenAmount(amount),
});
const demand = (...list: Parameters<typeof demandTerms>) => signDemand(nodes, demandTerms(...list), node.sign);
const seventh = demand(7n, 1_000_000n, 100n);
const eighth = demand(8n, 999_999n, 100n);
const regress: Evidence = { quote, demands: [seventh, eighth] };
const check = (evidence: Evidence, at: number = now) => checkEvidence(nodes, evidence, at, recover);

describe("evidence", () => {
  it("names its fault, the key that signed it, and itself", () => {
    expect(expectAccepted(check(regress))).toMatchObject({
      fault: "F3",
      key: node.address,
      id: evidenceId(demandHash(seventh), demandHash(eighth)),
    });
  });

  it("counts until five days after its quote ran out, and not a second longer", () => {
    expectAccepted(check(regress, quote.validUntil + evidenceSeconds));
    const refusal = expectRefused(check(regress, quote.validUntil + evidenceSeconds + 1), "EVIDENCE_TOO_OLD");
    expect(refusal.data).toEqual({ countsUntil: quote.validUntil + evidenceSeconds });
  });

  it("H5: of two processes is none, for each has its own quote", () => {
    const restarted = signQuote(nodes, { ...terms, nonce: hashOf("78") }, node.sign);
    const fromZero = demand(1n, 8n, 1n, restarted);
    expectRefused(check({ quote, demands: [seventh, fromZero] }), "EVIDENCE_WRONG_QUOTE");
    expectRefused(check({ quote: restarted, demands: [seventh, fromZero] }), "EVIDENCE_WRONG_QUOTE");
  });

  it("is nobody's who did not sign all of it", () => {
    const by = (other: typeof stranger) => ({
      quote: signQuote(nodes, terms, other.sign),
      demands: [signDemand(nodes, seventh, other.sign), signDemand(nodes, eighth, other.sign)] as const,
    });
    const forged = by(stranger);
    // Signed by one stranger throughout, it is sound: whose key that is, the registry knows.
    expect(expectAccepted(check(forged)).key).toBe(stranger.address);
    const mixed: readonly Evidence[] = [
      { quote: forged.quote, demands: regress.demands },
      { quote, demands: [forged.demands[0], eighth] },
      { quote, demands: [seventh, forged.demands[1]] },
    ];
    for (const evidence of mixed) expectRefused(check(evidence), "EVIDENCE_BAD_SIGNATURE");
  });

  it.each(elsewhere)("signed for %s is refused", (_where, _payments, domain) => {
    expectRefused(checkEvidence(domain, regress, now, recover), "EVIDENCE_BAD_SIGNATURE");
  });

  it.each(malformed(seventh.signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ quote, demands: [{ ...seventh, signature }, eighth] }), "EVIDENCE_BAD_SIGNATURE");
    expectRefused(check({ quote: { ...quote, signature }, demands: regress.demands }), "EVIDENCE_BAD_SIGNATURE");
  });

  it("has one name, whatever the order: another form of a signature or another order is no second piece", () => {
    expect(expectAccepted(check({ quote, demands: [eighth, seventh] })).id).toBe(expectAccepted(check(regress)).id);
    expect(demandHash({ ...seventh, signature: highS(seventh.signature) } as Demand)).toBe(demandHash(seventh));
  });

  it("is kept as one demand when that is above its quote, and as two when they contradict", () => {
    const above = demand(9n, 1_000_000n, 101n);
    expect(evidenceOf(quote, [seventh], above)).toEqual({ quote, demands: [above] });
    expect(evidenceOf(quote, [], above)).toEqual({ quote, demands: [above] });
    expect(evidenceOf(quote, [seventh], eighth)).toEqual(regress);
    expect(evidenceOf(quote, [], eighth)).toBeUndefined();
    expect(evidenceOf(quote, [seventh], demand(8n, 1_000_000n, 100n))).toBeUndefined();
    const foreign = signQuote(nodes, { ...terms, nonce: hashOf("79") }, node.sign);
    expect(evidenceOf(foreign, [seventh], eighth)).toBeUndefined();
  });
});

describe("the node's guard", () => {
  it("lets totals grow", () => {
    expectAccepted(guardDemand(price, undefined, seventh));
    expectAccepted(guardDemand(price, seventh, demandTerms(8n, 1_000_000n, 100n)));
    expectAccepted(guardDemand(price, seventh, demandTerms(9n, 2_000_000n, 150n)));
  });

  it("refuses what the registry would slash for, and sequences that do not grow", () => {
    expectRefused(guardDemand(price, undefined, demandTerms(1n, 1_000_000n, 101n)), "DEMAND_ABOVE_QUOTE");
    expectRefused(guardDemand(price, seventh, demandTerms(7n, 1_000_001n, 100n)), "DEMAND_EQUIVOCATION");
    expectRefused(guardDemand(price, seventh, demandTerms(7n, 1_000_000n, 100n)), "DEMAND_EQUIVOCATION");
    expectRefused(guardDemand(price, seventh, demandTerms(8n, 999_999n, 99n)), "DEMAND_REGRESSED");
    expectRefused(guardDemand(price, seventh, demandTerms(8n, 1_000_001n, 99n)), "DEMAND_REGRESSED");
    expectRefused(guardDemand(price, seventh, demandTerms(6n, 1n, 1n)), "DEMAND_REGRESSED");
    const other = signQuote(nodes, { ...terms, nonce: hashOf("7a") }, node.sign);
    expectRefused(guardDemand(price, seventh, demandTerms(8n, 2_000_000n, 100n, other)), "DEMAND_WRONG_QUOTE");
  });

  it("keeps a node that is out of its mind from signing anything slashable, pair by pair", () => {
    const small = fc.bigInt({ min: 0n, max: 6n });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(small, small, small), { maxLength: 40 }),
        fc.bigInt({ min: 0n, max: 3n * 10n ** 9n }),
        (asked, unit) => {
          const at = pricePerGB(unit);
          const signed: ReturnType<typeof demandTerms>[] = [];
          for (const [sequence, total, amount] of asked) {
            const guarded = guardDemand(at, signed.at(-1), demandTerms(sequence, total, amount));
            if (guarded.ok) signed.push(demandTerms(sequence, total, amount));
          }
          for (const [index, one] of signed.entries()) {
            expect(isOvercharge(at, one)).toBe(false);
            for (const other of signed.slice(index + 1)) expect(contradiction(one, other)).toBeUndefined();
          }
        },
      ),
    );
  });

  it("never refuses an honest sequence, which is never a fault", () => {
    const step = fc.record({ more: fc.bigInt({ min: 0n, max: 10n ** 12n }), skip: fc.bigInt({ min: 1n, max: 9n }) });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        (steps, unit) => {
          const at = pricePerGB(unit);
          const offered = { ...terms, pricePerGB: at };
          let total = 0n;
          let sequence = 0n;
          const signed = steps.map(({ more, skip }) => {
            total += more;
            sequence += skip;
            return {
              quoteHash: quoteHash(offered),
              sequence,
              bytesTotal: bytes(total),
              amount: amountDue(bytes(total), at),
            };
          });
          for (const [index, one] of signed.entries()) {
            expectAccepted(guardDemand(at, signed[index - 1], one));
            expect(faultOf(offered, [one])).toBeUndefined();
            for (const other of signed) expect(faultOf(offered, [one, other])).toBeUndefined();
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
