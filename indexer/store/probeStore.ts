import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import type { Commitment, Probe } from "../../protocol/probe.ts";
import type { Database } from "./database.ts";

/** A commitment and what followed it. */
export interface ProbeRecord {
  readonly commitment: Commitment;
  readonly probe: Probe | undefined;
}

/** Probes at rest: commitments as they come, and their results. */
export class ProbeStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
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

  async keepCommitment({ hash, at, publishAt, prober, signature }: Commitment): Promise<void> {
    await this.#database.prisma.probe.create({
      data: { hash, prober, at: BigInt(at), publishAt: BigInt(publishAt), signature },
    });
  }

  async keepResult(hash: Hash, probe: Probe): Promise<void> {
    await this.#database.prisma.probe.update({ where: { hash }, data: { document: JSON.stringify(probe) } });
  }
}
