import { Validator } from "@seriousme/openapi-schema-validator";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { made } from "../madeChain.ts";
import { asking, type Site, useSite } from "./site.ts";

let site: Site;
useSite((opened) => {
  site = opened;
}, "once");
const { get, post, channel } = asking(() => site);

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
      "/v1/problems",
      "/v1/problems/{code}",
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
      ["/v1/problems", "/v1/problems"],
      ["/v1/problems/{code}", "/v1/problems/TOO_MANY_REQUESTS"],
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
      type: `/v1/problems/${code}`,
      title: status === 404 ? "Not Found" : "Bad Request",
      status,
      code,
      detail: expect.stringMatching(detail) as unknown,
      retryable: false,
      data: expect.any(Object) as unknown,
    });
    expect(response.statusCode).toBe(status);
  });
});
