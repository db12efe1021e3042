import { createHmac, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { CodedError } from "../../protocol/errors.ts";
import { type Hex, parseHex } from "../../protocol/ids.ts";
import { openSecret, sealSecret } from "../../runtime/secretBox.ts";

/** A prober's keys: one that signs what it finds, one that funds its payers, and the payers', which follow from a seed. */
export interface ProberSecrets {
  readonly signer: Hex;
  readonly funder: Hex;
  readonly payer: (number: number) => Hex;
}

/**
 * Opens the sealed file, or makes it at the first start: 32 bytes of seed, and the funding key where one is given, else one from the seed. Codes: those of
 * `openSecret`.
 */
export async function openProberSecrets(path: string, password: string, funder?: Hex): Promise<ProberSecrets> {
  const sealed = await openSecret(path, password).catch((error: unknown) => {
    if (error instanceof CodedError && error.code === "FILE_MISSING") return undefined;
    throw error;
  });
  if (sealed !== undefined) return secretsOf(Buffer.from(sealed));
  const seed = randomBytes(32);
  const whole = Buffer.concat([seed, Buffer.from((funder ?? derived(seed, "funder")).slice(2), "hex")]);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await sealSecret(path, whole, password);
  return secretsOf(whole);
}

/** HMAC-SHA-256 of a label: keys that tell nothing of each other. */
const derived = (seed: Buffer, label: string): Hex =>
  parseHex(`0x${createHmac("sha256", seed).update(`Turnpike prober ${label}`).digest("hex")}`, 32);

function secretsOf(whole: Buffer): ProberSecrets {
  const seed = whole.subarray(0, 32);
  return {
    signer: derived(seed, "signer"),
    funder: parseHex(`0x${whole.subarray(32, 64).toString("hex")}`, 32),
    payer: (number) => derived(seed, `payer ${number}`),
  };
}
