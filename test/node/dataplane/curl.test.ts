import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../node/config.ts";
import { type Market, openMarket, type TestNode } from "../../support/market.ts";
import { type Origin, openOrigin, sha256 } from "../../support/origin.ts";
import { openRawSession, type RawSession } from "../../support/rawSession.ts";
import { have, run } from "../../support/run.ts";

describe("curl through an exit", () => {
  let market: Market;
  let node: TestNode;
  let origin: Origin;
  let session: RawSession;

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node({ price: "0" });
    origin = await openOrigin(300_000);
    session = await openRawSession(market, node, (await market.payer(0n)).key);
    market.onClose(() => origin.close());
    market.onClose(() => session.end());
  });
  afterAll(() => market.close());

  const curl = (host: string, token: string, ...args: string[]) =>
    run("curl", [
      ...["--silent", "--show-error", "--max-time", "30", "--noproxy", ""],
      ...["--proxy", `https://${session.opened.session}:${token}@${host}:${node.running.plane.port}`, ...args],
    ]);
  const url = (scheme: "http" | "https") =>
    `${scheme}://127.0.0.1:${scheme === "http" ? origin.httpPort : origin.httpsPort}/file`;

  it("trusts the node's certificate where it is told to, and fetches https:// and http://", async () => {
    const trust = ["--proxy-cacert", nodeFiles(node.dir).certificate, "--insecure"];
    for (const scheme of ["https", "http"] as const) {
      const got = await curl("localhost", session.opened.token, ...trust, url(scheme));
      expect(got.stderr).toBe("");
      expect(sha256(got.stdout)).toBe(origin.sha256);
    }
  });

  it("with a token that is wrong by one letter gets a site's refusal, and no request leaves the exit", async () => {
    const before = origin.requests.length;
    const { token } = session.opened;
    const wrong = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    const secure = await curl("127.0.0.1", wrong, "--proxy-insecure", "--insecure", url("https"));
    expect(secure.code).not.toBe(0);
    expect(secure.stderr).toContain("405");
    const plain = await curl("127.0.0.1", wrong, "--proxy-insecure", "--include", url("http"));
    expect(plain.stdout.toString()).toMatch(/^HTTP\/1\.1 404 Not Found/);
    expect(origin.requests.length).toBe(before);
  });

  it.skipIf(!have("strace"))("finds TCP_NODELAY on every connection, of clients and to origins", async () => {
    const trace = join(market.dir, "trace");
    const strace = spawn(
      "strace",
      ["-f", "-p", String(process.pid), "-o", trace, "-e", "trace=accept4,connect,setsockopt"],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    await once(strace.stderr, "data");
    await curl("127.0.0.1", session.opened.token, "--proxy-insecure", "--insecure", url("https"));
    await curl("127.0.0.1", session.opened.token, "--proxy-insecure", url("http"));
    const ended = once(strace, "close");
    strace.kill("SIGINT");
    await ended;
    const lines = readFileSync(trace, "utf8").split("\n");
    // Numbers are used again: each opening wants its own option before the next opening of that number.
    const open = new Map<string, boolean>();
    const without: string[] = [];
    let opened = 0;
    for (const line of lines) {
      const accepted = /accept4\(.*= (\d+)$/.exec(line)?.[1];
      const dialled = /connect\((\d+), \{sa_family=AF_INET6?, sin6?_port=htons\((?!53\))/.exec(line)?.[1];
      const number = accepted ?? dialled;
      if (number !== undefined) {
        if (open.get(number) === false && dialled === undefined) without.push(line);
        if (!(dialled !== undefined && open.get(number) === true)) open.set(number, false);
        opened += 1;
      }
      const set = /setsockopt\((\d+), SOL_TCP, TCP_NODELAY, \[1\]/.exec(line)?.[1];
      if (set !== undefined) open.set(set, true);
    }
    // Two of curl's, two to the origin, and the origin's own two.
    expect(opened).toBeGreaterThanOrEqual(6);
    expect(without).toEqual([]);
    expect([...open].filter(([, nodelay]) => !nodelay)).toEqual([]);
  });
});
