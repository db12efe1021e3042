import type { AddressInfo } from "node:net";
import { type Chain, openChain } from "../chain/chain.ts";
import type { Network } from "../chain/network.ts";
import type { Address, Hex } from "../protocol/ids.ts";
import { type TokenAmount, tokenAmount } from "../protocol/units.ts";
import { systemClock } from "../runtime/clock.ts";
import { depositFirst } from "./commands/firstDeposit.ts";
import { Connection } from "./connect.ts";
import type { ConnectionEvents, ConnectionOptions } from "./connectionOptions.ts";
import { DayUsage } from "./dayUsage.ts";
import { clientFiles } from "./files.ts";
import { createSocksServer } from "./ingress/socks.ts";
import { ReservationBook } from "./reservationBook.ts";
import type { NodeFilters } from "./select.ts";
import type { PaidSession } from "./session.ts";
import { openVoucherBook, type VoucherBook } from "./voucherBook.ts";
import { walletFromKey } from "./wallet/wallet.ts";

/** What a node itself stated, among the causes of what `openClient` throws. */
export { NodeAnswer } from "./control.ts";

/** What a client keeps of its payments, opened from its folder. */
export interface ClientStores {
  readonly chain: Chain;
  readonly book: VoucherBook;
  readonly reservations: ReservationBook;
  readonly day: DayUsage;
  close(): Promise<void>;
}

/** Codes: those of the chain and of the stores. */
export async function openStores(dir: string, network: Network, dayBytes: number | undefined): Promise<ClientStores> {
  const files = clientFiles(dir);
  const chain = await openChain({ network });
  const at = { chainId: network.chainId, contract: network.paymentChannels };
  const book = await openVoucherBook(files.vouchers, at);
  const reservations = await ReservationBook.open(files.reservations, at);
  const day = new DayUsage(files.usage, systemClock, dayBytes);
  const close = async () => {
    day.close();
    await book.close();
  };
  return { chain, book, reservations, day, close };
}

/** A connection that keeps its lists and its memory in the client's folder. */
export const openConnection = (
  dir: string,
  options: Omit<ConnectionOptions, "clock" | "cachePath" | "memoryPath" | "rolesPath">,
): Promise<Connection> => {
  const { nodes: cachePath, memory: memoryPath, roles: rolesPath } = clientFiles(dir);
  return Connection.create({ ...options, clock: systemClock, cachePath, memoryPath, rolesPath });
};

const anywhere: NodeFilters = {
  ...{ country: undefined, maxPrice: undefined, minScore: undefined, node: undefined, transports: ["https"] },
};

export interface OpenClientOptions {
  /** Must exist. */
  readonly dir: string;
  readonly network: Network;
  /** The payer's. */
  readonly key: Hex;
  readonly indexers: readonly string[];
  readonly node: Address;
  /** What may be spent in this session. */
  readonly budget: TokenAmount;
  /** Deposited first when the account is empty, by whichever node relays it. */
  readonly deposit: TokenAmount;
  readonly onLost: ConnectionEvents["onLost"];
}

/** What a node asked for, and what is due by this client's own meter, in base units. */
export type Bill = PaidSession["bill"];

export interface OpenClient {
  readonly payer: Address;
  readonly socksPort: number;
  readonly spent: bigint;
  /** Of the session that was used last; after `close` with the node's last demand in it. */
  readonly bill: Bill;
  /** Pays what is due and ends the session in order. */
  close(): Promise<void>;
}

/**
 * A client within another program: the same deposit, session, payments and SOCKS5 proxy as `turnpike connect --node`, with its defaults. Codes: those of
 * `Connection.open`, of deposits by relay and of the stores.
 */
export async function openClient(options: OpenClientOptions): Promise<OpenClient> {
  const { dir, network, indexers, node, budget, deposit, onLost } = options;
  const wallet = await walletFromKey(options.key);
  const stores = await openStores(dir, network, undefined);
  let session: PaidSession | undefined;
  const connection = await openConnection(dir, {
    ...{ ...stores, wallet, indexers, hops: 1 },
    filters: { ...anywhere, node },
    limits: { session: budget, day: undefined, sessionBytes: undefined, dayBytes: undefined },
    events: {
      onConnected: (opened) => {
        session = opened;
      },
      onLost,
      onProgress: () => {},
      onEvidence: () => {},
    },
  });
  const socks = createSocksServer((failed) => connection.carrier(failed));
  const close = async () => {
    await connection.close().finally(async () => {
      socks.close();
      await stores.close();
    });
  };
  try {
    await new Promise<void>((resolve, reject) => socks.once("error", reject).listen(0, "127.0.0.1", resolve));
    const way = { filters: anywhere, hops: 1, entry: undefined } as const;
    const parts = { ...stores, ...way, wallet, indexers, dir, relayFee: tokenAmount(0n) };
    await depositFirst(parts, deposit, () => {}, String);
    await connection.open();
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return {
    payer: wallet.payer,
    socksPort: (socks.address() as AddressInfo).port,
    get spent() {
      return connection.totals.spent;
    },
    get bill() {
      return session?.bill ?? { demanded: 0n, due: 0n };
    },
    close,
  };
}
