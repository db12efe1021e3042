import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../../chain/chain.ts";
import { type Canary, openCanary } from "../../../indexer/prober/canary.ts";
import { openCountries } from "../../../indexer/prober/country.ts";
import type { Plan } from "../../../indexer/prober/mix.ts";
import { Payers } from "../../../indexer/prober/payers.ts";
import { Prober } from "../../../indexer/prober/prober.ts";
import { ProberFile } from "../../../indexer/prober/proberFile.ts";
import { Publisher } from "../../../indexer/prober/publisher.ts";
import { openProberSecrets } from "../../../indexer/prober/secrets.ts";
import type { RunningIndexer } from "../../../indexer/runIndexer.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { Probe } from "../../../protocol/probe.ts";
import { tokenAmount } from "../../../protocol/units.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { command } from "../../../scripts/demo/turnpikeProcess.ts";
import { turnpike } from "../../support/cli.ts";
import { writeCountryTable } from "../../support/countryTable.ts";
import { openFalseNode } from "../../support/falseNode.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket, password, type TestNode } from "../../support/market.ts";
import { type NameServer, openNameServer } from "../../support/nameServer.ts";
import { openNewcomers, spendFloors } from "../../support/newcomers.ts";
import { hasLoopbackNetwork } from "../../support/run.ts";

const secp = await loadSecp256k1();
const token = 1_000_000n;
const names = "canary.test";
const fetchOf = (bytes: number, byName: boolean) => ({ afterMilliseconds: 0, bytes, byName, cookieBytes: 40 });
const plan: Plan = {
  ...{ depositCents: 100, newPayer: true, lingerMilliseconds: 0 },
  fetches: [fetchOf(3_000, true), fetchOf(1_200_000, true), fetchOf(20_000, false)],
};

let market: Market;
let canary: Canary;
let indexer: RunningIndexer;
let resolver: NameServer;
let injector: Server;
let table: string;
let honest: TestNode;
const exits: Record<"honest" | "tampering" | "abroad" | "overbilling" | "dead", Address> = {} as never;

