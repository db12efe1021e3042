import { Validator } from "@seriousme/openapi-schema-validator";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { channelKey } from "../../../indexer/project/rows.ts";
import { type Database, openDatabase } from "../../../indexer/store/database.ts";
import type { Address } from "../../../protocol/ids.ts";
import { made } from "../madeChain.ts";
import { openSite, type Site, start } from "./site.ts";

let database: Database;
let site: Site;
beforeAll(async () => {
  database = await openDatabase("memory");
});
beforeEach(async () => {
  site = await openSite(database);
});
afterAll(() => database.close());

const get = (url: string, headers: Record<string, string> = {}) => site.app.inject({ url, headers });
const post = (url: string, payload: object | string, headers: Record<string, string> = {}) =>
  site.app.inject({ method: "POST", url, payload, headers: { "content-type": "application/json", ...headers } });
const channel = (node: Address, payer: Address, settled: bigint) => {
  const row = { node, payer, epoch: 2, expiresAt: start + 60, locked: 5n, settled };
  site.facts.put("channel", channelKey(node, payer), row);
};

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
      formula: "turnpike-2",
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

describe("refusals say what is wrong and what to do, as RFC 9457 problems", () => {
  it.each([
    ["an unknown filter", "/v1/nodes?colour=red", 400, "QUERY_INVALID", /there is no filter "colour"; .*openapi/],
    ["a country in small letters", "/v1/nodes?country=nl", 400, "QUERY_INVALID", /"country"/],
    ["a price that is no whole number", "/v1/nodes?maxPrice=1.5", 400, "QUERY_INVALID", /"maxPrice"/],
    ["a negative price", "/v1/nodes?maxPrice=-1", 400, "QUERY_INVALID", /"maxPrice"/],
    ["a score above one", "/v1/nodes?minScore=1000001", 400, "QUERY_INVALID", /"minScore"/],
    ["a score that is no number", "/v1/nodes?minScore=high", 400, "QUERY_INVALID", /"minScore"/],
    ["an unknown sort", "/v1/nodes?sort=beauty", 400, "QUERY_INVALID", /"sort"/],
    ["an unknown transport", "/v1/nodes?transport=pigeon", 400, "QUERY_INVALID", /"transport"/],
    ["a page too long", "/v1/nodes?limit=501", 400, "QUERY_INVALID", /"limit"/],
    ["a page of nothing", "/v1/nodes?limit=0", 400, "QUERY_INVALID", /"limit"/],
    ["a filter given twice", "/v1/nodes?country=NL&country=DE", 400, "QUERY_INVALID", /"country"/],
    ["a bad address", "/v1/nodes/0x12", 400, "QUERY_INVALID", /"address"/],
    ["an address in capitals", `/v1/nodes/0x${"A".repeat(40)}`, 400, "QUERY_INVALID", /"address"/],
    ["a bad payer", "/v1/accounts/me/channels", 400, "QUERY_INVALID", /"address"/],
    ["a node nobody registered", `/v1/nodes/${made(1, 1)}`, 404, "NODE_UNKNOWN", /\/v1\/nodes/],
    ["its reputation", `/v1/nodes/${made(1, 1)}/reputation`, 404, "NODE_UNKNOWN", /\/v1\/nodes/],
    ["no such route", "/v2/nodes", 404, "NOT_FOUND", /openapi/],
  ])("%s", async (_what, url, status, code, detail) => {
    const response = await get(url);
    expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(response.headers.etag).toBeUndefined();
    expect(response.json()).toEqual({
      type: "about:blank",
      title: status === 404 ? "Not Found" : "Bad Request",
      status,
      code,
      detail: expect.stringMatching(detail) as unknown,
      retryable: false,
      data: expect.any(Object) as unknown,
    });
    expect(response.statusCode).toBe(status);
  });

  it("a fault of ours tells nothing of itself to the one who asks, and everything to the operator", async () => {
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

describe("POST /v1/descriptors", () => {
  const refused = async (payload: object | string, status: number, code: string, detail: RegExp, headers = {}) => {
    const response = await post("/v1/descriptors", payload, headers);
    expect(response.json()).toMatchObject({ code, status, detail: expect.stringMatching(detail) as unknown });
    expect(response.statusCode).toBe(status);
    expect(await site.published()).toEqual([]);
  };
  beforeEach(() => site.put(site.key(1), { descriptorFloor: 4n }));

  it("keeps what the current key signed, also over a restart", async () => {
    const descriptor = site.descriptor(site.key(1), { version: "4" });
    expect((await post("/v1/descriptors", descriptor)).json()).toEqual({ accepted: true });
    expect(await site.published()).toEqual([{ descriptor, signedBy: site.key(1).address }]);
  });

  it("refuses a signature of another key, and one over another body", async () => {
    const node = site.key(1).address;
    await refused(site.descriptor(site.key(2), { node, version: "5" }), 403, "DESCRIPTOR_BAD_SIGNATURE", /current key/);
    const honest = site.descriptor(site.key(1), { version: "5" });
    await refused(
      { ...honest, body: { ...honest.body, pricePerGB: "1" } },
      403,
      "DESCRIPTOR_BAD_SIGNATURE",
      /current key/,
    );
    await refused({ ...honest, version: "6" }, 403, "DESCRIPTOR_BAD_SIGNATURE", /current key/);
  });

  it("refuses one below the operator's floor, one that has expired, and one that would last too long", async () => {
    const offer = (change: object) => site.descriptor(site.key(1), { version: "5", ...change });
    await refused(offer({ version: "3" }), 409, "DESCRIPTOR_BELOW_FLOOR", /below version 4/);
    await refused(offer({ validUntil: start - 3_600 }), 409, "DESCRIPTOR_EXPIRED", /expired/);
    await refused(offer({ validUntil: start + 30 * 86_400 }), 409, "DESCRIPTOR_TOO_LONG", /seven days/);
  });

  it("refuses a node that is not registered", () =>
    refused(site.descriptor(site.key(7)), 404, "NODE_UNKNOWN", /register it/));

  it("refuses a lower version and another content under the same one; the same again is no error", async () => {
    const send = (change: object) => post("/v1/descriptors", site.descriptor(site.key(1), change));
    expect((await send({ version: "9" })).statusCode).toBe(202);
    expect((await send({ version: "9" })).statusCode).toBe(202);
    for (const change of [{ version: "8" }, { version: "9", pricePerGB: "1" }]) {
      const response = await send(change);
      expect(response.json()).toMatchObject({
        code: "DESCRIPTOR_NOT_NEWER",
        status: 409,
        data: { known: "9", received: change.version },
      });
    }
    expect((await send({ version: "10", pricePerGB: "1" })).statusCode).toBe(202);
    expect((await site.published()).map(({ descriptor }) => descriptor.version)).toEqual(["10"]);
  });

  it("keeps the highest of many that come at once", async () => {
    const versions = [7, 30, 12, 29, 8, 30, 25];
    await Promise.all(
      versions.map((version) => post("/v1/descriptors", site.descriptor(site.key(1), { version: String(version) }))),
    );
    expect((await site.published()).map(({ descriptor }) => descriptor.version)).toEqual(["30"]);
    const shown = (await get(`/v1/nodes/${site.key(1).address}`)).json<{ descriptor: { version: string } }>();
    expect(shown.descriptor.version).toBe("30");
  });

  it("lets the new key start over after a thief of the old one took the highest version there is", async () => {
    const node = site.key(1).address;
    expect(
      (await post("/v1/descriptors", site.descriptor(site.key(1), { version: "18446744073709551615" }))).statusCode,
    ).toBe(202);
    site.put(site.key(1), { key: site.key(2).address, descriptorFloor: 4n });
    expect((await post("/v1/descriptors", site.descriptor(site.key(2), { node, version: "5" }))).statusCode).toBe(202);
    site.clock.pass(1);
    expect((await get(`/v1/nodes/${node}`)).json<{ descriptor: { version: string } }>().descriptor.version).toBe("5");
  });

  it("refuses bodies that are malformed, too large, or no JSON, before anything is checked", async () => {
    const honest = site.descriptor(site.key(1), { version: "5" });
    await refused({ ...honest, extra: 1 }, 400, "MESSAGE_INVALID", /docs\/protocol/);
    await refused(
      { ...honest, body: { ...honest.body, country: "Netherlands" } },
      400,
      "MESSAGE_INVALID",
      /\/body\/country/,
    );
    await refused([], 400, "MESSAGE_INVALID", /descriptor is malformed/);
    await refused("{", 400, "MESSAGE_INVALID", /JSON/);
    await refused("a=1", 400, "MESSAGE_INVALID", /content-type: application\/json/, {
      "content-type": "application/x-www-form-urlencoded",
    });
    await refused({ ...honest, padding: "x".repeat(17_000) }, 413, "BODY_TOO_LARGE", /16 KiB/);
  });
});

describe("POST /v1/attestations", () => {
  const payer = () => site.key(50);
  const node = made(0xaa, 1);
  beforeEach(() => channel(node, payer().address, 1_000_000n));
  const send = (change: object = {}, signer = payer()) =>
    post("/v1/attestations", site.json(site.attestation(signer, node, change)));

  it("keeps an opinion up to what is settled", async () => {
    expect((await send()).statusCode).toBe(202);
    expect(await site.store.attestations()).toEqual([site.attestation(payer(), node)]);
    expect((await get("/v1/stats")).json()).toMatchObject({ attestations: 1 });
  });

  it("refuses one over money that is not settled, over nothing, or from who never paid here", async () => {
    for (const response of [
      await send({ cumulative: 1_000_001n }),
      await send({ cumulative: 0n }),
      await send({}, site.key(51)),
    ])
      expect(response.json()).toMatchObject({
        code: "ATTESTATION_OUT_OF_RANGE",
        status: 400,
        detail: expect.stringMatching(/wait for settlement/) as unknown,
      });
    expect(await site.store.attestations()).toEqual([]);
  });

  it("refuses a signature of somebody else, and a score that was changed on the way", async () => {
    const forged = { ...site.json(site.attestation(site.key(51), node)), payer: payer().address };
    const changed = { ...site.json(site.attestation(payer(), node)), score: 1 };
    for (const payload of [forged, changed])
      expect((await post("/v1/attestations", payload)).json()).toMatchObject({
        code: "ATTESTATION_BAD_SIGNATURE",
        status: 403,
      });
    const above = { ...site.json(site.attestation(payer(), node)), score: 1_000_001 };
    expect((await post("/v1/attestations", above)).json()).toMatchObject({ code: "MESSAGE_INVALID", status: 400 });
  });

  it("takes one a day from a payer for a node, and none from the future", async () => {
    expect((await send()).statusCode).toBe(202);
    expect((await send({ score: 0, periodStart: start + 50 })).json()).toMatchObject({
      code: "ATTESTATION_REPEATED",
      status: 409,
    });
    expect((await send({ periodStart: start + 86_400 })).json()).toMatchObject({
      code: "ATTESTATION_REPEATED",
      status: 409,
    });
    site.clock.pass(86_400);
    expect((await send({ periodStart: start + 86_400 })).statusCode).toBe(202);
  });

  it("counts the same one once when it comes many times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => send()));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, ...Array.from({ length: 7 }, () => 409)]);
    expect(site.faults).toEqual([]);
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

interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<
      string,
      { requestBody?: unknown; responses: Record<string, { content?: Record<string, { schema: TSchema }> }> }
    >
  >;
}

describe("/openapi.json", () => {
  const document = async () => (await get("/openapi.json")).json<Document>();

  it("is valid OpenAPI 3.1 and names every route", async () => {
    const openapi = await document();
    expect(openapi.openapi).toBe("3.1.0");
    expect(await new Validator().validate((await get("/openapi.json")).json<Record<string, unknown>>())).toEqual({
      valid: true,
    });
    expect(Object.keys(openapi.paths).sort()).toEqual([
      "/healthz",
      "/metrics",
      "/v1/accounts/{address}/channels",
      "/v1/attestations",
      "/v1/descriptors",
      "/v1/epochs",
      "/v1/epochs/{epoch}",
      "/v1/epochs/{epoch}/inputs",
      "/v1/epochs/{epoch}/proofs/{subject}",
      "/v1/events",
      "/v1/nodes",
      "/v1/nodes/{address}",
      "/v1/nodes/{address}/history",
      "/v1/nodes/{address}/reputation",
      "/v1/probes",
      "/v1/probes/commitments",
      "/v1/select",
      "/v1/stats",
    ]);
    for (const path of ["/v1/descriptors", "/v1/attestations"])
      expect(openapi.paths[path]?.post?.requestBody).toBeDefined();
  });

  it("describes the answers as they are, refusals included", async () => {
    const { paths } = await document();
    const key = site.key(1);
    site.put(key);
    site.put(site.key(2));
    await post("/v1/descriptors", site.descriptor(key));
    channel(key.address, made(0xbb, 1), 3n);
    site.clock.pass(1);
    await site.epoch(2);
    const described = (path: string, status: string, type = "application/json") =>
      paths[path]?.get?.responses[status]?.content?.[type]?.schema;
    for (const [path, url] of [
      ["/v1/nodes", "/v1/nodes?limit=1"],
      ["/v1/nodes/{address}", `/v1/nodes/${key.address}`],
      ["/v1/nodes/{address}/reputation", `/v1/nodes/${key.address}/reputation`],
      ["/v1/accounts/{address}/channels", `/v1/accounts/${made(0xbb, 1)}/channels`],
      ["/v1/stats", "/v1/stats"],
      ["/v1/epochs", "/v1/epochs"],
      ["/v1/epochs/{epoch}", "/v1/epochs/2"],
      ["/v1/epochs/{epoch}/proofs/{subject}", `/v1/epochs/2/proofs/${key.address}`],
      ["/v1/nodes/{address}/history", `/v1/nodes/${key.address}/history`],
      ["/v1/select", "/v1/select?country=NL&count=5"],
      ["/healthz", "/healthz"],
    ] as const) {
      const schema = described(path, "200");
      if (schema === undefined) throw new Error(`${path} is not described`);
      expect({ path, errors: [...Value.Errors(schema, (await get(url)).json())] }).toEqual({ path, errors: [] });
    }
    const refusal = described("/v1/nodes", "default", "application/problem+json");
    if (refusal === undefined) throw new Error("refusals are not described");
    expect([...Value.Errors(refusal, (await get("/v1/nodes?x=1")).json())]).toEqual([]);
  });
});

describe("/reference", () => {
  it("is a page that needs nobody: no script, nothing loaded from anywhere, a strict policy", async () => {
    const { body, headers, statusCode } = await get("/reference");
    expect(statusCode).toBe(200);
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(body).not.toMatch(/<script|<img|<link|<iframe|@import|url\(|\son\w+=|https?:\/\//i);
  });

  it("shows every route with its parameters, what a post takes, and what it answers", async () => {
    const { body } = await get("/reference");
    const { paths } = await (await get("/openapi.json")).json<Document>();
    for (const path of Object.keys(paths)) expect(body).toContain(`${path}</code>`);
    for (const word of [
      "maxPrice",
      "nextCursor",
      "certificateSha256",
      "periodStart",
      "behindSeconds",
      "application/problem+json",
    ])
      expect({ word, shown: body.includes(word) }).toEqual({ word, shown: true });
  });
});
