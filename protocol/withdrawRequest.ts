/** WithdrawRequest: payer or owner asks, off chain, for money to go back to the owner; anyone relays it for at most the signed fee. */
import type { Domain } from "./domain.ts";
import { digest, structHash } from "./eip712.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Sign } from "./signature.ts";
import type { TokenAmount, UnixSeconds } from "./units.ts";

export interface WithdrawTerms {
  readonly payer: Address;
  readonly amount: TokenAmount;
  readonly relayFee: TokenAmount;
  readonly nonce: number;
  readonly deadline: UnixSeconds;
}

export interface WithdrawRequest extends WithdrawTerms {
  readonly signature: Hex;
}

export const withdrawDigest = (domain: Domain, terms: WithdrawTerms): Hash =>
  digest(
    domain,
    structHash("WithdrawRequest", {
      payer: terms.payer,
      amount: terms.amount,
      relayFee: terms.relayFee,
      nonce: terms.nonce,
      deadline: terms.deadline,
    }),
  );

export const signWithdrawRequest = (domain: Domain, terms: WithdrawTerms, sign: Sign): WithdrawRequest => ({
  ...terms,
  signature: sign(withdrawDigest(domain, terms)),
});
