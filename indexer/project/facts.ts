import type { Address } from "../../protocol/ids.ts";
import { type AccountRow, type Change, type ChannelRow, channelKey, type NodeRow, type RowReader } from "./rows.ts";

/** All rows in memory, as of the last block that was projected: what the API answers from. */
export class Facts implements RowReader {
  readonly nodes = new Map<Address, NodeRow>();
  readonly accounts = new Map<Address, AccountRow>();
  readonly channels = new Map<string, ChannelRow>();

  node(id: Address): NodeRow | undefined {
    return this.nodes.get(id);
  }

  account(payer: Address): AccountRow | undefined {
    return this.accounts.get(payer);
  }

  channel(node: Address, payer: Address): ChannelRow | undefined {
    return this.channels.get(channelKey(node, payer));
  }

  apply(change: Change): void {
    this.put(change.entity, change.key, change.after);
  }

  /** Sets a row, or takes it away: how a replaced block is undone. */
  put(entity: Change["entity"], key: string, row: Change["before"]): void {
    const map: Map<string, unknown> =
      entity === "node" ? this.nodes : entity === "account" ? this.accounts : this.channels;
    if (row === undefined) map.delete(key);
    else map.set(key, row);
  }
}