/** Answers on the canary's port of another loopback address, and adds an advertisement to what the canary says. */
async function openInjector(port: number): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`);
    const page = (await answer.text()).replace("<p>", "<script>ads()</script><p>");
    response.writeHead(answer.status, { "content-type": "text/html", connection: "close" }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.2", resolve));
  return server;
}

/** Carries traffic honestly, and asks for twice as much of it as there was. */
async function openOverbilling(): Promise<Address> {
  let carried = 0;
  const node = await openFalseNode(
    market,
    {
      tunnel: (socket, request) => {
        const [host = "", port = ""] = (request.url ?? "").split(":");
        const target = connect(Number(port), host === "127.0.0.1" ? host : "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
          socket.pipe(target).pipe(socket);
        });
        target.on("error", () => socket.destroy());
        target.on("close", () => {
          carried += target.bytesRead + target.bytesWritten;
          node.say(node.demandEvent(node.demand(2 * carried)));
        });
      },
    },
    { pricePerGB: "100000", labAllow: ["127.0.0.0/8"] },
  );
  const body = JSON.stringify(node.descriptor);
  await eventually("its offer taken", async () => {
    const headers = { "content-type": "application/json" };
    return (await fetch(`${indexer.url}/v1/descriptors`, { method: "POST", headers, body })).status === 202;
  });
  return node.id;
}

const secretsAt = (dir: string) => openProberSecrets(join(dir, "prober.sealed"), password, market.key("operator5"));

interface Opened {
  readonly prober: Prober;
  readonly file: ProberFile;
  readonly probed: Probe[];
  readonly said: string[];
}

/** The real prober in this process, with a plan that is always the same. */
async function openProber(
  dir: string,
  change: { readonly budgetDay?: bigint; readonly newPayer?: boolean } = {},
): Promise<Opened> {
  const secrets = await secretsAt(dir);
  const { network } = market;
  const chain = await openChain({ network, signerKey: secrets.funder });
  const file = await ProberFile.open(join(dir, "prober.json"), systemClock.nowSeconds());
  const probed: Probe[] = [];
  const said: string[] = [];
  const common = { clock: systemClock, file };
  const prober = new Prober({
    ...{
      ...common,
      network,
      indexers: [indexer.url],
      canary,
      countryOf: openCountries(table),
      plan: () => ({ ...plan, newPayer: change.newPayer ?? true }),
    },
    ...{ canaryHost: "127.0.0.1", canaryPort: canary.port, canaryName: names, lineMbps: 1 },
    ...{ budgetDay: change.budgetDay ?? 10n * token, everySeconds: 3_600, delaySeconds: 1 },
    payers: new Payers({ ...common, chain, secp, secrets, dir, usedSeconds: 3_600, fundDay: 100n * token }),
    publisher: new Publisher({
      ...{ ...common, chainId: network.chainId, prober: secp.addressOf(secrets.signer) },
      ...{ sign: secp.signer(secrets.signer), onPublished: () => {} },
    }),
    onProbed: (probe) => probed.push(probe),
    onProgress: (text) => said.push(text),
  });
  return { prober, file, probed, said };
}

interface Reputation {
  readonly score: number;
  readonly country: object;
  readonly probes: readonly { readonly name: string; readonly value: number; samples: number; reason: string }[];
}
const reputation = async (node: Address) =>
  (await (await fetch(`${indexer.url}/v1/nodes/${node}/reputation`)).json()) as Reputation;
const wrongOf = async (node: Address) =>
  (await reputation(node)).probes.flatMap(({ name, reason }) =>
    reason.startsWith("wrong") ? [`${name}: ${reason}`] : [],
  );

let dir: string;
beforeAll(async () => {
  if (!hasLoopbackNetwork) return;
  market = await openMarket();
  dir = join(market.dir, "prober");
  table = join(market.dir, "countries.mmdb");
  writeCountryTable(table, "127.0.0.0/8", "NL");
  canary = await openCanary("127.0.0.1", 0);
  injector = await openInjector(canary.port);
  market.onClose(() => canary.close());
  market.onClose(() => void injector.closeAllConnections());
  market.onClose(() => injector.close());
  let led = "127.0.0.1";
  resolver = await openNameServer((name, type) => (type === "A" && name.endsWith(names) ? [led] : []));
  market.onClose(() => resolver.close());
  const misled = await openNameServer((name, type) => (type === "A" && name.endsWith(names) ? ["127.0.0.2"] : []));
  market.onClose(() => misled.close());
  led = "127.0.0.1";
  const signer = secp.addressOf((await secretsAt(dir)).signer);
  indexer = await openIndexer(market, { probers: [signer], epochBlocks: 10 });
  const common = { indexers: [indexer.url], price: "0.10" };
  const at = (address: string) => ({ overrides: { resolvers: [address] } });
  honest = await market.node({ ...common, ...at(resolver.address) });
  exits.honest = honest.id;
  exits.tampering = (await market.node({ ...common, ...at(misled.address) })).id;
  exits.abroad = (await market.node({ ...common, ...at(resolver.address), country: "SE" })).id;
  const dead = await market.node({ ...common, ...at(resolver.address) });
  exits.dead = dead.id;
  exits.overbilling = await openOverbilling();
  await eventually("all exits in the list", async () => {
    const { nodes } = (await (await fetch(`${indexer.url}/v1/nodes`)).json()) as { nodes: { descriptor: unknown }[] };
    return nodes.length === 5 && nodes.every(({ descriptor }) => descriptor !== null);
  });
  await dead.running.close();
}, 120_000);
afterAll(() => (hasLoopbackNetwork ? market.close() : undefined));

describe.skipIf(!hasLoopbackNetwork)("a round of probes", () => {
  it("finds what each exit does, and every finding shows with its reason once it is published", {
    timeout: 120_000,
  }, async () => {
    const { prober, file, probed } = await openProber(dir);
    const before = await reputation(exits.honest);
    await prober.round(2, () => false);
    expect(probed).toHaveLength(5);
    await eventually("everything published", async () => {
      await prober.publish();
      return file.results.length === 0;
    });

    expect(await wrongOf(exits.honest)).toEqual([]);
    expect(await reputation(exits.honest)).toMatchObject({ country: { claimed: "NL", verified: "NL" } });
    expect((await reputation(exits.honest)).probes.map(({ name, samples }) => [name, samples])).toEqual(
      ["connect", "country", "names", "page", "goodput", "bill", "latency", "rate"].map((name) => [name, 1]),
    );
    expect(await wrongOf(exits.tampering)).toEqual([expect.stringMatching(/^page: .*a page came changed/)]);
    expect(await wrongOf(exits.abroad)).toEqual([expect.stringMatching(/^country: .*in NL, and the offer says SE/)]);
    expect(await wrongOf(exits.overbilling)).toEqual([expect.stringMatching(/^bill: .*the exit counts too much/)]);
    expect(await wrongOf(exits.dead)).toEqual([
      expect.stringMatching(/^connect: .*NODE_UNREACHABLE, .*check that it runs/),
    ]);

    const scores = new Map<string, number>();
    for (const [name, node] of Object.entries(exits)) scores.set(name, (await reputation(node)).score);
    expect(scores.get("honest")).toBeGreaterThan(before.score);
    expect(scores.get("abroad")).toBeLessThan(scores.get("honest") ?? 0);
    for (const name of ["tampering", "overbilling", "dead"])
      expect(scores.get(name)).toBeLessThan(scores.get("abroad") ?? 0);
  });

  it("is in the epochs, which anybody can compute again from chain and inputs", { timeout: 60_000 }, async () => {
    const epoch = await eventually(
      "an epoch with the probes",
      async () => {
        const { epochs } = (await (await fetch(`${indexer.url}/v1/epochs?limit=1`)).json()) as {
          epochs: { epoch: number }[];
        };
        const number = epochs[0]?.epoch ?? 0;
        const inputs = await (await fetch(`${indexer.url}/v1/epochs/${number}/inputs`)).text();
        return inputs.split('"kind":"probe"').length === 6 && number;
      },
      50_000,
    );
    const said = await turnpike([
      ...["reputation", "verify", "--indexer", indexer.url, "--network", market.networkFile],
      ...["--epoch", String(epoch), "--json"],
    ]);
    expect(JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      verified: true,
      probes: 5,
      nodes: 5,
    });
  });

  it("looks to an exit like clients that it has not seen: each payer deposits by a relayed signature", async () => {
    const file = await ProberFile.open(join(dir, "prober.json"), systemClock.nowSeconds());
    expect(file.activePayers).toHaveLength(5);
    const secrets = await secretsAt(dir);
    for (const { number, visited } of file.activePayers) {
      expect(visited).toHaveLength(1);
      const payer = secp.addressOf(secrets.payer(number));
      expect(await market.chain.head.transactionCount(payer)).toBe(0);
      // One that met nobody it could pay has not deposited.
      if (visited[0] !== exits.dead) expect((await market.chain.channels.account(payer)).owner).toBe(payer);
    }
  });

  it("lends a payer to exit after exit, and to none twice, when the mix says so", { timeout: 120_000 }, async () => {
    const { prober, file, probed } = await openProber(join(market.dir, "reusing"), { newPayer: false });
    await prober.round(1, () => false);
    await prober.round(1, () => false);
    expect(probed).toHaveLength(10);
    const visits = file.activePayers.map(({ visited }) => visited);
    expect(visits.flat()).toHaveLength(10);
    for (const visited of visits) expect(new Set(visited).size).toBe(visited.length);
    expect(Math.max(...visits.map(({ length }) => length))).toBeGreaterThan(2);
  });
});

describe.skipIf(!hasLoopbackNetwork)("a payer whose account somebody else came first to", () => {
  it("is lent to no second probe, and no exit is blamed for it", { timeout: 120_000 }, async () => {
    const folder = join(market.dir, "squatted");
    const { prober, file, probed, said } = await openProber(folder, { newPayer: false });
    const secrets = await secretsAt(folder);
    const payer = secp.addressOf(secrets.payer(0));
    const owner = market.chain.address as Address;
    // Enough for a session: what is refused is whose it is.
    await market.chain.token.approve(market.network.paymentChannels, 5n * token);
    await market.chain.channels.deposit(payer, owner, tokenAmount(5n * token));
    await prober.round(1, () => false);
    // The others are of an indexer that does not know this prober.
    const without = said.filter((text) => !text.endsWith("[PROBER_UNKNOWN]"));
    expect(without).toEqual([expect.stringMatching(/^no probe of 0x.* now: .*\[ACCOUNT_OF_ANOTHER\]$/s)]);
    expect(probed).toHaveLength(4);
    expect(probed.map(({ problem }) => problem)).not.toContain("ACCOUNT_OF_ANOTHER");
    expect(file.activePayers.map(({ number }) => number)).not.toContain(0);
    expect((await market.chain.channels.account(payer)).available).toBe(5n * token);
  });
});

describe.skipIf(!hasLoopbackNetwork)("turnpike indexer probe", () => {
  const flags = () => [
    ...[
      "indexer",
      "probe",
      "--once",
      "--json",
      // Deposits are drawn as clients' are, up to ten tokens each: a day's default could be spent before all are visited.
      ...["--fund-day", "1000"],
      "--network",
      market.networkFile,
      "--indexer",
      indexer.url,
      "--dir",
      dir,
    ],
    ...["--canary-listen", "127.0.0.1:0", "--delay", "1", "--countries", table],
  ];

  it("killed in the middle has published nothing half and forgets nothing that it may have spent; the budget then stops it", {
    timeout: 120_000,
  }, async () => {
    const state = () =>
      JSON.parse(readFileSync(join(dir, "prober.json"), "utf8")) as { open: { amount: string }[]; spent: string };
    const spentBefore = BigInt(state().spent);
    const samples = async () => (await reputation(exits.honest)).probes[0]?.samples;
    const before = await samples();
    const child = spawn(process.execPath, [command, ...flags()], {
      env: { ...process.env, TURNPIKE_PASSWORD: password },
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const open = await eventually(
      "a session under way",
      () => (state().open.length > 0 ? state().open : undefined),
      60_000,
    );
    child.kill("SIGKILL");
    await ended;

    const file = await ProberFile.open(join(dir, "prober.json"), systemClock.nowSeconds());
    const used = file.used(systemClock.nowSeconds());
    expect(used).toBeGreaterThanOrEqual(spentBefore + BigInt(open[0]?.amount ?? 0));
    expect(file.results).toEqual([]);
    expect(await samples()).toBe(before);

    const said = await turnpike([...flags(), "--budget-day", (Number(used) / 1e6).toFixed(6)]);
    expect(said).toMatchObject({ code: 3, error: { code: "PROBE_BUDGET_EXHAUSTED" } });
    expect(
      (await ProberFile.open(join(dir, "prober.json"), systemClock.nowSeconds())).used(systemClock.nowSeconds()),
    ).toBe(used);
    expect(await samples()).toBe(before);
  });

  it("blames no exit for a canary that nobody reaches", async () => {
    const said = await turnpike([...flags(), "--canary", "127.0.0.1:9"]);
    expect(said).toMatchObject({ code: 4, error: { code: "CANARY_UNREACHABLE" } });
  });
});

describe.skipIf(!hasLoopbackNetwork)("an exit that has no first credit left for new payers", () => {
  it("is not measured, and nothing is spent on it", { timeout: 120_000 }, async () => {
    await spendFloors(honest, await openNewcomers(market));
    const folder = join(market.dir, "another prober");
    mkdirSync(folder);
    const { prober, file, probed, said } = await openProber(folder);
    await prober.round(1, () => false);
    expect(probed.map(({ node }) => node).sort()).toEqual(
      Object.values(exits)
        .filter((node) => node !== exits.honest)
        .sort(),
    );
    expect(said.filter((text) => text.includes(exits.honest))).toEqual([
      expect.stringMatching(/^no probe of 0x\w+ now: .*come back in \d+ s \[FLOOR_SPENT\]$/),
    ]);
    expect(file.results.map(({ probe }) => probe.node)).not.toContain(exits.honest);
    expect(JSON.parse(readFileSync(join(folder, "prober.json"), "utf8"))).toMatchObject({ open: [] });
  });
});
