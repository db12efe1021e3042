import { decodeEventLog, toEventSelector } from "viem";
import type { Address, Hex } from "../protocol/ids.ts";
import { nodeRegistryAbi, paymentChannelsAbi } from "./contracts.generated.ts";

/** What happened on chain, in the product's words. Every kind carries what a log reader needs to rebuild all balances. */
export type DomainEvent =
  | { readonly kind: "deposited"; readonly payer: Address; readonly owner: Address; readonly amount: bigint }
  | {
      readonly kind: "reserved";
      readonly rows: readonly {
        readonly payer: Address;
        readonly node: Address;
        readonly taken: bigint;
        readonly expiresAt: number;
        readonly epoch: number;
      }[];
    }
  | {
      readonly kind: "settled";
      readonly node: Address;
      readonly rows: readonly { readonly payer: Address; readonly settledAfter: bigint }[];
    }
  | { readonly kind: "released"; readonly node: Address; readonly payers: readonly Address[] }
  | { readonly kind: "reclaimed"; readonly node: Address; readonly payers: readonly Address[] }
  | { readonly kind: "withdrawRequested"; readonly payer: Address; readonly amount: bigint; readonly readyAt: number }
  | { readonly kind: "withdrawn"; readonly payer: Address; readonly amount: bigint }
  | { readonly kind: "collected"; readonly node: Address; readonly amount: bigint }
  | { readonly kind: "feesCollected"; readonly nodes: readonly Address[] }
  | {
      readonly kind: "registered";
      readonly node: Address;
      readonly operator: Address;
      readonly payout: Address;
      readonly stake: bigint;
      readonly descriptorFloor: bigint;
    }
  | { readonly kind: "toppedUp"; readonly node: Address; readonly bond: bigint }
  | { readonly kind: "keyRotated"; readonly node: Address; readonly newKey: Address }
  | { readonly kind: "descriptorFloorRaised"; readonly node: Address; readonly version: bigint }
  | { readonly kind: "payoutChanged"; readonly node: Address; readonly payout: Address }
  | { readonly kind: "unstakeRequested"; readonly node: Address; readonly readyAt: number }
  | { readonly kind: "unstakeCancelled"; readonly node: Address }
  | { readonly kind: "stakeWithdrawn"; readonly node: Address; readonly amount: bigint }
  | { readonly kind: "slashed"; readonly node: Address; readonly bond: bigint };

export interface RawLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

const abi = [...paymentChannelsAbi, ...nodeRegistryAbi].filter((item) => item.type === "event");
/** Each event by its first topic: looking through all of them takes longer than decoding. */
const byTopic = new Map(abi.map((item) => [toEventSelector(item) as string, [item]]));
const lower = (text: string): Address => text.toLowerCase() as Address;

/** Packed 20-byte payers. */
const payersOf = (packed: Hex): Address[] => {
  const found: Address[] = [];
  for (let at = 2; at + 40 <= packed.length; at += 40) found.push(lower(`0x${packed.slice(at, at + 40)}`));
  return found;
};

/** 32-byte words: payer 20 | settled after 12. */
const rowsOf = (packed: Hex): { payer: Address; settledAfter: bigint }[] => {
  const found: { payer: Address; settledAfter: bigint }[] = [];
  for (let at = 2; at + 64 <= packed.length; at += 64) {
    found.push({
      payer: lower(`0x${packed.slice(at, at + 40)}`),
      settledAfter: BigInt(`0x${packed.slice(at + 40, at + 64)}`),
    });
  }
  return found;
};

/** 64 bytes each: payer 20 | taken 12 | node 20 | expiresAt 5 | epoch 3 | 4 of zero. */
function reservationsOf(packed: Hex): Extract<DomainEvent, { kind: "reserved" }>["rows"] {
  const part = (from: number, bytes: number): Hex => `0x${packed.slice(from, from + 2 * bytes)}`;
  return Array.from({ length: Math.floor((packed.length - 2) / 128) }, (_, index) => {
    const at = 2 + index * 128;
    return {
      payer: lower(part(at, 20)),
      taken: BigInt(part(at + 40, 12)),
      node: lower(part(at + 64, 20)),
      expiresAt: Number(part(at + 104, 5)),
      epoch: Number(part(at + 114, 3)),
    };
  });
}

/** Decodes one log of our contracts; undefined for those that change nothing anybody counts (proposals, failed collections). */
export function decodeEvent(log: RawLog): DomainEvent | undefined {
  const known = (byTopic.get(log.topics[0] ?? "") ?? abi) as typeof abi;
  const event = decodeEventLog({ abi: known, topics: [...log.topics] as [Hex, ...Hex[]], data: log.data });
  switch (event.eventName) {
    case "Deposited":
      return {
        kind: "deposited",
        payer: lower(event.args.payer),
        owner: lower(event.args.owner),
        amount: event.args.amount,
      };
    case "Reserved":
      return { kind: "reserved", rows: reservationsOf(event.args.rows) };
    case "Settled":
    case "SettledAndCollected":
      return { kind: "settled", node: lower(event.args.node), rows: rowsOf(event.args.rows) };
    case "Released":
      return { kind: "released", node: lower(event.args.node), payers: payersOf(event.args.payers) };
    case "Reclaimed":
      return { kind: "reclaimed", node: lower(event.args.node), payers: payersOf(event.args.payers) };
    case "WithdrawRequested":
      return {
        kind: "withdrawRequested",
        payer: lower(event.args.payer),
        amount: event.args.amount,
        readyAt: event.args.readyAt,
      };
    case "Withdrawn":
      return { kind: "withdrawn", payer: lower(event.args.payer), amount: event.args.amount };
    case "Collected":
      return { kind: "collected", node: lower(event.args.node), amount: event.args.amount };
    case "FeesCollected":
      return { kind: "feesCollected", nodes: event.args.nodes.map(lower) };
    case "Registered":
      return {
        kind: "registered",
        node: lower(event.args.node),
        operator: lower(event.args.operator),
        payout: lower(event.args.payout),
        stake: event.args.stake,
        descriptorFloor: event.args.descriptorFloor,
      };
    case "ToppedUp":
      return { kind: "toppedUp", node: lower(event.args.node), bond: event.args.bond };
    case "KeyRotated":
      return { kind: "keyRotated", node: lower(event.args.node), newKey: lower(event.args.newKey) };
    case "DescriptorFloorRaised":
      return { kind: "descriptorFloorRaised", node: lower(event.args.node), version: event.args.version };
    case "PayoutChanged":
      return { kind: "payoutChanged", node: lower(event.args.node), payout: lower(event.args.payout) };
    case "UnstakeRequested":
      return { kind: "unstakeRequested", node: lower(event.args.node), readyAt: event.args.readyAt };
    case "UnstakeCancelled":
      return { kind: "unstakeCancelled", node: lower(event.args.node) };
    case "StakeWithdrawn":
      return { kind: "stakeWithdrawn", node: lower(event.args.node), amount: event.args.amount };
    case "Slashed":
      return { kind: "slashed", node: lower(event.args.node), bond: event.args.bond };
    default:
      return undefined;
  }
}
