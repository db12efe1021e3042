import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCanary } from "../../../indexer/prober/canary.ts";
import type { Payers } from "../../../indexer/prober/payers.ts";
import { Prober } from "../../../indexer/prober/prober.ts";
import { ProberFile } from "../../../indexer/prober/proberFile.ts";
import { Publisher } from "../../../indexer/prober/publisher.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { MadeClock, network } from "../api/site.ts";
import { made } from "../madeChain.ts";

const secp = await loadSecp256k1();
const signerKey = `0x${"9".repeat(64)}` as const;
const hour = 3_600;
const day = 24 * hour;
const [plain, contested] = [made(0xaa, 1), made(0xaa, 2)];

const closers: (() => unknown)[] = [];
let listed: readonly string[];
beforeEach(() => {
  listed = [plain, contested];
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** An indexer that lists what a test says; the second exit is contested. */
async function openList(): Promise<string> {
  const server = createServer((_request, response) => {
    const body = { country: "NL", capacityMbps: 100, pricePerGB: "100000", transports: ["https"] };
    const nodes = listed.map((node) => ({
      ...{ node, scoreState: node === contested ? "contested" : "normal", descriptor: { body } },
    }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ nodes, nextCursor: null }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  closers.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The prober with its own clock; sessions are only counted, since here it is their times that count. */
async function openSchedule() {
  const dir = mkdtempSync(join(tmpdir(), "turnpike-schedule-"));
  closers.push(() => rmSync(dir, { recursive: true }));
  const clock = new MadeClock();
  const canary = await openCanary("127.0.0.1", 0);
  closers.push(() => canary.close());
  const file = await ProberFile.open(join(dir, "prober.json"), clock.nowSeconds());
  const prober = new Prober({
    ...{ network, indexers: [await openList()], canary, canaryHost: "127.0.0.1", canaryPort: canary.port },
    ...{ canaryName: undefined, countryOf: () => "", lineMbps: 1, clock, file, payers: {} as Payers },
    ...{ budgetDay: 0n, everySeconds: 6 * hour, delaySeconds: 1, onProbed: () => {}, onProgress: () => {} },
    publisher: new Publisher({
      ...{ file, clock, chainId: network.chainId, prober: secp.addressOf(signerKey), sign: secp.signer(signerKey) },
      onPublished: () => {},
    }),
  });
  const times = new Map<string, number[]>();
  prober.probe = async ({ node }) => void times.set(node, [...(times.get(node) ?? []), clock.nowSeconds()]);
  /** Lets time go by, with a look now and then. The list is read again a few times only: that costs more than all the rest. */
  const live = async (seconds: number, step: number) => {
    for (let passed = 0; passed < seconds; passed += step) {
      clock.seconds += step;
      clock.milliseconds += 500;
      await prober.step(() => false);
    }
  };
  return { prober, clock, times, live, canary };
}

describe("the prober's daemon", () => {
  it("probes each exit at random about as often as it is told, and a contested one four times as often", {
    timeout: 120_000,
  }, async () => {
    const { times, live } = await openSchedule();
    const days = 100;
    await live(days * day, 10 * 60);
    const counts = [plain, contested].map((node) => times.get(node)?.length ?? 0) as [number, number];
    // Four a day and sixteen; the spread of such a count is its root, and these bounds are five of them away.
    expect(Math.abs(counts[0] - 4 * days)).toBeLessThan(5 * Math.sqrt(4 * days));
    expect(counts[1] / counts[0]).toBeGreaterThan(2.9);
    expect(counts[1] / counts[0]).toBeLessThan(5);
    // At random: a regular prober would be known by its hours.
    const gaps = (times.get(plain) ?? []).map((time, at, all) => time - (all[at - 1] ?? time)).slice(1);
    const early = gaps.filter((gap) => gap < 3 * hour).length / gaps.length;
    expect(early).toBeGreaterThan(0.25);
    expect(early).toBeLessThan(0.55);
  });

  it("looks at nothing at once when it starts, and takes up exits that are new in the list", async () => {
    const { prober, clock, times, live } = await openSchedule();
    listed = [plain];
    expect(await prober.step(() => false)).toBe(false);
    expect(times.size).toBe(0);
    await live(10 * day, hour);
    expect([...times.keys()]).toEqual([plain]);
    listed = [plain, contested];
    clock.milliseconds += 61_000;
    await live(5 * day, hour);
    expect(times.has(contested)).toBe(true);
  });

  it("probes nothing once it is asked to stop, nor while its own canary cannot be reached", async () => {
    const { prober, clock, times, canary } = await openSchedule();
    await prober.step(() => false);
    clock.seconds += 1_000 * day;
    expect(await prober.step(() => true)).toBe(false);
    await canary.close();
    await expect(prober.step(() => false)).rejects.toMatchObject({ code: "CANARY_UNREACHABLE" });
    expect(times.size).toBe(0);
  });
});
