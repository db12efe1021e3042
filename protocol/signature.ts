/**
 * Signatures off chain are 65 bytes r | s | v; on chain 64 bytes r | vs (EIP-2098). Off chain only the canonical form counts: v 27 or 28, s in the
 * lower half (EIP-2), r and s not zero. Signing and recovery are ports: `runtime/secp256k1.ts` brings the fastest library that loads.
 */
import { digits } from "./hex.ts";
import type { Address, Hash, Hex } from "./ids.ts";

/** The address whose key signed `digest`, or undefined when the signature is malformed or not canonical. Never throws. */
export type Recover = (digest: Hash, signature: Hex) => Address | undefined;
/** Signs a 32-byte digest; deterministic (RFC 6979), canonical, 65 bytes. */
export type Sign = (digest: Hash) => Hex;

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const half = order / 2n;

export interface SignatureParts {
  readonly r: bigint;
  readonly s: bigint;
  readonly yParity: 0 | 1;
}

/** Splits a canonical 65-byte signature; undefined for any other. */
export function parseSignature(signature: Hex): SignatureParts | undefined {
  if (!/^0x[0-9a-f]{130}$/.test(signature)) return undefined;
  const r = BigInt(signature.slice(0, 66));
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = Number.parseInt(signature.slice(130), 16);
  if ((v !== 27 && v !== 28) || r === 0n || r >= order || s === 0n || s > half) return undefined;
  return { r, s, yParity: v === 28 ? 1 : 0 };
}

export const isCanonical = (signature: Hex): boolean => parseSignature(signature) !== undefined;

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
