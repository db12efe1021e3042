import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hex } from "../../protocol/ids.ts";
import { createKeystore, openKeystore } from "../../runtime/keystore.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "turnpike-keystore-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The scrypt test vector of the Web3 Secret Storage definition, version 3, which every Ethereum wallet reads. */
const vector = {
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "83dbcc02d8ccb40e466191a123791e0e" },
    ciphertext: "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
    kdf: "scrypt",
    kdfparams: {
      dklen: 32,
      n: 262_144,
      p: 8,
      r: 1,
      salt: "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19",
    },
    mac: "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
};

describe("a keystore", () => {
  it("opens the published test vector of the format", async () => {
    const path = join(dir, "vector.json");
    await writeFile(path, JSON.stringify(vector), { mode: 0o600 });
    expect(await openKeystore(path, "testpassword")).toBe(
      "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d",
    );
  });

  it("opens with its password what it wrote, refuses another one, and is for its owner only", async () => {
    const path = join(dir, "key.json");
    const key = `0x${randomBytes(32).toString("hex")}` as Hex;
    await createKeystore(path, key, "correct", 1_024);
    expect(await openKeystore(path, "correct")).toBe(key);
    await expect(openKeystore(path, "wrong")).rejects.toMatchObject({ code: "KEYSTORE_WRONG_PASSWORD" });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).not.toContain(key.slice(2));
  });

  it("says so when the file is none", async () => {
    const path = join(dir, "none.json");
    await writeFile(path, "{}", { mode: 0o600 });
    await expect(openKeystore(path, "any")).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED" });
  });
});
