/** Attestation: a payer's signed score of one node for one period, bound to money that it really settled there. */
import { scoreScale } from "./constants.ts";
import type { Domain } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Recover, Sign } from "./signature.ts";
import type { TokenAmount, UnixSeconds } from "./units.ts";

export interface AttestationTerms {
  readonly node: Address;
  readonly cumulative: TokenAmount;
  /** 0 to 1,000,000. */
  readonly score: number;
  readonly periodStart: UnixSeconds;
}

export interface Attestation extends AttestationTerms {
  readonly payer: Address;
  readonly signature: Hex;
}

export type CheckedAttestation = Attestation & { readonly checked: true };

export const attestationDigest = (domain: Domain, terms: AttestationTerms): Hash =>
  digest(
    domain,
    structHash("Attestation", {
      node: terms.node,
      cumulative: terms.cumulative,
      score: terms.score,
      periodStart: terms.periodStart,
    }),
  );

export const signAttestation = (domain: Domain, payer: Address, terms: AttestationTerms, sign: Sign): Attestation => ({
  ...terms,
  payer,
  signature: sign(attestationDigest(domain, terms)),
});

/** `settled`: what the chain says this payer paid this node; an attestation over more is worth nothing. */
export function checkAttestation(
  domain: Domain,
  attestation: Attestation,
  settled: bigint,
  recover: Recover,
): Result<CheckedAttestation> {
  if (attestation.score > scoreScale || attestation.cumulative > settled || attestation.cumulative === 0n) {
    return refuse(
      "ATTESTATION_OUT_OF_RANGE",
      "an attestation scores 0 to 1000000 and names at most what is settled on chain; wait for settlement and send it again",
      {
        settled: settled.toString(),
      },
    );
  }
  if (recover(attestationDigest(domain, attestation), attestation.signature) !== attestation.payer) {
    return refuse(
      "ATTESTATION_BAD_SIGNATURE",
      "the attestation is not signed by the payer it names; sign it with the payer key",
    );
  }
  return accept({ ...attestation, checked: true });
}
