import type { Address } from "../../protocol/ids.ts";
import type { TokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { requireOwner } from "../accountOwner.ts";
import { clientFiles } from "../files.ts";
import { depositByRelay } from "../relay.ts";
import { findRelayers } from "../relayers.ts";
import { RoleBook } from "../roles.ts";
import { routeFilters } from "../route.ts";
import type { ClientParts } from "./clientParts.ts";

/** Deposits when the account is empty; a node relays it. Codes: those of `findRelayers` and of `depositByRelay`. */
export async function depositFirst(
  parts: Pick<ClientParts, "chain" | "wallet" | "indexers" | "filters" | "dir" | "hops" | "entry" | "relayFee">,
  amount: TokenAmount,
  say: (text: string) => void,
  money: (amount: bigint) => string,
): Promise<void> {
  const { chain, wallet, indexers, dir, hops, relayFee } = parts;
  const account = await chain.channels.account(wallet.payer);
  // Also one that is not empty: its owner can take what is in it away from under a session, and a unit of somebody else is no deposit.
  requireOwner(account, wallet.payer, wallet.payer);
  if (account.available > 0n) return;
  say(`depositing ${money(amount)}; a node relays it`);
  const files = clientFiles(dir);
  const roles = await RoleBook.open(files.roles);
  // With two hops whoever relays sees what the entry sees, and can be no exit after that.
  const wanted = hops === 1 ? parts.filters : routeFilters(parts.filters, parts.entry).entry;
  const nodes = await findRelayers({
    ...{ chain, clock: systemClock, indexers, files, filters: wanted },
    eligible: ({ node, operator }) =>
      hops === 1 || (node !== parts.filters.node && !roles.hasSeen(operator as Address, "destinations")),
  });
  await depositByRelay({ chain, wallet, clock: systemClock, roles, nodes, relayFee }, amount);
}
