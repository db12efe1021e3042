import { keccak_256 } from "@noble/hashes/sha3.js";
import { createKeccak } from "hash-wasm";
import type { Keccak } from "../protocol/signature.ts";

/** Lengths around the block of 136 bytes, where padding goes wrong if it does, and those that are hashed here. */
const probes = [0, 1, 64, 66, 96, 135, 136, 137, 272].map((length) =>
  Uint8Array.from({ length }, (_, index) => (index * 131 + length) & 255),
);

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/**
 * Keccak-256 (the padding before FIPS 202) in WebAssembly: a voucher needs three, and in JavaScript they are an eighth of its check. Where WebAssembly is
 * switched off, or says anything else than the JavaScript of @noble/hashes on the probes, that does the work. Node's own OpenSSL offers SHA3 only.
 */
export async function loadKeccak(): Promise<Keccak> {
  try {
    const hasher = await createKeccak(256);
    const keccak: Keccak = (data) => hasher.init().update(data).digest("binary");
    return probes.every((probe) => same(keccak(probe), keccak_256(probe))) ? keccak : keccak_256;
  } catch {
    // No WebAssembly here: the same hash, slower.
    return keccak_256;
  }
}
