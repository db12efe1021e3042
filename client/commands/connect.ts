import { mkdir, writeFile } from "node:fs/promises";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import type { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import { formatToken, parseToken, tokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { Connection } from "../connect.ts";
import { discover } from "../discover.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import { createHttpProxy } from "../ingress/http.ts";
import { createSocksServer } from "../ingress/socks.ts";
import { openLocalApi } from "../localApi.ts";
import { NodeMemory } from "../memory.ts";
import { depositByRelay } from "../relay.ts";
import { weigh } from "../select.ts";
import type { PaidSession } from "../session.ts";
import { openVoucherBook } from "../voucherBook.ts";
import { openWallet } from "../wallet/wallet.ts";
import {
  type ClientFlags,
  clientDir,
  clientNetwork,
  clientVerb,
  type FilterFlags,
  filtersOf,
  parseSize,
  walletPassword,
  withFilters,
} from "./options.ts";

interface Flags extends ClientFlags, FilterFlags {
  readonly socks: string;
  readonly http: string;
  readonly budget?: string;
  readonly budgetDay?: string;
  readonly budgetBytes?: string;
  readonly deposit?: string;
  readonly showProxy?: boolean;
}

/** `turnpike connect`: a paid tunnel behind a local SOCKS5 and HTTP proxy, until it is asked to stop. */
export function connectCommand(io: CommandIo): Command {
  return withFilters(clientVerb("connect", "open a paid tunnel and a local SOCKS5 and HTTP proxy"))
    .option("--socks <host:port>", "where the SOCKS5 proxy listens, on loopback", "127.0.0.1:1080")
    .option("--http <host:port>", "where the HTTP proxy listens, on loopback", "127.0.0.1:8118")
    .option("--budget <amount>", "spend at most this in this session")
    .option("--budget-day <amount>", "spend at most this in a day")
    .option("--budget-bytes <size>", "move at most this much in this session, such as 500M")
    .option("--deposit <amount>", "deposit this first when the account is empty; a node relays it, no gas is needed")
    .option(
      "--show-proxy",
      "print the address for programs that use the exit as an HTTPS proxy themselves; it holds a secret",
    )
    .action((flags: Flags) => runCommand(io, flags, () => connect(io, flags)));
}

async function connect(io: CommandIo, flags: Flags): Promise<void> {
  const say = (text: string) => (flags.json === true ? printJson(io, { type: "progress", text }) : progress(io, text));
  const dir = clientDir(io, flags);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = clientFiles(dir);
  const network = await clientNetwork(io, flags);
  const { decimals, symbol } = network.token;
  const filters = filtersOf(flags, decimals);
  const socksAt = loopback(flags.socks);
  const httpAt = loopback(flags.http);
  const indexers = flags.indexer ?? network.indexers;
  const wallet = await openWallet(dir, await walletPassword(io, flags));
  const stop = untilAskedToStop();
  const chain = await openChain({ network });
  const book = await openVoucherBook(files.vouchers, { chainId: network.chainId, contract: network.paymentChannels });
  const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
  const optional = (amount: string | undefined) => (amount === undefined ? undefined : parseToken(amount, decimals));

  if (flags.deposit !== undefined && (await chain.channels.account(wallet.payer)).available === 0n) {
    const amount = parseToken(flags.deposit, decimals);
    say(`depositing ${money(amount)}; a node relays it`);
    const found = await discover(indexers, files.nodes);
    const memory = await NodeMemory.open(files.memory);
    const nodes = weigh(
      found.entries,
      filters,
      await chain.registry.minimumStake(),
      memory,
      systemClock.nowSeconds(),
    ).map(({ entry }) => entry);
    await depositByRelay({ chain, wallet, clock: systemClock, nodes, relayFee: tokenAmount(0n) }, amount);
  }

  const describe = (session: PaidSession) => ({
    node: session.node.id,
    pricePerGB: session.price.toString(),
    country: session.node.descriptor.body.country,
  });
  const connection = await Connection.create({
    chain,
    wallet,
    book,
    clock: systemClock,
    indexers,
    cachePath: files.nodes,
    memoryPath: files.memory,
    filters,
    limits: {
      session: optional(flags.budget),
      day: optional(flags.budgetDay),
      sessionBytes: flags.budgetBytes === undefined ? undefined : parseSize(flags.budgetBytes),
      dayBytes: undefined,
    },
    events: {
      onProgress: say,
      onConnected: (session) => {
        if (flags.json === true) printJson(io, { type: "connected", ...describe(session) });
        else
          progress(
            io,
            `connected through ${session.node.id} (${session.node.descriptor.body.country}) at ${money(session.price)} per GB`,
          );
      },
      onLost: (code, message) => {
        if (flags.json === true) printJson(io, { type: "lost", code, message });
        else progress(io, `session over: ${message} [${code}]`);
      },
      onEvidence: (demands, quote) => {
        const path = join(dir, `evidence-${quote.node}-${systemClock.nowSeconds()}.json`);
        const text = JSON.stringify(
          { quote, demands },
          (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
          2,
        );
        writeFile(path, text, { mode: 0o600 })
          .then(() => say(`the node contradicted itself; the evidence is in ${path}`))
          .catch((error: unknown) =>
            say(`the evidence could not be written: ${error instanceof Error ? error.message : String(error)}`),
          );
      },
    },
  });
  const first = await connection.open();
  const carrier = () => connection.carrier();
  const socks = createSocksServer(carrier);
  const http = createHttpProxy(carrier);
  const socksPort = await listen(socks, socksAt);
  const httpPort = await listen(http, httpAt);

  const started = performance.now();
  let lastBytes = 0;
  let lastAt = started;
  const status = () => {
    const { session } = connection;
    const { bytes, spent } = connection.totals;
    const now = performance.now();
    const rate = ((bytes - lastBytes) * 8_000) / Math.max(1, now - lastAt);
    lastBytes = bytes;
    lastAt = now;
    return {
      node: session?.node.id ?? null,
      pricePerGB: session?.price.toString() ?? null,
      bytes: String(bytes),
      bitsPerSecond: Math.round(rate),
      spent: spent.toString(),
      remaining: session?.left.toString() ?? "0",
      socks: `${socksAt.host}:${socksPort}`,
      http: `${httpAt.host}:${httpPort}`,
      seconds: Math.round((now - started) / 1_000),
      rssBytes: process.memoryUsage.rss(),
    };
  };
  const api = await openLocalApi(files.socket, status);
  if (flags.json === true) {
    const { body } = first.node.descriptor;
    const proxy =
      flags.showProxy === true
        ? { proxy: `https://${first.proxyCredentials}@${body.endpoint.host}:${body.endpoint.port}` }
        : {};
    printJson(io, {
      type: "ready",
      ...describe(first),
      payer: wallet.payer,
      socks: `${socksAt.host}:${socksPort}`,
      http: `${httpAt.host}:${httpPort}`,
      ...proxy,
    });
  } else {
    progress(
      io,
      `SOCKS5 on ${socksAt.host}:${socksPort}, HTTP proxy on ${httpAt.host}:${httpPort}; Ctrl-C pays what is due and stops`,
    );
  }
  const live = liveLine(io, flags, () => {
    const now = status();
    return `${(Number(now.bytes) / 1e6).toFixed(1)} MB  ${(now.bitsPerSecond / 1e6).toFixed(1)} Mbit/s  spent ${money(BigInt(now.spent))}  left ${money(BigInt(now.remaining))}`;
  });

  await stop;
  clearInterval(live);
  socks.close();
  http.close();
  api.close();
  const last = connection.session ?? first;
  await connection
    .close()
    .catch((error: unknown) =>
      say(`the session could not be closed in order: ${error instanceof Error ? error.message : String(error)}`),
    );
  const { bytes, spent } = connection.totals;
  await book.close();
  const paid = book.best(last.node.id)?.cumulative ?? 0n;
  if (flags.json === true) {
    printJson(io, {
      type: "summary",
      bytes: String(bytes),
      spent: spent.toString(),
      paid: paid.toString(),
      node: last.node.id,
      pricePerGB: last.price.toString(),
    });
  } else progress(io, `\nmoved ${bytes} bytes for ${money(spent)}`);
  process.exit(0);
}

/** Rewrites one line a second in a terminal; nothing elsewhere. */
function liveLine(io: CommandIo, flags: Flags, text: () => string): NodeJS.Timeout | undefined {
  if (flags.json === true || io.stderr.isTTY !== true) return undefined;
  return setInterval(() => io.stderr.write(`\r\x1b[2K${text()}`), 1_000);
}

function loopback(text: string): { readonly host: string; readonly port: number } {
  const at = text.lastIndexOf(":");
  const host = text.slice(0, at).replace(/^\[|\]$/g, "");
  const port = Number(text.slice(at + 1));
  if (
    (/^127\.\d+\.\d+\.\d+$/.test(host) || host === "::1" || host === "localhost") &&
    Number.isInteger(port) &&
    port >= 0 &&
    port <= 65_535
  )
    return { host, port };
  throw new ClientError(
    "LISTEN_NOT_LOOPBACK",
    `"${text}" is no loopback address with a port; anyone who reaches the proxy spends your money. Use 127.0.0.1:PORT`,
  );
}

function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new ClientError(
              "PORT_BUSY",
              `port ${at.port} is in use; give another --socks or --http`,
              { port: at.port },
              { cause },
            )
          : cause,
      ),
    );
    server.listen(at.port, at.host, () => resolve((server.address() as AddressInfo).port));
  });
}
