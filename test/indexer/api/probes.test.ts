import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../../indexer/store/database.ts";
import { type Probe, probeHash, signCommitment } from "../../../protocol/probe.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { openSite, proberKey, reopenSite, type Site } from "./site.ts";

const secp = await loadSecp256k1();
const day = 86_400;
let database: Database;
let site: Site;
beforeAll(async () => {
  database = await openDatabase("memory");
});
beforeEach(async () => {
  site = await openSite(database);
  site.put(site.key(1));
});
afterAll(() => database.close());

const found = (change: Partial<Probe> = {}): Probe => ({
  ...{ node: site.key(1).address, at: site.clock.nowSeconds(), connected: true, problem: "" },
  ...{ claimed: "NL", country: "NL", names: true, page: true, goodputKbps: 900, expectedKbps: 1_000 },
  ...{ latencyMilliseconds: 30, demanded: "10", due: "10", salt: `0x${"5a".repeat(32)}` },
  ...change,
});
const committed = (probe: Probe, delay = 3_600, key = proberKey, at: number = site.clock.nowSeconds()) =>
  signCommitment(
    site.state.network.chainId,
    { hash: probeHash(probe), at, publishAt: at + delay },
    secp.addressOf(key),
    secp.signer(key),
  );
const post = async (url: string, payload: object) => {
  const answer = await site.app.inject({ method: "POST", url, payload });
  return answer.statusCode === 202 ? "taken" : answer.json<{ code: string }>().code;
};
const commit = (probe: Probe, ...more: [number?]) => post("/v1/probes/commitments", committed(probe, ...more));
const publish = (probe: Probe) => post("/v1/probes", probe);
interface Reputation {
  readonly score: number;
  readonly country: { readonly claimed: string | null; readonly verified: string | null };
  readonly signals: readonly { readonly name: string; readonly samples: number }[];
  readonly probes: readonly { readonly name: string; readonly value: number; samples: number; reason: string }[];
}
const reputation = async () =>
  (await site.app.inject({ url: `/v1/nodes/${site.key(1).address}/reputation` })).json<Reputation>();
const signal = async (name: string) => (await reputation()).probes.find((one) => one.name === name);

/** Commits to a result, lets its time come and publishes it. */
const made = async (change: Partial<Probe> = {}) => {
  const probe = found({ salt: `0x${Math.floor(site.clock.seconds).toString(16).padStart(64, "0")}`, ...change });
  expect(await commit(probe)).toBe("taken");
  site.clock.pass(3_601);
  expect(await publish(probe)).toBe("taken");
};

describe("POST /v1/probes", () => {
  it("takes a result after its commitment and at its time, and scores with it from then on", async () => {
    const probe = found({ page: false });
    const before = (await reputation()).score;
    expect(await publish(probe)).toBe("PROBE_NOT_COMMITTED");
    const first = committed(probe);
    expect(await post("/v1/probes/commitments", first)).toBe("taken");
    expect(await publish(probe)).toBe("PROBE_TOO_EARLY");
    expect((await reputation()).score).toBe(before);
    site.clock.pass(3_600);
    expect(await publish(probe)).toBe("taken");
    expect((await reputation()).score).toBeLessThan(before);
    // Whoever was cut off sends it once more.
    expect([await post("/v1/probes/commitments", first), await publish(probe)]).toEqual(["taken", "taken"]);
    expect((await reputation()).signals.find(({ name }) => name === "probes")?.samples).toBe(1);
  });

  it("takes nothing but what was committed to, from nobody but the probers that were named, and nothing dated back", async () => {
    const probe = found();
    expect(await post("/v1/probes/commitments", committed(probe, 60, `0x${"77".repeat(32)}`))).toBe("PROBER_UNKNOWN");
    const old = committed(probe, 3_600, proberKey, site.clock.nowSeconds() - 121);
    expect(await post("/v1/probes/commitments", old)).toBe("PROBE_NOT_NOW");
    expect(await post("/v1/probes/commitments", { ...committed(probe), at: 1 })).toBe("PROBE_OUT_OF_RANGE");
    expect(await commit(probe)).toBe("taken");
    site.clock.pass(3_600);
    expect(await publish({ ...probe, country: "DE" })).toBe("PROBE_NOT_COMMITTED");
    expect(await publish({ ...probe, more: 1 } as Probe)).toBe("MESSAGE_INVALID");
  });

  it("is remembered over a restart, for 84 days", async () => {
    await made({ page: false });
    const before = await reputation();
    site = await reopenSite(database, site.facts, secp);
    site.clock.pass(3_601);
    expect((await reputation()).score).toBe(before.score);
    site.clock.pass(84 * day);
    expect((await reputation()).signals.find(({ name }) => name === "probes")?.samples).toBe(0);
  });

  it("shows in the epoch what was committed to and never came", async () => {
    expect(await commit(found(), 60)).toBe("taken");
    site.clock.pass(3_600);
    await site.epoch(1);
    const lines = (await site.app.inject({ url: "/v1/epochs/1/inputs" })).body;
    expect(lines).toMatch(/"kind":"commitment"/);
    expect(lines).not.toMatch(/"kind":"probe"/);
  });
});

describe("GET /v1/nodes/:address/reputation", () => {
  it("gives every thing that probes look at its value, its samples and a reason that says what to mend", async () => {
    expect(await signal("connect")).toMatchObject({ samples: 0, reason: "no probe is published yet" });
    await made();
    expect(await signal("page")).toMatchObject({
      value: 1_000_000,
      samples: 1,
      reason: "pages came as they were sent",
    });
    await made({ page: false, country: "DE", goodputKbps: 100, demanded: "11", names: false });
    await made({
      ...{ connected: false, problem: "NODE_UNREACHABLE", country: "", page: null, names: null },
      ...{ goodputKbps: null, latencyMilliseconds: null, demanded: "0", due: "0" },
    });
    const { probes, country } = await reputation();
    expect(country).toEqual({ claimed: null, verified: "DE" });
    const told = Object.fromEntries(
      probes.map(({ name, value, samples, reason }) => [name, { value, samples, reason }]),
    );
    const wrong = (text: string) =>
      expect.stringMatching(new RegExp(`^wrong in 1 of \\d; last at \\S+Z: .*${text}`)) as string;
    expect(told).toEqual({
      connect: {
        value: 666_666,
        samples: 3,
        reason: wrong("NODE_UNREACHABLE, the exit did not answer: check that it runs"),
      },
      country: { value: 500_000, samples: 2, reason: wrong("in DE, and the offer says NL: mend the country") },
      names: { value: 500_000, samples: 2, reason: wrong("check the exit's resolvers") },
      page: { value: 500_000, samples: 2, reason: wrong("a page came changed") },
      goodput: { value: 500_000, samples: 2, reason: wrong("100 kbit/s came of 1000: lower the capacity") },
      bill: { value: 500_000, samples: 2, reason: wrong("asked for 11 where 10 was due") },
      latency: { value: 30, samples: 2, reason: "from asking to the first byte, the middle one" },
      rate: { value: 900, samples: 2, reason: "of the longer transfers, the middle one" },
    });
  });
});
