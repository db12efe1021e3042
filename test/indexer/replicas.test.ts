import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiEvent, ApiProblem, ReputationApi } from "../../api/index.ts";
import { type Postgres, postgresMissing, startPostgres } from "../../bench/lab/postgres.ts";
import { type Chain, openChain } from "../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../chain/devnet.ts";
import { signDescriptor } from "../../protocol/descriptor.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { signNodeKey } from "../../protocol/nodeKey.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { command } from "../../scripts/demo/turnpikeProcess.ts";
import { eventually } from "../support/market.ts";

const missing = postgresMissing();
const patience = 120_000;

describe.skipIf(missing !== undefined)(missing ?? "two followers and three APIs on one PostgreSQL", () => {
  let devnet: Devnet;
  let postgres: Postgres;
  let chain: Chain;
  let secp: Secp256k1;
  let dir: string;
  let database: string;
  const processes: ChildProcess[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-replicas-"));
    [devnet, postgres, secp] = await Promise.all([startDevnet({ port: 0 }), startPostgres(), loadSecp256k1()]);
    chain = await openChain({ network: devnet.file.network, signerKey: devnet.file.accounts.operator5?.privateKey });
    writeFileSync(join(dir, "devnet.json"), JSON.stringify(devnet.file));
    database = await postgres.database("shared");
  }, patience);
  afterAll(async () => {
    for (const child of processes) child.kill("SIGKILL");
    await devnet.close();
    await postgres.close();
    rmSync(dir, { recursive: true, force: true });
  }, patience);

  const start = (...args: readonly string[]) => {
    const common = ["--network", "devnet.json", "--listen", "127.0.0.1:0", "--json"];
    const child = spawn(process.execPath, [command, "indexer", ...args, ...common], {
      ...{ cwd: dir, stdio: ["ignore", "pipe", "pipe"] as const },
    });
    processes.push(child);
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.err += text;
    });
    const ready = () =>
      eventually(
        `${args[0]} is ready`,
        () => said.out.includes("\n") && (JSON.parse(said.out) as { url: string }).url,
        patience,
      );
    return { child, said, ready };
  };
  const keyOf = (number: number): Hex => `0x${number.toString(16).padStart(64, "7")}`;
  const descriptor = (node: Address, number: number, version: string, host: string) =>
    signDescriptor(
      nodeDomain(chain.network.chainId, chain.network.nodeRegistry),
      {
        ...{ node, version, validUntil: unixSeconds(systemClock.nowSeconds() + 86_400) },
        body: {
          ...{ endpoint: { host, port: 443 }, certificateSha256: "ab".repeat(32), transports: ["https"] },
          ...{ pricePerGB: "100000", country: "NL", capacityMbps: 100, labAllow: [] },
          exitPolicy: { preset: "web-only", rules: [] },
        },
      },
      secp.signer(keyOf(number)),
    );

  it("answer alike, take what is published anywhere, outlive the follower, and are what a replay of the chain gives", {
    timeout: 300_000,
  }, async () => {
    const run = ["run", "--signer-file", "signer", "--database"];
    // Nothing to answer from: it says so, and what to do.
    const early = start("api", "--database", database);
    await eventually("it refuses", () => early.said.err.includes("[DATABASE_EMPTY]"), patience);
    const leader = start(...run, database);
    const leaderUrl = await leader.ready();
    const heir = start(...run, database, "--standby");
    await eventually("the second waits", () => heir.said.err.includes("waiting to take over"), patience);
    const replicas = [1, 2, 3].map(() =>
      start("api", "--database", database, ...["--read-database", `${database}&application_name=copy`]),
    );
    const urls = await Promise.all(replicas.map(({ ready }) => ready()));
    const apis = urls.map((url) => new ReputationApi(url, { remembered: 0 }));
    const [first, second, third] = apis as [ReputationApi, ReputationApi, ReputationApi];

    const operator = devnet.file.accounts.operator5?.address as Address;
    const minimum = await chain.registry.minimumStake();
    await chain.token.approve(chain.network.nodeRegistry, 10n ** 15n);
    await chain.token.approve(chain.network.paymentChannels, 10n ** 15n);
    const nodes: Address[] = [];
    for (const number of [1, 2]) {
      const key = secp.addressOf(keyOf(number));
      const deadline = unixSeconds(systemClock.nowSeconds() + 86_400);
      const domain = nodeDomain(chain.network.chainId, chain.network.nodeRegistry);
      const signature = signNodeKey(domain, { operator, node: key, deadline }, secp.signer(keyOf(number)));
      const stake = tokenAmount(minimum);
      await chain.registry.register({
        ...{ node: key, payout: operator, stake, deadline, signature },
        descriptorFloor: 0n,
      });
      nodes.push(key);
    }
    const payer = devnet.file.accounts.payer?.address as Address;
    await chain.channels.deposit(payer, payer, tokenAmount(7_000_000n));

    /** Paths whose answers are the same wherever they are asked. */
    const paths = [
      ...["/v1/nodes", "/v1/nodes?country=NL&sort=price", "/v1/stats", `/v1/accounts/${payer}/channels`],
      ...nodes.map((node) => `/v1/nodes/${node}`),
    ];
    const answers = (at: string, more: readonly string[] = []) =>
      Promise.all(
        [...paths, ...more].map(async (path) => {
          const answer = await fetch(at + path);
          return `${path} ${answer.status} ${answer.headers.get("etag")} ${await answer.text()}`;
        }),
      );
    const reputations = nodes.map((node) => `/v1/nodes/${node}/reputation`);
    const alike = (what: string, at: readonly string[], more: readonly string[] = []) =>
      eventually(
        what,
        async () => {
          const all = await Promise.all(at.map((url) => answers(url, more)));
          return all.every((one) => JSON.stringify(one) === JSON.stringify(all[0])) && all[0];
        },
        patience,
      );
    const knows = (api: ReputationApi, what: (api: ReputationApi) => Promise<boolean>) =>
      eventually("it knows", () => what(api).catch(() => false), patience);
    const [one, two] = nodes as [Address, Address];

    for (const api of apis) await knows(api, async () => (await api.node(two)).active);
    // What a stranger publishes at one of them is known to all, the follower included.
    await first.publishDescriptor(descriptor(one, 1, "1", "198.51.100.1"));
    await second.publishDescriptor(descriptor(two, 2, "1", "203.0.113.1"));
    const follower = new ReputationApi(leaderUrl, { remembered: 0 });
    for (const api of [...apis, follower])
      await knows(api, async () => (await api.nodes({ country: "NL" })).nodes.length === 2);
    const before = await alike("all four answer alike", [...urls, leaderUrl], reputations);
    expect(before.filter((line) => line.startsWith("/v1/nodes ")).join()).toMatch(/ 200 "[\w-]{22,30}" /);

    // Events have the same numbers everywhere: a listener goes on at another process where it stopped.
    const listen = async (api: ReputationApi, count: number, lastEventId?: string): Promise<ApiEvent[]> => {
      const got: ApiEvent[] = [];
      for await (const event of api.events({ lastEventId, signal: AbortSignal.timeout(patience) }))
        if (event.type === "reset" || (event.type === "descriptor" && got.push(event) === count)) break;
      return got;
    };
    let heard: ApiEvent[] | undefined;
    const listening = listen(first, 2).then((events) => {
      heard = events;
    });
    let version = 1;
    await eventually("two offers were heard of", async () => {
      version += 1;
      await third.publishDescriptor(descriptor(one, 1, String(version), "198.51.100.2"));
      return heard !== undefined;
    });
    await listening;
    const [earlier, later] = heard ?? [];
    expect(await listen(second, 1, earlier?.id)).toEqual([later]);
    expect(await listen(follower, 1, earlier?.id)).toEqual([later]);

    // The follower dies. Those that answer go on, and take offers; the one that stood by follows on.
    leader.child.kill("SIGKILL");
    for (const url of urls) expect((await fetch(`${url}/v1/nodes`)).status).toBe(200);
    await first.publishDescriptor(descriptor(two, 2, "2", "203.0.113.2"));
    const older = await second.publishDescriptor(descriptor(two, 2, "2", "203.0.113.3")).catch((error) => error);
    expect(older).toBeInstanceOf(ApiProblem);
    expect(older).toMatchObject({ code: "DESCRIPTOR_NOT_NEWER", status: 409 });
    const heirUrl = await heir.ready();
    await chain.channels.deposit(payer, payer, tokenAmount(1n));
    for (const api of apis) await knows(api, async () => (await api.channels(payer)).available === "7000001");
    const after = await alike("all four answer alike again", [...urls, heirUrl], reputations);

    // From scratch: another indexer, from the first block, told the same offers.
    const scratch = start("run", "--database", "memory");
    const scratchUrl = await scratch.ready();
    const fresh = new ReputationApi(scratchUrl);
    await fresh.publishDescriptor((await second.node(one)).descriptor as Parameters<typeof fresh.publishDescriptor>[0]);
    await fresh.publishDescriptor((await second.node(two)).descriptor as Parameters<typeof fresh.publishDescriptor>[0]);
    await knows(fresh, async () => (await fresh.nodes({ country: "NL" })).nodes.length === 2);
    // Which empty block a snapshot was made at is each process's own; all else is the chain's and the nodes'.
    const bare = (lines: readonly string[]) =>
      lines.map((line) => line.replaceAll(/"epoch":\{[^}]*\},?|"block":\d+,?/g, "").replace(/^(\S+ \d+) \S+/, "$1"));
    const wanted = bare(after.slice(0, paths.length));
    expect(wanted.join()).toContain("203.0.113.2");
    for (const url of [scratchUrl, ...urls]) expect(bare(await answers(url))).toEqual(wanted);
  });
});
