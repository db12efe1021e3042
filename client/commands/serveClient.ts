import { formatToken } from "../../protocol/units.ts";
import { answer, type CommandIo, printJson, progress, untilAskedToStop } from "../../runtime/command.ts";
import { directProxy } from "../directProxy.ts";
import { clientFiles } from "../files.ts";
import { openLocalApi } from "../localApi.ts";
import { openConnection } from "../openClient.ts";
import { describe, eventsOf, hopsJson, routeJson } from "./clientEvents.ts";
import type { ClientParts } from "./clientParts.ts";
import { depositFirst } from "./firstDeposit.ts";
import { liveStatus } from "./liveStatus.ts";
import { openProxies } from "./proxies.ts";

/** Serves the local proxies until the process is asked to stop; then pays what is due. Codes: those of `Connection`, `PORT_BUSY`. */
export async function serveClient(io: CommandIo, parts: ClientParts): Promise<void> {
  const { chain, book, json } = parts;
  const { decimals, symbol } = chain.network.token;
  const say = (text: string) => (json ? printJson(io, { type: "progress", text }) : progress(io, text));
  const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
  const stop = untilAskedToStop();
  const files = clientFiles(parts.dir);
  const connection = await openConnection(parts.dir, { ...parts, events: eventsOf(io, parts, say, money) });
  // The ports come first: a busy one is found before a session is opened.
  const servers: { close(): unknown }[] = [];
  try {
    const proxies = await openProxies(connection, parts);
    servers.push(proxies);
    const { socks, http } = proxies;
    if (parts.deposit !== undefined) await depositFirst(parts, parts.deposit, say, money);
    const first = await Promise.race([connection.open(), stop.then(() => undefined)]);
    if (first === undefined) return;
    const status = liveStatus(connection, parts, () => ({ socks, http }));
    const api = await openLocalApi(files.socket, status);
    servers.push(api);
    const proxy = parts.showProxy ? await directProxy(first, files.exitCertificate) : undefined;
    if (json) {
      printJson(io, {
        type: "ready",
        ...describe(first),
        hops: routeJson(connection.route),
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
        hops: hopsJson(connection, book),
      });
    else {
      progress(io, `\nmoved ${bytes} bytes for ${money(spent)}`);
      if (parts.hops === 2)
        for (const hop of connection.hops) progress(io, `  ${hop.role} ${hop.node}: ${money(hop.spent)}`);
    }
  } finally {
    await connection.close().catch(() => undefined);
    for (const server of servers) server.close();
    // Programs that still hold a proxied connection must not keep a client alive that was asked to stop.
    setTimeout(() => process.exit(), 1_000).unref();
  }
}

/** Rewrites one line a second in a terminal; nothing elsewhere. */
function liveLine(io: CommandIo, parts: ClientParts, text: () => string): NodeJS.Timeout | undefined {
  if (parts.json || io.stderr.isTTY !== true) return undefined;
  return setInterval(() => io.stderr.write(`\r\x1b[2K${text()}`), 1_000);
}
