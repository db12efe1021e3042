/** A deposit that anybody may relay: EIP-3009 authorization whose nonce binds payer, owner and fee, so that a relayer cannot redirect it. */
import { keccak, keccakText, makeDomain } from "./domain.ts";
import { digits } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Sign } from "./signature.ts";
import type { TokenAmount } from "./units.ts";

export interface DepositTerms {
  /** Whose tokens move; signs. */
  readonly from: Address;
  readonly payer: Address;
  readonly owner: Address;
  readonly amount: TokenAmount;
  readonly relayFee: TokenAmount;
  readonly validAfter: number;
  readonly validBefore: number;
  readonly salt: Hash;
}

export interface DepositAuthorization extends DepositTerms {
  readonly signature: Hex;
}

const pad = (address: Address) => address.slice(2).padStart(64, "0");
const word = (value: bigint) => digits(value, 32);

/** keccak256(abi.encode(payer, owner, relayFee, salt)), which the contract computes again. */
export const depositNonce = (terms: Pick<DepositTerms, "payer" | "owner" | "relayFee" | "salt">): Hash =>
  keccak(`0x${pad(terms.payer)}${pad(terms.owner)}${word(terms.relayFee)}${terms.salt.slice(2)}`);

const receiveType = keccakText(
  "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
);

/** The token's own EIP-712 domain (EIP-3009 is signed under the token, not under Turnpike). */
export interface TokenDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly token: Address;
}

export function depositDigest(token: TokenDomain, paymentChannels: Address, terms: DepositTerms): Hash {
  const { separator } = makeDomain(token.name, token.version, token.chainId, token.token);
  const hash = keccak(
    `0x${receiveType.slice(2)}${pad(terms.from)}${pad(paymentChannels)}${word(terms.amount)}${word(BigInt(terms.validAfter))}${word(BigInt(terms.validBefore))}${depositNonce(terms).slice(2)}`,
  );
  return keccak(`0x1901${separator.slice(2)}${hash.slice(2)}`);
}

export const signDeposit = (
  token: TokenDomain,
  paymentChannels: Address,
  terms: DepositTerms,
  sign: Sign,
): DepositAuthorization => ({
  ...terms,
  signature: sign(depositDigest(token, paymentChannels, terms)),
});
