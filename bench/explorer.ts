/**
 * The explorer over loopback in headless Chromium, a fresh profile each time, 10,000 nodes: when its first content is painted, and its script compressed. The
 * peers are the limits. Needs Debian's chromium.
 */
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { explorerFolder } from "../indexer/api/explorer.ts";
import { systemClock } from "../runtime/clock.ts";
import { openMadeApi } from "./madeApi.ts";
import { madeNodes } from "./madeNodes.ts";
import { type BenchOptions, median, type Row, row } from "./row.ts";

const nodes = 10_000;
const limits = { paintMilliseconds: 1_000, scriptKilobytes: 150 };

export async function run({ rounds, seed, say }: BenchOptions): Promise<Row[]> {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  const folder = explorerFolder();
  if (executablePath === undefined) throw new Error("this bench needs a browser; apt-get install chromium");
  if (folder === undefined) throw new Error("the explorer is not built; run: npm run build");
  const { app, state, close } = await openMadeApi(madeNodes(seed, nodes), systemClock, folder);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  state.snapshot();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const paints: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForSelector("table.exits tbody tr");
      const painted = await page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime)[0]",
      );
      await context.close();
      // The first round only lets the browser and the server see everything.
      if (round === 0) continue;
      paints.push(Number(painted));
      say(`round ${round}: first content after ${Number(painted).toFixed(0)} ms`);
    }
    const html = await (await fetch(url)).text();
    const scripts = [...html.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
    let bytes = 0;
    for (const path of scripts) bytes += gzipSync(await (await fetch(url + path)).text()).length;
    const limit = { atMost: 1 };
    return [
      row("explorer, first content painted, ms, against the limit", median(paints), limits.paintMilliseconds, limit),
      row("explorer, script compressed, kB, against the limit", bytes / 1_000, limits.scriptKilobytes, limit),
    ];
  } finally {
    await browser.close();
    await close();
  }
}
