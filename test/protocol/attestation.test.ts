import { describe, expect, it } from "vitest";
import {
  type Attestation,
  type AttestationTerms,
  checkAttestation,
  signAttestation,
} from "../../protocol/attestation.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { expectAccepted, expectRefused, later, malformed, parties } from "./parties.ts";

const { payer, node, stranger, payments, elsewhere, recover, now } = await parties();
const terms: AttestationTerms = {
  node: node.address,
  cumulative: tokenAmount(1_000n),
  score: 900_000,
  periodStart: later(now, -3600),
};
const signed = (more: Partial<AttestationTerms> = {}) =>
  signAttestation(payments, payer.address, { ...terms, ...more }, payer.sign);
const check = (attestation: Attestation, settled = 1_000n) => checkAttestation(payments, attestation, settled, recover);

describe("an attestation", () => {
  it("is taken over money that is settled", () => {
    expect(expectAccepted(check(signed()))).toEqual({ ...signed(), checked: true });
    expectAccepted(check(signed(), 5_000n));
  });

  it("over more than the chain says was settled, or over nothing, is worth nothing", () => {
    const refusal = expectRefused(check(signed(), 999n), "ATTESTATION_OUT_OF_RANGE");
    expect(refusal.data).toEqual({ settled: "999" });
    expectRefused(check(signed(), 0n), "ATTESTATION_OUT_OF_RANGE");
    expectRefused(check(signed({ cumulative: tokenAmount(0n) })), "ATTESTATION_OUT_OF_RANGE");
  });

  it("scores a million at most", () => {
    expectAccepted(check(signed({ score: 1_000_000 })));
    expectAccepted(check(signed({ score: 0 })));
    expectRefused(check(signed({ score: 1_000_001 })), "ATTESTATION_OUT_OF_RANGE");
  });

  it("is of the payer it names, and says what it said", () => {
    const forged: Attestation[] = [
      { ...signed(), payer: stranger.address },
      { ...signed(), score: 1 },
      { ...signed(), node: stranger.address },
      { ...signed(), cumulative: tokenAmount(999n) },
      { ...signed(), periodStart: now },
      signAttestation(payments, payer.address, terms, stranger.sign),
    ];
    for (const attestation of forged) expectRefused(check(attestation), "ATTESTATION_BAD_SIGNATURE");
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, domain) => {
    expectRefused(check(signAttestation(domain, payer.address, terms, payer.sign)), "ATTESTATION_BAD_SIGNATURE");
  });

  it.each(malformed(signed().signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ ...signed(), signature }), "ATTESTATION_BAD_SIGNATURE");
  });
});
