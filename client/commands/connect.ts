import { mkdir } from "node:fs/promises";
import { isIP } from "node:net";
import { resolve } from "node:path";
import type { Command } from "commander";
import { type Address, parseAddress } from "../../protocol/ids.ts";
import { parseToken } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, progress, runCommand } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { attestSettled } from "../attest.ts";
import type { BudgetLimits } from "../budget.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import { openStores } from "../openClient.ts";
import { findControl, pinNames } from "../tunnel/controlEndpoints.ts";
import { ladderOf } from "../tunnel/ladder.ts";
import { tunnelLacks } from "../tunnel/needs.ts";
import { interfacePattern, readTraces } from "../tunnel/traces.ts";
import { openWallet } from "../wallet/wallet.ts";
import type { ClientParts, ListenAt } from "./clientParts.ts";
import {
  type ClientFlags,
  clientDir,
  clientNetwork,
  clientVerb,
  type FilterFlags,
  filtersOf,
  parseSize,
  transportOf,
  walletPassword,
  withFilters,
} from "./options.ts";
import { serveClient } from "./serveClient.ts";
import { type ExportFlags, serveExport } from "./serveExport.ts";
import { sayFallback, serveTunnel } from "./serveTunnel.ts";

interface Flags extends ClientFlags, FilterFlags {
  readonly socks: string;
  readonly http: string;
  readonly budget?: string;
  readonly budgetDay?: string;
  readonly budgetBytes?: string;
  readonly budgetDayBytes?: string;
  readonly deposit?: string;
  readonly relayFee: string;
  readonly showProxy?: boolean;
  readonly attest?: boolean;
  readonly exportConfig?: string;
  readonly exportRate: string;
  readonly hops: string;
  readonly entry?: string;
  readonly interface: string;
  readonly lan?: boolean;
  readonly dns?: string[];
  readonly resolverFile: string;
}

/** `turnpike connect`: a paid tunnel behind a local SOCKS5 and HTTP proxy, until it is asked to stop. */
export function connectCommand(io: CommandIo): Command {
  return withFilters(clientVerb("connect", "open a paid tunnel and a local SOCKS5 and HTTP proxy"))
    .option("--socks <host:port>", "where the SOCKS5 proxy listens, on loopback", "127.0.0.1:1080")
    .option("--http <host:port>", "where the HTTP proxy listens, on loopback", "127.0.0.1:8118")
    .option("--budget <amount>", "spend at most this in this session")
    .option("--budget-day <amount>", "spend at most this in a day (UTC)")
    .option("--budget-bytes <size>", "move at most this much in this session, such as 500M")
    .option("--budget-day-bytes <size>", "move at most this much in a day (UTC)")
    .option("--deposit <amount>", "deposit this first when the account is empty; a node relays it, no gas is needed")
    .option("--relay-fee <amount>", "with --deposit: what the relaying node may take for its gas", "0")
    .option(
      "--show-proxy",
      "also print how curl uses the exit as an HTTPS proxy by itself; what it prints holds a secret",
    )
    .option(
      "--attest",
      "publish how the exits that you paid have worked, signed by your payer: ties it to them and to this day, for everybody and for ever; off unless you ask for it",
    )
    .option(
      "--hops <count>",
      "1, or 2: an entry that sees you but not where you go, and an exit that sees that but not you; both are paid",
      "1",
    )
    .option("--entry <id>", "with --hops 2: this entry")
    .option(
      "--export-config <file>",
      "with --transport wireguard: write a wg-quick file for a phone or router, and pay for what that moves; needs a budget",
    )
    .option("--export-rate <size>", "with --export-config: believe no more than so many bits per second", "100M")
    .option("--interface <name>", "with --transport wireguard: name of the interface", "turnpike")
    .option("--lan", "with --transport wireguard: let the local network through beside the tunnel")
    .option(
      "--dns <address...>",
      "with --transport wireguard: resolvers to ask through the tunnel (default: the exit's)",
    )
    .option(
      "--resolver-file <file>",
      "with --transport wireguard: the resolver configuration to change",
      "/etc/resolv.conf",
    )
    .action((flags: Flags) => runCommand(io, flags, () => connect(io, flags)));
}

