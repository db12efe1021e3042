import type { Address } from "../../protocol/ids.ts";

/** Rows as the projections see them: whole numbers as bigint, times as Unix seconds. */
export interface NodeRow {
  readonly id: Address;
  readonly operator: Address;
  readonly payout: Address;
  readonly key: Address;
  readonly bond: bigint;
  readonly registeredAt: number;
  /** 0 while not unbonding. */
  readonly unbondingAt: number;
  readonly descriptorFloor: bigint;
  readonly settledVolume: bigint;
  /** Distinct payers that ever settled something here. */
  readonly payers: number;
  /** How often the bond was slashed, and when last; 0 when never. */
  readonly slashes: number;
  readonly slashedAt: number;
}

export interface AccountRow {
  readonly payer: Address;
  readonly owner: Address;
  readonly available: bigint;
  readonly fundedAt: number;
}

export interface ChannelRow {
  readonly node: Address;
  readonly payer: Address;
  readonly epoch: number;
  readonly expiresAt: number;
  readonly locked: bigint;
  readonly settled: bigint;
}

export interface Rows {
  readonly node: NodeRow;
  readonly account: AccountRow;
  readonly channel: ChannelRow;
}

export type Entity = keyof Rows;

/** One row before and after; undefined before means it is new. Undo is `before`. */
export type Change = {
  readonly [E in Entity]: {
    readonly entity: E;
    readonly key: string;
    readonly before: Rows[E] | undefined;
    readonly after: Rows[E];
  };
}[Entity];

/** How projections read the rows as they stand. */
export interface RowReader {
  node(id: Address): NodeRow | undefined;
  account(payer: Address): AccountRow | undefined;
  channel(node: Address, payer: Address): ChannelRow | undefined;
  channelsOfNode(node: Address): readonly ChannelRow[];
}

export const channelKey = (node: Address, payer: Address): string => `${node} ${payer}`;
