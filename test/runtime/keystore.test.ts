import { createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Hex } from "../../protocol/ids.ts";
import { createKeystore, openKeystore } from "../../runtime/keystore.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "turnpike-keystore-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("a keystore", () => {
  it("is the Web3 Secret Storage format, version 3: scrypt, aes-128-ctr, and a mac by keccak", async () => {
    const path = join(dir, "key.json");
    const key = `0x${randomBytes(32).toString("hex")}` as Hex;
    await createKeystore(path, key, "correct", 1_024);
    const { version, Crypto, crypto = Crypto } = JSON.parse(await readFile(path, "utf8"));
    const { salt, n, r, p, dklen } = crypto.kdfparams;
    const derived = scryptSync("correct", Buffer.from(salt, "hex"), dklen, { N: n, r, p });
    const text = Buffer.from(crypto.ciphertext, "hex");
    const decipher = createDecipheriv(
      "aes-128-ctr",
      derived.subarray(0, 16),
      Buffer.from(crypto.cipherparams.iv, "hex"),
    );
    expect(version).toBe(3);
    expect(crypto.mac).toBe(Buffer.from(keccak_256(Buffer.concat([derived.subarray(16), text]))).toString("hex"));
    expect(`0x${decipher.update(text).toString("hex")}`).toBe(key);
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

  it("never takes the place of another: the money of the first key would have no key", async () => {
    const path = join(dir, "key.json");
    await createKeystore(path, `0x${"11".repeat(32)}`, "correct", 1_024);
    await expect(createKeystore(path, `0x${"22".repeat(32)}`, "correct", 1_024)).rejects.toMatchObject({
      code: "FILE_EXISTS",
    });
    expect(await openKeystore(path, "correct")).toBe(`0x${"11".repeat(32)}`);
  });

  it("that asks for more memory than any keystore needs is refused, before the memory is taken", async () => {
    const path = join(dir, "greedy.json");
    await createKeystore(path, `0x${"11".repeat(32)}`, "correct", 1_024);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/"n":1024/, '"n":1073741824'), { mode: 0o600 });
    await expect(openKeystore(path, "correct")).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED" });
  });

  it("says so when the file is none", async () => {
    const path = join(dir, "none.json");
    await writeFile(path, "{}", { mode: 0o600 });
    await expect(openKeystore(path, "any")).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED" });
  });
});
