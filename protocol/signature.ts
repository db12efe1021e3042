/**
 * Signatures off chain are 65 bytes r | s | v; on chain 64 bytes r | vs (EIP-2098). Off chain only the canonical form counts: v 27 or 28, s in the
 * lower half (EIP-2), r and s not zero. Signing and recovery are ports: `runtime/secp256k1.ts` brings the fastest library that loads.
 */
import { digits } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";

/** Keccak-256 of bytes: a port too, since the fastest one is no JavaScript. */
export type Keccak = (data: Uint8Array) => Uint8Array;
/** The address whose key signed `digest`, or undefined when the signature is malformed or not canonical. Never throws. */
export type Recover = (digest: Hash, signature: Hex) => Address | undefined;
/** Signs a 32-byte digest; deterministic (RFC 6979), canonical, 65 bytes. */
export type Sign = (digest: Hash) => Hex;

/** The order of the curve and its half (SEC 2, 2.4.1), zero: as 64 hex digits of one width and case, whose order as text is that of the numbers. */
const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
const zero = "0".repeat(64);

export interface SignatureParts {
  readonly r: bigint;
  readonly s: bigint;
  readonly yParity: 0 | 1;
}

/** The parity of a canonical 65-byte signature; undefined for any other. Every voucher is asked this, so no number is made of the digits. */
export function yParityOf(signature: Hex): 0 | 1 | undefined {
  if (!/^0x[0-9a-f]{128}1[bc]$/.test(signature)) return undefined;
  const r = signature.slice(2, 66);
  const s = signature.slice(66, 130);
  if (r === zero || r >= order || s === zero || s > half) return undefined;
  return signature.endsWith("c") ? 1 : 0;
}

/** Splits a canonical 65-byte signature; undefined for any other. */
export function parseSignature(signature: Hex): SignatureParts | undefined {
  const yParity = yParityOf(signature);
  if (yParity === undefined) return undefined;
  return { r: BigInt(signature.slice(0, 66)), s: BigInt(`0x${signature.slice(66, 130)}`), yParity };
}

export const isCanonical = (signature: Hex): boolean => yParityOf(signature) !== undefined;

/** r | vs of EIP-2098, without prefix; the caller has checked the signature. */
export function toCompact(signature: Hex): Hex {
  const parts = parseSignature(signature);
  if (parts === undefined) throw new RangeError("only a checked signature has a compact form");
  return `0x${digits(parts.r, 32)}${digits((BigInt(parts.yParity) << 255n) | parts.s, 32)}`;
}

export function fromCompact(compact: Hex): Hex {
  const vs = BigInt(`0x${compact.slice(66)}`);
  const s = vs & ((1n << 255n) - 1n);
  return `0x${compact.slice(2, 66)}${digits(s, 32)}${vs >> 255n === 1n ? "1c" : "1b"}`;
}
