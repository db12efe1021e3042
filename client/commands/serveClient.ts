import { writeFile } from "node:fs/promises";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import type { Chain } from "../../chain/chain.ts";
import { formatToken, type TokenAmount, tokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { answer, type CommandIo, printJson, progress, untilAskedToStop } from "../../runtime/command.ts";
import { type BudgetLimits, bytesRemaining } from "../budget.ts";
import { Connection, type ConnectionEvents } from "../connect.ts";
import type { DayUsage } from "../dayUsage.ts";
import { directProxy } from "../directProxy.ts";
import { discover } from "../discover.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import type { CarrierSource } from "../ingress/carried.ts";
import { createHttpProxy } from "../ingress/http.ts";
import { createSocksServer } from "../ingress/socks.ts";
import { openLocalApi } from "../localApi.ts";
import { NodeMemory } from "../memory.ts";
import { Rate } from "../rate.ts";
import { depositByRelay } from "../relay.ts";
import type { ReservationBook } from "../reservationBook.ts";
import { type NodeFilters, weigh } from "../select.ts";
import type { PaidSession } from "../session.ts";
import type { VoucherBook } from "../voucherBook.ts";
import type { Wallet } from "../wallet/wallet.ts";

export interface ListenAt {
  readonly host: string;
  readonly port: number;
}

/** What `turnpike connect` works with: everything checked and open. */
export interface ClientParts {
  readonly dir: string;
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly book: VoucherBook;
  readonly reservations: ReservationBook;
  readonly day: DayUsage;
  readonly limits: BudgetLimits;
  readonly filters: NodeFilters;
  /** Deposited first when the account is empty. */
  readonly deposit: TokenAmount | undefined;
  readonly indexers: readonly string[];
  readonly socks: ListenAt;
  readonly http: ListenAt;
  readonly json: boolean;
  readonly showProxy: boolean;
}

const describe = (session: PaidSession) => ({
  node: session.node.id,
  pricePerGB: session.price.toString(),
  country: session.node.descriptor.body.country,
});

/** Serves the local proxies until the process is asked to stop; then pays what is due. Codes: those of `Connection`, `PORT_BUSY`. */
export async function serveClient(io: CommandIo, parts: ClientParts): Promise<void> {
  const { chain, book, json } = parts;
  const { decimals, symbol } = chain.network.token;
  const say = (text: string) => (json ? printJson(io, { type: "progress", text }) : progress(io, text));
  const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
  const stop = untilAskedToStop();
  const files = clientFiles(parts.dir);
  const connection = await Connection.create({
    ...parts,
    clock: systemClock,
    cachePath: files.nodes,
    memoryPath: files.memory,
    events: eventsOf(io, parts, say, money),
  });
  // The ports come first: a busy one is found before a session is opened.
  const carrier: CarrierSource = (failed) => connection.carrier(failed);
  const servers: Server[] = [createSocksServer(carrier), createHttpProxy(carrier)];
  try {
    const [socks = "", http = ""] = await Promise.all(
      [parts.socks, parts.http].map((at, index) => listen(servers[index], at)),
    );
    if (parts.deposit !== undefined) await depositFirst(parts, parts.deposit, say, money);
    const first = await Promise.race([connection.open(), stop.then(() => undefined)]);
    if (first === undefined) return;
    const status = statusOf(connection, parts, { socks, http });
    const api = await openLocalApi(files.socket, status);
    servers.push(api as unknown as Server);
    const proxy = parts.showProxy ? await directProxy(first, files.exitCertificate) : undefined;
    if (json) {
      printJson(io, {
        type: "ready",
        ...describe(first),
        payer: parts.wallet.payer,
        socks,
        http,
        ...(proxy === undefined ? {} : { proxy, proxyCertificate: files.exitCertificate }),
      });
    } else {
      if (proxy !== undefined)
        answer(io, `curl --proxy-cacert ${files.exitCertificate} --proxy ${proxy} https://example.org`);
      progress(io, `SOCKS5 on ${socks}, HTTP proxy on ${http}; Ctrl-C pays what is due and stops`);
    }
    const live = liveLine(io, parts, () => {
      const now = status();
      return `${(Number(now.bytes) / 1e6).toFixed(1)} MB  ${(now.bitsPerSecond / 1e6).toFixed(1)} Mbit/s  spent ${money(BigInt(now.spent))}  ${now.remaining === null ? "looking for a node" : `left ${money(BigInt(now.remaining))}`}`;
    });
    await stop;
    clearInterval(live);
    const last = connection.session ?? first;
    await connection
      .close()
      .catch((error: unknown) =>
        say(`the session could not be closed in order: ${error instanceof Error ? error.message : String(error)}`),
      );
    const { bytes, spent } = connection.totals;
    const paid = book.best(last.node.id)?.cumulative ?? 0n;
    const { node, pricePerGB } = describe(last);
    if (json)
      printJson(io, {
        type: "summary",
        bytes: String(bytes),
        spent: spent.toString(),
        paid: paid.toString(),
        node,
        pricePerGB,
      });
    else progress(io, `\nmoved ${bytes} bytes for ${money(spent)}`);
  } finally {
    await connection.close().catch(() => undefined);
    for (const server of servers) server.close();
    // Programs that still hold a proxied connection must not keep a client alive that was asked to stop.
    setTimeout(() => process.exit(), 1_000).unref();
  }
}

function eventsOf(
  io: CommandIo,
  parts: ClientParts,
  say: (text: string) => void,
  money: (amount: bigint) => string,
): ConnectionEvents {
  const { json, dir } = parts;
  return {
    onProgress: say,
    onConnected: (session) => {
      const { country } = session.node.descriptor.body;
      if (json) printJson(io, { type: "connected", ...describe(session) });
      else progress(io, `connected through ${session.node.id} (${country}) at ${money(session.price)} per GB`);
    },
    onLost: (code, message) => {
      if (json) printJson(io, { type: "lost", code, message });
      else progress(io, `session over: ${message} [${code}]`);
    },
    onEvidence: (demands, quote) => {
      const path = join(dir, `evidence-${quote.node}-${systemClock.nowSeconds()}.json`);
      const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
      writeFile(path, JSON.stringify({ quote, demands }, plain, 2), { mode: 0o600 })
        .then(() => say(`the node contradicted itself; the evidence is in ${path}`))
        .catch((error: unknown) =>
          say(`the evidence could not be written: ${error instanceof Error ? error.message : String(error)}`),
        );
    },
  };
}

/** Deposits when the account is empty; a node relays it. */
async function depositFirst(
  parts: ClientParts,
  amount: TokenAmount,
  say: (text: string) => void,
  money: (amount: bigint) => string,
): Promise<void> {
  const { chain, wallet, indexers, filters, dir } = parts;
  if ((await chain.channels.account(wallet.payer)).available > 0n) return;
  say(`depositing ${money(amount)}; a node relays it`);
  const files = clientFiles(dir);
  const found = await discover(indexers, files.nodes);
  const memory = await NodeMemory.open(files.memory);
  const minimumStake = await chain.registry.minimumStake();
  const weighed = weigh(found.entries, filters, minimumStake, memory, systemClock.nowSeconds());
  const nodes = weighed.map(({ entry }) => entry);
  await depositByRelay({ chain, wallet, clock: systemClock, nodes, relayFee: tokenAmount(0n) }, amount);
}

/** Live figures. `remaining` and `remainingBytes` are null where no budget and no node sets one. */
function statusOf(
  connection: Connection,
  parts: ClientParts,
  proxies: { readonly socks: string; readonly http: string },
) {
  const started = performance.now();
  const rate = new Rate(() => connection.totals.bytes, systemClock.monotonicMilliseconds);
  return () => {
    const { session } = connection;
    const { bytes, spent } = connection.totals;
    const now = performance.now();
    const bytesLeft = bytesRemaining(parts.limits, { session: bytes, day: parts.day.bytes });
    return {
      node: session?.node.id ?? null,
      pricePerGB: session?.price.toString() ?? null,
      bytes: String(bytes),
      bitsPerSecond: rate.bitsPerSecond,
      spent: spent.toString(),
      remaining: session?.left.toString() ?? null,
      remainingBytes: bytesLeft === undefined ? null : String(bytesLeft),
      ...proxies,
      seconds: Math.round((now - started) / 1_000),
      rssBytes: process.memoryUsage.rss(),
    };
  };
}

/** Rewrites one line a second in a terminal; nothing elsewhere. */
function liveLine(io: CommandIo, parts: ClientParts, text: () => string): NodeJS.Timeout | undefined {
  if (parts.json || io.stderr.isTTY !== true) return undefined;
  return setInterval(() => io.stderr.write(`\r\x1b[2K${text()}`), 1_000);
}

/** Listens and says where, as HOST:PORT. */
function listen(server: Server | undefined, at: ListenAt): Promise<string> {
  return new Promise((resolve, reject) => {
    if (server === undefined) throw new Error("no server to listen with");
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
    server.listen(at.port, at.host, () => resolve(`${at.host}:${(server.address() as AddressInfo).port}`));
  });
}
