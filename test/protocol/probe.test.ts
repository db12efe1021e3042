import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Address, Hash } from "../../protocol/ids.ts";
import {
  type Commitment,
  checkCommitment,
  checkProbe,
  type Probe,
  probeHash,
  qualityOf,
  signCommitment,
} from "../../protocol/probe.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";

const secp = await loadSecp256k1();
const key = `0x${"31".repeat(32)}` as const;
const prober = secp.addressOf(key);
const chainId = 31_337;
const now = 1_790_000_000;

const good: Probe = {
  node: `0x${"11".repeat(20)}`,
  at: now,
  connected: true,
  problem: "",
  claimed: "NL",
  country: "NL",
  names: true,
  page: true,
  goodputKbps: 90_000,
  expectedKbps: 100_000,
  latencyMilliseconds: 40,
  demanded: "120",
  due: "120",
  salt: `0x${"5a".repeat(32)}`,
};
const committed = (probe: Probe, change: Partial<Commitment> = {}): Commitment => ({
  ...signCommitment(chainId, { hash: probeHash(probe), at: now + 5, publishAt: now + 3_600 }, prober, secp.signer(key)),
  ...change,
});
const code = (result: { ok: boolean; refusal?: { code: string } }) => (result.ok ? "good" : result.refusal?.code);

describe("the quality of a probe", () => {
  it("is whole when everything was right, and when what could not be measured counts neither way", () => {
    expect(qualityOf(good)).toBe(1_000_000);
    expect(qualityOf({ ...good, country: "", names: null, page: null, goodputKbps: null })).toBe(1_000_000);
  });

  it("is nothing for an exit that carries nothing, changes a page, lies about a name, or asks for more than it carried", () => {
    for (const wrong of [{ connected: false }, { page: false }, { names: false }, { demanded: "121" }])
      expect(qualityOf({ ...good, ...wrong })).toBe(0);
  });

  it("loses 0.3 for another country than the offer's, and up to 0.2 for goodput below 80%", () => {
    expect(qualityOf({ ...good, country: "DE" })).toBe(700_000);
    expect(qualityOf({ ...good, goodputKbps: 80_000 })).toBe(1_000_000);
    expect(qualityOf({ ...good, goodputKbps: 40_000 })).toBe(900_000);
    expect(qualityOf({ ...good, goodputKbps: 0, country: "DE" })).toBe(500_000);
  });

  it("never rises when an exit gives less, and stays a whole number from 0 to a million", () => {
    const rate = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 1, max: 2 ** 40 }), (a, b, expectedKbps) => {
        const of = (goodputKbps: number) => qualityOf({ ...good, goodputKbps, expectedKbps });
        expect(of(Math.min(a, b))).toBeLessThanOrEqual(of(Math.max(a, b)));
        expect(of(a)).toBeGreaterThanOrEqual(800_000);
        expect(Number.isSafeInteger(of(a)) && of(a) <= 1_000_000).toBe(true);
      }),
    );
  });
});

describe("a commitment", () => {
  it("holds its prober to one result: any other has another hash", () => {
    expect(code(checkCommitment(chainId, committed(good), secp.recover))).toBe("good");
    expect(code(checkProbe(committed(good), good))).toBe("good");
    const changes: readonly Partial<Probe>[] = [
      ...[{ connected: false }, { country: "DE" }, { page: null }, { goodputKbps: 90_001 }, { demanded: "119" }],
      ...[{ at: now - 1 }, { node: `0x${"12".repeat(20)}` }, { salt: `0x${"5b".repeat(32)}` }],
    ];
    for (const change of changes)
      expect(code(checkProbe(committed(good), { ...good, ...change }))).toBe("PROBE_MISMATCH");
  });

  it("is refused when it is another's, of another chain, or was changed", () => {
    const changes: readonly Partial<Commitment>[] = [
      ...[{ prober: `0x${"11".repeat(20)}` as Address }, { at: now + 6 }, { publishAt: now + 3_601 }],
      { hash: `0x${"00".repeat(32)}` as Hash },
    ];
    for (const change of changes)
      expect(code(checkCommitment(chainId, committed(good, change), secp.recover))).toBe("PROBE_BAD_SIGNATURE");
    expect(code(checkCommitment(1, committed(good), secp.recover))).toBe("PROBE_BAD_SIGNATURE");
  });

  it("comes after its session and before its result, within a day and a week", () => {
    const terms = (at: number, publishAt: number) =>
      signCommitment(chainId, { hash: probeHash(good), at, publishAt }, prober, secp.signer(key));
    for (const [at, publishAt] of [
      [now, now],
      [now, now + 7 * 86_400 + 1],
    ] as const)
      expect(code(checkCommitment(chainId, terms(at, publishAt), secp.recover))).toBe("PROBE_OUT_OF_RANGE");
    expect(code(checkProbe(terms(now - 1, now + 1), good))).toBe("PROBE_OUT_OF_RANGE");
    expect(code(checkProbe(terms(now + 86_401, now + 90_000), good))).toBe("PROBE_OUT_OF_RANGE");
  });
});
