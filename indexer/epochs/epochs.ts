import type { BlockHead, LogSource } from "../../chain/logs.ts";
import type { Network } from "../../chain/network.ts";
import { type EpochStatement, leafOf, merkleProof, type SignedEpoch, signEpoch } from "../../protocol/epoch.ts";
import type { Address, Hash } from "../../protocol/ids.ts";
import { formulaName } from "../../protocol/reputation.ts";
import type { Sign } from "../../protocol/signature.ts";
import { IndexerError } from "../errors.ts";
import { entryOf, type SnapshotEntry } from "../snapshot.ts";
import type { IndexerState } from "../state.ts";
import type { EpochRow, EpochStats, EpochStore, HistoryRow } from "../store/epochStore.ts";
import { linesOf, statementOf } from "./lines.ts";

export interface EpochSigner {
  readonly address: Address;
  readonly sign: Sign;
}

export interface EpochsOptions {
  readonly store: EpochStore;
  readonly state: IndexerState;
  readonly network: Network;
  readonly epochBlocks: number;
  readonly signer: EpochSigner;
}

export interface SealedEpoch extends SignedEpoch {
  readonly stats: EpochStats;
  /** Whether its lines can be had. */
  readonly inputs: boolean;
}

interface Lines {
  readonly epoch: number;
  readonly lines: readonly string[];
  readonly leaves: readonly Hash[];
}

/**
 * Writes an epoch when its block comes, and signs it when that block is final: the facts are those of the block, the attestations those known then. An epoch
 * whose block this indexer only met while catching up is not signed, since it cannot say what it knew at the time; a number may be missing.
 */
export class Epochs {
  readonly #options: EpochsOptions;
  readonly #sealed = new Map<number, SealedEpoch>();
  readonly #pending = new Map<number, EpochStatement>();
  /** The last history row of each node. */
  readonly #last: Map<Address, HistoryRow>;
  #open: Lines | undefined;

  static async open(options: EpochsOptions): Promise<Epochs> {
    return new Epochs(options, await options.store.epochs(), await options.store.lastOfAll());
  }

  private constructor(options: EpochsOptions, rows: readonly EpochRow[], last: readonly HistoryRow[]) {
    this.#options = options;
    this.#last = new Map(last.map((row) => [row.node, row]));
    this.#enter(rows);
  }

  /** Reads again what the process that follows has signed meanwhile. */
  async reload(): Promise<void> {
    this.#enter(await this.#options.store.epochs());
  }

