import type { Descriptor } from "../protocol/descriptor.ts";
import type { Logger } from "../runtime/logger.ts";

/** Tells indexers what this node offers. Nothing here stops the node. Returns those that did not take it, to be tried again. */
export async function announce(
  indexers: readonly string[],
  descriptor: Descriptor,
  logger: Pick<Logger, "warn">,
): Promise<readonly string[]> {
  const left = await Promise.all(
    indexers.map(async (indexer) => {
      try {
        const response = await fetch(new URL("/v1/descriptors", indexer), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(descriptor),
          signal: AbortSignal.timeout(10_000),
        });
        await response.arrayBuffer();
        if (response.ok) return [];
        logger.warn({ indexer, status: response.status }, "an indexer refused the descriptor");
      } catch (error) {
        logger.warn({ indexer, error }, "an indexer could not be reached");
      }
      return [indexer];
    }),
  );
  return left.flat();
}
