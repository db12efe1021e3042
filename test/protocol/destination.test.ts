import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyAddress, isCidr, isDialable } from "../../protocol/destination.ts";

const corpus = JSON.parse(readFileSync(new URL("../vectors/destinations.json", import.meta.url), "utf8")) as {
  address: string;
  refused: boolean;
  why: string;
}[];

describe("an address that an exit may dial", () => {
  it("is judged over a corpus of more than two hundred spellings", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
    expect(corpus.filter(({ refused }) => !refused).length).toBeGreaterThanOrEqual(20);
  });

  it.each(corpus.map((row) => [JSON.stringify(row.address), row] as const))(
    "%s",
    (_text, { address, refused, why }) => {
      expect(isDialable(classifyAddress(address)), why).toBe(!refused);
    },
  );

  it("is never any of 127/8, 10/8, 172.16/12, 192.168/16, 169.254/16, 100.64/10, 224/3, drawn at random, mapped or not", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const start = fc.oneof(
      fc.tuple(fc.constantFrom(127, 10, 0), octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 })),
      fc.tuple(fc.constant(192), fc.constant(168)),
      fc.tuple(fc.constant(169), fc.constant(254)),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 })),
      fc.tuple(fc.integer({ min: 224, max: 255 }), octet),
    );
    fc.assert(
      fc.property(start, octet, octet, ([a, b], c, d) => {
        const v4 = `${a}.${b}.${c}.${d}`;
        for (const text of [v4, `::ffff:${v4}`, `64:ff9b::${v4}`, `::${v4}`])
          expect(isDialable(classifyAddress(text)), text).toBe(false);
      }),
    );
  });

  it("is judged as the address that the kernel reads: every spelling of one IPv6 address has one class", () => {
    // A parser that takes "::8.8.8.8" for the mapped "::ffff:8.8.8.8" judges one address and lets another be dialled.
    const word = fc.oneof(
      fc.constantFrom(0, 0, 0, 0xffff, 0x64, 0xff9b, 0x2001, 0x2002),
      fc.integer({ min: 0, max: 0xffff }),
    );
    const spellings = (words: readonly number[]): string[] => {
      const hex = words.map((value) => value.toString(16));
      const [high = 0, low = 0] = words.slice(6);
      const tail = `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
      const dotted = `${hex.slice(0, 6).join(":")}:${tail}`;
      const short = new URL(`http://[${hex.join(":")}]/`).hostname.slice(1, -1);
      const zeros = words.slice(0, 6).every((value) => value === 0) ? [`::${tail}`, `::0:${tail}`] : [];
      return [hex.join(":"), hex.join(":").toUpperCase(), dotted, short, ...zeros];
    };
    const lab = { labAllow: ["127.0.0.0/8", "8.0.0.0/8"], own: ["8.8.8.8"] };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { minLength: 8, maxLength: 8 }),
          fc.tuple(word, word).map((low) => [0, 0, 0, 0, 0, 0, ...low]),
        ),
        (words) => {
          const all = spellings(words);
          for (const options of [{}, lab])
            expect(new Set(all.map((text) => classifyAddress(text, options))).size, all.join(" ")).toBe(1);
        },
      ),
    );
    expect(classifyAddress("::127.0.0.1", { labAllow: ["127.0.0.0/8"] })).toBe("loopback");
    expect(classifyAddress("::8.8.8.8", { own: ["8.8.8.8"] })).toBe("translated");
  });

  it("is only what the kernel's own reader takes for an address, when it is dialled", () => {
    for (const { address, refused } of corpus) if (!refused) expect(isIP(address), address).not.toBe(0);
  });

  it("is none of this host's own, in whatever spelling they are known", () => {
    expect(classifyAddress("93.184.216.34", { own: ["93.184.216.34"] })).toBe("own");
    expect(classifyAddress("::ffff:93.184.216.34", { own: ["93.184.216.34"] })).toBe("own");
    expect(classifyAddress("2606:4700:0:0::1", { own: ["2606:4700::1"] })).toBe("own");
  });

  it("is named by what is wrong with it, so that a refusal can be explained", () => {
    const classes = [
      "::",
      "::1",
      "fe80::1",
      "ff02::1",
      "fd00::1",
      "169.254.169.254",
      "100.64.0.1",
      "64:ff9b::8.8.8.8",
      "127.1",
    ];
    expect(classes.map((text) => classifyAddress(text))).toEqual([
      "unspecified",
      "loopback",
      "linkLocal",
      "multicast",
      "private",
      "metadata",
      "shared",
      "translated",
      "malformed",
    ]);
  });

  it("is opened by the lab override only inside its networks", () => {
    expect(classifyAddress("127.0.0.5", { labAllow: ["127.0.0.0/8"] })).toBe("lab");
    expect(classifyAddress("10.0.0.5", { labAllow: ["127.0.0.0/8"] })).toBe("private");
    expect(classifyAddress("::1", { labAllow: ["127.0.0.0/8"] })).toBe("loopback");
    expect(isCidr("127.0.0.0/8")).toBe(true);
    expect(isCidr("fd00::/8")).toBe(true);
    for (const text of ["127.0.0.1", "127.0.0.0/33", "lab", "/8"]) expect(isCidr(text), text).toBe(false);
  });
});
