import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { CodedError } from "../../protocol/errors.ts";
import { type Hex, parseHex } from "../../protocol/ids.ts";
import { readPrivateFile, writePrivateFile } from "../../runtime/privateFile.ts";
import type { Secp256k1 } from "../../runtime/secp256k1.ts";
import type { EpochSigner } from "./epochs.ts";

/** A signer that lives as long as the process: for a database in memory. */
export const freshSigner = (secp: Secp256k1): EpochSigner => signerOf(secp, `0x${randomBytes(32).toString("hex")}`);

function signerOf(secp: Secp256k1, key: Hex): EpochSigner {
  return { address: secp.addressOf(key), sign: secp.signer(key) };
}

/**
 * The key that signs epochs, from its file (64 hex digits, 0600); made at the first start. It holds no money: who steals it can only sign tables that anybody
 * can find false. Codes: `FILE_PERMISSIONS_TOO_OPEN`, `HEX_INVALID`.
 */
export async function openSigner(secp: Secp256k1, path: string): Promise<EpochSigner> {
  try {
    return signerOf(secp, parseHex((await readPrivateFile(path)).toString("utf8").trim(), 32));
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== "FILE_MISSING") throw error;
  }
  const key: Hex = `0x${randomBytes(32).toString("hex")}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writePrivateFile(path, `${key}\n`);
  return signerOf(secp, key);
}
