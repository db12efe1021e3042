import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { checkVoucher, signVoucher } from "../../protocol/voucher.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const half = order / 2n;
const libraries = await Promise.all((["native", "wasm", "noble"] as const).map((kind) => loadSecp256k1(kind)));
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
const word = (value: bigint) => value.toString(16).padStart(64, "0");

/** The rule, spelled out with numbers and plain JavaScript: what every faster way must equal. */
function reference(digest: Hash, signature: string): Address | undefined {
  if (!/^0x[0-9a-f]{130}$/.test(signature)) return undefined;
  const [r, s] = [BigInt(signature.slice(0, 66)), BigInt(`0x${signature.slice(66, 130)}`)];
  const v = Number.parseInt(signature.slice(130), 16);
  if ((v !== 27 && v !== 28) || r === 0n || r >= order || s === 0n || s > half) return undefined;
  try {
    const key = new secp256k1.Signature(r, s, v - 27).recoverPublicKey(bytesOf(digest)).toBytes(false);
    return `0x${Buffer.from(keccak_256(key.subarray(1)).subarray(12)).toString("hex")}` as Address;
  } catch {
    // No point has this r: a signature of nobody.
    return undefined;
  }
}

const digests = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}` as Hash);
const keys = fc.bigInt({ min: 1n, max: order - 1n }).map((key) => `0x${word(key)}` as Hex);
/** Numbers where a comparison goes wrong if it does, and any others. */
const edges = fc.oneof(
  fc.constantFrom(0n, 1n, half - 1n, half, half + 1n, order - 1n, order, order + 1n, 2n ** 256n - 1n, 2n ** 255n),
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
);
const parities = fc.constantFrom("1b", "1c", "00", "01", "1a", "1d", "ff");
const made = fc.tuple(edges, edges, parities).map(([r, s, v]) => `0x${word(r)}${word(s)}${v}`);
const garbage = fc.oneof(
  fc.string({ maxLength: 140 }),
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdefABCDEFxX \n"), minLength: 128, maxLength: 136 })
    .map((text) => `0x${text}`),
);

describe("recovery is one function, whichever library does it", () => {
  it("of what a key signed: the key's address, and for the other parity somebody else or nobody", () => {
    fc.assert(
      fc.property(keys, digests, (key, digest) => {
        for (const { kind, signer, recover, addressOf } of libraries) {
          const signature = signer(key)(digest);
          expect(recover(digest, signature), kind).toBe(addressOf(key));
          const flipped = `${signature.slice(0, 130)}${signature.endsWith("1b") ? "1c" : "1b"}` as Hex;
          expect(recover(digest, flipped), kind).toBe(reference(digest, flipped));
          expect(recover(digest, flipped), kind).not.toBe(addressOf(key));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("of any numbers at all: the same address or the same refusal as the rule spelled out", () => {
    fc.assert(
      fc.property(digests, made, (digest, signature) => {
        const expected = reference(digest, signature);
        for (const { kind, recover } of libraries) expect(recover(digest, signature as Hex), kind).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("of a good signature with one digit changed: the same again", () => {
    const at = fc.integer({ min: 0, max: 131 });
    const digit = fc.constantFrom(..."0123456789abcdefAg ");
    fc.assert(
      fc.property(keys, digests, at, digit, (key, digest, index, changed) => {
        const good = libraries[0]?.signer(key)(digest) ?? "";
        const signature = good.slice(0, index) + changed + good.slice(index + 1);
        const expected = reference(digest, signature);
        for (const { kind, recover } of libraries) expect(recover(digest, signature as Hex), kind).toBe(expected);
      }),
      { numRuns: 100 },
    );
  });

  it("of what is no signature: nobody, and it never throws", () => {
    fc.assert(
      fc.property(digests, garbage, (digest, text) => {
        for (const { kind, recover } of libraries)
          expect(recover(digest, text as Hex), kind).toBe(reference(digest, text));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a voucher's check is one function too", () => {
  const contract = `0x${"c1".repeat(20)}` as Address;
  const node = `0x${"a2".repeat(20)}` as Address;
  const plain = paymentsDomain(31_337, contract);

  it("says the same under the fast hash and the plain one, for good, changed and foreign vouchers", () => {
    const amounts = fc.bigInt({ min: 0n, max: 2n ** 96n - 1n });
    fc.assert(
      fc.property(keys, amounts, amounts, made, fc.boolean(), (key, signed, claimed, foreign, own) => {
        for (const { kind, keccak, recover, signer, addressOf } of libraries) {
          const fast = paymentsDomain(31_337, contract, keccak);
          expect(fast.separator).toBe(plain.separator);
          const good = signVoucher(plain, node, tokenAmount(signed), signer(key));
          expect(signVoucher(fast, node, tokenAmount(signed), signer(key)), kind).toEqual(good);
          const shown = { node, cumulative: tokenAmount(claimed), signature: own ? good.signature : (foreign as Hex) };
          const expected = { payer: addressOf(key), node, best: 0n };
          for (const voucher of [good, shown]) {
            const slow = checkVoucher(plain, voucher, expected, reference);
            expect(checkVoucher(fast, voucher, expected, recover), kind).toEqual(slow);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
