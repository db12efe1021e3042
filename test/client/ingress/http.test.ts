import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestClient } from "../../support/client.ts";
import { openConnected } from "../../support/connected.ts";
import { type Market, openMarket, type TestNode } from "../../support/market.ts";
import { type Origin, sha256 } from "../../support/origin.ts";
import { have, run } from "../../support/run.ts";

/** Both addresses of localhost, or the exit refuses the name. */
const bothLoopbacks = ["127.0.0.0/8", "::1/128"];

describe("the local HTTP proxy", () => {
  let market: Market;
  let node: TestNode;
  let origin: Origin;
  let client: TestClient;

  beforeAll(async () => {
    market = await openMarket();
    ({ node, origin, client } = await openConnected(market, 500_000, { labAllow: bothLoopbacks }));
  });
  afterAll(() => market.close());

  const curl = (...args: string[]) =>
    run("curl", [
      ...["--silent", "--show-error", "--max-time", "30", "--noproxy", ""],
      ...["--proxy", `http://127.0.0.1:${client.httpPort}`, ...args],
    ]);

  it("carries https:// by CONNECT and http:// by absolute-form requests, bytes unchanged", async () => {
    const secure = await curl("--insecure", `https://localhost:${origin.httpsPort}/file`);
    expect(secure.stderr).toBe("");
    expect(sha256(secure.stdout)).toBe(origin.sha256);
    const plain = await curl(`http://localhost:${origin.httpPort}/file`);
    expect(plain.stderr).toBe("");
    expect(sha256(plain.stdout)).toBe(origin.sha256);
  });

  it("carries an upload", async () => {
    const sent = randomBytes(400_000);
    const file = join(market.dir, "upload");
    writeFileSync(file, sent);
    const answer = await curl("--data-binary", `@${file}`, `http://localhost:${origin.httpPort}/hash`);
    expect(answer.stdout.toString()).toBe(sha256(sent));
  });

  it("pays for what it carried", async () => {
    const before = node.running.sessions.bytesServed;
    await curl(`http://localhost:${origin.httpPort}/file`);
    expect(node.running.sessions.bytesServed - before).toBeGreaterThan(500_000);
    expect(client.connection.totals.bytes).toBe(node.running.sessions.bytesServed);
  });

  it("says in a header what the exit refused", async () => {
    const refused = await curl("--include", "http://10.0.0.1/");
    expect(refused.stdout.toString()).toMatch(/^HTTP\/1\.1 403/);
    expect(refused.stdout.toString()).toContain("turnpike-error: DESTINATION_REFUSED");
  });

  it("is no web server: a request for itself is told so", async () => {
    const direct = await run("curl", ["--silent", "--include", `http://127.0.0.1:${client.httpPort}/`]);
    expect(direct.stdout.toString()).toMatch(/^HTTP\/1\.1 400/);
    expect(direct.stdout.toString()).toContain("This is a proxy");
  });

  it.skipIf(!have("chromium"))("serves a browser (Chromium), which resolves no name itself", async () => {
    const page = await run("chromium", [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ...[`--user-data-dir=${join(market.dir, "browser")}`, `--proxy-server=http://127.0.0.1:${client.httpPort}`],
      // Browsers go around a proxy for loopback unless they are told not to.
      ...["--proxy-bypass-list=<-loopback>", "--dump-dom", `http://localhost:${origin.httpPort}/page`],
    ]);
    expect(page.stdout.toString()).toContain("reached through the exit");
    expect(origin.requests.some(({ headers }) => /Chrom/.test(headers["user-agent"] ?? ""))).toBe(true);
  });
});
