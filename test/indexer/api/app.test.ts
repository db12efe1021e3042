import { describe, expect, it } from "vitest";
import { made } from "../madeChain.ts";
import { asking, type Site, start, useSite } from "./site.ts";

let site: Site;
useSite((opened) => {
  site = opened;
});
const { get, post, channel } = asking(() => site);

describe("lists and pages as cached bytes", () => {
  it("answers 304 to the tag it gave, also within a list, weak, or as *; never to another", async () => {
    site.put(site.key(1));
    for (const url of [
      "/v1/nodes?sort=price",
      `/v1/nodes/${site.key(1).address}`,
      `/v1/nodes/${site.key(1).address}/reputation`,
      "/v1/stats",
    ]) {
      const { headers, statusCode } = await get(url);
      const tag = String(headers.etag);
      expect({ url, statusCode }).toEqual({ url, statusCode: 200 });
      expect(tag).toMatch(/^"[\w-]{22}"$/);
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
        const again = await get(url, { "if-none-match": known });
        expect({ url, known, status: again.statusCode, body: again.body }).toEqual({
          url,
          known,
          status: 304,
          body: "",
        });
        expect(again.headers.etag).toBe(tag);
      }
      expect((await get(url, { "if-none-match": '"other"' })).statusCode).toBe(200);
    }
  });

  it("changes the tag with what it shows: a block with news, and a descriptor", async () => {
    site.put(site.key(1));
    const tag = async () => (await get("/v1/nodes")).headers.etag;
    const first = await tag();
    expect(await tag()).toBe(first);
    site.put(site.key(2));
    site.clock.pass(1);
    const second = await tag();
    expect(second).not.toBe(first);
    expect((await post("/v1/descriptors", site.descriptor(site.key(1)))).statusCode).toBe(202);
    site.clock.pass(1);
    expect(await tag()).not.toBe(second);
  });

  it("keeps no more bytes than it may, however many URLs are asked for", async () => {
    for (let at = 0; at < 300; at++) site.put({ ...site.key(1), address: made(0x10, at) });
    for (let at = 0; at < 900; at++) {
      site.clock.pass(0.01);
      await get(`/v1/nodes?limit=500&minScore=${at}`);
    }
    const [, bytes = "0"] = /turnpike_indexer_cache_bytes (\d+)/.exec((await get("/metrics")).body) ?? [];
    expect(Number(bytes)).toBeGreaterThan(32 * 1_048_576);
    expect(Number(bytes)).toBeLessThanOrEqual(64 * 1_048_576);
  });
});

describe("one node, its reputation, a payer's channels, the network", () => {
  it("gives every signal with value, samples and a reason, and what only gates beside it", async () => {
    const key = site.key(1);
    site.put(key, { settledVolume: 9n, payers: 2, unbondingAt: start + 5 });
    const reputation = (await get(`/v1/nodes/${key.address}/reputation`)).json<{
      signals: { name: string; samples: number; reason: string }[];
      facts: { name: string; value: string; reason: string }[];
    }>();
    expect(reputation).toMatchObject({ node: key.address, state: "normal", newcomer: true });
    expect(reputation.signals.map(({ name, samples }) => [name, samples])).toEqual([
      ["probes", 0],
      ["attestations", 0],
      ["score", 0],
    ]);
    expect(reputation.facts.map(({ name, value }) => [name, value])).toEqual([
      ["stake", "100000000"],
      ["age", "86400"],
      ["settledVolume", "9"],
      ["slashes", "0"],
    ]);
    for (const { name, reason } of [...reputation.signals, ...reputation.facts])
      expect({ name, told: reason.length > 20 }).toEqual({ name, told: true });
    expect(reputation.facts[0]?.reason).toMatch(/inactive until its operator/);
  });

  it("gives a slashed node no weight for 90 days, and says until when", async () => {
    const key = site.key(2);
    const days = 86_400;
    site.put(key);
    expect((await post("/v1/descriptors", site.descriptor(key))).statusCode).toBe(202);
    const told = async (slashedAt: number) => {
      site.put(key, { slashes: 2, slashedAt });
      const { weight, slashes } = (await get(`/v1/nodes/${key.address}`)).json<{ weight: string; slashes: number }>();
      const { facts } = (await get(`/v1/nodes/${key.address}/reputation`)).json<{
        facts: { name: string; value: string; reason: string }[];
      }>();
      return { weight: BigInt(weight), slashes, fact: facts.find(({ name }) => name === "slashes") };
    };
    const shunned = await told(start - 90 * days + 1);
    expect(shunned).toMatchObject({ weight: 0n, slashes: 2, fact: { value: "2" } });
    expect(shunned.fact?.reason).toContain(String(start + 1));
    const after = await told(start - 90 * days);
    expect(after.weight).toBeGreaterThan(0n);
    expect(after.fact?.reason).toMatch(/counts as any other again/);
  });

  it("lets opinions of payers lower a score inside the band, and says on how many it rests", async () => {
    const node = site.key(1);
    for (const number of [1, 2, 3]) site.put(site.key(number), { operator: made(0xdd, number) });
    const before = (await get(`/v1/nodes/${node.address}/reputation`)).json<{ score: number }>().score;
    for (let at = 0; at < 12; at++) {
      const payer = site.key(100 + at);
      site.facts.put("account", payer.address, {
        payer: payer.address,
        owner: payer.address,
        available: 0n,
        fundedAt: start - 40 * 86_400,
      });
      for (const number of [1, 2, 3]) channel(site.key(number).address, payer.address, 2_000_000n);
      const sent = await post("/v1/attestations", site.json(site.attestation(payer, node.address, { score: 0 })));
      expect(sent.statusCode).toBe(202);
    }
    site.clock.pass(1);
    const after = (await get(`/v1/nodes/${node.address}/reputation`)).json<{
      score: number;
      state: string;
      signals: { name: string; samples: number }[];
    }>();
    expect(after.signals.find(({ name }) => name === "attestations")?.samples).toBe(12);
    expect(after.score).toBeLessThan(before);
    expect(after.score).toBeGreaterThanOrEqual(before - 40_000);
  });

  it("finds all channels of a payer, and says plainly when there are none", async () => {
    const payer = made(0xbb, 1);
    site.facts.put("account", payer, { payer, owner: made(0xcc, 1), available: 10n ** 27n, fundedAt: 1 });
    channel(made(0xaa, 1), payer, 7n);
    channel(made(0xaa, 2), payer, 0n);
    channel(made(0xaa, 2), made(0xbb, 2), 99n);
    const row = { epoch: 2, expiresAt: start + 60, locked: "5" };
    expect((await get(`/v1/accounts/${payer}/channels`)).json()).toEqual({
      payer,
      owner: made(0xcc, 1),
      available: "1000000000000000000000000000",
      channels: [
        { node: made(0xaa, 1), ...row, settled: "7" },
        { node: made(0xaa, 2), ...row, settled: "0" },
      ],
    });
    const nobody = made(0xbb, 9);
    expect((await get(`/v1/accounts/${nobody}/channels`)).json()).toEqual({
      payer: nobody,
      owner: null,
      available: "0",
      channels: [],
    });
  });

  it("counts the network", async () => {
    site.put(site.key(1), { settledVolume: 5n });
    site.put(site.key(2), { unbondingAt: 1 });
    await post("/v1/descriptors", site.descriptor(site.key(1)));
    site.clock.pass(1);
    expect((await get("/v1/stats")).json()).toEqual({
      block: 9,
      formula: "turnpike-3",
      network: { name: "devnet", chainId: 31_337 },
      token: { symbol: "T", decimals: 6 },
      medianPrice: "100000",
      countries: [{ country: "NL", nodes: 1 }],
      nodes: 2,
      activeNodes: 1,
      offeringNodes: 1,
      staked: "200000000",
      settledVolume: "5",
      payers: 0,
      attestations: 0,
    });
  });
});

