/** A real client in this process: discovery, payments, carrier and the local proxies, as `turnpike connect` joins them. */
import { mkdtempSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { openChain } from "../../chain/chain.ts";
import type { BudgetLimits } from "../../client/budget.ts";
import { Connection } from "../../client/connect.ts";
import { DayUsage } from "../../client/dayUsage.ts";
import { clientFiles } from "../../client/files.ts";
import { createHttpProxy } from "../../client/ingress/http.ts";
import { createSocksServer } from "../../client/ingress/socks.ts";
import { ReservationBook } from "../../client/reservationBook.ts";
import type { NodeFilters } from "../../client/select.ts";
import { openVoucherBook, type VoucherBook } from "../../client/voucherBook.ts";
import { walletFromKey } from "../../client/wallet/wallet.ts";
import type { Evidence } from "../../protocol/evidence.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Market } from "./market.ts";

export interface TestClient {
  readonly dir: string;
  readonly payer: Address;
  readonly connection: Connection;
  readonly book: VoucherBook;
  readonly socksPort: number;
  readonly httpPort: number;
  /** Codes of lost sessions, and texts of progress, in order. */
  readonly lost: string[];
  readonly said: string[];
  readonly evidence: Evidence[];
  close(): Promise<void>;
}

export interface ClientOptions {
  readonly key: Hex;
  readonly indexers: readonly string[];
  readonly filters?: Partial<NodeFilters>;
  readonly limits?: Partial<BudgetLimits>;
  readonly hops?: 1 | 2;
  readonly entry?: Address | undefined;
  /** A folder of an earlier client, to come back to. */
  readonly dir?: string;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));

export async function openClient(market: Market, options: ClientOptions): Promise<TestClient> {
  const { network } = market;
  const dir = options.dir ?? mkdtempSync(join(market.dir, "client-"));
  const files = clientFiles(dir);
  const wallet = await walletFromKey(options.key);
  const chain = await openChain({ network });
  const at = { chainId: network.chainId, contract: network.paymentChannels };
  const book = await openVoucherBook(files.vouchers, at);
  const reservations = await ReservationBook.open(files.reservations, at);
  const day = new DayUsage(files.usage, systemClock, options.limits?.dayBytes);
  const lost: string[] = [];
  const said: string[] = [];
  const evidence: Evidence[] = [];
  const connection = await Connection.create({
    chain,
    wallet,
    book,
    reservations,
    day,
    clock: systemClock,
    indexers: options.indexers,
    cachePath: files.nodes,
    memoryPath: files.memory,
    rolesPath: files.roles,
    hops: options.hops ?? 1,
    entry: options.entry,
    filters: {
      country: undefined,
      maxPrice: undefined,
      minScore: undefined,
      node: undefined,
      transports: ["https"],
      ...options.filters,
    },
    limits: { session: undefined, day: undefined, sessionBytes: undefined, dayBytes: undefined, ...options.limits },
    events: {
      onConnected: () => {},
      onLost: (code) => lost.push(code),
      onProgress: (text) => said.push(text),
      onEvidence: (found) => evidence.push(found),
    },
  });
  const socks = createSocksServer((failed) => connection.carrier(failed));
  const http = createHttpProxy((failed) => connection.carrier(failed));
  let closed = false;
  const client: TestClient = {
    dir,
    payer: wallet.payer,
    connection,
    book,
    socksPort: await listen(socks),
    httpPort: await listen(http),
    lost,
    said,
    evidence,
    close: async () => {
      if (closed) return;
      closed = true;
      socks.close();
      http.close();
      await connection.close().catch(() => undefined);
      day.close();
      await book.close();
    },
  };
  market.onClose(() => client.close());
  return client;
}
