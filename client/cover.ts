import type { ChannelFacts } from "../chain/ports.ts";
import type { Address } from "../protocol/ids.ts";
import type { SessionOptions } from "./session.ts";
import { spendableOf } from "./spendable.ts";

/** What the account holds for one node: its channel, and what it may be promised besides, in base units. */
export interface Cover {
  readonly channel: ChannelFacts;
  readonly available: bigint;
  /** Available, less what was asked back and what every other node was promised; what the other hop is promised while it lives is left to `otherHop`. */
  readonly spendable: bigint;
}

type CoverOptions = Pick<SessionOptions, "chain" | "wallet" | "book" | "reservations" | "clock" | "otherHop">;

/**
 * Asks the chain what this payer can promise to `node`. One deposit backs the vouchers of all nodes: one that was left a moment ago may settle what it holds
 * whenever it likes, and a promise that takes its money would make it unpayable. Codes: those of the chain.
 */
export async function coverFor(node: Address, options: CoverOptions): Promise<Cover> {
  const { chain, wallet, book, reservations, clock } = options;
  const hop = options.otherHop()?.node.id;
  const others = [...new Set([...book.nodes(), ...reservations.nodes()])].filter((id) => id !== node && id !== hop);
  const channelOf = (id: Address) => chain.channels.channel(id, wallet.payer);
  const [account, request, channel, claims] = await Promise.all([
    chain.channels.account(wallet.payer),
    chain.channels.request(wallet.payer),
    channelOf(node),
    Promise.all(
      others.map(async (id) => ({
        channel: await channelOf(id),
        signed: book.best(id)?.cumulative ?? 0n,
        reservation: reservations.of(id),
      })),
    ),
  ]);
  const facts = { available: account.available, requested: request.amount, now: clock.nowSeconds() };
  return { channel, available: account.available, spendable: spendableOf(facts, claims).spendable };
}
