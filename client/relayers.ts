import type { Chain } from "../chain/chain.ts";
import type { Transport } from "../protocol/descriptor.ts";
import type { Clock } from "../runtime/clock.ts";
import { discover, type NodeEntry } from "./discover.ts";
import type { clientFiles } from "./files.ts";
import { NodeMemory } from "./memory.ts";
import { noList } from "./nodeList.ts";
import { drawn, type NodeFilters, noneFits, weigh } from "./select.ts";

export interface RelayersOptions {
  readonly chain: Chain;
  readonly clock: Clock;
  readonly indexers: readonly string[];
  readonly files: Pick<ReturnType<typeof clientFiles>, "nodes" | "memory">;
  readonly filters?: Omit<NodeFilters, "transports">;
  readonly eligible?: (entry: NodeEntry) => boolean;
}

const everyTransport: readonly Transport[] = ["https", "wireguard", "wireguard+https"];
const anyNode = { country: undefined, maxPrice: undefined, minScore: undefined, node: undefined };

/**
 * Nodes to ask to relay, one after the other. They are drawn by weight, as exits are: whoever relays sees where the payer comes from, and neither the
 * order of an indexer's list nor the largest share is to decide who that is. Code: `NO_NODE_FITS`.
 */
export async function findRelayers(options: RelayersOptions): Promise<Iterable<NodeEntry>> {
  const { chain, clock, indexers, files, filters = anyNode, eligible = () => true } = options;
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
  return drawn(all);
}
