import type { DomainEvent } from "../chain/events.ts";
import type { BlockHead, PlacedEvent } from "../chain/logs.ts";

/** Events of which the row keeps a time. */
const timed = new Set<DomainEvent["kind"]>(["registered", "slashed", "deposited", "released"]);
const parallelBlocks = 16;

/** The times of the blocks that matter, asked for only where the endpoint did not give them with the logs. */
export async function blockTimes(
  events: readonly PlacedEvent[],
  blockOf: (number: number) => Promise<BlockHead>,
): Promise<ReadonlyMap<number, number>> {
  const times = new Map<number, number>();
  for (const { block, time } of events) if (time !== undefined) times.set(block, time);
  const untold = events.filter(({ event, block }) => timed.has(event.kind) && !times.has(block));
  const wanted = [...new Set(untold.map(({ block }) => block))];
  for (let at = 0; at < wanted.length; at += parallelBlocks) {
    const blocks = await Promise.all(wanted.slice(at, at + parallelBlocks).map(blockOf));
    for (const block of blocks) times.set(block.number, block.time);
  }
  return times;
}
