import type { DomainEvent } from "../../chain/events.ts";
import type { BlockHead, LogSource, PlacedEvent } from "../../chain/logs.ts";
import type { Address, Hash } from "../../protocol/ids.ts";

/** Numbers that are the same for the same seed, everywhere (mulberry32). */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)];
    if (found === undefined) throw new Error("nothing to pick from");
    return found;
  }
}

export const made = (kind: number, number: number): Address =>
  `0x${kind.toString(16).padStart(2, "0")}${number.toString(16).padStart(38, "0")}` as Address;

interface MadeBlock extends BlockHead {
  readonly events: readonly PlacedEvent[];
}

/** A chain made by a test: it grows, is replaced from some height on, fails, lags. Hashes are never used twice, unless a branch comes back. */
export class MadeChain implements LogSource {
  blocks: readonly MadeBlock[] = [];
  /** Called before every answer: where a test lets the chain change, or the endpoint fail, between two requests. */
  before: () => void = () => {};
  /** The endpoint does not have blocks above this one, although it names the head. */
  knownUpTo = Number.POSITIVE_INFINITY;
  requests = 0;
  #made = 0;

  constructor(length: number) {
    for (let at = 0; at < length; at++) this.grow([]);
  }

  get top(): number {
    return this.blocks.length - 1;
  }

  grow(events: readonly DomainEvent[]): void {
    this.#made += 1;
    const number = this.blocks.length;
    const hash = `0x${this.#made.toString(16).padStart(64, "0")}` as Hash;
    const parent = this.blocks.at(-1)?.hash ?? (`0x${"f".repeat(64)}` as Hash);
    const time = 1_000_000 + this.#made * 3;
    // Some endpoints tell the time with the log, others must be asked for the block.
    const told = this.#made % 2 === 0 ? { time } : {};
    const placed = events.map((event, index) => ({ block: number, blockHash: hash, index, event, ...told }));
    this.blocks = [...this.blocks, { number, hash, parent, time, events: placed }];
  }

  /** Forgets the blocks from this height on; what follows is another branch. */
  cutTo(length: number): void {
    this.blocks = this.blocks.slice(0, length);
  }

  async head(): Promise<number> {
    this.#ask();
    return this.top;
  }

  async block(number: number): Promise<BlockHead | undefined> {
    this.#ask();
    const found = number > this.knownUpTo ? undefined : this.blocks[number];
    return found && { number, hash: found.hash, parent: found.parent, time: found.time };
  }

  async events(from: number, to: number): Promise<readonly PlacedEvent[]> {
    this.#ask();
    return this.blocks.slice(from, Math.min(to, this.knownUpTo) + 1).flatMap((block) => block.events);
  }

  async eventsIn(hash: Hash): Promise<readonly PlacedEvent[] | undefined> {
    this.#ask();
    return this.blocks.find((block) => block.hash === hash && block.number <= this.knownUpTo)?.events;
  }

  #ask(): void {
    this.requests += 1;
    this.before();
  }
}

const nodes = [1, 2, 3, 4].map((number) => made(0xaa, number));
const payers = [1, 2, 3, 4, 5].map((number) => made(0xbb, number));

/** One event of any kind. It need not be one that the contracts would allow: rows follow whatever the log says. */
export function anyEvent(seeded: Seeded): DomainEvent {
  const node = seeded.pick(nodes);
  const payer = seeded.pick(payers);
  const other = made(0xcc, seeded.below(3) + 1);
  const amount = BigInt(seeded.below(1_000_000)) * 10n ** BigInt(seeded.below(20));
  const some = payers.filter(() => seeded.below(2) === 0);
  const makers: readonly (() => DomainEvent)[] = [
    () => ({ kind: "registered", node, operator: other, payout: payer, stake: amount, descriptorFloor: amount % 99n }),
    () => ({ kind: "toppedUp", node, bond: amount }),
    () => ({ kind: "keyRotated", node, newKey: other }),
    () => ({ kind: "descriptorFloorRaised", node, version: amount }),
    () => ({ kind: "payoutChanged", node, payout: other }),
    () => ({ kind: "unstakeRequested", node, readyAt: seeded.below(2 ** 31) }),
    () => ({ kind: "unstakeCancelled", node }),
    () => ({ kind: "stakeWithdrawn", node, amount }),
    () => ({ kind: "slashed", node, bond: amount }),
    () => ({ kind: "deposited", payer, owner: other, amount }),
    () => ({ kind: "deposited", payer, owner: other, amount }),
    () => ({ kind: "withdrawn", payer, amount }),
    () => ({ kind: "withdrawRequested", payer, amount, readyAt: 7 }),
    // The same payer twice in one event, and others.
    () => ({
      kind: "reserved",
      rows: [...some, payer, payer].map((of, at) => ({
        payer: of,
        node: at === 0 ? node : seeded.pick(nodes),
        taken: amount + BigInt(at),
        expiresAt: seeded.below(2 ** 31),
        epoch: seeded.below(9),
      })),
    }),
    () => ({ kind: "released", node, payers: some }),
    () => ({ kind: "reclaimed", node, payers: [...some, payer] }),
    // The same payer twice in one event: the second row stands on the first.
    () => ({
      kind: "settled",
      node,
      rows: [...some, payer].map((of, at) => ({ payer: of, settledAfter: amount + BigInt(at) })),
    }),
    () => ({ kind: "settled", node, rows: some.map((of) => ({ payer: of, settledAfter: amount })) }),
    () => ({ kind: "collected", node, amount }),
    () => ({ kind: "feesCollected", nodes: [node] }),
  ];
  return seeded.pick(makers)();
}

export const anyEvents = (seeded: Seeded): readonly DomainEvent[] =>
  Array.from({ length: Math.max(0, seeded.below(7) - 2) }, () => anyEvent(seeded));
