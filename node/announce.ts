import type { Descriptor } from "../protocol/descriptor.ts";
import type { Logger } from "../runtime/logger.ts";

/** Tells indexers what this node offers. Nothing here stops the node. Returns those that did not take it, to be tried again. */
export async function announce(
  indexers: readonly string[],
  descriptor: Descriptor,
  logger: Pick<Logger, "info" | "warn">,
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
        if (response.ok) {
          logger.info({ indexer }, "an indexer lists this exit");
          return [];
        }
        logger.warn({ indexer, status: response.status }, "an indexer refused the descriptor; it is told again");
      } catch (error) {
        logger.warn({ indexer, error }, "an indexer could not be reached; it is told again");
      }
      return [indexer];
    }),
  );
  return left.flat();
}
