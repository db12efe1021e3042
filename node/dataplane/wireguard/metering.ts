import type { Gate } from "../gate.ts";
import type { KernelCounts, LimitChange } from "./kernel.ts";
import type { ClientAddresses } from "./ruleset.ts";

/** A used-up quota is not replaced for less: a packet would use it up again. */
const smallestLease = 1_500;
/** No packet is larger, also where the kernel joins many into one (BIG TCP): a quota with more left than this has dropped none. */
const largestJoined = 524_288;

/** The kernel is read no more often than this, */
const fastestMilliseconds = 20;
/** and no less often while anything passes. */
const slowestBusyMilliseconds = 100;
/** In between: when the client that is nearest to its limit has moved this part of what it may still move. */
const roomDivisor = 4;
/** With this much left a client does not wait for the next reading: a gigabit line carries it in 67 milliseconds. */
const ampleBytes = 8_388_608;

/** What is known of one client between two readings. */
export interface Metered {
  readonly addresses: ClientAddresses;
  readonly gate: Gate;
  /** Bytes that the gate has been told of. */
  counted: number;
  /** Where the quota in the kernel stands. */
  limit: number;
  /** How many quotas this client had before. */
  turn: number;
  /** What `counted` was when the quota in the kernel began at zero. */
  base: number;
}

/** What is known of a client that was just let in up to `limit`. */
export const newMetered = (addresses: ClientAddresses, gate: Gate, limit: number): Metered => ({
  ...{ addresses, gate, limit },
  ...{ counted: 0, turn: 0, base: 0 },
});

/** What a client may still move, by its last reading. */
const roomOf = ({ limit, counted, base }: Metered): number => limit - (counted - base);

/** Whether the quota may have dropped something: then only its own count tells. */
export const isNearLimit = (client: Metered): boolean => roomOf(client) <= largestJoined;

/** Whether a client that has paid is still far from its limit, so that the next reading is early enough to move it. */
export const hasAmpleRoom = (client: Metered): boolean => roomOf(client) > ampleBytes;

/** Tells the gate of bytes that passed since the last reading; returns how many. */
export function account(client: Metered, counts: KernelCounts): number {
  const fresh = (counts.passed.get(client.addresses.index) ?? client.counted) - client.counted;
  if (fresh <= 0) return 0;
  client.counted += fresh;
  client.gate.passed(fresh);
  return fresh;
}

/**
 * Where a client's quota belongs: at what it has consumed, plus what its gate leases. Undefined when it stands there already. A quota that is used up goes on
 * counting what it drops but does not show it, so it is replaced by one that starts at zero.
 */
export function limitChange(client: Metered, counts: KernelCounts, inUse: boolean): LimitChange | undefined {
  const { addresses, turn } = client;
  const own = counts.consumed.get(addresses.index);
  // The next reading asks the quota.
  if (own === undefined && isNearLimit(client)) return undefined;
  const consumed = own ?? client.counted - client.base;
  const lease = client.gate.lease(inUse);
  if (consumed >= client.limit)
    return lease < smallestLease ? undefined : { addresses, turn, limit: lease, replaced: true };
  const limit = Math.min(consumed + lease, Number.MAX_SAFE_INTEGER);
  // A lease without end moves with every byte; the quota need not.
  const isEnough = client.limit >= limit - lease / 8 && client.limit <= limit;
  return isEnough ? undefined : { addresses, turn, limit, replaced: false };
}

/** Notes a change that is on its way into the kernel; returns how to forget it, should the kernel refuse. */
export function applyChange(client: Metered, change: LimitChange): () => void {
  const { limit, turn, base } = client;
  client.limit = change.limit;
  if (change.replaced) {
    client.turn += 1;
    client.base = client.counted;
  }
  return () => {
    client.limit = limit;
    client.turn = turn;
    client.base = base;
  };
}

/**
 * Milliseconds until a client's count is worth reading again, after `fresh` bytes in `elapsed` milliseconds: so that a demand is made long before the limit is
 * reached, and nobody is asked for what cannot matter yet. Every reading takes CPU time from the packets themselves.
 */
export function pauseAfter(client: Metered, fresh: number, elapsed: number): number {
  const pause = (roomOf(client) / roomDivisor) * (elapsed / fresh);
  return Math.min(slowestBusyMilliseconds, Math.max(fastestMilliseconds, pause));
}
