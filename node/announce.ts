import type { Descriptor } from "../protocol/descriptor.ts";
import type { Logger } from "../runtime/logger.ts";

/** Tells indexers what this node offers. An indexer that is away is tried again later; nothing here stops the node. Returns how many took it. */
export async function announce(indexers: readonly string[], descriptor: Descriptor, logger: Logger): Promise<number> {
  const results = await Promise.all(
    indexers.map(async (indexer) => {
      try {
        const response = await fetch(new URL("/v1/descriptors", indexer), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(descriptor),
          signal: AbortSignal.timeout(10_000),
        });
        await response.arrayBuffer();
        if (response.ok) return true;
        logger.warn({ indexer, status: response.status }, "an indexer refused the descriptor");
      } catch (error) {
        logger.warn({ indexer, error }, "an indexer could not be reached");
      }
      return false;
    }),
  );
  return results.filter(Boolean).length;
}
