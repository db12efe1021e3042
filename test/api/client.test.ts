import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiEvent, type ApiOptions, ApiProblem, ReputationApi } from "../../api/index.ts";
import { type Database, openDatabase } from "../../indexer/store/database.ts";
import { openSite, type Site } from "../indexer/api/site.ts";
import { eventually } from "../support/market.ts";

let database: Database;
let site: Site;
let url: string;
const closers: (() => Promise<unknown> | unknown)[] = [];
beforeAll(async () => {
  database = await openDatabase("memory");
});
beforeEach(async () => {
  site = await openSite(database);
  url = await site.app.listen({ host: "127.0.0.1", port: 0 });
  closers.push(() => site.app.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => database.close());

/** A client and what it sent and was answered. */
function recorded(options: ApiOptions = {}) {
  const asked: { method: string; path: string; headers: Headers; status: number }[] = [];
  const api = new ReputationApi(url, {
    ...options,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const path = String(input).slice(url.length);
      asked.push({ method: init?.method ?? "GET", path, headers: new Headers(init?.headers), status: response.status });
      return response;
    },
  });
  return { api, asked };
}
const problemOf = async (work: Promise<unknown>): Promise<ApiProblem> => {
  const problem = await work.catch((error: unknown) => error);
  if (problem instanceof ApiProblem) return problem;
  throw new Error(`this is no problem: ${String(problem)}`);
};
async function linesOf(api: ReputationApi, epoch: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of api.inputs(epoch)) lines.push(line);
  return lines;
}

