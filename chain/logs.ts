import type { Address, Hash, Hex } from "../protocol/ids.ts";
import type { Chain } from "./chain.ts";
import { translated } from "./chain.ts";
import { type DomainEvent, decodeEvent } from "./events.ts";

export interface BlockHead {
  readonly number: number;
  readonly hash: Hash;
  readonly parent: Hash;
  readonly time: number;
}

export interface PlacedEvent {
  readonly block: number;
  readonly blockHash: Hash;
  readonly index: number;
  readonly event: DomainEvent;
  /** The block's time, where the endpoint gives it with the log (as newer nodes do). */
  readonly time?: number;
}

/** What a follower needs of a chain. */
export interface LogSource {
  head(): Promise<number>;
  block(number: number): Promise<BlockHead | undefined>;
  /** Events of our contracts from block `from` to `to`, in chain order. */
  events(from: number, to: number): Promise<readonly PlacedEvent[]>;
  /** Events of exactly this block; undefined when the endpoint does not know it (replaced, or not there yet). */
  eventsIn(block: Hash): Promise<readonly PlacedEvent[] | undefined>;
}

interface RpcLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hash;
  readonly logIndex: Hex;
  readonly blockTimestamp?: Hex;
}

/** Reads logs by plain `eth_getLogs`; a range that an endpoint refuses is halved until it fits. */
export function openLogSource(chain: Chain): LogSource {
  const { client, network } = chain;
  const address = [network.paymentChannels, network.nodeRegistry];
  const hex = (value: number): Hex => `0x${value.toString(16)}`;

  const raw = async (from: number, to: number): Promise<readonly RpcLog[]> => {
    try {
      return (await client.request({
        method: "eth_getLogs",
        params: [{ address, fromBlock: hex(from), toBlock: hex(to) }],
      })) as unknown as RpcLog[];
    } catch (error) {
      if (from === to || !/range|limit|too many|exceed|10000|size/i.test(error instanceof Error ? error.message : ""))
        throw error;
      const middle = (from + to) >> 1;
      return [...(await raw(from, middle)), ...(await raw(middle + 1, to))];
    }
  };
  return {
    head: () => translated(async () => Number(await client.getBlockNumber({ cacheTime: 0 }))),
    block: (number) =>
      translated(async () => {
        const block = await client.request({ method: "eth_getBlockByNumber", params: [hex(number), false] });
        if (block === null) return undefined;
        return { number, hash: block.hash as Hash, parent: block.parentHash as Hash, time: Number(block.timestamp) };
      }),
    events: (from, to) => translated(async () => placed(await raw(from, to))),
    // Asked by hash: a range over a block that an endpoint does not have yet is answered with no logs, which would be believed.
    eventsIn: (blockHash) =>
      translated(async () => {
        const known = await client.request({ method: "eth_getBlockByHash", params: [blockHash, false] });
        if (known === null) return undefined;
        try {
          const logs = await client.request({ method: "eth_getLogs", params: [{ address, blockHash }] });
          return placed(logs as unknown as RpcLog[]);
        } catch (error) {
          if (unknownBlock.test(error instanceof Error ? error.message : "")) return undefined;
          throw error;
        }
      }),
  };
}

/** How nodes say that they do not have a block. */
const unknownBlock =
  /unknown block|(block|header|resource) (was )?not found|could not find block|does(n't| not) exist/i;

/** In chain order. Endpoints behind a balancer have been seen to repeat logs; a place holds one. */
function placed(logs: readonly RpcLog[]): readonly PlacedEvent[] {
  const found = new Map<string, PlacedEvent>();
  for (const log of logs) {
    const event = decodeEvent(log);
    if (event === undefined) continue;
    found.set(`${log.blockNumber} ${log.logIndex}`, {
      block: Number(log.blockNumber),
      blockHash: log.blockHash,
      index: Number(log.logIndex),
      event,
      ...(log.blockTimestamp === undefined ? {} : { time: Number(log.blockTimestamp) }),
    });
  }
  return [...found.values()].sort((a, b) => a.block - b.block || a.index - b.index);
}
