import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytes,
  formatToken,
  parseDecimal,
  parseToken,
  pricePerGB,
  tokenAmount,
  unixSeconds,
} from "../../protocol/units.ts";

const coded = (code: string) => expect.objectContaining({ code });
const most96 = 2n ** 96n - 1n;

describe("the units", () => {
  it("hold exactly what the contracts and messages hold", () => {
    expect(tokenAmount(most96)).toBe(most96);
    expect(pricePerGB(most96)).toBe(most96);
    expect(bytes(2n ** 64n - 1n)).toBe(2n ** 64n - 1n);
    expect(unixSeconds(2 ** 40 - 1)).toBe(2 ** 40 - 1);
    for (const make of [
      () => tokenAmount(most96 + 1n),
      () => tokenAmount(-1n),
      () => pricePerGB(most96 + 1n),
      () => bytes(2n ** 64n),
      () => bytes(-1),
      () => unixSeconds(2 ** 40),
      () => unixSeconds(-1),
      () => unixSeconds(1.5),
      () => unixSeconds(Number.NaN),
    ])
      expect(make).toThrowError(coded("UNIT_OUT_OF_RANGE"));
  });

  it("take no fraction of a byte", () => {
    expect(() => bytes(1.5)).toThrow(RangeError);
  });
});

describe("a decimal string of base units", () => {
  it("is read as it is written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 77n }), (value) => parseDecimal(value.toString()) === value),
    );
  });

  it.each([
    "",
    " 1",
    "1 ",
    "+1",
    "-1",
    "01",
    "00",
    "1.0",
    "1e3",
    "0x10",
    "1_000",
    "1,000",
    "١",
    "１",
    "NaN",
    "9".repeat(79),
    "1\n",
  ])("is not %j", (text) => {
    expect(() => parseDecimal(text)).toThrowError(coded("UNIT_NOT_A_NUMBER"));
  });
});

describe("an amount that a person writes", () => {
  it("comes back as it was shown, with any number of decimals", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: most96 }), fc.integer({ min: 0, max: 18 }), (amount, decimals) => {
        // What is longer than 24 whole digits is no sum of money.
        if (amount / 10n ** BigInt(decimals) >= 10n ** 24n) return;
        expect(parseToken(formatToken(amount, decimals), decimals)).toBe(amount);
      }),
    );
  });

  it("is exact: what the token cannot hold is refused, never rounded", () => {
    expect(parseToken("0.10", 6)).toBe(100_000n);
    expect(parseToken("0.000001", 6)).toBe(1n);
    expect(parseToken(" 5 ", 6)).toBe(5_000_000n);
    expect(parseToken("007.5", 6)).toBe(7_500_000n);
    for (const text of ["0.0000001", "", ".", ".5", "5.", "-1", "1,5", "1e3", "$1", "0x1", "1 0", "∞", "9".repeat(25)])
      expect(() => parseToken(text, 6), text).toThrowError(coded("UNIT_NOT_A_NUMBER"));
    expect(() => parseToken("1.5", 0)).toThrowError(coded("UNIT_NOT_A_NUMBER"));
    expect(() => parseToken(`${"9".repeat(24)}`, 6)).toThrowError(coded("UNIT_OUT_OF_RANGE"));
  });

  it("is shown exactly, with two decimals at least, and with its sign", () => {
    expect(formatToken(0n, 6)).toBe("0.00");
    expect(formatToken(1n, 6)).toBe("0.000001");
    expect(formatToken(100_000n, 6)).toBe("0.10");
    expect(formatToken(1_234_500_000n, 6)).toBe("1234.50");
    expect(formatToken(-50_000n, 6)).toBe("-0.05");
    expect(formatToken(12n, 0)).toBe("12");
    expect(formatToken(12n, 1)).toBe("1.2");
  });
});