describe("the client of the API", () => {
  it("asks every route that the API documents, and gives what it answers", async () => {
    const [node, payer] = [site.key(1), site.key(2)];
    site.put(node);
    site.facts.put("channel", `${node.address} ${payer.address}`, {
      ...{ node: node.address, payer: payer.address, epoch: 0, expiresAt: 0, locked: 0n, settled: 5_000_000n },
    });
    const { api, asked } = recorded();
    const { signature, ...descriptor } = site.descriptor(node);
    expect(await api.publishDescriptor({ ...descriptor, signature })).toEqual({ accepted: true });
    const attestation = site.attestation(payer, node.address);
    await api.publishAttestation({ ...attestation, cumulative: String(attestation.cumulative) });
    site.clock.pass(60);
    await site.epoch(1);
    expect((await api.nodes({ country: "NL", sort: "price" })).nodes[0]?.node).toBe(node.address);
    expect((await api.node(node.address)).descriptor?.body.pricePerGB).toBe("100000");
    expect((await api.reputation(node.address)).signals.length).toBeGreaterThan(0);
    expect((await api.history(node.address, { limit: 1 })).points[0]?.epoch).toBe(1);
    expect((await api.channels(payer.address)).channels[0]?.settled).toBe("5000000");
    expect((await api.stats()).attestations).toBe(1);
    expect((await api.problems()).problems).toContainEqual(await api.problem("NODE_UNKNOWN"));
    expect((await api.select({ count: 1 })).suggestions[0]?.node.node).toBe(node.address);
    const [epoch] = (await api.epochs({ limit: 1 })).epochs;
    expect(await api.epoch(1)).toEqual(epoch);
    const lines = await linesOf(api, 1);
    expect(lines).toHaveLength(epoch?.lines ?? -1);
    const proof = await api.proof(1, node.address);
    expect(lines[proof.index]).toBe(proof.line);
    expect(await api.health()).toMatchObject({ ok: true });
    expect(await api.metrics()).toMatch(/^turnpike_indexer_nodes 1$/m);
    for await (const event of api.events({ lastEventId: "of another run" })) {
      expect(event.type).toBe("reset");
      break;
    }
    const hash = `0x${"1".repeat(64)}`;
    const commitment = { hash, at: 1, publishAt: 2, prober: node.address, signature };
    expect(await problemOf(api.commitProbe(commitment))).toMatchObject({ code: "PROBER_UNKNOWN" });
    const probe = { ...{ connected: true, problem: "", claimed: "NL", country: "NL", names: true, page: true } };
    const measured = { goodputKbps: 1, expectedKbps: 1, latencyMilliseconds: 1, demanded: "1", due: "1", salt: hash };
    const published = api.publishProbe({ node: node.address, at: 1, ...probe, ...measured });
    expect(await problemOf(published)).toMatchObject({ code: "PROBE_NOT_COMMITTED" });

    const { paths } = (await api.openapi()) as { paths: Record<string, Record<string, unknown>> };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({
        route: `${method.toUpperCase()} ${path}`,
        pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/?]+")}(\\?|$)`),
        method: method.toUpperCase(),
      })),
    );
    expect(documented.length).toBeGreaterThan(14);
    const missed = documented.filter(
      ({ method, pattern }) => !asked.some((one) => one.method === method && pattern.test(one.path)),
    );
    expect(missed.map(({ route }) => route)).toEqual([]);
  });

  it("walks through all pages of a list", async () => {
    for (let number = 1; number <= 7; number++) site.put(site.key(number));
    const { api, asked } = recorded();
    const found: string[] = [];
    for await (const { node } of api.allNodes({ limit: 3 })) found.push(node);
    expect(new Set(found).size).toBe(7);
    expect(asked).toHaveLength(3);
  });

  it("takes an unchanged answer from its memory by its ETag, and a changed one from the indexer", async () => {
    site.put(site.key(1));
    const { api, asked } = recorded();
    const first = await api.nodes();
    expect(await api.nodes()).toBe(first);
    expect(asked.map(({ status }) => status)).toEqual([200, 304]);
    site.put(site.key(2));
    site.clock.pass(60);
    expect((await api.nodes()).nodes).toHaveLength(2);
    const forgetful = recorded({ remembered: 0 });
    await forgetful.api.nodes();
    await forgetful.api.nodes();
    expect(forgetful.asked.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("throws a refusal with its code, what to do, and when to come back", async () => {
    const { api } = recorded();
    expect(await problemOf(api.node(`0x${"9".repeat(40)}`))).toMatchObject({
      ...{ type: `${api.url}/v1/problems/NODE_UNKNOWN` },
      ...{ status: 404, code: "NODE_UNKNOWN", retryable: false, data: { node: `0x${"9".repeat(40)}` } },
      message: expect.stringMatching(/see \/v1\/nodes/) as unknown,
    });
    // The clock stands still, so the bucket is not filled again.
    const limited = async () => {
      for (let asked = 0; asked < 200; asked++) await api.select();
    };
    expect(await problemOf(limited())).toMatchObject({
      ...{ status: 429, code: "TOO_MANY_REQUESTS", retryable: true, retryAfterSeconds: 1 },
    });
  });

  it("says so when nobody answers, or something that is no indexer", async () => {
    const proxy = createServer((_request, response) => response.writeHead(502).end("<h1>Bad Gateway</h1>"));
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const other = new ReputationApi(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    expect(await problemOf(other.stats())).toMatchObject({ code: "INDEXER_UNREACHABLE", status: 502, retryable: true });
    await new Promise((resolve) => proxy.close(resolve));
    expect(await problemOf(other.stats())).toMatchObject({ code: "INDEXER_UNREACHABLE", status: 0 });
  });

  it("ends with the signal's reason when it is told to", async () => {
    const { api } = recorded();
    const reason = new Error("enough");
    await expect(api.nodes({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const listening = (async () => {
      for await (const { type } of api.events({ signal: stop.signal })) expect(type).toBe("block");
    })();
    await eventually("it listens", () => site.state.feed.listeners === 1);
    stop.abort(reason);
    await expect(listening).rejects.toBe(reason);
    await eventually("the stream is closed", () => site.state.feed.listeners === 0);
  });

  it("goes on behind the last event when its connection is cut, and misses none", async () => {
    const connections: AbortController[] = [];
    const api = new ReputationApi(url, {
      fetch: (input, init) => {
        const cut = new AbortController();
        connections.push(cut);
        const signals = [cut.signal, ...(init?.signal ? [init.signal] : [])];
        return fetch(input, { ...init, signal: AbortSignal.any(signals) });
      },
    });
    const got: ApiEvent[] = [];
    const stop = new AbortController();
    const listening = (async () => {
      for await (const event of api.events({ signal: stop.signal })) got.push(event);
    })();
    listening.catch(() => "ended below");
    await eventually("it listens", () => site.state.feed.listeners === 1);
    for (let number = 1; number <= 3; number++) site.put(site.key(number));
    await eventually("three events have come", () => got.length === 3);
    connections[0]?.abort();
    await eventually("the first connection is gone", () => site.state.feed.listeners === 0);
    for (let number = 4; number <= 5; number++) site.put(site.key(number));
    await eventually("the two that it missed have come", () => got.length === 5);
    expect(got.map((event) => (event.type === "block" ? event.block : event.type))).toEqual([8, 9, 10, 11, 12]);
    stop.abort();
    await expect(listening).rejects.toThrow();
  });

  it("takes a download up again at the line where it was cut", async () => {
    for (let number = 20; number < 60; number++) site.put(site.key(number));
    await site.epoch(1);
    const whole = await linesOf(new ReputationApi(url), 1);
    const asked: string[] = [];
    const api = new ReputationApi(url, {
      fetch: async (input, init) => {
        asked.push(String(input).slice(url.length));
        const response = await fetch(input, init);
        if (asked.length > 1) return response;
        const text = await response.text();
        const cut = new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2))),
          pull: (controller) => controller.error(new Error("cut")),
        });
        return new Response(cut, response);
      },
    });
    expect(whole).toHaveLength(40);
    expect(await linesOf(api, 1)).toEqual(whole);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/offset=(1\d|2\d)$/);
  });
});