  #enter(rows: readonly EpochRow[]): void {
    const { chainId, nodeRegistry, paymentChannels } = this.#options.network;
    for (const { signature, stats, hasDocument, ...row } of rows) {
      const statement = { ...row, chainId, nodeRegistry, paymentChannels };
      if (signature === undefined || stats === undefined) this.#pending.set(row.epoch, statement);
      else this.#sealed.set(row.epoch, { ...statement, signature, stats, inputs: hasDocument });
    }
  }

  get signer(): Address {
    return this.#options.signer.address;
  }

  get probers(): readonly Address[] {
    return this.#options.state.probes.probers;
  }

  get epochBlocks(): number {
    return this.#options.epochBlocks;
  }

  /** Newest first, below `before`. */
  list(before: number | undefined, limit: number): readonly SealedEpoch[] {
    const numbers = [...this.#sealed.keys()].filter((number) => before === undefined || number < before);
    return numbers
      .sort((a, b) => b - a)
      .slice(0, limit)
      .map((number) => this.get(number));
  }

  get latest(): SealedEpoch | undefined {
    return this.list(undefined, 1)[0];
  }

  /** Code: `EPOCH_UNKNOWN`. */
  get(number: number): SealedEpoch {
    const found = this.#sealed.get(number);
    if (found !== undefined) return found;
    throw new IndexerError(
      "EPOCH_UNKNOWN",
      `epoch ${number} is not signed here: its block is not final yet, or this indexer did not follow it live; see /v1/epochs for those there are`,
      { epoch: number },
    );
  }

  /** Codes: `EPOCH_UNKNOWN`, `EPOCH_INPUTS_GONE`. */
  async lines(number: number): Promise<Lines> {
    this.get(number);
    if (this.#open?.epoch === number) return this.#open;
    const lines = await this.#options.store.lines(number);
    if (lines === undefined)
      throw new IndexerError(
        "EPOCH_INPUTS_GONE",
        `the inputs of epoch ${number} are no longer kept here; take a newer epoch, or ask whoever downloaded them`,
        { epoch: number },
      );
    this.#open = { epoch: number, lines, leaves: lines.map(leafOf) };
    return this.#open;
  }

  /** A line with its way to the root: the score line of a node, or the line with this leaf hash. Codes: also `LINE_UNKNOWN`. */
  async proof(number: number, subject: string): Promise<{ line: string; index: number; path: readonly Hash[] }> {
    const { lines, leaves } = await this.lines(number);
    const index =
      subject.length === 66
        ? leaves.indexOf(subject as Hash)
        : lines.findIndex((line) => line.startsWith(`{"kind":"score","node":"${subject}"`));
    const line = lines[index];
    if (line === undefined)
      throw new IndexerError(
        "LINE_UNKNOWN",
        `epoch ${number} has no line for ${subject}; see /v1/epochs/${number}/inputs`,
        {
          epoch: number,
          subject,
        },
      );
    return { line, index, path: merkleProof(leaves, index) };
  }

  history(node: Address, most: number): Promise<readonly HistoryRow[]> {
    return this.#options.store.history(node, most);
  }

  /** The facts stand at this block, the last of an epoch. */
  async take(head: BlockHead): Promise<void> {
    const { state, store, network, epochBlocks } = this.#options;
    if (this.#sealed.has(head.number / epochBlocks)) return;
    const inputs = { attestations: state.attestations, probes: state.probes.records };
    const lines = linesOf(state.facts, inputs, head.time);
    const statement = statementOf(network, epochBlocks, head, lines);
    await store.keep(statement, lines);
    this.#pending.set(statement.epoch, statement);
  }

  /** Signs what has become final; what was replaced goes. */
  async seal(final: number, source: LogSource): Promise<void> {
    const { store, signer, state } = this.#options;
    for (const statement of [...this.#pending.values()].sort((a, b) => a.epoch - b.epoch)) {
      if (statement.block > final) return;
      if ((await source.block(statement.block))?.hash !== statement.blockHash) {
        this.#pending.delete(statement.epoch);
        await store.drop(statement.epoch);
        continue;
      }
      const signed = signEpoch(statement, signer.sign);
      const lines = (await store.lines(statement.epoch)) ?? [];
      const stats = statsOf(state);
      const changed = this.#changed(statement.epoch, lines);
      await store.seal(statement, signed.signature, stats, changed);
      for (const row of changed) this.#last.set(row.node, row);
      this.#pending.delete(statement.epoch);
      this.#sealed.set(statement.epoch, { ...signed, stats, inputs: true });
      state.publish({ type: "epoch", epoch: statement.epoch, root: statement.root });
    }
  }

  /** Rows of nodes that are not as they were. Scores are the epoch's; what only the documents say is as known when it is signed. */
  #changed(epoch: number, lines: readonly string[]): readonly HistoryRow[] {
    const snapshot = this.#options.state.snapshot();
    const rows: HistoryRow[] = [];
    for (const line of lines) {
      const { kind, node, score, state } = JSON.parse(line) as Pick<HistoryRow, "node" | "score" | "state"> & {
        kind: string;
      };
      const entry = kind === "score" ? entryOf(snapshot, node) : undefined;
      if (entry === undefined) continue;
      const row: HistoryRow = {
        ...{ node, epoch, score, state, active: entry.active, offering: entry.offer !== undefined },
        ...{ price: entry.offer?.price, bond: entry.node.bond, settledVolume: entry.node.settledVolume },
      };
      const last = this.#last.get(node);
      if (last === undefined || !sameBut(last, row)) rows.push(row);
    }
    return rows;
  }
}

const shown: readonly (keyof HistoryRow)[] = [
  ...(["score", "state", "active", "offering", "price", "bond", "settledVolume"] as const),
];
const sameBut = (a: HistoryRow, b: HistoryRow): boolean => shown.every((key) => a[key] === b[key]);

/** The network in figures, as of the current snapshot. */
export function statsOf(state: IndexerState): EpochStats {
  const { entries } = state.snapshot();
  const count = (fits: (entry: SnapshotEntry) => boolean) =>
    entries.reduce((sum, one) => (fits(one) ? sum + 1 : sum), 0);
  const sum = (of: (entry: SnapshotEntry) => bigint) => entries.reduce((all, one) => all + of(one), 0n).toString();
  return {
    nodes: entries.length,
    activeNodes: count(({ active }) => active),
    offeringNodes: count(({ active, offer }) => active && offer !== undefined),
    staked: sum(({ node }) => node.bond),
    settledVolume: sum(({ node }) => node.settledVolume),
    payers: state.facts.accounts.size,
    attestations: state.attestationCount,
  };
}

export const epochsHead = (epochs: Epochs, network: Network) => ({
  signer: epochs.signer,
  probers: [...epochs.probers],
  formula: formulaName,
  epochBlocks: epochs.epochBlocks,
  chainId: network.chainId,
  nodeRegistry: network.nodeRegistry,
  paymentChannels: network.paymentChannels,
});
