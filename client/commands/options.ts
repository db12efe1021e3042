import { resolve } from "node:path";
import { Command } from "commander";
import { loadNetwork, type Network, networkPath } from "../../chain/network.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { parseToken } from "../../protocol/units.ts";
import type { CommandIo } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { roleDir } from "../../runtime/home.ts";
import { readPassword } from "../../runtime/password.ts";
import type { NodeFilters } from "../select.ts";
import type { TransportChoice } from "../tunnel/ladder.ts";

/** Options that every client command takes. */
export interface ClientFlags {
  readonly dir?: string;
  readonly network?: string;
  readonly passwordFile?: string;
  readonly indexer?: string[];
  readonly json?: boolean;
}

export interface FilterFlags {
  readonly country?: string;
  readonly maxPrice?: string;
  readonly minScore?: string;
  readonly node?: string;
  readonly transport?: string;
}

export const clientVerb = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option("--dir <dir>", "the client's folder (default: client in TURNPIKE_HOME, or ~/.turnpike/client)")
    .option(
      "--network <file>",
      "network file or name of a deployment (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)",
    )
    .option("--password-file <file>", "file with the wallet's password (default: TURNPIKE_PASSWORD, or a prompt)")
    .option("--indexer <url...>", "indexers to ask (default: those of the network)")
    .option("--json", "print JSON");

export const withFilters = (command: Command): Command =>
  command
    .option("--country <code>", "only exits that claim this country, such as NL")
    .option("--max-price <amount>", "only exits at or below this price per GB, such as 0.10")
    .option("--min-score <score>", "only exits with at least this score, from 0 to 1")
    .option(
      "--transport <name>",
      "https for local proxies; wireguard, wireguard+https or auto for the whole machine (needs root)",
      "https",
    )
    .option("--node <id>", "only this exit");

export const clientDir = (io: CommandIo, flags: ClientFlags): string =>
  resolve(io.cwd, flags.dir ?? roleDir(io, "client"));
export const clientNetworkPath = (io: CommandIo, flags: ClientFlags): string =>
  networkPath(flags.network, io.env, io.cwd);
export const clientNetwork = (io: CommandIo, flags: ClientFlags): Promise<Network> =>
  loadNetwork(clientNetworkPath(io, flags));
export const walletPassword = (io: CommandIo, flags: ClientFlags): Promise<string> =>
  readPassword(io, { file: flags.passwordFile, prompt: "password of the wallet" });

const choices: readonly TransportChoice[] = ["https", "wireguard", "wireguard+https", "auto"];

/** Code: `CONFIG_INVALID`. */
export function transportOf({ transport = "https" }: Pick<FilterFlags, "transport">): TransportChoice {
  const choice = choices.find((known) => known === transport);
  if (choice !== undefined) return choice;
  throw new RuntimeError(
    "CONFIG_INVALID",
    `traffic is carried by ${choices.join(", ")}, not by "${transport}"; give one of them to --transport`,
  );
}

export function filtersOf(flags: FilterFlags, decimals: number): NodeFilters {
  const score = flags.minScore === undefined ? undefined : Number(flags.minScore);
  if (score !== undefined && !(score >= 0 && score <= 1))
    throw new RuntimeError("CONFIG_INVALID", `--min-score takes a number from 0 to 1, not "${flags.minScore}"`);
  const choice = transportOf(flags);
  return {
    country: flags.country?.toUpperCase(),
    maxPrice: flags.maxPrice === undefined ? undefined : parseToken(flags.maxPrice, decimals),
    minScore: score === undefined ? undefined : Math.round(score * 1_000_000),
    node: flags.node === undefined ? undefined : parseAddress(flags.node),
    transports: choice === "auto" ? ["wireguard", "wireguard+https", "https"] : [choice],
  };
}

/** A whole number of bytes, with k, M, G for powers of a thousand. */
export function parseSize(text: string): number {
  const match = /^([0-9]{1,15})([kMG]?)$/.exec(text);
  if (match === null)
    throw new RuntimeError(
      "CONFIG_INVALID",
      `"${text}" is no size; write bytes, or a number with k, M or G, such as 500M`,
    );
  return Number(match[1]) * { "": 1, k: 1e3, M: 1e6, G: 1e9 }[match[2] as "" | "k" | "M" | "G"];
}
