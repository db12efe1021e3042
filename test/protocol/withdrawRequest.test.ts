import { describe, expect, it } from "vitest";
import { tokenAmount } from "../../protocol/units.ts";
import { signWithdrawRequest, type WithdrawTerms, withdrawDigest } from "../../protocol/withdrawRequest.ts";
import { later, parties } from "./parties.ts";

const { payer, stranger, payments, elsewhere, recover, now } = await parties();
const terms: WithdrawTerms = {
  payer: payer.address,
  amount: tokenAmount(900_000n),
  relayFee: tokenAmount(1_000n),
  nonce: 3,
  deadline: later(now, 3600),
};

describe("a withdraw request", () => {
  it("is signed by payer or owner over exactly these terms", () => {
    for (const { address, sign } of [payer, stranger]) {
      const { signature } = signWithdrawRequest(payments, terms, sign);
      expect(recover(withdrawDigest(payments, terms), signature)).toBe(address);
    }
  });

  it("H4: binds a nonce and a deadline, so that a relayed one cannot be replayed for ever", () => {
    const { signature } = signWithdrawRequest(payments, terms, payer.sign);
    for (const changed of [{ nonce: 4 }, { deadline: later(now, 3601) }])
      expect(recover(withdrawDigest(payments, { ...terms, ...changed }), signature)).not.toBe(payer.address);
  });

  it("M9: binds the relay fee, so that a relayer takes what was signed and no more", () => {
    const { signature } = signWithdrawRequest(payments, terms, payer.sign);
    for (const changed of [{ relayFee: tokenAmount(1_001n) }, { amount: tokenAmount(900_001n) }])
      expect(recover(withdrawDigest(payments, { ...terms, ...changed }), signature)).not.toBe(payer.address);
  });

  it("moves the account that it names, not another of the same signer", () => {
    const { signature } = signWithdrawRequest(payments, terms, payer.sign);
    const other = { ...terms, payer: stranger.address };
    expect(recover(withdrawDigest(payments, other), signature)).not.toBe(payer.address);
  });

  it.each(elsewhere)("L19: signed for %s is another message", (_where, domain) => {
    const { signature } = signWithdrawRequest(domain, terms, payer.sign);
    expect(recover(withdrawDigest(payments, terms), signature)).not.toBe(payer.address);
  });

  it("refuses a nonce that the contract could not hold, rather than cut it", () => {
    expect(() => signWithdrawRequest(payments, { ...terms, nonce: 2 ** 24 }, payer.sign)).toThrow(RangeError);
  });
});