describe("faults", () => {
  it("of ours tell nothing of themselves to the one who asks, and everything to the operator", async () => {
    Object.defineProperty(site.facts, "channelsOfPayer", {
      value: () => {
        throw new Error("secret path /srv/x");
      },
    });
    const response = await get(`/v1/accounts/${made(1, 1)}/channels`);
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({ code: "FAULT", retryable: true });
    expect(response.body).not.toMatch(/secret/);
    expect(site.faults.map(String)).toEqual(["Error: secret path /srv/x"]);
  });
});

describe("rate limits", () => {
  const ask = (remoteAddress: string, method: "GET" | "POST" = "GET") =>
    method === "GET"
      ? site.app.inject({ method, url: "/healthz", remoteAddress })
      : site.app.inject({ method, url: "/v1/attestations", payload: {}, remoteAddress });

  it("stops one address that asks too often, not its neighbours, and lets it ask again a second later", async () => {
    for (let at = 0; at < 100; at++) expect((await ask("192.0.2.1", "POST")).statusCode).toBe(400);
    const stopped = await ask("192.0.2.1", "POST");
    expect(stopped.json()).toMatchObject({ code: "TOO_MANY_REQUESTS", status: 429, retryable: true });
    expect(stopped.headers["retry-after"]).toBe("1");
    expect((await ask("192.0.2.1")).statusCode).toBe(429);
    expect((await ask("192.0.2.2")).statusCode).toBe(200);
    site.clock.pass(1);
    expect((await ask("192.0.2.1", "POST")).statusCode).toBe(400);
  });

  it("counts an IPv6 network as one, and an IPv4 address in both its forms", async () => {
    for (let at = 0; at < 100; at++) await ask(`2001:db8:1:2::${at.toString(16)}`, "POST");
    expect((await ask("2001:db8:1:2:ffff::1")).statusCode).toBe(429);
    expect((await ask("2001:db8:1:3::1")).statusCode).toBe(200);
    for (let at = 0; at < 100; at++) await ask("::ffff:198.51.100.7", "POST");
    expect((await ask("198.51.100.7")).statusCode).toBe(429);
  });
});

describe("health, metrics, browsers", () => {
  it("says 503 and the code when the chain cannot be read", async () => {
    expect((await get("/healthz")).json()).toEqual({ ok: true, block: 7, behindSeconds: 0, problem: null });
    site.health = { ok: false, block: 7, behindSeconds: 61, problem: "CHAIN_RPC_UNREACHABLE" };
    const response = await get("/healthz");
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual(site.health);
  });

  it("gives figures in the text format of Prometheus", async () => {
    site.put(site.key(1));
    const { body, headers } = await get("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of body.trim().split("\n"))
      expect(line).toMatch(/^(# TYPE [a-z_]+ (gauge|counter)|[a-z_]+ \d+(\.\d+)?)$/);
    expect(body).toMatch(/^turnpike_indexer_nodes 1$/m);
    expect(body).toMatch(/^turnpike_indexer_healthy 1$/m);
  });

  it("lets pages of other origins read and publish", async () => {
    expect((await get("/v1/nodes")).headers).toMatchObject({
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    const asked = await site.app.inject({
      method: "OPTIONS",
      url: "/v1/descriptors",
      headers: { origin: "https://explorer.example", "access-control-request-method": "POST" },
    });
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": expect.stringContaining("POST") as unknown,
      "access-control-allow-headers": expect.stringContaining("content-type") as unknown,
    });
  });
});
