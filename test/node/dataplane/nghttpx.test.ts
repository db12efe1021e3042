import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../node/config.ts";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";
import { type Origin, openOrigin, sha256 } from "../../support/origin.ts";
import { openRawSession, type RawSession } from "../../support/rawSession.ts";
import { have, run } from "../../support/run.ts";

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
};

/** curl of today's distributions speaks HTTP/1.1 to a proxy; nghttp2's own proxy turns what it says into streams of one HTTP/2 connection. */
describe.skipIf(!have("nghttpx"))("an HTTP/2 client of an exit that nobody here wrote (nghttpx)", () => {
  let market: Market;
  let node: TestNode;
  let origin: Origin;
  let session: RawSession;
  let port: number;

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node({ price: "0" });
    origin = await openOrigin(300_000);
    session = await openRawSession(market, node, (await market.payer(0n)).key);
    market.onClose(() => origin.close());
    market.onClose(() => session.end());
    port = await freePort();
    const nghttpx = spawn(
      "nghttpx",
      [
        ...["--conf", "/dev/null", "--workers", "1", "--http2-proxy", "--frontend", `127.0.0.1,${port};no-tls`],
        ...["--backend", `127.0.0.1,${node.running.plane.port};;tls;proto=h2;sni=localhost`],
        ...[
          "--cacert",
          nodeFiles(node.dir).certificate,
          "--errorlog-file",
          join(market.dir, "nghttpx.log"),
          "--log-level",
          "ERROR",
        ],
      ],
      { stdio: "ignore" },
    );
    market.onClose(async () => {
      const ended = once(nghttpx, "close");
      nghttpx.kill("SIGKILL");
      await ended;
    });
    await eventually("nghttpx answers", async () => (await curl("--head", `http://127.0.0.1:${port}/`)).code === 0);
  });
  afterAll(() => market.close());

  const curl = (...args: string[]) =>
    run("curl", ["--silent", "--show-error", "--max-time", "30", "--noproxy", "", ...args]);
  const credentials = () => `${session.opened.session}:${session.opened.token}`;

  const through = (url: string) => curl("--insecure", "--proxy", `http://${credentials()}@127.0.0.1:${port}`, url);
  const secure = () => `https://127.0.0.1:${origin.httpsPort}/file`;

  it("fetches https:// by CONNECT and http:// by absolute requests", async () => {
    for (const url of [secure(), `http://127.0.0.1:${origin.httpPort}/file`]) {
      const got = await through(url);
      expect(got.stderr).toBe("");
      expect(sha256(got.stdout)).toBe(origin.sha256);
    }
  });

  it("sends a body whose length is not known before, and no second request hidden in it", async () => {
    const file = join(market.dir, "body");
    const body = Buffer.from(`GET /hidden HTTP/1.1\r\nhost: hidden\r\n\r\n${"x".repeat(50_000)}`);
    writeFileSync(file, body);
    const before = origin.requests.length;
    const chunked = ["--header", "transfer-encoding: chunked", "--data-binary", `@${file}`];
    const got = await curl(
      "--proxy",
      `http://${credentials()}@127.0.0.1:${port}`,
      ...chunked,
      `http://127.0.0.1:${origin.httpPort}/hash`,
    );
    expect(got.stdout.toString()).toBe(sha256(body));
    expect(origin.requests.length).toBe(before + 1);
  });

  it("carries many streams at once, each whole", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => through(secure())));
    expect(all.map((got) => sha256(got.stdout))).toEqual(all.map(() => origin.sha256));
  });

  it("gets a site's refusal without a session's credentials, and no request leaves the exit", async () => {
    const before = origin.requests.length;
    const got = await curl("--insecure", "--proxy", `http://127.0.0.1:${port}`, secure());
    expect(got.code).not.toBe(0);
    expect(origin.requests.length).toBe(before);
  });
});
