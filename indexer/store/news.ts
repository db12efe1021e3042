import type { FeedEvent } from "../eventSchemas.ts";
import type { Database } from "./database.ts";
import type { Prisma } from "./generated/client.ts";

/** Held to the end of a transaction that writes news, so that their numbers follow the order in which they are committed. */
const newsLock = 7_262_021;
/** The channel of PostgreSQL's LISTEN and NOTIFY. */
export const newsChannel = "turnpike_news";
const kept = 1_000;
/** Rows of a step that are worth sending along; after more than these all rows are read again. */
const mostChanges = 200;

/**
 * `time` is a moment, with the block that the rows stand at, for answers to age by; `beat` says only that the writer lives; `commitment` is of a probe whose
 * result is not known yet.
 */
export type NewsType = FeedEvent["type"] | "time" | "beat" | "commitment";

export interface News {
  readonly sequence: number;
  readonly origin: string;
  /** Unix seconds at the writer; never falls. */
  readonly at: number;
  readonly type: NewsType;
  /** What an event of this type carries; empty for those that are no events. */
  readonly data: Readonly<Record<string, string | number>>;
  readonly changes: string | undefined;
}

/** What a process tells the others about what it writes. */
export interface Journal {
  readonly origin: string;
  readonly nowSeconds: () => number;
}

/** Adds one piece of news to a transaction. Listeners are woken when it is committed. */
export async function tell(
  transaction: Prisma.TransactionClient,
  { origin, nowSeconds }: Journal,
  { type, data, changes }: Pick<News, "type" | "data" | "changes">,
): Promise<void> {
  await lockNews(transaction);
  const at = BigInt(nowSeconds());
  await transaction.$executeRaw`INSERT INTO news (sequence, origin, at, type, data, changes)
    SELECT coalesce(max(sequence), 0) + 1, ${origin}, greatest(coalesce(max(at), 0), ${at}), ${type}, ${JSON.stringify(data)}, ${changes ?? null} FROM news`;
  await transaction.$executeRaw`DELETE FROM news WHERE sequence <= (SELECT max(sequence) FROM news) - ${kept}`;
  await transaction.$executeRawUnsafe(`SELECT pg_notify('${newsChannel}', '')`);
}

/** Also held by who must decide by what stands there before writing. */
export async function lockNews(transaction: Prisma.TransactionClient): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${newsLock})`;
}

/** Rows for `changes`; undefined when there are too many. */
export const changesOf = <T>(rows: readonly T[], text: (rows: readonly T[]) => string): string | undefined =>
  rows.length > mostChanges ? undefined : text(rows);

export class NewsStore {
  readonly #database: Pick<Database, "prisma">;

  constructor(database: Pick<Database, "prisma">) {
    this.#database = database;
  }

  /** What came after `sequence`, oldest first; what is not kept any more is missing at the beginning. */
  async after(sequence: number): Promise<readonly News[]> {
    const rows = await this.#database.prisma.$queryRaw<
      { sequence: bigint; origin: string; at: bigint; type: string; data: string; changes: string | null }[]
    >`SELECT sequence, origin, at, type, data, changes FROM news WHERE sequence > ${BigInt(sequence)} ORDER BY sequence`;
    return rows.map((row) => ({
      ...{ sequence: Number(row.sequence), origin: row.origin, at: Number(row.at), type: row.type as NewsType },
      data: JSON.parse(row.data) as News["data"],
      changes: row.changes ?? undefined,
    }));
  }

  /** Says that the writer lives, or, with the block that the rows stand at, that answers are to be of this moment. */
  async tellTime(journal: Journal, head?: { readonly block: number; readonly blockHash: string }): Promise<void> {
    await this.#database.prisma.$transaction((transaction) =>
      tell(transaction, journal, { type: head === undefined ? "beat" : "time", data: { ...head }, changes: "" }),
    );
  }
}
