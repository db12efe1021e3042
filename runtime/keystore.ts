import { type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import type { Hex } from "../protocol/ids.ts";
import { RuntimeError } from "./errors.ts";
import { createPrivateFile, readPrivateFile } from "./privateFile.ts";

/** Four times what geth's parameters need: a file that asks for more was not made to be opened. */
const scryptMemory = 2 ** 30;

/** scrypt of OpenSSL: half the time of JavaScript, and no large function to compile for one use. */
const nativeScrypt = promisify(
  scrypt as (password: Uint8Array, salt: Uint8Array, length: number, options: ScryptOptions, done: Done) => void,
);
type Done = (error: Error | null, key: Uint8Array) => void;

/** Loaded when a keystore is opened, not before: a daemon that is running does not need it. */
async function loadEthers(): Promise<typeof import("ethers")> {
  const ethers = await import("ethers");
  ethers.scrypt.register((password, salt, N, r, p, length) =>
    nativeScrypt(password, salt, length, { N, r, p, maxmem: scryptMemory }),
  );
  return ethers;
}

/**
 * EVM keys at rest: geth-compatible JSON keystore (Web3 Secret Storage v3, scrypt), mode 0600. `cost` is scrypt's N; the default is geth's.
 * A new one never takes another's place. Codes: `FILE_EXISTS`, `KEYSTORE_WRONG_PASSWORD`, `KEYSTORE_DAMAGED`.
 */
export async function createKeystore(path: string, privateKey: Hex, password: string, cost = 262_144): Promise<void> {
  const { computeAddress, encryptKeystoreJson } = await loadEthers();
  const json = await encryptKeystoreJson({ address: computeAddress(privateKey), privateKey }, password, {
    scrypt: { N: cost, r: 8, p: 1 },
  });
  await createPrivateFile(path, `${json}\n`);
}

export async function openKeystore(path: string, password: string): Promise<Hex> {
  const json = (await readPrivateFile(path)).toString("utf8");
  const { decryptKeystoreJson, isError, isKeystoreJson } = await loadEthers();
  if (!isKeystoreJson(json)) {
    throw new RuntimeError(
      "KEYSTORE_DAMAGED",
      `${path} is no keystore; restore it from a backup or from the mnemonic`,
      { path },
    );
  }
  try {
    return (await decryptKeystoreJson(json, password)).privateKey.toLowerCase() as Hex;
  } catch (cause) {
    if (isError(cause, "INVALID_ARGUMENT") && /password/i.test(cause.message)) {
      throw new RuntimeError(
        "KEYSTORE_WRONG_PASSWORD",
        `wrong password for ${path}; check TURNPIKE_PASSWORD or --password-file`,
        { path },
      );
    }
    throw new RuntimeError(
      "KEYSTORE_DAMAGED",
      `${path} cannot be opened; restore it from a backup or from the mnemonic`,
      { path },
      { cause },
    );
  }
}
