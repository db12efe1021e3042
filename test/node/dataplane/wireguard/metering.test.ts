import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gate, Purse } from "../../../../node/dataplane/gate.ts";
import { account, applyChange, limitChange, type Metered } from "../../../../node/dataplane/wireguard/metering.ts";

const addresses = { index: 5, address4: "10.86.0.5", address6: "fd86:7470::5" };
const counts = (passed: number, consumed: number) => ({
  passed: new Map([[5, passed]]),
  consumed: new Map([[5, consumed]]),
});

function metered(credit: number): { client: Metered; purse: Purse } {
  const purse = new Purse();
  const gate = new Gate(purse, () => {});
  purse.grant(credit);
  return { client: { addresses, gate, counted: 0, limit: gate.lease(), turn: 0 }, purse };
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
      want: fc.integer({ min: 0, max: 400_000 }),
      pay: fc.integer({ min: 0, max: 200_000 }),
      read: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { client, purse } = metered(100_000);
        let granted = 100_000;
        // The kernel: packets of 1,000 bytes pass until the quota's count is above its limit; then they are counted and dropped.
        let passed = 0;
        let consumed = 0;
        let { limit } = client;
        for (const { want, pay, read } of steps) {
          for (let sent = 0; sent < want; sent += 1_000) {
            consumed += 1_000;
            if (consumed <= limit) passed += 1_000;
          }
          if (!read) continue;
          const seen = counts(passed, Math.min(consumed, limit));
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
});
