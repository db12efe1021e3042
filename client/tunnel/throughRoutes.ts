import { runProgram } from "../../runtime/program.ts";
import type { DirectEndpoint } from "./guard.ts";

/** The routing table of what goes through the entry, and where its rules stand: before all others of ours. */
const table = 7_471;
const preference = 7_469;

const families = [
  { option: "-4", isMine: ({ address }: DirectEndpoint) => !address.includes(":") },
  { option: "-6", isMine: ({ address }: DirectEndpoint) => address.includes(":") },
] as const;

/** The rules of one family, for `ip -batch`: single ports of the exit, and nothing else, are reached through the entry. */
export const renderThrough = (endpoints: readonly DirectEndpoint[], option: "-4" | "-6"): string =>
  endpoints
    .filter(option === "-4" ? families[0].isMine : families[1].isMine)
    .map(
      ({ address, port, protocol }) =>
        `rule add to ${address} ipproto ${protocol} dport ${port} lookup ${table} pref ${preference}\n`,
    )
    .join("");

/** Leads these endpoints through the interface of the entry, in place of what was led there before. */
export async function installThrough(interfaceName: string, endpoints: readonly DirectEndpoint[]): Promise<void> {
  for (const { option } of families) {
    // The last route outlives the interface: without it a packet would fall through to the main table when the tunnel dies.
    const routes = `route replace default dev ${interfaceName} table ${table}
route replace unreachable default metric 4278198272 table ${table}
`;
    await runProgram("ip", [option, "-batch", "-"], routes);
    await removeRules(option);
    await runProgram("ip", [option, "-batch", "-"], renderThrough(endpoints, option));
  }
}

/** Removes every rule and route of the entry, there or not. */
export async function removeThrough(): Promise<void> {
  for (const { option } of families) {
    await removeRules(option);
    // An empty table is an error to ip, and what is wanted.
    await runProgram("ip", [option, "route", "flush", "table", String(table)]).catch(() => undefined);
  }
}

async function removeRules(option: string): Promise<void> {
  const listed = JSON.parse(await runProgram("ip", [option, "-j", "rule", "show"])) as { priority: number }[];
  const lines = listed.filter(({ priority }) => priority === preference).map(() => `rule del pref ${preference}\n`);
  if (lines.length > 0) await runProgram("ip", [option, "-batch", "-"], lines.join(""));
}
