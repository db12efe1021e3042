import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";
import selfsigned from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClient, type TestClient } from "../support/client.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";
import { have } from "../support/run.ts";

const files: Readonly<Record<string, readonly [string, string]>> = {
  "/": [
    "text/html",
    `<!doctype html><html lang="en"><title>A page behind an exit</title><link rel="stylesheet" href="style.css">
<h1>Reached through the exit</h1><p><img src="picture.svg" alt="a green square" width="160" height="160"></p><p id="said">waiting</p><script type="module" src="script.js"></script></html>`,
  ],
  "/style.css": ["text/css", "h1 { color: rgb(0, 100, 0); font: 32px sans-serif } body { margin: 40px }"],
  "/picture.svg": [
    "image/svg+xml",
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160"><rect width="160" height="160" fill="green"/></svg>',
  ],
  "/script.js": [
    "text/javascript",
    'const answer = await fetch("data.json"); document.querySelector("#said").textContent = (await answer.json()).words;',
  ],
  "/data.json": ["application/json", '{"words":"fetched by a script"}'],
};

describe.skipIf(!have("chromium"))("a browser (Chromium) behind the local proxies", () => {
  let market: Market;
  let client: TestClient;
  const asked: string[] = [];
  const origins: string[] = [];

  beforeAll(async () => {
    market = await openMarket();
    const indexer = await openIndexer(market);
    const node = await market.node({ price: "0.10", indexers: [indexer.url] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    client = await openClient(market, { key: (await market.payer(10_000_000n)).key, indexers: [indexer.url] });
    await client.connection.open();
    const handle: Parameters<typeof createServer>[1] = (request, response) => {
      const file = files[request.url ?? ""];
      asked.push(`${request.headers.host} ${request.url}`);
      if (file === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": file[0] }).end(file[1]);
    };
    const tls = await selfsigned.generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
    for (const [scheme, server] of [
      ["http", createServer(handle)],
      ["https", createSecureServer({ key: tls.private, cert: tls.cert }, handle)],
    ] as const) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      origins.push(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
      market.onClose(() => {
        server.closeAllConnections();
        server.close();
      });
    }
  });
  afterAll(() => market.close());

  it.each(["http", "socks5"] as const)(
    "loads pages with style, picture, script and what the script fetches, over http and https, and pays for all of it (by %s)",
    {
      timeout: 120_000,
    },
    async (scheme) => {
      const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        proxy: {
          server: `${scheme}://127.0.0.1:${scheme === "http" ? client.httpPort : client.socksPort}`,
          bypass: "<-loopback>",
        },
        // Whatever the browser would look up itself fails: the page comes through the proxy or not at all.
        args: ["--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
      });
      try {
        const page = await browser.newPage({ ignoreHTTPSErrors: true });
        for (const origin of origins) {
          const before = client.connection.totals.bytes;
          asked.length = 0;
          const failed: string[] = [];
          page.on("requestfailed", (request) => failed.push(request.url()));
          await page.goto(`${origin}/`);
          await page.getByText("fetched by a script").waitFor();
          expect(await page.title()).toBe("A page behind an exit");
          const colour = "getComputedStyle(document.querySelector('h1')).color";
          expect(await page.evaluate(colour)).toBe("rgb(0, 100, 0)");
          expect(await page.evaluate("document.querySelector('img').naturalWidth")).toBe(160);
          const { host } = new URL(origin);
          for (const path of Object.keys(files)) expect(asked).toContain(`${host} ${path}`);
          expect(failed).toEqual([]);
          expect(client.connection.totals.bytes - before).toBeGreaterThan(1_000);
        }
        const picture = await page.screenshot({ path: join(market.dir, "page.png") });
        expect(picture.subarray(1, 4).toString()).toBe("PNG");
      } finally {
        await browser.close();
      }
    },
  );
});
