import { ChainError } from "../../chain/errors.ts";
import type { BlockHead, LogSource } from "../../chain/logs.ts";
import { blockTimes } from "../blockTimes.ts";
import { Facts } from "../project/facts.ts";
import { project } from "../project/project.ts";

const rangeBlocks = 5_000;

export async function blockOf(source: LogSource, number: number): Promise<BlockHead> {
  const block = await source.block(number);
  if (block !== undefined) return block;
  throw new ChainError(
    "CHAIN_RPC_UNREACHABLE",
    `the RPC endpoint does not have block ${number}; it lags behind, or is of another chain. Try again, or use another endpoint`,
    { block: number },
  );
}

/** The rows as of a block, from the chain's logs alone. */
export async function replayTo(
  source: LogSource,
  deploymentBlock: number,
  last: number,
  onProgress: (block: number) => void = () => {},
): Promise<Facts> {
  const facts = new Facts();
  for (let from = deploymentBlock; from <= last; from += rangeBlocks) {
    const to = Math.min(last, from + rangeBlocks - 1);
    const events = await source.events(from, to);
    const times = await blockTimes(events, (number) => blockOf(source, number));
    for (const { event, block } of events)
      for (const change of project(facts, event, times.get(block) ?? 0)) facts.apply(change);
    onProgress(to);
  }
  return facts;
}
