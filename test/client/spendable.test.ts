import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChannelClaim, spendableOf } from "../../client/spendable.ts";

const now = 1_000;
const claim = (
  facts: {
    settled?: bigint;
    locked?: bigint;
    signed?: bigint;
    ceiling?: bigint;
    expiresAt?: number;
    epoch?: number;
  } = {},
): ChannelClaim => ({
  channel: { epoch: 0, expiresAt: 0, locked: facts.locked ?? 0n, settled: facts.settled ?? 0n },
  signed: facts.signed ?? 0n,
  reservation:
    facts.ceiling === undefined
      ? undefined
      : { ceiling: facts.ceiling, expiresAt: facts.expiresAt ?? now + 1, epoch: facts.epoch ?? 0 },
});
const of = (available: bigint, claims: readonly ChannelClaim[], requested = 0n) =>
  spendableOf({ available, requested, now }, claims).spendable;

describe("what is spendable (docs/payments.md)", () => {
  it("is what is available, without what is asked back", () => {
    expect(of(1_000n, [])).toBe(1_000n);
    expect(of(1_000n, [], 300n)).toBe(700n);
  });

  it("is less by what vouchers draw beyond settled and locked, and by nothing for those within", () => {
    expect(of(1_000n, [claim({ signed: 250n, settled: 100n, locked: 50n })])).toBe(900n);
    expect(of(1_000n, [claim({ signed: 120n, settled: 100n, locked: 50n })])).toBe(1_000n);
  });

  it("is less by what an unrelayed reservation may still lock", () => {
    expect(of(1_000n, [claim({ ceiling: 400n })])).toBe(600n);
    expect(of(1_000n, [claim({ ceiling: 400n, settled: 100n, locked: 200n })])).toBe(900n);
  });

  it("takes the same money once when a voucher and a reservation both reach for it", () => {
    expect(spendableOf({ available: 1_000n, requested: 0n, now }, [claim({ signed: 300n, ceiling: 400n })])).toEqual({
      promised: 300n,
      reservable: 100n,
      spendable: 600n,
    });
  });

  it("forgets reservations that expired, were relayed, or belong to another epoch", () => {
    expect(of(1_000n, [claim({ ceiling: 400n, expiresAt: now })])).toBe(1_000n);
    expect(of(1_000n, [claim({ ceiling: 400n, locked: 400n })])).toBe(1_000n);
    expect(of(1_000n, [claim({ ceiling: 400n, epoch: 1 })])).toBe(1_000n);
  });

  it("is never below zero, and whatever it says is there after every node took all it can (property)", () => {
    const amount = fc.bigInt(0n, 1_000_000n);
    const channel = fc.record({ settled: amount, locked: amount, signed: amount, ceiling: amount });
    fc.assert(
      fc.property(amount, amount, fc.array(channel, { maxLength: 6 }), (available, requested, channels) => {
        const { spendable } = spendableOf({ available, requested, now }, channels.map(claim));
        expect(spendable).toBeGreaterThanOrEqual(0n);
        let left = available - requested;
        for (const { settled, locked, signed, ceiling } of channels) {
          const most = signed > ceiling ? signed : ceiling;
          if (most > settled + locked) left -= most - settled - locked;
        }
        expect(spendable).toBe(left > 0n ? left : 0n);
      }),
    );
  });
});
