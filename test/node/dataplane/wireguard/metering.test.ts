import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate, Purse } from "../../../../node/dataplane/gate.ts";
import {
  account,
  applyChange,
  hasAmpleRoom,
  isNearLimit,
  limitChange,
  type Metered,
  newMetered,
  pauseAfter,
} from "../../../../node/dataplane/wireguard/metering.ts";

const addresses = { index: 5, address4: "10.86.0.5", address6: "fd86:7470::5" };
/** `consumed` is undefined where the quota is not asked. */
const counts = (passed: number, consumed: number | undefined) => ({
  passed: new Map([[5, passed]]),
  consumed: new Map(consumed === undefined ? [] : [[5, consumed]]),
});

function metered(credit: number): { client: Metered; purse: Purse } {
  const purse = new Purse();
  const gate = new Gate(purse, () => {});
  purse.grant(credit);
  return { client: newMetered(addresses, gate, gate.lease()), purse };
}

describe("a client's limit in the kernel", () => {
  it("stays where it is while nothing is paid, however much passes", () => {
    const { client } = metered(1_000_000);
    for (const passed of [100_000, 400_000, 999_000]) {
      account(client, counts(passed, passed));
      expect(limitChange(client, counts(passed, passed), true)).toBeUndefined();
    }
    expect(client.gate.count).toBe(999_000);
  });

  it("moves up in place by what was paid", () => {
    const { client, purse } = metered(1_000_000);
    account(client, counts(600_000, 600_000));
    purse.grant(2_000_000);
    expect(limitChange(client, counts(600_000, 600_000), true)).toMatchObject({ limit: 2_600_000, replaced: false });
  });

  it("moves without asking the quota while that is far from its limit, and only by its word near it", () => {
    const { client, purse } = metered(1_000_000);
    account(client, counts(400_000, undefined));
    purse.grant(2_000_000);
    expect(isNearLimit(client)).toBe(false);
    expect(limitChange(client, counts(400_000, undefined), true)).toMatchObject({ limit: 2_400_000, replaced: false });
    account(client, counts(600_000, undefined));
    expect(isNearLimit(client)).toBe(true);
    expect(limitChange(client, counts(600_000, undefined), true)).toBeUndefined();
  });

  it("moves down when credit is taken back", () => {
    const { client, purse } = metered(1_000_000);
    purse.grant(10_000);
    expect(limitChange(client, counts(0, 0), true)).toMatchObject({ limit: 10_000, replaced: false });
  });

  it("is replaced when it is used up, because what it drops since then cannot be read", () => {
    const { client, purse } = metered(1_000_000);
    account(client, counts(999_200, 1_000_000));
    expect(limitChange(client, counts(999_200, 1_000_000), true)).toBeUndefined();
    purse.grant(500_000);
    const change = limitChange(client, counts(999_200, 1_000_000), true);
    expect(change).toMatchObject({ limit: 500_000, replaced: true, turn: 0 });
    if (change === undefined) return;
    const undo = applyChange(client, change);
    expect(client).toMatchObject({ limit: 500_000, turn: 1 });
    undo();
    expect(client).toMatchObject({ limit: 1_000_000, turn: 0 });
  });

  it("never lets more pass than was granted, in any order of traffic, drops, grants and readings", () => {
    const step = fc.record({
      want: fc.integer({ min: 0, max: 4_000_000 }),
      packet: fc.constantFrom(1_000, 65_536, 524_280),
      pay: fc.integer({ min: 0, max: 2_000_000 }),
      /** Passes between the reading of quotas and that of counters. */
      meanwhile: fc.integer({ min: 0, max: 200_000 }),
      read: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { client, purse } = metered(1_000_000);
        let granted = 1_000_000;
        // The kernel: packets pass until the quota's count is above its limit; then they are counted and dropped.
        let [passed, consumed] = [0, 0];
        let { limit } = client;
        const send = (want: number, packet: number) => {
          for (let sent = 0; sent + packet <= want; sent += packet) {
            consumed += packet;
            if (consumed > limit) continue;
            passed += packet;
          }
        };
        for (const { want, packet, pay, meanwhile, read } of steps) {
          send(want, packet);
          if (!read) continue;
          const quota = isNearLimit(client) ? Math.min(consumed, limit) : undefined;
          send(meanwhile, 1_000);
          const seen = counts(passed, quota);
          account(client, seen);
          granted += pay;
          purse.grant(granted - client.counted);
          const change = limitChange(client, seen, true);
          if (change === undefined) continue;
          applyChange(client, change);
          if (change.replaced) consumed = 0;
          limit = change.limit;
        }
        expect(passed).toBeLessThanOrEqual(granted);
        expect(client.gate.count).toBeLessThanOrEqual(passed);
      }),
      { numRuns: 500 },
    );
  });

  it("is never stuck: who pays flows again at the second reading", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 2_000, max: 2_000_000 }), (want, pay) => {
        const { client, purse } = metered(1_000_000);
        const passed = Math.min(want, 1_000_000);
        const read = () => {
          const quota = isNearLimit(client) ? passed : undefined;
          const seen = counts(passed, quota);
          account(client, seen);
          return limitChange(client, seen, true);
        };
        read();
        purse.grant(1_000_000 - passed + pay);
        const change = read();
        expect(change === undefined ? client.limit : change.limit - (change.replaced ? 0 : passed)).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the next reading of a client's count", () => {
  const pauseOf = (limit: number, fresh: number, elapsed: number): number => {
    const { client } = metered(limit);
    account(client, counts(fresh, undefined));
    return pauseAfter(client, fresh, elapsed);
  };

  it("comes before the client has moved a quarter of what it may still move", () => {
    expect(pauseOf(17_000_000, 1_000_000, 12.5)).toBe(50);
  });

  it("does not wait where a payment was waited for", () => {
    expect(hasAmpleRoom(metered(1_048_576).client)).toBe(false);
    const { client } = metered(50_000_000);
    expect(hasAmpleRoom(client)).toBe(true);
    account(client, counts(42_000_000, undefined));
    expect(hasAmpleRoom(client)).toBe(false);
  });

  it("comes after 20 milliseconds where the limit is near, and after 100 where it is far or there is none", () => {
    expect(pauseOf(1_048_576, 600_000, 20)).toBe(20);
    expect(pauseOf(1_000_000, 1_000_000, 20)).toBe(20);
    expect(pauseOf(64_000_000, 1_000_000, 100)).toBe(100);
    expect(pauseOf(Number.MAX_SAFE_INTEGER, 60_000_000, 20)).toBe(100);
  });
});
