import type { Transport } from "../../protocol/descriptor.ts";
import type { Address } from "../../protocol/ids.ts";
import { type TokenAmount, tokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { requireOwner } from "../accountOwner.ts";
import { discover } from "../discover.ts";
import { clientFiles } from "../files.ts";
import { NodeMemory } from "../memory.ts";
import { depositByRelay } from "../relay.ts";
import { RoleBook } from "../roles.ts";
import { routeFilters } from "../route.ts";
import { weigh } from "../select.ts";
import type { ClientParts } from "./clientParts.ts";

const everyTransport: readonly Transport[] = ["https", "wireguard", "wireguard+https"];

/** Deposits when the account is empty; a node relays it. Codes: those of `depositByRelay`. */
export async function depositFirst(
  parts: Pick<ClientParts, "chain" | "wallet" | "indexers" | "filters" | "dir" | "hops" | "entry">,
  amount: TokenAmount,
  say: (text: string) => void,
  money: (amount: bigint) => string,
): Promise<void> {
  const { chain, wallet, indexers, dir, hops } = parts;
  const account = await chain.channels.account(wallet.payer);
  // Also one that is not empty: its owner can take what is in it away from under a session, and a unit of somebody else is no deposit.
  requireOwner(account, wallet.payer, wallet.payer);
  if (account.available > 0n) return;
  say(`depositing ${money(amount)}; a node relays it`);
  const files = clientFiles(dir);
  const found = await discover(indexers, files.nodes);
  const memory = await NodeMemory.open(files.memory);
  const minimumStake = await chain.registry.minimumStake();
  const roles = await RoleBook.open(files.roles);
  // With two hops whoever relays sees what the entry sees, and can be no exit after that.
  const wanted = hops === 1 ? parts.filters : routeFilters(parts.filters, parts.entry).entry;
  // Every node relays, whatever it carries.
  const filters = { ...wanted, transports: everyTransport };
  const weighed = weigh(found.entries, filters, minimumStake, memory, systemClock.nowSeconds(), {
    eligible: ({ node, operator }) =>
      hops === 1 || (node !== parts.filters.node && !roles.hasSeen(operator as Address, "destinations")),
  });
  const nodes = weighed.map(({ entry }) => entry);
  await depositByRelay({ chain, wallet, clock: systemClock, roles, nodes, relayFee: tokenAmount(0n) }, amount);
}
