import type { Chain } from "../chain/chain.ts";
import type { Transport } from "../protocol/descriptor.ts";
import type { Address } from "../protocol/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import { discover, type NodeEntry } from "./discover.ts";
import type { clientFiles } from "./files.ts";
import { NodeMemory } from "./memory.ts";
import { noList } from "./nodeList.ts";
import type { RoleBook } from "./roles.ts";
import { drawn, type NodeFilters, noneFits, type Weighed, weigh } from "./select.ts";

export interface RelayersOptions {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly indexers: readonly string[];
  readonly files: Pick<ReturnType<typeof clientFiles>, "nodes" | "memory">;
  readonly filters?: Omit<NodeFilters, "transports">;
  readonly eligible?: (entry: NodeEntry) => boolean;
  /** Operators that have seen where this payer goes are asked last: they would learn where it comes from, too, but no money may be stuck for that. */
  readonly roles?: RoleBook;
}

const everyTransport: readonly Transport[] = ["https", "wireguard", "wireguard+https"];
const anyNode = { country: undefined, maxPrice: undefined, minScore: undefined, node: undefined };

/**
 * Nodes to ask to relay, one after the other. They are drawn by weight, as exits are: whoever relays sees where the payer comes from, and neither the
 * order of an indexer's list nor the largest share is to decide who that is. Code: `NO_NODE_FITS`.
 */
export async function findRelayers(options: RelayersOptions): Promise<Iterable<NodeEntry>> {
  const { chain, clock, indexers, files, filters = anyNode, eligible = () => true, roles } = options;
  const found = await discover(indexers, files.nodes);
  if (found.source === "none") throw noList(found.failures);
  const memory = await NodeMemory.open(files.memory);
  const minimumStake = await chain.registry.minimumStake();
  // Every node relays, whatever it carries.
  const wanted = { ...filters, transports: everyTransport };
  const weighed = (lastResort: boolean) =>
    weigh(found.entries, wanted, minimumStake, memory, clock.nowSeconds(), { eligible, lastResort });
  const trusted = weighed(false);
  const all = trusted.length > 0 ? trusted : weighed(true);
  if (all.length === 0) throw noneFits(found.entries);
  const knows = ({ entry }: Weighed) => roles?.hasSeen(entry.operator as Address, "destinations") === true;
  return inTurn(drawn(all.filter((one) => !knows(one))), drawn(all.filter(knows)));
}

function* inTurn<T>(...lists: readonly Iterable<T>[]): Generator<T, void> {
  for (const list of lists) yield* list;
}
