import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../../indexer/store/database.ts";
import { leafOf, merkleRoot } from "../../../protocol/epoch.ts";
import type { Hash } from "../../../protocol/ids.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { made } from "../madeChain.ts";
import { openSite, reopenSite, type Site, start } from "./site.ts";

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
const publish = async (number: number, body: object = {}) => {
  const sent = await site.app.inject({
    method: "POST",
    url: "/v1/descriptors",
    payload: site.descriptor(site.key(number), body),
  });
  expect(sent.statusCode).toBe(202);
  site.clock.pass(1);
};
const hashOf = (digit: string) => `0x${digit.repeat(64)}` as Hash;
interface Listed {
  readonly epochs: readonly {
    readonly epoch: number;
    readonly root: string;
    readonly lines: number;
    readonly inputs: boolean;
  }[];
}
const listed = async (query = "") => (await get(`/v1/epochs${query}`)).json<Listed>().epochs;

describe("GET /v1/epochs", () => {
  it("lists what is signed, newest first, page by page, and each as it was over a restart", async () => {
    site.put(site.key(1));
    for (const number of [1, 2, 3, 5]) await site.epoch(number);
    expect((await listed()).map(({ epoch }) => epoch)).toEqual([5, 3, 2, 1]);
    expect((await listed("?limit=2")).map(({ epoch }) => epoch)).toEqual([5, 3]);
    expect((await listed("?before=3")).map(({ epoch }) => epoch)).toEqual([2, 1]);
    const before = (await get("/v1/epochs")).json<object>();
    site = await reopenSite(database, site.facts, await loadSecp256k1());
    expect((await get("/v1/epochs")).json<object>()).toEqual(before);
    expect((await get("/v1/epochs/3")).json()).toMatchObject({ epoch: 3, block: 30, chainId: 31_337, lines: 1 });
  });

  it("refuses an epoch that is not there, saying why it may be so", async () => {
    expect((await get("/v1/epochs/4")).json()).toMatchObject({
      ...{ code: "EPOCH_UNKNOWN", status: 404, detail: expect.stringMatching(/not final yet/) as unknown },
    });
  });

  it("does not sign an epoch whose block was replaced", async () => {
    site.put(site.key(1));
    await site.epochs.take({ number: 20, hash: hashOf("1"), parent: hashOf("2"), time: start });
    await site.epoch(3);
    expect((await listed()).map(({ epoch }) => epoch)).toEqual([3]);
  });

  it("gives lines with the root that was signed, compressed for who takes that", async () => {
    for (let number = 101; number <= 120; number++) site.put(site.key(number));
    await site.epoch(1);
    const [epoch] = await listed();
    const plain = await get("/v1/epochs/1/inputs");
    const lines = plain.body.trimEnd().split("\n");
    expect(lines).toHaveLength(20);
    expect(merkleRoot(lines.map(leafOf))).toBe(epoch?.root);
    const packed = await get("/v1/epochs/1/inputs", { "accept-encoding": "gzip, br" });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
  });
});

describe("a node's history", () => {
  it("has a point where something changed, and none where nothing did", async () => {
    const key = site.key(1);
    site.put(key);
    await publish(1, { pricePerGB: "90000" });
    await site.epoch(1);
    await site.epoch(2);
    await publish(1, { version: "2", pricePerGB: "80000" });
    await site.epoch(3);
    site.clock.pass(2 * 86_400);
    site.changed();
    await site.epoch(4);
    const history = (await get(`/v1/nodes/${key.address}/history`)).json<{
      points: readonly { epoch: number; price: string | null; offering: boolean }[];
    }>();
    expect(history).toMatchObject({ node: key.address, epochs: 4, offered: 3 });
    expect(history.points.map(({ epoch, price, offering }) => [epoch, price, offering])).toEqual([
      [1, "90000", true],
      [3, "80000", true],
      [4, null, false],
    ]);
  });

  it("counts the epochs with an offer alike, however few points are asked for", async () => {
    const key = site.key(1);
    await site.epoch(1);
    site.put(key);
    await site.epoch(2);
    for (const [epoch, price] of [...Array(5).keys()].entries()) {
      await publish(1, { version: String(epoch + 1), pricePerGB: String(90_000 + price) });
      await site.epoch(epoch + 3);
    }
    for (const limit of [1, 2, 5, 200, 1_000]) {
      const history = (await get(`/v1/nodes/${key.address}/history?limit=${limit}`)).json<{ points: object[] }>();
      expect(history).toMatchObject({ epochs: 6, offered: 5 });
      expect(history.points).toHaveLength(Math.min(limit, 6));
    }
  });

  it("is refused for a node that nobody registered", async () => {
    expect((await get(`/v1/nodes/${made(1, 1)}/history`)).json()).toMatchObject({ code: "NODE_UNKNOWN", status: 404 });
  });
});

