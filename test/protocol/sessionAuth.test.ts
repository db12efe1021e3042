import { describe, expect, it } from "vitest";
import { clockSkewSeconds, maxAuthSeconds } from "../../protocol/constants.ts";
import { checkSessionAuth, type SessionAuth, signSessionAuth } from "../../protocol/sessionAuth.ts";
import { expectAccepted, expectRefused, hashOf, later, malformed, parties } from "./parties.ts";

const { payer, node, stranger, payments, elsewhere, recover, now } = await parties();
const terms = {
  payer: payer.address,
  node: node.address,
  tlsExporter: hashOf("e4"),
  nonce: hashOf("05"),
  validUntil: later(now, maxAuthSeconds),
};
const signed = (more: Partial<typeof terms> = {}, sign = payer.sign, domain = payments) =>
  signSessionAuth(domain, { ...terms, ...more }, sign);
const check = (auth: SessionAuth, exporter = hashOf("e4")) =>
  checkSessionAuth(payments, auth, { node: node.address, tlsExporter: exporter, now }, recover);

describe("a session proof", () => {
  it("proves the payer's key to this node on this connection", () => {
    expect(expectAccepted(check(signed()))).toBe(payer.address);
  });

  it("M4: cannot be relayed by the node it was made for: another node's connection has another exporter and id", () => {
    expectRefused(check(signed(), hashOf("e5")), "AUTH_BAD_SIGNATURE");
    expectRefused(check(signed({ node: stranger.address })), "AUTH_BAD_SIGNATURE");
  });

  it("M4: names its payer truly", () => {
    expectRefused(check({ ...signed(), payer: stranger.address }), "AUTH_BAD_SIGNATURE");
    expectRefused(check(signed({}, stranger.sign)), "AUTH_BAD_SIGNATURE");
  });

  it("is not another one with its nonce or time changed", () => {
    expectRefused(check({ ...signed(), nonce: hashOf("06") }), "AUTH_BAD_SIGNATURE");
    expectRefused(check({ ...signed(), validUntil: later(now, 1) }), "AUTH_BAD_SIGNATURE");
  });

  it("lives two minutes, give or take the skew of clocks", () => {
    expectAccepted(check(signed({ validUntil: later(now, -clockSkewSeconds) })));
    expectRefused(check(signed({ validUntil: later(now, -clockSkewSeconds - 1) })), "AUTH_EXPIRED");
    expectAccepted(check(signed({ validUntil: later(now, maxAuthSeconds + clockSkewSeconds) })));
    const refusal = expectRefused(
      check(signed({ validUntil: later(now, maxAuthSeconds + clockSkewSeconds + 1) })),
      "AUTH_EXPIRED",
    );
    expect(refusal.retryable).toBe(true);
  });

  it.each(elsewhere)("L19: signed for %s is refused", (_where, domain) => {
    expectRefused(check(signed({}, payer.sign, domain)), "AUTH_BAD_SIGNATURE");
  });

  it.each(malformed(signed().signature))("with %s for a signature is refused", (_name, signature) => {
    expectRefused(check({ ...signed(), signature }), "AUTH_BAD_SIGNATURE");
  });
});
