import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildApi } from "../../indexer/api/app.ts";
import { explorerFolder } from "../../indexer/api/explorer.ts";
import { channelKey } from "../../indexer/project/rows.ts";
import { type Database, openDatabase } from "../../indexer/store/database.ts";
import { type Probe, probeHash, signCommitment } from "../../protocol/probe.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { openSite, proberKey, type Site, start } from "../indexer/api/site.ts";
import { made } from "../indexer/madeChain.ts";

/** Debian's browser; where it is missing the tests are skipped, and CI counts that as a failure. */
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let database: Database;
let site: Site;
let url: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

const countries = ["NL", "DE", "US", "JP", "BR", "ZA", "SE", "FR", "CA", "AU", "IN", "SG"];

const proberOf = (secp: Secp256k1) => ({ address: secp.addressOf(proberKey), sign: secp.signer(proberKey) });

/** Sixteen exits over a few epochs, with prices and scores that move. */
async function fill(): Promise<void> {
  const publish = async (at: number, version: string) => {
    const sent = await site.app.inject({
      method: "POST",
      url: "/v1/descriptors",
      payload: site.descriptor(site.key(200 + at), {
        version,
        validUntil: site.clock.nowSeconds() + 6 * 86_400,
        pricePerGB: String(60_000 + ((at * 37_000) % 150_000) + Number(version) * 2_000),
        country: countries[at % countries.length] ?? "NL",
        capacityMbps: 50 + ((at * 130) % 900),
        endpoint: { host: `exit${at}.example`, port: 443 },
      }),
    });
    expect(sent.statusCode).toBe(202);
  };
  for (let at = 0; at < 16; at++) {
    site.put(site.key(200 + at), {
      operator: made(0xdd, at),
      bond: BigInt(100 + at * 25) * 1_000_000n,
      registeredAt: start - (at < 4 ? 3 : 60 + at) * 86_400,
      settledVolume: BigInt((at * 7_919) % 900) * 1_000_000n,
      payers: (at * 13) % 41,
      unbondingAt: at === 15 ? start + 9 * 86_400 : 0,
      ...(at === 4 ? { slashes: 2, slashedAt: start - 86_400 } : {}),
    });
  }
  // Payers of long standing who were not content with three of them.
  for (const [index, at] of [2, 5, 6, 9].entries()) {
    for (let payer = 0; payer < 3 + 6 * index; payer++) {
      const from = site.key(300 + payer);
      const { address } = from;
      site.facts.put("account", address, {
        payer: address,
        owner: address,
        available: 0n,
        fundedAt: start - 50 * 86_400,
      });
      for (const paid of [2, 5, 6, 9]) {
        const row = {
          node: site.key(200 + paid).address,
          payer: address,
          epoch: 0,
          expiresAt: 0,
          locked: 0n,
          settled: 2_000_000n,
        };
        site.facts.put("channel", channelKey(row.node, address), row);
      }
      const said = site.attestation(from, site.key(200 + at).address, { score: 0 });
      await site.app.inject({ method: "POST", url: "/v1/attestations", payload: site.json(said) });
    }
  }
  for (let epoch = 1; epoch <= 8; epoch++) {
    for (let at = 0; at < 14; at++) if ((at + epoch) % 3 === 0 || epoch === 1) await publish(at, String(epoch));
    site.put(site.key(201), {
      ...{ operator: made(0xdd, 1), bond: 125_000_000n, registeredAt: start - 3 * 86_400, payers: 13 },
      settledVolume: BigInt(epoch * epoch) * 3_000_000n,
    });
    site.clock.pass(5_400);
    site.changed();
    await site.epoch(epoch);
  }
}

