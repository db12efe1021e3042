import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenAmount } from "../../protocol/units.ts";
import { checkVoucher, encodeVoucherItem, signVoucher, type Voucher } from "../../protocol/voucher.ts";
import { expectAccepted, expectRefused, highS, malformed, parties } from "./parties.ts";

const { payer, node, stranger, payments, elsewhere, recover } = await parties();
const expected = { payer: payer.address, node: node.address, best: 99n };
const check = (voucher: Voucher, best = 99n) => checkVoucher(payments, voucher, { ...expected, best }, recover);
const good = signVoucher(payments, node.address, tokenAmount(100n), payer.sign);

describe("a voucher", () => {
  it("is taken when its payer signed a higher amount for this node", () => {
    expect(expectAccepted(check(good))).toEqual({ ...good, payer: payer.address, checked: true });
  });

  it("is cumulative: the same or a lower one pays nothing and is refused with the best one named", () => {
    for (const best of [100n, 101n, 2n ** 96n - 1n]) {
      const refusal = expectRefused(check(good, best), "VOUCHER_NOT_MONOTONIC");
      expect(refusal.data).toEqual({ best: best.toString(), received: "100" });
      expect(refusal.retryable).toBe(false);
    }
  });

  it("of a replay is refused, whatever came between", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 50n }), { maxLength: 12 }), (amounts) => {
        let best = 0n;
        for (const amount of amounts) {
          const result = check(signVoucher(payments, node.address, tokenAmount(amount), payer.sign), best);
          expect(result.ok).toBe(amount > best);
          if (result.ok) best = amount;
        }
      }),
      { numRuns: 20 },
    );
  });

  it("signed by a stranger is refused, without a word about who signed", () => {
    const refusal = expectRefused(
      check(signVoucher(payments, node.address, tokenAmount(100n), stranger.sign)),
      "VOUCHER_BAD_SIGNATURE",
    );
    expect(JSON.stringify(refusal)).not.toContain(stranger.address);
  });

  it("of another amount is not what was signed", () => {
    expectRefused(check({ ...good, cumulative: tokenAmount(101n) }), "VOUCHER_BAD_SIGNATURE");
  });

  it("for another node is refused, also when the name on it is changed", () => {
    const other = signVoucher(payments, stranger.address, tokenAmount(100n), payer.sign);
    expectRefused(check(other), "VOUCHER_BAD_SIGNATURE");
    expectRefused(check({ ...other, node: node.address }), "VOUCHER_BAD_SIGNATURE");
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, domain) => {
    expectRefused(check(signVoucher(domain, node.address, tokenAmount(100n), payer.sign)), "VOUCHER_BAD_SIGNATURE");
  });

  it.each(malformed(good.signature))(
    "with %s for a signature is refused: off chain only one form counts",
    (_name, signature) => {
      expectRefused(check({ ...good, signature }), "SIGNATURE_MALFORMED");
    },
  );

  it("has no second form: the malleable twin of a signature recovers to nobody", () => {
    expect(recover("0x".padEnd(66, "1") as never, highS(good.signature))).toBeUndefined();
    expect(highS(highS(good.signature))).toBe(good.signature);
  });

  it("L6: never recovers to the zero address from a signature of zeros", () => {
    const zero = `0x${"0".repeat(40)}` as never;
    const forged: Voucher = { ...good, signature: `0x${"00".repeat(64)}1b` };
    expect(checkVoucher(payments, forged, { ...expected, payer: zero }, recover).ok).toBe(false);
  });

  it("is 76 bytes for the contract, whatever its amount", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 96n - 1n }), (amount) => {
        const item = encodeVoucherItem({ ...good, cumulative: tokenAmount(amount) });
        expect(item).toHaveLength(152);
        expect(BigInt(`0x${item.slice(0, 24)}`)).toBe(amount);
      }),
    );
  });

  it("with a malformed signature has no item: nothing unchecked reaches a batch", () => {
    expect(() => encodeVoucherItem({ ...good, signature: highS(good.signature) })).toThrow(RangeError);
  });
});
