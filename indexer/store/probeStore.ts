import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import type { Commitment, Probe } from "../../protocol/probe.ts";
import type { Database } from "./database.ts";
import type { Prisma } from "./generated/client.ts";
import { tell } from "./news.ts";

/** A commitment and what followed it. */
export interface ProbeRecord {
  readonly commitment: Commitment;
  readonly probe: Probe | undefined;
}

/** Probes at rest: commitments as they come, and their results. */
export class ProbeStore {
  readonly #database: Database;
  readonly #writer: Database;

  constructor(database: Database, writer = database) {
    this.#database = database;
    this.#writer = writer;
  }

  /** Those committed to at or after `since`. */
  async probes(since: number): Promise<readonly ProbeRecord[]> {
    const rows = await this.#database.prisma.probe.findMany({ where: { at: { gte: BigInt(since) } } });
    return rows.map((row) => ({
      commitment: {
        hash: row.hash as Hash,
        at: Number(row.at),
        publishAt: Number(row.publishAt),
        prober: row.prober as Address,
        signature: row.signature as Hex,
      },
      probe: row.document === null ? undefined : (JSON.parse(row.document) as Probe),
    }));
  }

  async keepCommitment(commitment: Commitment): Promise<void> {
    const { hash, at, publishAt, prober, signature } = commitment;
    await this.#publish("commitment", { commitment, probe: undefined }, async (transaction) => {
      const data = { hash, prober, at: BigInt(at), publishAt: BigInt(publishAt), signature };
      await transaction.probe.upsert({ where: { hash }, create: data, update: {} });
    });
  }

  async keepResult(commitment: Commitment, probe: Probe): Promise<void> {
    await this.#publish("probe", { commitment, probe }, async (transaction) => {
      await transaction.probe.update({ where: { hash: commitment.hash }, data: { document: JSON.stringify(probe) } });
    });
  }

  async #publish(
    type: "commitment" | "probe",
    record: ProbeRecord,
    work: (transaction: Prisma.TransactionClient) => Promise<void>,
  ): Promise<void> {
    const { prisma, journal } = this.#writer;
    await prisma.$transaction(async (transaction) => {
      await work(transaction);
      const data: Record<string, string> = record.probe === undefined ? {} : { node: record.probe.node };
      if (journal !== undefined) await tell(transaction, journal, { type, data, changes: JSON.stringify(record) });
    });
  }
}