/** Checks every option before anything is opened, and closes what was opened whatever happens. */
async function connect(io: CommandIo, flags: Flags): Promise<void> {
  const network = await clientNetwork(io, flags);
  const { decimals } = network.token;
  const optional = (amount: string | undefined) => (amount === undefined ? undefined : parseToken(amount, decimals));
  const size = (text: string | undefined) => (text === undefined ? undefined : parseSize(text));
  const limits: BudgetLimits = {
    session: optional(flags.budget),
    day: optional(flags.budgetDay),
    sessionBytes: size(flags.budgetBytes),
    dayBytes: size(flags.budgetDayBytes),
  };
  const deposit = optional(flags.deposit);
  const relayFee = parseToken(flags.relayFee, decimals);
  const filters = filtersOf(flags, decimals);
  const socks = loopback(flags.socks);
  const http = loopback(flags.http);
  const { hops, entry } = hopsOf(flags);
  const notAddress = flags.dns?.find((text) => isIP(text) === 0);
  if (notAddress !== undefined)
    throw new RuntimeError(
      "CONFIG_INVALID",
      `--dns takes addresses of resolvers, not "${notAddress}"; for DNS over HTTPS give the address of a resolver on this machine that speaks it, such as 127.0.0.1`,
    );
  if (!new RegExp(interfacePattern).test(flags.interface))
    throw new RuntimeError(
      "CONFIG_INVALID",
      `--interface takes a small letter and up to 13 more small letters and digits, not "${flags.interface}"`,
    );
  const choice = transportOf(flags);
  const exported = exportOf(io, flags, limits);
  const lacking = choice === "https" || exported !== undefined ? undefined : await tunnelLacks(flags.resolverFile);
  const ladder = ladderOf(choice, lacking !== undefined);
  // Only a ladder of nothing else is refused for what the machine lacks.
  if (ladder === undefined) throw lacking;
  if (lacking !== undefined)
    sayFallback(io, flags.json === true, { from: choice, to: "https", reason: lacking.message });
  const dir = clientDir(io, flags);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = clientFiles(dir);
  const wallet = await openWallet(dir, await walletPassword(io, flags));
  const indexers = flags.indexer ?? network.indexers;
  const isWhole = exported === undefined && ladder.tunnel.length > 0;
  // Before the chain is asked: where an earlier tunnel has closed the machine, nobody tells where it is.
  const kept = isWhole ? (await readTraces(files.tunnel))?.names : undefined;
  const control = await findControl(isWhole ? [...network.rpcUrls, ...indexers] : [], kept ?? []);
  pinNames(control.names);
  const stores = await openStores(dir, network, limits.dayBytes);
  const { chain } = stores;
  // Beside the tunnel, and never in its way.
  const attesting =
    flags.attest === true
      ? attestSettled({
          ...{ chain, wallet, indexers, clock: systemClock },
          ...{ memoryPath: files.memory, sentPath: files.attested },
        }).then(
          (said) => said.length > 0 && progress(io, `told the indexers how ${said.length} paid exits have worked`),
          (error: unknown) => progress(io, `nothing was attested: ${error instanceof Error ? error.message : error}`),
        )
      : undefined;
  try {
    const parts: ClientParts = {
      ...stores,
      dir,
      wallet,
      limits,
      filters: { ...filters, transports: ladder.tunnel.length > 0 ? ladder.tunnel : ["https"] },
      hops,
      entry,
      deposit,
      relayFee,
      indexers,
      socks,
      http,
      json: flags.json === true,
      showProxy: flags.showProxy === true,
    };
    if (exported !== undefined) await serveExport(io, parts, exported);
    else if (ladder.tunnel.length > 0)
      await serveTunnel(io, parts, {
        ladder,
        control,
        interfaceName: flags.interface,
        lan: flags.lan === true,
        dns: flags.dns ?? [],
        resolverFile: flags.resolverFile,
      });
    else await serveClient(io, parts);
  } finally {
    await attesting;
    await stores.close();
  }
}

/** Code: `CONFIG_INVALID`. */
function exportOf(io: CommandIo, flags: Flags, limits: BudgetLimits): ExportFlags | undefined {
  if (flags.exportConfig === undefined) return undefined;
  const refuse = (message: string) => new RuntimeError("CONFIG_INVALID", message);
  if (transportOf(flags) !== "wireguard" || flags.hops !== "1")
    throw refuse("--export-config is for one hop of WireGuard: add --transport wireguard, and leave --hops out");
  if (limits.session === undefined && limits.day === undefined)
    throw refuse(
      "this machine cannot count what another device moves, so the exit's word is paid up to a budget: add --budget or --budget-day",
    );
  const bitsPerSecond = parseSize(flags.exportRate);
  if (bitsPerSecond === 0) throw refuse("--export-rate takes bits per second above zero, such as 50M");
  return { path: resolve(io.cwd, flags.exportConfig), bitsPerSecond };
}

/** Code: `CONFIG_INVALID`. */
function hopsOf(flags: Flags): { readonly hops: 1 | 2; readonly entry: Address | undefined } {
  const refuse = (message: string) => new RuntimeError("CONFIG_INVALID", message);
  if (flags.hops !== "1" && flags.hops !== "2")
    throw refuse(`--hops takes 1 or 2, not "${flags.hops}": one node, or an entry and an exit`);
  const hops = flags.hops === "1" ? 1 : 2;
  if (hops === 1 && flags.entry !== undefined) throw refuse("--entry names the first of two nodes; add --hops 2");
  if (hops === 2 && flags.showProxy === true)
    throw refuse(
      "--show-proxy lets programs use the exit directly, which shows them to it; leave it out with --hops 2",
    );
  if (hops === 2 && transportOf(flags) !== "https" && transportOf(flags) !== "wireguard")
    throw refuse("two hops are carried by https or by wireguard; give one of them to --transport");
  return { hops, entry: flags.entry === undefined ? undefined : parseAddress(flags.entry) };
}

function loopback(text: string): ListenAt {
  const at = text.lastIndexOf(":");
  const host = text.slice(0, at).replace(/^\[|\]$/g, "");
  const port = Number(text.slice(at + 1));
  const isLoopback = /^127\.\d+\.\d+\.\d+$/.test(host) || host === "::1" || host === "localhost";
  // "localhost" is not looked up: whoever answers for names here does not choose where the proxy listens.
  if (isLoopback && /^[0-9]+$/.test(text.slice(at + 1)) && port <= 65_535)
    return { host: host === "localhost" ? "127.0.0.1" : host, port };
  throw new ClientError(
    "LISTEN_NOT_LOOPBACK",
    `"${text}" is no loopback address with a port; anyone who reaches the proxy spends your money. Use 127.0.0.1:PORT`,
  );
}
