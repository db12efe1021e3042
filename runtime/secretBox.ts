import * as crypto from "node:crypto";
import sodium from "libsodium-wrappers-sumo";
import { RuntimeError } from "./errors.ts";
import { readPrivateFile, writePrivateFile } from "./privateFile.ts";

/**
 * A daemon's other secrets at rest: argon2id (libsodium "interactive": 64 MiB, 2 passes) and secretbox. File: magic 8 | salt 16 | nonce 24 | box.
 * Code: `SECRET_WRONG_PASSWORD`, which is also what a changed byte looks like.
 */
const magic = new TextEncoder().encode("TPSEAL01");

/**
 * Where Node has argon2id itself (24.7 and later) it is used: the same key, but its 64 MiB go back when it is done. WebAssembly memory only grows, so with
 * libsodium's a daemon keeps them for life.
 */
function keyOf(password: string, salt: Uint8Array): Uint8Array {
  const { argon2Sync } = crypto as Partial<typeof crypto>;
  if (argon2Sync !== undefined) {
    return argon2Sync("argon2id", {
      message: password,
      nonce: salt,
      parallelism: 1,
      tagLength: 32,
      memory: sodium.crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024,
      passes: sodium.crypto_pwhash_OPSLIMIT_INTERACTIVE,
    });
  }
  return sodium.crypto_pwhash(
    32,
    password,
    salt,
    sodium.crypto_pwhash_OPSLIMIT_INTERACTIVE,
    sodium.crypto_pwhash_MEMLIMIT_INTERACTIVE,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  );
}

export async function sealSecret(path: string, secret: Uint8Array, password: string): Promise<void> {
  await sodium.ready;
  const salt = sodium.randombytes_buf(sodium.crypto_pwhash_SALTBYTES);
  const nonce = sodium.randombytes_buf(sodium.crypto_secretbox_NONCEBYTES);
  const box = sodium.crypto_secretbox_easy(secret, nonce, keyOf(password, salt));
  await writePrivateFile(path, Buffer.concat([magic, salt, nonce, box]));
}

export async function openSecret(path: string, password: string): Promise<Uint8Array> {
  const file = await readPrivateFile(path);
  await sodium.ready;
  const saltEnd = magic.length + sodium.crypto_pwhash_SALTBYTES;
  const nonceEnd = saltEnd + sodium.crypto_secretbox_NONCEBYTES;
  if (file.length <= nonceEnd || !file.subarray(0, magic.length).equals(magic)) {
    throw new RuntimeError(
      "FILE_UNREADABLE",
      `${path} is no sealed secret; restore it from a backup, or make a new one with init in another folder and bring it here`,
      { path },
    );
  }
  const key = keyOf(password, file.subarray(magic.length, saltEnd));
  try {
    return sodium.crypto_secretbox_open_easy(file.subarray(nonceEnd), file.subarray(saltEnd, nonceEnd), key);
  } catch (cause) {
    throw new RuntimeError(
      "SECRET_WRONG_PASSWORD",
      `wrong password for ${path}, or the file was changed; check TURNPIKE_PASSWORD or --password-file`,
      { path },
      { cause },
    );
  }
}
