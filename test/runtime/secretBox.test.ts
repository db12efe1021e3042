import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sodium from "libsodium-wrappers-sumo";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSecret, sealSecret } from "../../runtime/secretBox.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "turnpike-secret-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const secret = new TextEncoder().encode("a key of a certificate");

describe("a sealed secret", () => {
  it("opens with its password", async () => {
    await sealSecret(join(dir, "sealed"), secret, "correct");
    expect(Buffer.from(await openSecret(join(dir, "sealed"), "correct"))).toEqual(Buffer.from(secret));
  });

  it("is what libsodium's argon2id and secretbox make of it, so that every Node reads what another wrote", async () => {
    await sealSecret(join(dir, "sealed"), secret, "correct");
    await sodium.ready;
    const file = await readFile(join(dir, "sealed"));
    const key = sodium.crypto_pwhash(
      32,
      "correct",
      file.subarray(8, 24),
      sodium.crypto_pwhash_OPSLIMIT_INTERACTIVE,
      sodium.crypto_pwhash_MEMLIMIT_INTERACTIVE,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
    );
    expect(file.subarray(0, 8).toString("ascii")).toBe("TPSEAL01");
    expect(Buffer.from(sodium.crypto_secretbox_open_easy(file.subarray(48), file.subarray(24, 48), key))).toEqual(
      Buffer.from(secret),
    );
  });

  it("refuses another password and a changed byte alike", async () => {
    await sealSecret(join(dir, "sealed"), secret, "correct");
    await expect(openSecret(join(dir, "sealed"), "wrong")).rejects.toMatchObject({ code: "SECRET_WRONG_PASSWORD" });
    const file = await readFile(join(dir, "sealed"));
    file.writeUInt8(file.readUInt8(file.length - 1) ^ 1, file.length - 1);
    await writeFile(join(dir, "sealed"), file, { mode: 0o600 });
    await expect(openSecret(join(dir, "sealed"), "correct")).rejects.toMatchObject({ code: "SECRET_WRONG_PASSWORD" });
  });
});
