import type { Chain } from "../chain/chain.ts";
import { coverageOf, isWhole } from "./coverage.ts";
import { discover, keepList, keptList, merged, type NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";

export interface NodeListOptions {
  readonly chain: Chain;
  readonly indexers: readonly string[];
  readonly cachePath: string;
  /** Whoever asks for nodes by name leaves no choice that an omission could steer. */
  readonly isNamed: boolean;
  readonly onProgress: (text: string) => void;
}

export const noList = (failures: readonly string[]): ClientError =>
  new ClientError(
    "NO_NODE_FITS",
    `no indexer answers and no list is kept on disk; check --indexer and the connection (${failures.join("; ") || "no indexer is known"})`,
  );

/**
 * The indexers' list, if it names what the chain knows; what they leave out is taken from the list kept on disk. Codes: `NO_NODE_FITS`, `LIST_INCOMPLETE`, those
 * of the chain.
 */
export async function listNodes(options: NodeListOptions): Promise<readonly NodeEntry[]> {
  const { chain, indexers, cachePath, isNamed, onProgress } = options;
  const found = await discover(indexers, cachePath);
  if (found.source === "none") throw noList(found.failures);
  if (found.source === "cache") {
    onProgress("no indexer answers; working from the list kept on disk and the chain");
    return found.entries;
  }
  if (isNamed) return found.entries;
  let entries = found.entries;
  let coverage = await coverageOf(chain, entries).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    onProgress(`the registry could not be listed, so nothing tells whether indexers hide nodes: ${reason}`);
    return undefined;
  });
  if (coverage !== undefined && !isWhole(coverage)) {
    const named = new Set(entries.map(({ node }) => node));
    const hidden = (await keptList(cachePath)).filter(({ node }) => !named.has(node));
    const part = (coverage.named * 100n) / coverage.active;
    onProgress(`the indexers name ${part}% of the stake that is active on chain; trying the list kept on disk`);
    entries = merged([...entries, ...hidden]);
    if (hidden.length > 0) coverage = await coverageOf(chain, entries);
    if (!isWhole(coverage))
      throw new ClientError(
        "LIST_INCOMPLETE",
        `the indexers hide nodes: they name ${part}% of the stake that is active on chain, and 95% is the least; give another --indexer, or choose an exit with --node`,
        { namedPercent: Number(part) },
      );
  }
  await keepList(cachePath, entries);
  return entries;
}
