import { createCipheriv, createHash } from "node:crypto";

/** A source of bytes that look random and follow from the seed alone (AES-128 in counter mode): a wrong, repeated or missing byte changes every hash. */
export function seededSource(seed: string): (size: number) => Buffer {
  const key = createHash("sha256").update(seed).digest();
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), key.subarray(16));
  return (size) => cipher.update(Buffer.alloc(size));
}

export const seededBytes = (seed: string, size: number): Buffer => seededSource(seed)(size);
