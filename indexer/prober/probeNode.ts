import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Network } from "../../chain/network.ts";
import { type Bill, NodeAnswer, type OpenClient, openClient } from "../../client/openClient.ts";
import { CodedError } from "../../protocol/errors.ts";
import type { Address } from "../../protocol/ids.ts";
import type { Probe } from "../../protocol/probe.ts";
import { tokenAmount } from "../../protocol/units.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Canary } from "./canary.ts";
import type { CountryOf } from "./country.ts";
import { type Fetched, FetchFailed, fetchThrough } from "./fetchThrough.ts";
import type { Plan, PlannedFetch } from "./mix.ts";
import type { LentPayer } from "./payers.ts";

/** What an exit of the list promises. */
export interface ProbedNode {
  readonly node: Address;
  readonly country: string;
  readonly capacityMbps: number;
  readonly pricePerGB: bigint;
}

export interface ProbeOptions {
  readonly network: Network;
  readonly indexers: readonly string[];
  readonly canary: Canary;
  /** Where exits find the canary. */
  readonly canaryHost: string;
  readonly canaryPort: number;
  /** A name under which every name leads to the canary; undefined: names are not looked at. */
  readonly canaryName: string | undefined;
  readonly countryOf: CountryOf;
  /** What the prober's own line carries. */
  readonly lineMbps: number;
  readonly clock: Clock;
}

export interface Probed {
  readonly probe: Probe;
  readonly spent: bigint;
}

/** The exit had no credit left for payers that are new to it: that is no finding. */
export interface Unmeasured {
  readonly refusal: CodedError;
}

/** Transfers from this size on tell something of an exit's speed; shorter ones tell of its distance. */
const goodputFrom = 1_000_000;
const fetchMilliseconds = 60_000;

/**
 * One session at one exit, as the plan says: the client's own code opens it, pays and ends it; pages come through its SOCKS5 proxy. What the exit does wrong
 * is a finding, never an error; errors are ours (the chain or a disk is away).
 */
export async function probeNode(
  node: ProbedNode,
  plan: Plan,
  payer: LentPayer,
  money: { readonly budget: bigint; readonly deposit: bigint },
  options: ProbeOptions,
): Promise<Probed | Unmeasured> {
  const { clock, lineMbps } = options;
  // To the hour: whoever reads it later need not know which session it was.
  const now = clock.nowSeconds();
  const at = now - (now % 3_600);
  const found = {
    connected: false,
    problem: "",
    country: "",
    names: null as boolean | null,
    page: null as boolean | null,
    goodputKbps: null as number | null,
    latencyMilliseconds: null as number | null,
  };
  let bill: Bill = { demanded: 0n, due: 0n };
  let spent = 0n;
  let lost = "";
  let client: OpenClient | undefined;
  try {
    client = await openClient({
      ...{ dir: payer.dir, network: options.network, key: payer.key, indexers: options.indexers, node: node.node },
      ...{ budget: tokenAmount(money.budget), deposit: tokenAmount(money.deposit) },
      onLost: (code) => {
        lost = code;
      },
    });
    const { socksPort } = client;
    const latencies: number[] = [];
    for (const planned of plan.fetches) {
      await sleep(planned.afterMilliseconds);
      const got = await fetchPlanned(planned, socksPort, options);
      latencies.push(Math.round(got.latencyMilliseconds));
      if (got.from !== undefined) found.country ||= options.countryOf(got.from);
      if (got.byName) found.names = found.names !== false && got.from !== undefined;
      found.page = found.page !== false && got.right;
      if (planned.bytes >= goodputFrom && got.right)
        found.goodputKbps = Math.max(
          found.goodputKbps ?? 0,
          Math.floor((planned.bytes * 8) / Math.max(1, got.bodyMilliseconds)),
        );
    }
    found.connected = true;
    found.latencyMilliseconds = latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)] ?? null;
    await sleep(plan.lingerMilliseconds);
  } catch (error) {
    const refusal = causeOf(error);
    if (refusal instanceof NodeAnswer && refusal.code === "FLOOR_SPENT") return { refusal };
    found.problem = problemOf(error, lost);
    // That an address is reached and a name is not is the exit's resolver.
    if (error instanceof NameFailed) found.names = false;
  } finally {
    if (client !== undefined) {
      const ended = await client.close().then(
        () => true,
        () => false,
      );
      spent = client.spent;
      // What was cut off may have been sent and not have come; only a session that ended in order can be held against the bill.
      if (ended && found.connected && lost === "") bill = client.bill;
    }
  }
  const probe: Probe = {
    ...{ node: node.node, at, ...found, claimed: node.country },
    expectedKbps: Math.min(node.capacityMbps, lineMbps) * 1_000,
    ...{ demanded: bill.demanded.toString(), due: bill.due.toString() },
    salt: `0x${randomBytes(32).toString("hex")}`,
  };
  return { probe, spent };
}

