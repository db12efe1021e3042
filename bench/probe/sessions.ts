import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openChain } from "../../chain/chain.ts";
import { devnetAccountKey, loadNetwork } from "../../chain/network.ts";
import { openClient } from "../../client/openClient.ts";
import { openCanary } from "../../indexer/prober/canary.ts";
import { listExits } from "../../indexer/prober/exits.ts";
import { drawPlan, type Plan } from "../../indexer/prober/mix.ts";
import { type LentPayer, Payers } from "../../indexer/prober/payers.ts";
import { probeNode } from "../../indexer/prober/probeNode.ts";
import { systemRandom } from "../../indexer/prober/prober.ts";
import { ProberFile } from "../../indexer/prober/proberFile.ts";
import { openProberSecrets } from "../../indexer/prober/secrets.ts";
import { type Address, parseAddress } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import type { Tap } from "./tap.ts";

export const kinds = ["client", "probe", "careless"] as const;
export type Kind = (typeof kinds)[number];

/** An exit that is looked at, one session at a time. */
export interface Lane {
  readonly node: string;
  readonly tap: Tap;
}

/** Pauses are shortened, but not so far that the time in which curl starts is one of them. */
export const pace = 4;
const mostBytes = 140_000_000;
const price = 100_000n;
const settleMilliseconds = 150;
const carelessFetch = { afterMilliseconds: 0, bytes: 1_000_000, byName: false, cookieBytes: 0 };
const carelessPlan: Plan = {
  ...{ depositCents: 100, newPayer: true, lingerMilliseconds: 0 },
  fetches: [carelessFetch, carelessFetch, carelessFetch],
};

export interface Sessions {
  /** The exit that relays deposits: the first of the list. */
  relaying(): Promise<Address>;
  /** One session and what the exit sees of it: its connections, and what the chain says of its payer. */
  live(kind: Kind, lane: Lane): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** A population of clients and a prober, each with payers of its own, funded by two accounts of the local chain; a careless prober has the prober's purse. */
export async function openSessions(networkFile: string, indexer: string, dir: string): Promise<Sessions> {
  const network = await loadNetwork(networkFile);
  const secp = await loadSecp256k1();
  const canary = await openCanary("127.0.0.1", 0);
  const indexers = [indexer];
  const purses = {
    operator4: await devnetAccountKey(networkFile, "operator4"),
    operator5: await devnetAccountKey(networkFile, "operator5"),
  };
  const chains = {
    operator4: await openChain({ network, signerKey: purses.operator4 }),
    operator5: await openChain({ network, signerKey: purses.operator5 }),
  };
  const populationOf = async (name: Kind, account: keyof typeof purses) => {
    const home = join(dir, name);
    mkdirSync(home, { recursive: true });
    const secrets = await openProberSecrets(join(home, "sealed"), "bench", purses[account]);
    const file = await ProberFile.open(join(home, "state.json"), systemClock.nowSeconds());
    const payers = new Payers({
      ...{ chain: chains[account], secp, secrets, file, dir: home, clock: systemClock, usedSeconds: 86_400 },
      fundDay: 10n ** 12n,
    });
    return { payers, file };
  };
  const populations = {
    client: await populationOf("client", "operator4"),
    probe: await populationOf("probe", "operator5"),
    careless: await populationOf("careless", "operator5"),
  };
  const born = new Map<string, number>();
  const most = (BigInt(mostBytes) * price) / 10n ** 9n;

  const options = {
    ...{ network, indexers, canary, canaryHost: "127.0.0.1", canaryPort: canary.port, canaryName: undefined },
    ...{ countryOf: () => "", lineMbps: 100, clock: systemClock },
  };
  const asProber = async (plan: Plan, payer: LentPayer, node: Address, deposit: bigint) => {
    const exit = { node, country: "NL", capacityMbps: 100, pricePerGB: price };
    const outcome = await probeNode(exit, plan, payer, { budget: most, deposit }, options);
    if ("refusal" in outcome) throw outcome.refusal;
    const { probe } = outcome;
    if (!probe.connected) throw new Error(`a probe of the bench failed: ${probe.problem}`);
  };
  /** The same client, and the program behind its proxy is curl. */
  const asClient = async (plan: Plan, payer: LentPayer, node: Address, deposit: bigint) => {
    const client = await openClient({
      ...{ dir: payer.dir, network, key: payer.key, indexers, node, onLost: () => {} },
      ...{ budget: tokenAmount(most), deposit: tokenAmount(deposit) },
    });
    for (const { afterMilliseconds, bytes, cookieBytes } of plan.fetches) {
      await sleep(afterMilliseconds);
      const page = canary.offer(bytes);
      await curl(client.socksPort, `http://127.0.0.1:${canary.port}${page.path}`, cookieBytes);
      page.forget();
    }
    await sleep(plan.lingerMilliseconds);
    await client.close();
  };

  return {
    relaying: async () => {
      const [first] = await listExits(indexer);
      if (first === undefined) throw new Error("no exit is listed");
      return first.node;
    },
    live: async (kind, { node, tap }) => {
      const id = parseAddress(node);
      const plan = kind === "careless" ? carelessPlan : drawPlan(systemRandom, pace);
      const { payers, file } = populations[kind];
      const payer = await payers.take(id, plan, most);
      const address = secp.addressOf(payer.key);
      tap.begin();
      await (kind === "client" ? asClient : asProber)(plan, payer, id, payers.deposit(plan, most));
      await sleep(settleMilliseconds);
      const key = `${kind} ${payer.number}`;
      born.set(key, born.get(key) ?? performance.now());
      const { available } = await chains.operator5.channels.account(address);
      const elsewhere = file.activePayers.find(({ number }) => number === payer.number)?.visited.length ?? 1;
      payer.release();
      const age = Math.log1p((performance.now() - (born.get(key) ?? 0)) / 1_000);
      return [...tap.features(), Math.log(Number(available) + 1), age, elsewhere - 1];
    },
    close: () => canary.close(),
  };
}

function curl(socksPort: number, url: string, cookieBytes: number): Promise<void> {
  const headers = [
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language: en-US,en;q=0.5",
    "Connection: keep-alive",
    `Cookie: id=${randomBytes(cookieBytes).toString("base64url").slice(0, cookieBytes)}`,
  ];
  // As long as the prober waits for a page: one that hangs would otherwise be left out of probes only.
  const args = ["-s", "-f", "-m", "60", "-o", "/dev/null", "--socks5-hostname", `127.0.0.1:${socksPort}`];
  const child = spawn("curl", [...args, ...headers.flatMap((header) => ["-H", header]), url], { stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`curl ended with ${code}`))));
  });
}
