import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Offers, offerText } from "../../indexer/offer.ts";
import { packText, unpackText } from "../../indexer/packedText.ts";
import { Facts } from "../../indexer/project/facts.ts";
import type { Descriptor } from "../../protocol/descriptor.ts";
import { unixSeconds } from "../../protocol/units.ts";
import { made } from "./madeChain.ts";

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => Buffer.from(value).toString("hex"));
const descriptor: fc.Arbitrary<Descriptor> = fc.record({
  node: fc.nat().map((number) => made(0xaa, number)),
  version: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  validUntil: fc.nat().map((at) => unixSeconds(at)),
  body: fc.record(
    {
      endpoint: fc.record({ host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), port: fc.nat({ max: 65_535 }) }),
      certificateSha256: hex(32),
      transports: fc.subarray(["https", "wireguard", "wireguard+https"] as const, { minLength: 1 }),
      pricePerGB: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map(String),
      country: fc.constantFrom("NL", "DE"),
      capacityMbps: fc.nat({ max: 1_000_000 }),
      exitPolicy: fc.record({
        preset: fc.constantFrom("web-only", "open", "reduced"),
        rules: fc.array(fc.constant("accept *:443"), { maxLength: 1 }),
      }),
      labAllow: fc.array(fc.constant("10.0.0.0/8"), { maxLength: 1 }),
      wireguard: fc.record({ publicKey: fc.base64String(), port: fc.nat({ max: 65_535 }) }),
    },
    {
      requiredKeys: [
        ...(["endpoint", "certificateSha256", "transports", "pricePerGB", "country"] as const),
        ...(["capacityMbps", "exitPolicy", "labAllow"] as const),
      ],
    },
  ),
  signature: hex(65).map((text) => `0x${text}` as const),
}) as unknown as fc.Arbitrary<Descriptor>;

describe("texts in memory", () => {
  it("come back to the byte, whatever they are", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc
        .array(
          fc.oneof(fc.string(), hex(9), hex(300), fc.constantFrom('"labAllow":[]', '{"node":"0x', "\u0080", "\u0001")),
        )
        .map((parts) => parts.join("")),
      descriptor.map((one) => JSON.stringify(one)),
    );
    fc.assert(
      fc.property(text, (one) => {
        expect(unpackText(packText(one))).toBe(one);
      }),
      { numRuns: 2_000 },
    );
  });

  it("take less than two thirds of the room where they are offers", () => {
    fc.assert(
      fc.property(descriptor, (one) => {
        const text = JSON.stringify(one);
        expect(packText(text).length).toBeLessThan((text.length * 2) / 3);
      }),
    );
  });
});

describe("offers", () => {
  const signedBy = made(0xbb, 1);
  const offer = (change: Partial<Descriptor>): Descriptor => ({
    ...{ node: made(0xaa, 1), version: "2", validUntil: unixSeconds(1_790_000_000), signature: "0x" as const },
    body: {
      ...{ endpoint: { host: "198.51.100.1", port: 443 }, certificateSha256: "a".repeat(64), transports: ["https"] },
      ...{ pricePerGB: "100", country: "NL", capacityMbps: 1, exitPolicy: { preset: "open", rules: [] }, labAllow: [] },
    },
    ...change,
  });

  it("are not taken back by an older one of the same key that comes late, but by any of another key", () => {
    const offers = new Offers();
    const versionOf = () => offers.get(made(0xaa, 1))?.version;
    offers.put({ descriptor: offer({}), signedBy });
    offers.put({ descriptor: offer({ version: "1" }), signedBy });
    expect(versionOf()).toBe(2n);
    offers.put({ descriptor: offer({ version: "1" }), signedBy: made(0xbb, 2) });
    expect(versionOf()).toBe(1n);
  });

  it("that have not changed are the same objects when all are read again; the others are as they were read", async () => {
    const offers = new Offers();
    const [same, older, gone] = [1, 2, 3].map((number) => offer({ node: made(0xaa, number) }));
    for (const descriptor of [same, older, gone]) if (descriptor) offers.put({ descriptor, signedBy });
    const newer = offer({ node: made(0xaa, 2), version: "3" });
    const again = await Offers.from(
      (async function* () {
        for (const descriptor of [offer({ node: made(0xaa, 1) }), newer]) yield { descriptor, signedBy };
      })(),
      new Facts(),
      offers,
    );
    expect(again.get(made(0xaa, 1))).toBe(offers.get(made(0xaa, 1)));
    const read = again.get(made(0xaa, 2));
    expect(read && offerText(read)).toBe(JSON.stringify(newer));
    expect(again.get(made(0xaa, 3))).toBeUndefined();
  });
});