class NameFailed extends FetchFailed {}

interface Got extends Fetched {
  /** Who asked the canary for the page; undefined when nobody did. */
  readonly from: string | undefined;
  readonly right: boolean;
  readonly byName: boolean;
}

async function fetchPlanned(planned: PlannedFetch, socksPort: number, options: ProbeOptions): Promise<Got> {
  const { canary, canaryHost, canaryName, canaryPort } = options;
  const page = canary.offer(planned.bytes);
  const byName = planned.byName && canaryName !== undefined;
  const host = byName ? `${randomBytes(4).toString("hex")}.${canaryName}` : canaryHost;
  const fetchFrom = (to: string) =>
    fetchThrough({
      ...{ socksPort, host: to, port: canaryPort, path: page.path, milliseconds: fetchMilliseconds },
      headers: headersOf(canaryPort === 80 ? to : `${to}:${canaryPort}`, planned.cookieBytes),
    });
  try {
    const got = await fetchFrom(host).catch(async (error: unknown) => {
      if (!byName || !(error instanceof FetchFailed) || error.code !== "DESTINATION_UNREACHABLE") throw error;
      await fetchFrom(canaryHost);
      throw new NameFailed("DESTINATION_UNREACHABLE", error);
    });
    return { ...got, from: page.from.at(-1), right: got.status === 200 && got.sha256 === page.sha256, byName };
  } finally {
    page.forget();
  }
}

/** What a browser says of itself, in its order and its capitals, with a cookie of some length; the host comes first. */
const headersOf = (host: string, cookieBytes: number): readonly string[] => [
  ...["Host", host],
  ...["User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
  ...["Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
  ...["Accept-Language", "en-US,en;q=0.5"],
  ...["Connection", "keep-alive"],
  ...["Cookie", `id=${randomBytes(cookieBytes).toString("base64url").slice(0, cookieBytes)}`],
];

/** The client had one node to try, and gives what was wrong with it as the cause; without one it was the way to any node that failed. */
const causeOf = (error: unknown): unknown =>
  error instanceof CodedError && error.code === "NO_NODE_REACHABLE" ? error.cause : error;

/** Failures that are no exit's doing, unless the exit itself states them. */
const ours = /^(ACCOUNT_OF_ANOTHER|CHAIN|STORE|FILE|UNDERFUNDED|DEPOSIT|NO_NODE|NO_COVER|LIST|BUDGET|NOT_CONNECTED)/;

/** The code of what an exit did. What is ours goes on as an error. */
function problemOf(error: unknown, lost: string): string {
  if (error instanceof FetchFailed) return lost !== "" && !error.code.startsWith("DESTINATION") ? lost : error.code;
  const cause = causeOf(error);
  if (!(cause instanceof CodedError)) throw error;
  if (ours.test(cause.code) && !(cause instanceof NodeAnswer && cause.code !== "NO_COVER")) throw error;
  return cause.code;
}
