import { getAddress } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProtocolError } from "../../protocol/errors.ts";
import { checksumAddress, parseAddress, parseHash, parseHex } from "../../protocol/ids.ts";

const coded = (code: string) => expect.objectContaining({ code });
const anyAddress = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .filter((data) => data.some((byte) => byte > 0))
  .map((data) => `0x${Buffer.from(data).toString("hex")}`);

describe("an address", () => {
  it("is lower case inside, and shown with the checksum of EIP-55 that ethers computes too", () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        const shown = checksumAddress(parseAddress(text));
        expect(shown).toBe(getAddress(text));
        expect(parseAddress(shown)).toBe(text);
        expect(parseAddress(`0x${text.slice(2).toUpperCase()}`)).toBe(text);
      }),
    );
  });

  it("with one letter of its checksum wrong is refused: a digit was mistyped", () => {
    const shown = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    expect(parseAddress(shown)).toBe(shown.toLowerCase());
    expect(() => parseAddress(shown.replace("aA", "AA"))).toThrowError(coded("ADDRESS_INVALID"));
  });

  it("L6: is never zero: nothing is owed to it, and a failed recovery is never somebody", () => {
    expect(() => parseAddress(`0x${"0".repeat(40)}`)).toThrowError(coded("ADDRESS_INVALID"));
  });

  it.each([
    "",
    "0x",
    "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    `0x${"1".repeat(39)}`,
    `0x${"1".repeat(41)}`,
    `0X${"1".repeat(40)}`,
    `0x${"g".repeat(40)}`,
    ` 0x${"1".repeat(40)}`,
    `0x${"1".repeat(40)}\n`,
  ])("is not %j", (text) => {
    expect(() => parseAddress(text)).toThrowError(coded("ADDRESS_INVALID"));
  });
});

describe("hex", () => {
  it("is whole bytes, of the size that was asked for, in any case", () => {
    expect(parseHex("0x")).toBe("0x");
    expect(parseHex("0xABcd")).toBe("0xabcd");
    expect(parseHash(`0x${"AB".repeat(32)}`)).toBe(`0x${"ab".repeat(32)}`);
    for (const read of [
      () => parseHex("0xabc"),
      () => parseHex("abcd"),
      () => parseHex("0xabcd", 3),
      () => parseHex("0xzz"),
      () => parseHex("0xab\n"),
      () => parseHash(`0x${"ab".repeat(31)}`),
    ])
      expect(read).toThrowError(coded("HEX_INVALID"));
  });

  it("that is refused is not shown: a private key read from a file is hex too, and may be one digit short", () => {
    const key = "1f2e3d4c5b6a79880f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a697";
    for (const text of [`0x${key}`, key, `0x${key}zz`]) {
      try {
        parseHex(text, 32);
        throw new Error("accepted");
      } catch (error) {
        const { message, data } = error as ProtocolError;
        expect(data).toEqual({ characters: text.length });
        for (let at = 0; at + 6 <= key.length; at++) expect(message).not.toContain(key.slice(at, at + 6));
        expect(message).toContain("0x and 64 hex digits");
      }
    }
  });
});
