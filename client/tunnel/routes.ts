import { runProgram } from "../../runtime/program.ts";
import { lanRanges, tunnelMark } from "./guardRules.ts";

/** Our routing table, and where our rules stand among the host's: behind `local`, before `main`. */
const table = 7_470;
const firstPreference = 7_470;
const lastPreference = 7_473;

const families = [
  { option: "-4", isMine: (address: string) => !address.includes(":") },
  { option: "-6", isMine: (address: string) => address.includes(":") },
] as const;

/** What is sent where: everything into the tunnel, but for `direct` hosts, the tunnel's own packets and, if wanted, the local network. */
export interface RoutePlan {
  readonly interfaceName: string;
  readonly direct: readonly string[];
  readonly lan: boolean;
  /** Addresses of the resolver inside the tunnel: they may look like local ones. */
  readonly dns: readonly string[];
}

/** The rules of one family, for `ip -batch`. A route that somebody else puts into the main table has no say: main is asked for nothing else. */
export function renderRules(plan: RoutePlan, option: "-4" | "-6"): string {
  const isMine = option === "-4" ? families[0].isMine : families[1].isMine;
  const lan = plan.lan ? (option === "-4" ? lanRanges.v4 : lanRanges.v6) : [];
  return [
    `rule add fwmark ${tunnelMark} lookup main pref ${firstPreference}`,
    ...[...new Set(plan.direct)].filter(isMine).map((to) => `rule add to ${to} lookup main pref ${firstPreference}`),
    ...plan.dns.filter(isMine).map((to) => `rule add to ${to} lookup ${table} pref ${firstPreference + 1}`),
    ...lan.map((to) => `rule add to ${to} lookup main pref ${firstPreference + 2}`),
    `rule add lookup ${table} pref ${lastPreference}`,
    "",
  ].join("\n");
}

/** Routes of the table. The last one outlives the interface: without it a packet would fall through to the main table when the tunnel dies. */
const renderRoutes = (interfaceName: string): string =>
  [
    `route replace default dev ${interfaceName} table ${table}`,
    `route replace unreachable default metric 4278198272 table ${table}`,
    "",
  ].join("\n");

/** Puts the routes in place of what was there of ours. */
export async function installRoutes(plan: RoutePlan): Promise<void> {
  for (const { option } of families) {
    await runProgram("ip", [option, "-batch", "-"], renderRoutes(plan.interfaceName));
    await removeRules(option);
    await runProgram("ip", [option, "-batch", "-"], renderRules(plan, option));
  }
}

/** Removes every rule and route of ours, there or not. */
export async function removeRoutes(): Promise<void> {
  for (const { option } of families) {
    await removeRules(option);
    // An empty table is an error to ip, and what is wanted.
    await runProgram("ip", [option, "route", "flush", "table", String(table)]).catch(() => undefined);
  }
}

async function removeRules(option: string): Promise<void> {
  const listed = JSON.parse(await runProgram("ip", [option, "-j", "rule", "show"])) as { priority: number }[];
  const ours = listed.filter(({ priority }) => priority >= firstPreference && priority <= lastPreference);
  if (ours.length === 0) return;
  const lines = ours.map(({ priority }) => `rule del pref ${priority}`).join("\n");
  await runProgram("ip", [option, "-batch", "-"], `${lines}\n`);
}
