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

describe.skipIf(!canTrace)("turnpike connect --hops 2 (watched with strace)", () => {
  let market: Market;
  let indexer: RunningIndexer;
  let origin: Origin;
  let common: string[];
  const nodes: TestNode[] = [];

  beforeAll(async () => {
    market = await openMarket();
    indexer = await openIndexer(market);
    origin = await openOrigin(2_000_000);
    market.onClose(() => origin.close());
    for (const [host, country] of [
      ["127.1.0.1", "NL"],
      ["127.2.0.1", "SE"],
    ] as const)
      nodes.push(await market.node({ listen: `${host}:0`, country, indexers: [indexer.url] }));
    for (const node of nodes)
      await eventually("the node in the list", async () =>
        (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
      );
    const client = join(market.dir, "client");
    common = ["--dir", client, "--network", market.networkFile];
    const made = await turnpike(["wallet", "create", ...common, "--devnet-account", "payer", "--json"]);
    const { payer } = JSON.parse(made.stdout) as { payer: Address };
    await market.deposit(payer, 10_000_000n);
  });
  afterAll(() => market.close());

  it("never dials the exit: traffic, sessions and vouchers go through the entry, and both are paid", {
    timeout: 120_000,
  }, async () => {
    const traced = await openTracedClient(["-e", "trace=connect,sendto,sendmsg,sendmmsg"], join(market.dir, "trace"), [
      ...[...common, "--indexer", indexer.url, "--hops", "2"],
    ]);
    const { hops, node } = await traced.line("ready");
    const [entry, exit] = (hops as { role: string; node: Address }[]).map((hop) => ({
      role: hop.role,
      node: nodes.find(({ id }) => id === hop.node),
    }));
    expect([entry?.role, exit?.role]).toEqual(["entry", "exit"]);
    expect(exit?.node?.id).toBe(node);
    const got = await run("curl", [
      ...["--silent", "--show-error", "--max-time", "60", "--socks5-hostname", `127.0.0.1:${traced.socksPort}`],
      `http://127.0.0.1:${origin.httpPort}/file`,
    ]);
    expect(got.stderr).toBe("");
    expect(sha256(got.stdout)).toBe(origin.sha256);
    const status = await turnpike(["status", ...common]);
    expect(status.stdout).toMatch(/^entry {6}0x\S+ \((NL|SE)\): \d+ bytes at 0\.1\S* \S+ per GB, spent 0\.\d+/m);
    expect(status.stdout).toMatch(/^exit {7}0x/m);
    expect(await traced.stop()).toBe(0);

    const summary = await traced.line("summary");
    const sums = summary.hops as { role: string; node: Address; bytes: string; spent: string; paid: string }[];
    expect(sums.map(({ role }) => role)).toEqual(["entry", "exit"]);
    expect(sums.reduce((sum, { spent }) => sum + BigInt(spent), 0n)).toBe(BigInt(String(summary.spent)));
    for (const { node: id, spent, paid } of sums) {
      expect(BigInt(spent)).toBeGreaterThan(0n);
      expect(paid).toBe(spent);
      const store = nodes.find((one) => one.id === id)?.running.store;
      expect([...(store?.payers() ?? [])].map((payer) => store?.best(payer)?.cumulative)).toEqual([BigInt(paid)]);
    }
    const allowed = [market.network.rpcUrls[0] ?? "", indexer.url].map((url) => new URL(url).host);
    const { endpoint } = entry?.node?.running.descriptor.body ?? { endpoint: { host: "", port: 0 } };
    expect([...peersOf(traced.trace())].sort()).toEqual([...allowed, `${endpoint.host}:${endpoint.port}`].sort());
  });

  it("says in time what does not go together", async () => {
    const refused = async (...args: string[]) => (await turnpike(["connect", ...common, ...args, "--json"])).error;
    expect((await refused("--hops", "3"))?.message).toContain("--hops takes 1 or 2");
    expect((await refused("--entry", nodes[0]?.id ?? ""))?.message).toContain("add --hops 2");
    expect((await refused("--hops", "2", "--show-proxy"))?.message).toContain("--show-proxy");
    const alone = ["--indexer", indexer.url, "--socks", "127.0.0.1:0", "--http", "127.0.0.1:0"];
    const known = await refused("--hops", "2", "--country", "PT", ...alone);
    expect(known).toMatchObject({ code: "NO_ROUTE_FITS", data: { known: 2 } });
  });
});
