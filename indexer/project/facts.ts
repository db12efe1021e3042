import type { Address } from "../../protocol/ids.ts";
import { type AccountRow, type Change, type ChannelRow, channelKey, type NodeRow, type RowReader } from "./rows.ts";

/** All rows in memory, as of the last block that was projected: what the API answers from. */
export class Facts implements RowReader {
  readonly #nodes = new Map<Address, NodeRow>();
  readonly #accounts = new Map<Address, AccountRow>();
  readonly #channels = new Map<string, ChannelRow>();
  /** Keys of channels by either end, so that nobody's question walks over everybody's channels. */
  readonly #byNode = new Map<Address, Set<string>>();
  readonly #byPayer = new Map<Address, Set<string>>();

  readonly #operators = new Map<Address, Address>();

  get nodes(): ReadonlyMap<Address, NodeRow> {
    return this.#nodes;
  }

  get accounts(): ReadonlyMap<Address, AccountRow> {
    return this.#accounts;
  }

  get channels(): ReadonlyMap<string, ChannelRow> {
    return this.#channels;
  }

  node(id: Address): NodeRow | undefined {
    return this.#nodes.get(id);
  }

  account(payer: Address): AccountRow | undefined {
    return this.#accounts.get(payer);
  }

  channel(node: Address, payer: Address): ChannelRow | undefined {
    return this.#channels.get(channelKey(node, payer));
  }

  channelsOfNode(node: Address): readonly ChannelRow[] {
    return this.#rowsOf(this.#byNode.get(node));
  }

  channelsOfPayer(payer: Address): readonly ChannelRow[] {
    return this.#rowsOf(this.#byPayer.get(payer));
  }

  apply(change: Change): void {
    this.put(change.entity, change.key, change.after);
  }

  /** Sets a row, or takes it away: how a replaced block is undone. */
  put(entity: Change["entity"], key: string, row: Change["before"]): void {
    const map: Map<string, unknown> =
      entity === "node" ? this.#nodes : entity === "account" ? this.#accounts : this.#channels;
    if (row === undefined) map.delete(key);
    else map.set(key, entity === "node" ? this.#sharing(row as NodeRow) : row);
    if (entity !== "channel") return;
    const [node = "", payer = ""] = key.split(" ");
    enter(this.#byNode, node, key, row !== undefined);
    enter(this.#byPayer, payer, key, row !== undefined);
  }

  /** The same row, with its addresses held once where they are the same: of a million nodes that is much. */
  #sharing(row: NodeRow): NodeRow {
    const known = this.#operators.get(row.operator);
    if (known === undefined) this.#operators.set(row.operator, row.operator);
    const operator = known ?? row.operator;
    const payout = row.payout === operator ? operator : row.payout;
    return { ...row, operator, payout, key: row.key === row.id ? row.id : row.key };
  }

  #rowsOf(keys: ReadonlySet<string> | undefined): readonly ChannelRow[] {
    return [...(keys ?? [])].flatMap((key) => this.#channels.get(key) ?? []);
  }
}

function enter(index: Map<Address, Set<string>>, end: string, key: string, present: boolean): void {
  const keys = index.get(end as Address) ?? new Set<string>();
  if (present) index.set(end as Address, keys.add(key));
  else if (keys.delete(key) && keys.size === 0) index.delete(end as Address);
}
