import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { problemOf } from "../../../indexer/api/problem.ts";
import { IndexerError } from "../../../indexer/errors.ts";
import { asking, type Site, useSite } from "./site.ts";

let site: Site;
useSite((opened) => {
  site = opened;
}, "once");
const { get } = asking(() => site);
const source = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
interface Explained {
  readonly type: string;
  readonly code: string;
  readonly means: string;
  readonly remedy: string;
}
const all = async () => (await get("/v1/problems")).json<{ problems: Explained[] }>().problems;

describe("the types of problem documents", () => {
  it("lead to what the code means and what to do", async () => {
    const refused = (await get("/v1/nodes?colour=red")).json<{ type: string; code: string; status: number }>();
    const { statusCode, headers, body } = await get(refused.type);
    expect([statusCode, headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    expect(JSON.parse(body)).toEqual({
      ...{ type: refused.type, code: refused.code, status: 400, title: "Bad Request", retryable: false },
      ...{ means: "a filter or value that the API does not have", remedy: "`/openapi.json` lists those there are" },
    });
  });

  it("say what docs/errors.md says", async () => {
    const listed = source("docs/errors.md").matchAll(/^\| `([A-Z_]+)` \| \d \| (.+) \| (.+) \|$/gm);
    const plain = (text = "") => text.replaceAll(/\[[^\]]*\]\(([^)]*)\)/g, "docs/$1");
    const words = new Map([...listed].map(([, code, means, remedy]) => [code, [plain(means), plain(remedy)]]));
    for (const { code, means, remedy } of await all()) expect([code, [means, remedy]]).toEqual([code, words.get(code)]);
  });

  it("are there for every refusal that the API's sources name", async () => {
    const known = new Set((await all()).map(({ code }) => code));
    const api = readdirSync(new URL("../../../indexer/api", import.meta.url)).map((name) => `indexer/api/${name}`);
    // What server.ts says is told to whoever starts it.
    const asked = api.filter((path) => !path.endsWith("/server.ts"));
    const files = [...asked, "indexer/state.ts", "indexer/probeBook.ts", "indexer/epochs/epochs.ts"];
    const checks = ["descriptor", "attestation", "probe", "signature", "units", "ids"].map(
      (name) => `protocol/${name}.ts`,
    );
    const named = [...files, ...checks].flatMap((file) =>
      [...source(file).matchAll(/(?:IndexerError|ProtocolError|refuse)\(\s*"([A-Z_]+)"/g)].map(([, code = ""]) => code),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
    for (const code of known) expect((await get(`/v1/problems/${code}`)).statusCode).toBe(200);
    // A fault of ours, of which nothing is told, has one as well.
    expect(problemOf(undefined).type).toBe("/v1/problems/FAULT");
  });

  it("are none where the API does not know the code, and say so", async () => {
    expect(problemOf(new IndexerError("PORT_BUSY", "")).type).toBe("about:blank");
    for (const code of ["PORT_BUSY", "constructor", "nonsense"])
      expect((await get(`/v1/problems/${code}`)).json()).toMatchObject({
        code: expect.stringMatching(/^(NOT_FOUND|QUERY_INVALID)$/) as unknown,
      });
  });
});
