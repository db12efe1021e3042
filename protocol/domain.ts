/** EIP-712 domains. Payers sign under the payments contract, nodes under the registry: one can never be taken for the other. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { digits, fromHex, toHex } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";
import type { Keccak } from "./signature.ts";

export interface Domain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Address;
  /** The domain separator, computed once: it is constant for a chain and a contract. */
  readonly separator: Hash;
  /** 0x1901 and the separator, 34 bytes: what every digest begins with. */
  readonly prefix: Uint8Array;
  /** The hash for digests under this domain: plain JavaScript unless its maker brought a faster one. */
  readonly keccak: Keccak;
}

export const keccak = (data: Hex): Hash => toHex(keccak_256(fromHex(data))) as Hash;
export const keccakText = (text: string): Hash => toHex(keccak_256(utf8ToBytes(text))) as Hash;

const domainType = keccakText("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

export function makeDomain(
  name: string,
  version: string,
  chainId: number,
  verifyingContract: Address,
  hash: Keccak = keccak_256,
): Domain {
  const separator = keccak(
    `0x${domainType.slice(2)}${keccakText(name).slice(2)}${keccakText(version).slice(2)}${digits(BigInt(chainId), 32)}${verifyingContract.slice(2).padStart(64, "0")}`,
  );
  const prefix = fromHex(`0x1901${separator.slice(2)}`);
  return { name, version, chainId, verifyingContract, separator, prefix, keccak: hash };
}

/** Of messages signed by payers (and owners): verified by PaymentChannels. */
export const paymentsDomain = (chainId: number, paymentChannels: Address, hash?: Keccak): Domain =>
  makeDomain("Turnpike Payments", "1", chainId, paymentChannels, hash);

/** Of messages signed by nodes: verified by NodeRegistry and off chain. */
export const nodeDomain = (chainId: number, nodeRegistry: Address, hash?: Keccak): Domain =>
  makeDomain("Turnpike Node", "1", chainId, nodeRegistry, hash);
