import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadKeccak } from "../../runtime/keccak.ts";
import { run } from "../support/run.ts";

const keccak = await loadKeccak();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("keccak-256 at run time", () => {
  it("has the value for nothing that every Ethereum client knows", () => {
    expect(hex(keccak(new Uint8Array()))).toBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  });

  it("is the hash of @noble/hashes for any bytes, over several blocks", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (data) => {
        expect(hex(keccak(data))).toBe(hex(keccak_256(data)));
      }),
      { numRuns: 300 },
    );
  });

  it("is the same for every length up to three blocks and for a view into something larger", () => {
    const bytes = Uint8Array.from({ length: 3 * 136 + 2 }, (_, index) => index & 255);
    for (let length = 0; length <= bytes.length; length++)
      expect(hex(keccak(bytes.subarray(0, length)))).toBe(hex(keccak_256(bytes.subarray(0, length))));
    expect(hex(keccak(Buffer.from(bytes).subarray(5, 105)))).toBe(hex(keccak_256(bytes.subarray(5, 105))));
  });

  it("gives each caller bytes of its own, which no later hash changes", () => {
    const first = keccak(Uint8Array.of(1));
    const kept = hex(first);
    keccak(Uint8Array.of(2));
    expect(hex(first)).toBe(kept);
  });

  it("goes on in JavaScript where WebAssembly is missing", async () => {
    const module = new URL("../../runtime/keccak.ts", import.meta.url).href;
    const program = `
      const { loadKeccak } = await import(${JSON.stringify(module)});
      // Only now: Node itself needs it to strip types.
      delete globalThis.WebAssembly;
      process.stdout.write(Buffer.from((await loadKeccak())(new Uint8Array())).toString("hex"));`;
    const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", program];
    const { stdout, stderr } = await run(process.execPath, args);
    expect(stdout.toString("utf8"), stderr).toBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  });
});
