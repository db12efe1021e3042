import type { DomainEvent } from "../../chain/events.ts";
import type { Address } from "../../protocol/ids.ts";
import { type AccountRow, type Change, type ChannelRow, channelKey, type NodeRow, type RowReader } from "./rows.ts";

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * Turns one event into row changes: pure, in the order of application, each later one on top of the former. A second settle row of one payer in one event
 * sees the first one's effect. Events that change no row give none.
 */
export function project(rows: RowReader, event: DomainEvent, time: number): Change[] {
  const work = new Overlay(rows);
  switch (event.kind) {
    case "registered": {
      // Vouchers can be settled to an id before anybody registers it.
      const settled = rows.channelsOfNode(event.node).filter((channel) => channel.settled > 0n);
      work.putNode({
        id: event.node,
        operator: event.operator,
        payout: event.payout,
        key: event.node,
        bond: event.stake,
        registeredAt: time,
        unbondingAt: 0,
        descriptorFloor: event.descriptorFloor,
        settledVolume: settled.reduce((sum, channel) => sum + channel.settled, 0n),
        payers: settled.length,
        slashes: 0,
        slashedAt: 0,
      });
      break;
    }
    case "toppedUp":
      work.changeNode(event.node, { bond: event.bond });
      break;
    case "keyRotated":
      work.changeNode(event.node, { key: event.newKey });
      break;
    case "descriptorFloorRaised":
      work.changeNode(event.node, { descriptorFloor: event.version });
      break;
    case "payoutChanged":
      work.changeNode(event.node, { payout: event.payout });
      break;
    case "unstakeRequested":
      work.changeNode(event.node, { unbondingAt: event.readyAt });
      break;
    case "unstakeCancelled":
      work.changeNode(event.node, { unbondingAt: 0 });
      break;
    case "stakeWithdrawn":
      work.changeNode(event.node, { bond: 0n, unbondingAt: 0 });
      break;
    case "slashed":
      work.changeNode(event.node, {
        bond: event.bond,
        slashes: (work.node(event.node)?.slashes ?? 0) + 1,
        slashedAt: time,
      });
      break;
    case "deposited": {
      const known = work.account(event.payer);
      work.putAccount({
        payer: event.payer,
        owner: event.owner,
        available: (known?.available ?? 0n) + event.amount,
        fundedAt: known?.fundedAt ?? time,
      });
      break;
    }
    case "withdrawn":
      work.addAvailable(event.payer, -event.amount);
      break;
    case "reserved":
      for (const { payer, node, taken, expiresAt, epoch } of event.rows) {
        const channel = work.channel(node, payer);
        work.putChannel({ ...channel, locked: channel.locked + taken, expiresAt, epoch });
        work.addAvailable(payer, -taken);
      }
      break;
    case "released":
    case "reclaimed":
      for (const payer of event.payers) {
        const channel = work.channel(event.node, payer);
        work.addAvailable(payer, channel.locked);
        const released = event.kind === "released";
        work.putChannel({
          ...channel,
          locked: 0n,
          epoch: channel.epoch + (released ? 1 : 0),
          expiresAt: released ? time : channel.expiresAt,
        });
      }
      break;
    case "settled":
      for (const row of event.rows) settle(work, event.node, row.payer, row.settledAfter);
      break;
    case "withdrawRequested":
    case "collected":
    case "feesCollected":
      break;
  }
  return work.changes;
}

/** paid = new - old settled; first from locked, the rest from available (contracts/interfaces/IPaymentChannels.sol, Settled). */
function settle(work: Overlay, node: Address, payer: Address, settledAfter: bigint): void {
  const channel = work.channel(node, payer);
  const paid = settledAfter - channel.settled;
  const fromLocked = least(paid, channel.locked);
  work.putChannel({ ...channel, locked: channel.locked - fromLocked, settled: settledAfter });
  if (paid > fromLocked) work.addAvailable(payer, fromLocked - paid);
  const record = work.node(node);
  if (record !== undefined) {
    work.changeNode(node, {
      settledVolume: record.settledVolume + paid,
      payers: record.payers + (channel.settled === 0n ? 1 : 0),
    });
  }
}

/** The rows with the changes of one event on top. */
class Overlay {
  readonly #rows: RowReader;
  readonly #nodes = new Map<Address, NodeRow>();
  readonly #accounts = new Map<Address, AccountRow>();
  readonly #channels = new Map<string, ChannelRow>();
  readonly changes: Change[] = [];

  constructor(rows: RowReader) {
    this.#rows = rows;
  }

  node(id: Address): NodeRow | undefined {
    return this.#nodes.get(id) ?? this.#rows.node(id);
  }

  account(payer: Address): AccountRow | undefined {
    return this.#accounts.get(payer) ?? this.#rows.account(payer);
  }

  #channel(node: Address, payer: Address): ChannelRow | undefined {
    return this.#channels.get(channelKey(node, payer)) ?? this.#rows.channel(node, payer);
  }

  channel(node: Address, payer: Address): ChannelRow {
    return this.#channel(node, payer) ?? { node, payer, epoch: 0, expiresAt: 0, locked: 0n, settled: 0n };
  }

  putNode(after: NodeRow): void {
    this.changes.push({ entity: "node", key: after.id, before: this.node(after.id), after });
    this.#nodes.set(after.id, after);
  }

  changeNode(id: Address, change: Partial<NodeRow>): void {
    const before = this.node(id);
    if (before !== undefined) this.putNode({ ...before, ...change });
  }

  putAccount(after: AccountRow): void {
    this.changes.push({ entity: "account", key: after.payer, before: this.account(after.payer), after });
    this.#accounts.set(after.payer, after);
  }

  addAvailable(payer: Address, amount: bigint): void {
    const before = this.account(payer);
    if (before !== undefined && amount !== 0n) this.putAccount({ ...before, available: before.available + amount });
  }

  putChannel(after: ChannelRow): void {
    this.changes.push({
      entity: "channel",
      key: channelKey(after.node, after.payer),
      before: this.#channel(after.node, after.payer),
      after,
    });
    this.#channels.set(channelKey(after.node, after.payer), after);
  }
}
