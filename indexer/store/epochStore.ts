import { gunzipSync, gzipSync } from "node:zlib";
import type { EpochStatement } from "../../protocol/epoch.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import type { Database } from "./database.ts";
import type { Prisma } from "./generated/client.ts";
import { tell } from "./news.ts";

/** The network in figures at an epoch. Amounts are decimal strings. */
export interface EpochStats {
  readonly nodes: number;
  readonly activeNodes: number;
  readonly offeringNodes: number;
  readonly staked: string;
  readonly settledVolume: string;
  readonly payers: number;
  readonly attestations: number;
}

/** What changes at every epoch; the network's addresses are the database's. */
export type EpochRow = Omit<EpochStatement, "chainId" | "nodeRegistry" | "paymentChannels"> & {
  /** Undefined until the block is final. */
  readonly signature: Hex | undefined;
  readonly stats: EpochStats | undefined;
  readonly hasDocument: boolean;
};

/** One node as of an epoch. */
export interface HistoryRow {
  readonly node: Address;
  readonly epoch: number;
  readonly score: number;
  readonly state: string;
  readonly active: boolean;
  /** Whether it had a valid signed descriptor. */
  readonly offering: boolean;
  readonly price: bigint | undefined;
  readonly bond: bigint;
  readonly settledVolume: bigint;
}

/** Lines are kept for so many epochs: a week of hours. */
const documentsKept = 168;

const big = (value: Prisma.Decimal): bigint => BigInt(value.toFixed());

/** Epochs and the history of nodes at rest. */
export class EpochStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All epochs, oldest first, without their lines. */
  async epochs(): Promise<readonly EpochRow[]> {
    const { prisma } = this.#database;
    const kept = await prisma.epoch.findMany({ select: { number: true }, where: { document: { not: null } } });
    const withDocument = new Set(kept.map(({ number }) => number));
    const rows = await prisma.epoch.findMany({ orderBy: { number: "asc" }, omit: { document: true } });
    return rows.map((row) => ({
      epoch: Number(row.number),
      block: Number(row.block),
      blockHash: row.blockHash as Hash,
      time: Number(row.time),
      formula: row.formula,
      lines: row.lines,
      root: row.root as Hash,
      signature: row.signature === "" ? undefined : (row.signature as Hex),
      stats: row.stats === "" ? undefined : (JSON.parse(row.stats) as EpochStats),
      hasDocument: withDocument.has(row.number),
    }));
  }

  /** Keeps an epoch that is not signed yet; one of a block that was replaced goes. */
  async keep(statement: EpochStatement, lines: readonly string[]): Promise<void> {
    this.#database.assertHeld();
    const data = {
      block: BigInt(statement.block),
      blockHash: statement.blockHash,
      time: BigInt(statement.time),
      formula: statement.formula,
      lines: statement.lines,
      root: statement.root,
      signature: "",
      stats: "",
      document: Uint8Array.from(gzipSync(lines.map((line) => `${line}\n`).join(""))),
    };
    const number = BigInt(statement.epoch);
    await this.#database.prisma.epoch.upsert({ where: { number }, create: { number, ...data }, update: data });
  }

  /** Signs an epoch off, with the history rows that changed in it. */
  async seal(
    { epoch, root }: Pick<EpochStatement, "epoch" | "root">,
    signature: Hex,
    stats: EpochStats,
    history: readonly HistoryRow[],
  ): Promise<void> {
    this.#database.assertHeld();
    const decimals = (values: readonly (bigint | undefined)[]) => values.map((value) => value?.toString() ?? null);
    await this.#database.prisma.$transaction(async (transaction) => {
      await transaction.epoch.update({
        where: { number: BigInt(epoch) },
        data: { signature, stats: JSON.stringify(stats) },
      });
      await transaction.epoch.updateMany({
        where: { number: { lte: BigInt(epoch - documentsKept) }, document: { not: null } },
        data: { document: null },
      });
      if (history.length > 0)
        await transaction.$executeRaw`INSERT INTO node_history (node, epoch, score, state, active, offering, price, bond, settled_volume)
        SELECT a, ${BigInt(epoch)}, b, c, d, e, f::numeric, g::numeric, h::numeric FROM unnest(${history.map((row) => row.node)}::text[],
          ${history.map((row) => row.score)}::int[], ${history.map((row) => row.state)}::text[], ${history.map((row) => row.active)}::bool[],
          ${history.map((row) => row.offering)}::bool[], ${decimals(history.map((row) => row.price))}::text[],
          ${decimals(history.map((row) => row.bond))}::text[], ${decimals(history.map((row) => row.settledVolume))}::text[]) AS t(a, b, c, d, e, f, g, h)
        ON CONFLICT (node, epoch) DO NOTHING`;
      const { journal } = this.#database;
      if (journal !== undefined)
        await tell(transaction, journal, { type: "epoch", data: { epoch, root }, changes: "" });
    });
  }

  async drop(epoch: number): Promise<void> {
    await this.#database.prisma.epoch.deleteMany({ where: { number: BigInt(epoch), signature: "" } });
  }

  /** The lines of an epoch; undefined when they are not kept any more. */
  async lines(epoch: number): Promise<readonly string[] | undefined> {
    const row = await this.#database.prisma.epoch.findUnique({
      where: { number: BigInt(epoch) },
      select: { document: true },
    });
    if (row?.document == null) return undefined;
    const text = gunzipSync(row.document).toString("utf8");
    return text === "" ? [] : text.slice(0, -1).split("\n");
  }

  /** The newest rows of a node, oldest first. */
  async history(node: Address, most: number): Promise<readonly HistoryRow[]> {
    const rows = await this.#database.prisma.nodeHistory.findMany({
      where: { node },
      orderBy: { epoch: "desc" },
      take: most,
    });
    return rows.map(rowOf).reverse();
  }

  /** The last row of every node. */
  async lastOfAll(): Promise<readonly HistoryRow[]> {
    const rows = await this.#database.prisma.nodeHistory.findMany({
      distinct: ["node"],
      orderBy: [{ node: "asc" }, { epoch: "desc" }],
    });
    return rows.map(rowOf);
  }
}

interface StoredHistory {
  readonly node: string;
  readonly epoch: bigint;
  readonly score: number;
  readonly state: string;
  readonly active: boolean;
  readonly offering: boolean;
  readonly price: Prisma.Decimal | null;
  readonly bond: Prisma.Decimal;
  readonly settledVolume: Prisma.Decimal;
}

const rowOf = (row: StoredHistory): HistoryRow => ({
  node: row.node as Address,
  epoch: Number(row.epoch),
  score: row.score,
  state: row.state,
  active: row.active,
  offering: row.offering,
  price: row.price === null ? undefined : big(row.price),
  bond: big(row.bond),
  settledVolume: big(row.settledVolume),
});
