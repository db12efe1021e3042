import { describe, expect, it } from "vitest";
import { clockSkewSeconds, maxDescriptorSeconds } from "../../protocol/constants.ts";
import {
  bodyHash,
  checkDescriptor,
  type Descriptor,
  type DescriptorBody,
  descriptorHash,
  signDescriptor,
} from "../../protocol/descriptor.ts";
import { CodedError } from "../../protocol/errors.ts";
import { DescriptorJson, parseMessage } from "../../protocol/wire.ts";
import { expectAccepted, expectRefused, later, malformed, parties } from "./parties.ts";

const { node, stranger, nodes, elsewhere, recover, now } = await parties();
const body: DescriptorBody = {
  endpoint: { host: "203.0.113.7", port: 443 },
  certificateSha256: "ab".repeat(32),
  transports: ["https"],
  pricePerGB: "100000",
  country: "NL",
  capacityMbps: 100,
  exitPolicy: { preset: "reduced", rules: [] },
  labAllow: [],
};
const unsigned = { node: node.address, version: "12", validUntil: later(now, 24 * 3600), body };
const signed = (more: Partial<Omit<Descriptor, "signature">> = {}, sign = node.sign, domain = nodes) =>
  signDescriptor(domain, { ...unsigned, ...more }, sign);
const expected = { node: node.address, key: node.address, floor: 12n, now };
const check = (descriptor: Descriptor, more: Partial<typeof expected> = {}) =>
  checkDescriptor(nodes, descriptor, { ...expected, ...more }, recover);

describe("a descriptor", () => {
  it("is taken with its price in base units and its hash", () => {
    expect(expectAccepted(check(signed()))).toEqual({
      ...signed(),
      price: 100_000n,
      hash: descriptorHash(unsigned),
      checked: true,
    });
  });

  it("below the floor that the operator set is void, though its signature holds", () => {
    expectRefused(check(signed({ version: "11" })), "DESCRIPTOR_BELOW_FLOOR");
    expectAccepted(check(signed({ version: "13" })));
    // Versions are numbers, not texts.
    expectRefused(check(signed({ version: "9" }), { floor: 10n }), "DESCRIPTOR_BELOW_FLOOR");
  });

  it("is good until its time and the skew of clocks, and is asked for again after", () => {
    expectAccepted(check(signed({ validUntil: later(now, -clockSkewSeconds) })));
    const refusal = expectRefused(
      check(signed({ validUntil: later(now, -clockSkewSeconds - 1) })),
      "DESCRIPTOR_EXPIRED",
    );
    expect(refusal.retryable).toBe(true);
  });

  it("H6: for more than seven days is refused", () => {
    const most = maxDescriptorSeconds + clockSkewSeconds;
    expectAccepted(check(signed({ validUntil: later(now, most) })));
    expectRefused(check(signed({ validUntil: later(now, most + 1) })), "DESCRIPTOR_TOO_LONG");
  });

  it("H1: is checked against the current key, and belongs to the id", () => {
    expectAccepted(check(signed({}, stranger.sign), { key: stranger.address }));
    expectRefused(check(signed(), { key: stranger.address }), "DESCRIPTOR_BAD_SIGNATURE");
    expectRefused(check(signed({ node: stranger.address })), "DESCRIPTOR_BAD_SIGNATURE");
  });

  it("with any word of its body changed is not what was signed", () => {
    const changes: Partial<DescriptorBody>[] = [
      { pricePerGB: "99999" },
      { endpoint: { host: "203.0.113.8", port: 443 } },
      { endpoint: { host: "203.0.113.7", port: 444 } },
      { certificateSha256: "ac".repeat(32) },
      { transports: ["https", "wireguard"] },
      { country: "DE" },
      { capacityMbps: 101 },
      { exitPolicy: { preset: "open", rules: [] } },
      { exitPolicy: { preset: "reduced", rules: [{ action: "reject", protocol: "tcp", ports: [1, 2] }] } },
      { labAllow: ["127.0.0.0/8"] },
    ];
    for (const change of changes)
      expectRefused(check({ ...signed(), body: { ...body, ...change } }), "DESCRIPTOR_BAD_SIGNATURE");
  });

  it("has one hash, whatever the order of keys in its JSON", () => {
    const turned = Object.fromEntries(Object.entries(body).toReversed()) as unknown as DescriptorBody;
    expect(Object.keys(turned)).not.toEqual(Object.keys(body));
    expect(bodyHash(turned)).toBe(bodyHash(body));
    expectAccepted(check({ ...signed(), body: turned }));
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, _payments, domain) => {
    expectRefused(check(signed({}, node.sign, domain)), "DESCRIPTOR_BAD_SIGNATURE");
  });

  it.each(malformed(signed().signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ ...signed(), signature }), "DESCRIPTOR_BAD_SIGNATURE");
  });

  it("from the wire is answered in a code, whatever numbers it carries: no version or price ends the reader", () => {
    const versions = ["0", "18446744073709551615", "18446744073709551616", "99999999999999999999"];
    const prices = ["0", "79228162514264337593543950335", "99999999999999999999999999999"];
    for (const version of versions) {
      for (const pricePerGB of prices) {
        const wire = { ...unsigned, version, body: { ...body, pricePerGB }, signature: signed().signature };
        try {
          const read = parseMessage(DescriptorJson, wire, "descriptor") as unknown as Descriptor;
          expect(check(read, { floor: 0n }).ok).toBe(false);
        } catch (error) {
          expect(error, `version ${version}, price ${pricePerGB}`).toBeInstanceOf(CodedError);
        }
      }
    }
  });

  it("may carry the highest version that the registry holds, and none beyond", () => {
    expectAccepted(check(signed({ version: "18446744073709551615" })));
    expect(() => check({ ...signed(), version: "18446744073709551616" })).toThrowError(
      expect.objectContaining({ code: "UNIT_OUT_OF_RANGE" }),
    );
  });
});
