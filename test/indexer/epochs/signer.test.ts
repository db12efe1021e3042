import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshSigner, openSigner } from "../../../indexer/epochs/signer.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "turnpike-signer-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the key that signs epochs", () => {
  it("is made once, for its owner's eyes, and is the same after a restart", async () => {
    const secp = await loadSecp256k1();
    const path = join(dir, "deep/signer");
    const { address } = await openSigner(secp, path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await openSigner(secp, path)).address).toBe(address);
    expect((await openSigner(secp, join(dir, "other"))).address).not.toBe(address);
    expect(freshSigner(secp).address).not.toBe(freshSigner(secp).address);
  });

  it("is refused when others can read it, and when it is no key; neither is overwritten", async () => {
    const secp = await loadSecp256k1();
    const path = join(dir, "signer");
    await openSigner(secp, path);
    chmodSync(path, 0o644);
    await expect(openSigner(secp, path)).rejects.toMatchObject({ code: "FILE_PERMISSIONS_TOO_OPEN", exitCode: 5 });
    const wrong = join(dir, "wrong");
    writeFileSync(wrong, "0x1234\n", { mode: 0o600 });
    await expect(openSigner(secp, wrong)).rejects.toMatchObject({ code: "HEX_INVALID" });
    expect(statSync(wrong).size).toBe(7);
  });
});