beforeAll(async () => {
  database = await openDatabase("memory");
  site = await openSite(database);
  await fill();
  const app = await buildApi({
    ...{ state: site.state, epochs: site.epochs, explorer: explorerFolder() },
    health: () => site.health,
    onFault: (error) => problems.push(String(error)),
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  await database.close();
});

const open = async (options: Parameters<Browser["newContext"]>[0] = {}) => {
  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    ...options,
  });
  page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) problems.push(`asked somebody else: ${request.url()}`);
  });
};
const visit = async (path: string) => {
  await page.goto(`${url}${path}`);
  await settled();
};
/** The page of the current URL stands. */
const settled = async () => {
  await page.waitForSelector("main:not([aria-busy]) h1, main:not([aria-busy]) h2");
  await page.waitForSelector(".plot:not(:has(canvas))", { state: "detached" });
};
const rows = () => page.locator("table.exits tbody tr").count();
/** Pictures to look at, when a folder for them is named. */
const shot = async (name: string): Promise<void> => {
  const folder = process.env.TURNPIKE_SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
async function serious(): Promise<readonly string[]> {
  // Through the debugger, not as a tag: the page's own policy refuses scripts that are not its own.
  await page.evaluate(axe);
  const { violations } = (await page.evaluate("axe.run(document)")) as AxeResult;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

describe("the built explorer", () => {
  it("is at most 150 kB of script, compressed, and is sent compressed with a strict policy", async () => {
    const html = await (await fetch(url)).text();
    const scripts = [...html.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
    expect(scripts).toHaveLength(1);
    let bytes = 0;
    for (const path of scripts) {
      const answer = await fetch(`${url}${path}`, { headers: { "accept-encoding": "br" } });
      expect(answer.headers.get("content-encoding")).toBe("br");
      expect(answer.headers.get("cache-control")).toContain("immutable");
      bytes += gzipSync(await answer.text()).length;
    }
    expect(bytes).toBeLessThanOrEqual(150_000);
    const { headers } = await fetch(`${url}/node/0x${"1".repeat(40)}`);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(html).not.toMatch(/<style|style=|onload=|https?:\/\//);
  });

  it("says how to build it where it is not built, and leaves the API alone", async () => {
    const answer = await site.app.inject("/");
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining("npm run build")]);
    expect((await site.app.inject("/v1/stats")).statusCode).toBe(200);
  });
});

describe.skipIf(executablePath === undefined)("the explorer in a browser (needs Debian's chromium)", () => {
  beforeEach(() => {
    problems.length = 0;
  });
  afterEach(async () => {
    await context.close();
    expect(problems).toEqual([]);
  });

  it("lists exits, and keeps its filters in the URL, over reload and back", async () => {
    await open();
    await visit("/");
    expect(await rows()).toBe(16);
    await page.selectOption("select[name=country]", "NL");
    await page.waitForURL(/\?country=NL$/);
    await settled();
    expect(await rows()).toBe(2);
    await page.fill("input[name=maxPrice]", "0.10");
    await page.press("input[name=maxPrice]", "Enter");
    await page.waitForURL(/maxPrice=100000/);
    await settled();
    const cheap = await rows();
    expect(cheap).toBeLessThan(2);
    await page.reload();
    await settled();
    expect(await rows()).toBe(cheap);
    expect(await page.inputValue("input[name=maxPrice]")).toBe("0.1");
    await page.goBack();
    await settled();
    expect(await rows()).toBe(2);
    await page.click("text=Clear");
    await page.waitForURL((now) => now.search === "");
    await settled();
    expect(await rows()).toBe(16);
  });

  it("filters by a click on a country of the map, and names those that are too small for it", async () => {
    await open();
    await visit("/");
    await page.click(".mark[aria-label^='Japan']");
    await page.waitForURL(/country=JP/);
    await settled();
    expect(await rows()).toBe(1);
    expect(await page.textContent(".map figcaption")).toContain("Singapore (1)");
  });

  it("goes to an exit by keyboard alone, and shows every signal with its reason, and the signed root with the command", async () => {
    await open();
    await visit("/");
    await page.focus("table.exits tbody tr:first-child a");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/node\/0x[0-9a-f]{40}$/);
    await settled();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
    const text = (await page.textContent("main")) ?? "";
    for (const part of [
      "Score over time",
      "Price over time",
      "no probes yet",
      "no eligible payer has attested",
      "age only gates",
    ])
      expect(text).toContain(part);
    const { epochs } = (await (await fetch(`${url}/v1/epochs?limit=1`)).json()) as { epochs: { root: string }[] };
    expect(text).toContain(epochs[0]?.root);
    expect(text).toContain(`turnpike reputation verify --indexer ${url}`);
  });

  it("is walked through by Tab: map, filters, list and more of it, and the focus stays where something was chosen", async () => {
    await open();
    // Pages of six, so that there is more to show.
    await page.route(/\/v1\/nodes\?/, (route) =>
      route.continue({ url: route.request().url().replace("limit=50", "limit=6") }),
    );
    await visit("/");
    const focused = () =>
      page.evaluate<string>(
        `(({ activeElement: at }) => at.getAttribute("name") ?? at.getAttribute("aria-label") ?? at.textContent.trim())(document)`,
      );
    const press = async (key: string) => {
      await page.keyboard.press(key);
      return focused();
    };
    const tabTo = async (wanted: RegExp) => {
      const passed: string[] = [];
      while (!wanted.test(passed.at(-1) ?? "")) {
        if (passed.length > 60) throw new Error(`Tab never comes to ${wanted}: ${passed.join(", ")}`);
        passed.push(await press("Tab"));
      }
      return passed;
    };
    await tabTo(/^Japan/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/country=JP/);
    await settled();
    expect([await rows(), await focused()]).toEqual([1, expect.stringMatching(/^Japan/)]);
    await page.keyboard.press("Enter");
    await page.waitForURL((now) => now.search === "");
    await settled();
    expect([await rows(), await focused()]).toEqual([6, expect.stringMatching(/^Japan/)]);

    await tabTo(/^country$/);
    await page.keyboard.press("N");
    await page.waitForURL(/country=NL/);
    await settled();
    expect([await rows(), await focused()]).toEqual([2, "country"]);
    await page.keyboard.press("Home");
    await page.waitForURL((now) => now.search === "");
    await settled();
    const controls = ["maxPrice", "minScore", "transport", "active", "sort", "Clear"];
    for (const name of controls) expect(await press("Tab")).toBe(name);

    const links = await page.locator("table.exits tbody a").allTextContents();
    expect(await tabTo(/^Show more$/)).toEqual([...links, "Show more"]);
    for (const shown of [12, 16]) {
      const before = await rows();
      await page.keyboard.press("Enter");
      // Asked from outside: the page's own policy lets nothing in it be evaluated.
      await expect.poll(rows, { timeout: 20_000 }).toBe(shown);
      // What is new comes next, also where the button is gone.
      expect(await focused()).toBe(await page.locator("table.exits tbody a").nth(before).textContent());
      if (shown < 16) await tabTo(/^Show more$/);
    }
    expect(await page.locator("button.more").isVisible()).toBe(false);
  });

  it("shows what probes found of an exit with what to mend, and its claimed country apart from the one that was seen", async () => {
    const { sign, address } = proberOf(await loadSecp256k1());
    const at = site.clock.nowSeconds();
    const probe: Probe = {
      ...{ node: site.key(203).address, at, connected: true, problem: "", claimed: "JP", country: "DE" },
      ...{ names: true, page: false, goodputKbps: 900, expectedKbps: 1_000, latencyMilliseconds: 31 },
      ...{ demanded: "10", due: "10", salt: `0x${"5a".repeat(32)}` },
    };
    const terms = { hash: probeHash(probe), at, publishAt: at + 1 };
    const commitment = signCommitment(site.state.network.chainId, terms, address, sign);
    const post = (path: string, payload: object) => site.app.inject({ method: "POST", url: path, payload });
    expect((await post("/v1/probes/commitments", commitment)).statusCode).toBe(202);
    site.clock.pass(2);
    expect((await post("/v1/probes", probe)).statusCode).toBe(202);
    await open();
    await visit(`/node/${site.key(203).address}`);
    const text = (await page.textContent("main")) ?? "";
    for (const part of [
      "What probes found",
      "a page came changed",
      "31 ms",
      "Country, as claimed",
      "Country, as probed",
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/Country, as claimedJapan.*Country, as probedGermany/s);
  });

  it("shows how often an exit was slashed, and until when that counts", async () => {
    await open();
    await visit(`/node/${site.key(204).address}`);
    const line = await page.textContent("tr:has(:text-is('Slashes'))");
    expect(line).toMatch(/Slashes\s*2/);
    expect(line).toContain("was slashed; its weight is 0 until");
  });

  it("shows what happens without being asked again: a new epoch and its root", async () => {
    await open();
    await visit("/verify");
    const before = await page.locator("tbody tr").count();
    site.changed();
    await site.epoch(9);
    await page.locator("tbody tr").nth(before).waitFor();
    expect(await page.textContent("#live")).toMatch(/live|block/);
  });

  it("says what the indexer says of an exit that does not exist", async () => {
    await open();
    await page.goto(`${url}/node/0x${"1".repeat(40)}`);
    await page.waitForSelector("[role=alert]");
    expect(await page.textContent("[role=alert]")).toContain("is not registered");
    // The refusal itself is written to the console by the browser.
    expect(problems.every((text) => text.includes("404"))).toBe(true);
    problems.length = 0;
  });

  const key = (): string => site.key(201).address;
  it.each([
    ["exits", (): string => "/"],
    ["node", (): string => `/node/${key()}`],
    ["network", (): string => "/network"],
    ["verify", (): string => "/verify"],
  ] as const)(
    "%s: no serious finding of axe, in light and dark, and nothing wider than a phone",
    async (name, path) => {
      for (const colorScheme of ["light", "dark"] as const) {
        await open({ colorScheme });
        await visit(path());
        expect({ name, colorScheme, found: await serious() }).toEqual({ name, colorScheme, found: [] });
        await shot(`${name}-${colorScheme}`);
        await context.close();
      }
      const phone = { viewport: { width: 375, height: 800 }, isMobile: true, hasTouch: true };
      await open(phone);
      await visit(path());
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect({ name, width }).toEqual({ name, width: 375 });
      expect(await serious()).toEqual([]);
      await shot(`${name}-phone`);
    },
    180_000,
  );
});

it("lies beside the indexer in a checkout", () => {
  expect(explorerFolder()).toBe(fileURLToPath(new URL("../../web/dist", import.meta.url)));
});
