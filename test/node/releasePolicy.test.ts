import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type IdleChannel,
  locksToRelease,
  releaseAfterSeconds,
  settleBeforeReleaseSeconds,
} from "../../node/releasePolicy.ts";
import { acceptedShare, claimsToSettle } from "../../node/settlePolicy.ts";
import type { Address } from "../../protocol/ids.ts";

const now = 1_000_000;
const payer = `0x${"1".repeat(40)}` as Address;
const channel = (away: number, unsettled: bigint, locked = 1_000n): IdleChannel => ({
  payer,
  locked,
  unsettled,
  idleSince: now - away,
});
const costOfSettling = 100n;
const released = (given: IdleChannel) => locksToRelease([given], { now, costOfSettling }).length === 1;

describe("when a lock goes back to a payer that has left", () => {
  it("is after half an hour, when nothing is owed", () => {
    expect(released(channel(releaseAfterSeconds - 1, 0n))).toBe(false);
    expect(released(channel(releaseAfterSeconds, 0n))).toBe(true);
    expect(released(channel(releaseAfterSeconds, 0n, 0n))).toBe(false);
  });

  it("is not while a claim is worth its gas: that is settled first, with the lock as its guarantee", () => {
    expect(released(channel(releaseAfterSeconds, 1n))).toBe(false);
    expect(released(channel(50_000, 200n))).toBe(false);
    expect(released(channel(settleBeforeReleaseSeconds, 199n))).toBe(true);
  });

  it("always comes to an end: what is not released is settled by the settling policy", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        (unsettled, costOfCall, costOfItem) => {
          const away = channel(settleBeforeReleaseSeconds, unsettled);
          const claim = { payer, amount: unsettled, deadline: away.idleSince + settleBeforeReleaseSeconds };
          expect(acceptedShare(claim, now)).toBe(500n);
          const settles = claimsToSettle({ claims: [claim], now, costOfCall, costOfItem }).length === 1;
          const releases = locksToRelease([away], { now, costOfSettling: costOfCall + costOfItem }).length === 1;
          expect(settles).toBe(!releases);
        },
      ),
    );
  });

  it("leaves time for its transaction within the hour after the session was closed", () => {
    // Closing itself takes a minute, and the daemon looks at least every ten.
    expect(60 + settleBeforeReleaseSeconds + 2 * 300).toBeLessThan(3_600);
  });
});