describe("GET /v1/select", () => {
  interface Suggested {
    readonly fitting: number;
    readonly suggestions: readonly { readonly share: number; readonly node: { readonly node: string } }[];
  }
  it("suggests nodes that fit, each once, by their shares, and other ones the next time", async () => {
    for (let number = 101; number <= 140; number++) {
      site.put(site.key(number), { operator: made(0xdd, number), registeredAt: start - 40 * 86_400 });
      await publish(number, {
        endpoint: { host: `10.${number}.0.1`, port: 443 },
        country: number <= 130 ? "NL" : "DE",
      });
    }
    const seen = new Map<string, number>();
    for (let round = 0; round < 60; round++) {
      const { fitting, suggestions } = (await get("/v1/select?country=NL&count=5")).json<Suggested>();
      expect(fitting).toBe(30);
      expect(new Set(suggestions.map(({ node }) => node.node)).size).toBe(5);
      for (const { node, share } of suggestions) {
        seen.set(node.node, (seen.get(node.node) ?? 0) + 1);
        expect(share).toBeCloseTo(1_000_000 / 30, -2);
      }
    }
    // 300 places among 30 equal nodes: never one herd, and nobody is left out.
    expect(seen.size).toBe(30);
    expect(Math.max(...seen.values())).toBeLessThan(30);
  });

  it("has nothing to suggest where nobody fits, and refuses filters it does not have", async () => {
    expect((await get("/v1/select?country=FR")).json()).toMatchObject({ fitting: 0, suggestions: [] });
    expect((await get("/v1/select?cursor=x")).statusCode).toBe(400);
    expect((await get("/v1/select?count=101")).statusCode).toBe(400);
  });
});

describe("compressed answers", () => {
  it("are made once per snapshot, have a tag of their own, and say 304 to it", async () => {
    for (let number = 1; number <= 20; number++) site.put(site.key(number));
    const plain = await get("/v1/nodes");
    for (const [accepted, encoding, opened] of [
      ["br, gzip", "br", brotliDecompressSync],
      ["gzip;q=0.5", "gzip", gunzipSync],
      ["br;q=0, gzip", "gzip", gunzipSync],
    ] as const) {
      const answer = await get("/v1/nodes", { "accept-encoding": accepted });
      expect(answer.headers).toMatchObject({ "content-encoding": encoding, vary: "accept-encoding" });
      expect(opened(answer.rawPayload).toString()).toBe(plain.body);
      expect(answer.headers.etag).not.toBe(plain.headers.etag);
      const tag = String(answer.headers.etag);
      expect((await get("/v1/nodes", { "accept-encoding": accepted, "if-none-match": tag })).statusCode).toBe(304);
    }
    expect((await get("/v1/nodes", { "accept-encoding": "br;q=0" })).headers["content-encoding"]).toBeUndefined();
    expect((await get("/v1/stats", { "accept-encoding": "br" })).headers["content-encoding"]).toBeUndefined();
  });
});

describe("GET /v1/events", () => {
  const streams: AbortController[] = [];
  const listening = async (headers: Record<string, string> = {}) => {
    const stop = new AbortController();
    streams.push(stop);
    const response = await fetch(`${url}/v1/events`, { headers, signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (wanted: string): Promise<string> => {
      while (!text.includes(wanted)) {
        const next = await reader?.read();
        if (next === undefined || next.done) throw new Error(`the stream ended without ${wanted}: ${text}`);
        text += next.value;
      }
      return text;
    };
    return { response, until, stop };
  };
  let url: string;
  beforeEach(async () => {
    url = await site.app.listen({ host: "127.0.0.1", port: 0 });
  });
  const idBefore = (text: string, event: string): string =>
    [...text.matchAll(/id: (\S+)\nevent: (\S+)/g)].find(([, , name]) => name === event)?.[1] ?? "";

  it("tells of blocks, descriptors and epochs, and goes on from the last one that was seen", async () => {
    const first = await listening();
    expect(first.response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(first.response.headers.get("access-control-allow-origin")).toBe("*");
    await first.until("retry");
    site.put(site.key(1));
    const block = idBefore(await first.until("event: block"), "block");
    first.stop.abort();
    await publish(1);
    await site.epoch(1);
    const second = await listening({ "last-event-id": block });
    const text = await second.until("event: epoch");
    expect(text).toContain(`"node":"${site.key(1).address}","version":"1"`);
    expect(text).not.toContain("event: block");
    expect(text).not.toContain("reset");
    for (const stream of streams) stream.abort();
    await site.app.close();
  });

  it("says that all is to be looked at anew when the last one seen is of another run", async () => {
    const stream = await listening({ "last-event-id": "0123456789ab-3" });
    await stream.until("event: reset");
    for (const open of streams) open.abort();
    await site.app.close();
  });

  it("lets one client hold eight streams, not nine, and ends them when the indexer stops", async () => {
    const open = await Promise.all(Array.from({ length: 8 }, () => listening()));
    for (const stream of open) await stream.until("retry");
    const ninth = await fetch(`${url}/v1/events`);
    expect([ninth.status, ((await ninth.json()) as { code: string }).code]).toEqual([429, "TOO_MANY_STREAMS"]);
    await site.app.close();
    await expect(open[0]?.until("never")).rejects.toThrow();
  });
});
