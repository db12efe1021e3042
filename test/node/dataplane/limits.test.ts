import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Gate, Purse } from "../../../node/dataplane/gate.ts";
import { Bucket, defaultLimits, rateBurst } from "../../../node/dataplane/limits.ts";
import { openClient } from "../../support/client.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket } from "../../support/market.ts";
import { openOrigin, sha256 } from "../../support/origin.ts";
import { run } from "../../support/run.ts";

const rate = 8_000_000;
const limits = { ...defaultLimits, bitsPerSecond: rate };

describe("a bucket", () => {
  it("lets no more through than its burst, its rate times time, and the one thing that overdrew it", () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const bucket = new Bucket(rate / 8, 100_000, 0);
        let [now, passed, largest] = [0, 0, 0];
        for (const [size, pause] of steps) {
          now += pause;
          const wait = bucket.wait(now);
          if (wait > 0) {
            // What it says is true: then something passes.
            now += wait;
            expect(bucket.wait(now)).toBe(0);
          }
          bucket.take(size);
          passed += size;
          largest = Math.max(largest, size);
          expect(passed).toBeLessThanOrEqual(100_000 + (now * rate) / 8_000 + largest);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("the limits of one client over HTTPS", () => {
  it("hold all sessions of a payer to one rate, and wake whoever waits for it", async () => {
    let now = 0;
    const purse = new Purse(limits, () => now);
    const gates = [new Gate(purse, () => {}), new Gate(purse, () => {})] as const;
    purse.grant(10 ** 9);
    expect(gates[0].pass(rateBurst(rate) + 1_000)).toBe(true);
    expect(gates[0].pass(1)).toBe(false);
    expect(gates[1].pass(1)).toBe(false);
    const woken = new Promise<void>((resolve) => gates[1].whenOpen(resolve));
    // Too fast is not too little credit: no demand is made for it.
    expect(gates[1].isStarving).toBe(false);
    now += 2_000;
    await woken;
    expect(gates[1].pass(1)).toBe(true);
    // Nothing was counted for what had to wait.
    expect(gates[0].count + gates[1].count).toBe(rateBurst(rate) + 1_001);
  });

  it("allow so many tunnels at once and so many new ones a second, over all sessions", () => {
    let now = 0;
    const purse = new Purse({ ...defaultLimits, newConnectionsPerSecond: 2, connectionsAtOnce: 20 }, () => now);
    const gates = [new Gate(purse, () => {}), new Gate(purse, () => {})];
    const enter = (index: number) => gates[index % 2]?.enter();
    const open = Array.from({ length: 10 }, (_, index) => enter(index));
    expect(open.every((leave) => leave !== undefined)).toBe(true);
    expect(enter(0)).toBeUndefined();
    now += 1_000;
    expect([enter(0), enter(1)].every((leave) => leave !== undefined)).toBe(true);
    expect(enter(0)).toBeUndefined();
    now += 60_000;
    const more = Array.from({ length: 8 }, (_, index) => enter(index));
    expect(more.every((leave) => leave !== undefined)).toBe(true);
    now += 60_000;
    expect(enter(0)).toBeUndefined();
    open[0]?.();
    expect(enter(0)).toBeTypeOf("function");
  });
});

describe("an exit with perClientBitsPerSecond", () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(() => market.close());

  it("serves everything, no faster than that, and is paid for it", async () => {
    const indexer = await openIndexer(market);
    const origin = await openOrigin(1_500_000);
    market.onClose(() => origin.close());
    const overrides = { perClientBitsPerSecond: rate };
    const node = await market.node({ indexers: [indexer.url], overrides });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    const { key } = await market.payer(10_000_000n);
    const client = await openClient(market, { key, indexers: [indexer.url] });
    await client.connection.open();
    const started = performance.now();
    const got = await run("curl", [
      ...["--silent", "--show-error", "--max-time", "60", "--socks5-hostname", `127.0.0.1:${client.socksPort}`],
      `http://127.0.0.1:${origin.httpPort}/file`,
    ]);
    const seconds = (performance.now() - started) / 1_000;
    expect(sha256(got.stdout)).toBe(origin.sha256);
    // A slow machine only takes longer: what is tested is that it was not faster.
    const least = (got.stdout.length - rateBurst(rate) - 262_144) / (rate / 8);
    expect(seconds).toBeGreaterThan(least);
    await client.close();
    expect(node.running.store.best(client.payer)?.cumulative).toBe(client.connection.totals.spent);
  });
});
