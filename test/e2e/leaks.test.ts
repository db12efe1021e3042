import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningIndexer } from "../../indexer/runIndexer.ts";
import type { Address } from "../../protocol/ids.ts";
import { turnpike } from "../support/cli.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { type Origin, openOrigin, sha256 } from "../support/origin.ts";
import { run } from "../support/run.ts";
import { canTrace, openTracedClient, peersOf } from "../support/tracedClient.ts";

const network = ["-e", "trace=connect,sendto,sendmsg,sendmmsg,openat"];

/**
 * Signs that something here looks a name up: packets to a name server, the name service's socket, the table of hosts. That resolv.conf is read is none: the
 * resolver library of Node does so when it is loaded, asked or not.
 */
const lookups = (trace: readonly string[]): readonly string[] =>
  trace.filter((call) =>
    /htons\((53|5353|853)\)|nscd|systemd\/resolve|resolve1|"\/etc\/(hosts|host\.conf|gai\.conf)"/.test(call),
  );
describe.skipIf(!canTrace)("a connected client (watched with strace)", () => {
  let market: Market;
  let indexer: RunningIndexer;
  let node: TestNode;
  let origin: Origin;
  let client: string;

  beforeAll(async () => {
    market = await openMarket();
    indexer = await openIndexer(market);
    node = await market.node({ price: "0.10", indexers: [indexer.url] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    origin = await openOrigin(300_000);
    market.onClose(() => origin.close());
    client = join(market.dir, "client");
    const made = await turnpike([
      ...["wallet", "create", "--dir", client, "--network", market.networkFile, "--devnet-account", "payer", "--json"],
    ]);
    expect(made.stderr).toBe("");
    const { payer } = JSON.parse(made.stdout) as { payer: Address };
    await market.deposit(payer, 10_000_000n);
  });
  afterAll(() => market.close());

  it("would be seen if it looked a name up: the same eyes see another program do it", async () => {
    const file = join(market.dir, "control.trace");
    const script = 'require("node:dns").lookup("no-such-host.invalid", () => {})';
    await run("strace", ["-f", "-qq", "-o", file, ...network, process.execPath, "-e", script]);
    const { readFileSync } = await import("node:fs");
    expect(lookups(readFileSync(file, "utf8").split("\n"))).not.toEqual([]);
  });

  it("looks up no name and talks to its node, RPC endpoint and indexer alone, whatever programs ask for", {
    timeout: 180_000,
  }, async () => {
    const traced = await openTracedClient(network, join(market.dir, "client.trace"), [
      ...["--dir", client, "--network", market.networkFile, "--indexer", indexer.url],
    ]);
    const { http } = await traced.line("ready");
    const socks = ["--socks5-hostname", `127.0.0.1:${traced.socksPort}`];
    const proxy = ["--noproxy", "", "--proxy", `http://${String(http)}`];
    const curl = (...args: string[]) =>
      run("curl", ["--silent", "--show-error", "--insecure", "--max-time", "60", ...args]);
    for (const way of [socks, proxy])
      for (const url of [`http://127.0.0.1:${origin.httpPort}/file`, `https://127.0.0.1:${origin.httpsPort}/file`]) {
        const got = await curl(...way, url);
        expect(got.stderr).toBe("");
        expect(sha256(got.stdout)).toBe(origin.sha256);
      }
    // Names that no resolver here knows: only the exit is asked, and its answer is the program's.
    for (const way of [socks, proxy]) expect((await curl(...way, "https://no-such-host.invalid/")).code).not.toBe(0);
    expect((await curl(...proxy, "--include", "http://no-such-host.invalid/")).stdout.toString()).toContain(
      "turnpike-error: DESTINATION_UNREACHABLE",
    );
    await traced.stop();
    const trace = traced.trace();
    expect(lookups(trace)).toEqual([]);
    const allowed = [market.network.rpcUrls[0] ?? "", indexer.url].map((url) => new URL(url).host);
    expect([...peersOf(trace)].sort()).toEqual([...allowed, `127.0.0.1:${node.running.plane.port}`].sort());
  });

  it("with its node gone and no other refuses, and goes nowhere by itself", { timeout: 180_000 }, async () => {
    const traced = await openTracedClient(network, join(market.dir, "closed.trace"), [
      ...["--dir", client, "--network", market.networkFile, "--indexer", indexer.url],
    ]);
    await node.running.close();
    const got = await run("curl", [
      ...["--silent", "--max-time", "60", "--socks5-hostname", `127.0.0.1:${traced.socksPort}`],
      `http://127.0.0.1:${origin.httpPort}/file`,
    ]);
    expect(got.code).not.toBe(0);
    expect(got.stdout.length).toBe(0);
    await traced.stop();
    expect(peersOf(traced.trace())).not.toContain(`127.0.0.1:${origin.httpPort}`);
    expect(lookups(traced.trace())).toEqual([]);
    await node.restart();
  });
});
