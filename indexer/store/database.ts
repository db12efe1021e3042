import { randomBytes } from "node:crypto";
import type { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { CodedError } from "../../protocol/errors.ts";
import { systemClock } from "../../runtime/clock.ts";
import { lockForProcess } from "../../runtime/processLock.ts";
import { IndexerError } from "../errors.ts";
import { openPGlite } from "./emptyDatabase.ts";
import { PrismaClient } from "./generated/client.ts";
import { type MigrationTarget, migrate, shippedMigrations } from "./migrate.ts";
import { type Journal, newsChannel } from "./news.ts";

export interface Database {
  readonly prisma: PrismaClient;
  readonly kind: "pglite" | "postgresql";
  /** Where other processes may share the database: what is written is told to them. */
  readonly journal?: Journal;
  /** Throws when this process is not the database's only writer any more. Code: `DATABASE_UNREACHABLE`. */
  assertHeld(): void;
  close(): Promise<void>;
}

/**
 * Opens a database for this process alone and brings it up to date. `where`: `memory`, a folder for the embedded database, or a postgres:// URL.
 * Codes: `DATABASE_UNREACHABLE`, `DATABASE_UNREADABLE`, `DATABASE_IN_USE`, `STORE_LOCKED`, `MIGRATION_CHANGED`.
 */
export async function openDatabase(where: string, standby?: Standby): Promise<Database> {
  return /^postgres(ql)?:\/\//.test(where) ? openPostgres(where, standby) : openEmbedded(where);
}

/** Waiting for the indexer that holds a PostgreSQL database to go, instead of giving up. */
export interface Standby {
  readonly onWait: () => void;
  /** Resolves after a while to whether to go on waiting. */
  readonly pause: () => Promise<boolean>;
}

/** It was asked to end while it stood by: nothing is wrong, and nothing was opened. */
export class StandbyEnded extends Error {}

/** Held as long as the indexer runs: two that follow into the same rows would undo each other's blocks. */
const followerLock = 7_262_020;

async function openPostgres(where: string, standby?: Standby): Promise<Database> {
  const client = new Client({ connectionString: where });
  // The lock goes with this connection: without it nothing more may be written.
  let lost: unknown;
  client.on("error", (error) => {
    lost = error;
  });
  try {
    await client.connect();
  } catch (cause) {
    throw unreachable(cause);
  }
  try {
    const target: MigrationTarget = {
      execute: async (sql) => {
        await client.query(sql);
      },
      query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    };
    // The server gives the lock to the next one as soon as the connection of the last one is gone, however that process ended.
    for (let tries = 0; !(await isHeld(target)); tries++) {
      if (standby === undefined)
        throw new IndexerError(
          "DATABASE_IN_USE",
          "another indexer follows into this database; stop it first, give another --database, or wait for it with --standby",
        );
      if (tries === 0) standby.onWait();
      if (!(await standby.pause())) throw new StandbyEnded();
    }
    await migrate(target, shippedMigrations());
  } catch (error) {
    await client.end();
    throw error;
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: where }) });
  return {
    prisma,
    kind: "postgresql",
    journal: newJournal(),
    assertHeld: () => {
      if (lost === undefined) return;
      throw new IndexerError(
        "DATABASE_UNREACHABLE",
        "the connection to PostgreSQL was lost, and with it the right to write; start the indexer again",
        {},
        { cause: lost },
      );
    },
    close: async () => {
      await prisma.$disconnect();
      if (lost === undefined) await client.end();
    },
  };
}

const unreachable = (cause: unknown): IndexerError =>
  new IndexerError(
    "DATABASE_UNREACHABLE",
    `PostgreSQL cannot be reached (${cause instanceof Error && cause.message !== "" ? cause.message : "no answer"}); start it, or mend DATABASE_URL or --database`,
    {},
    { cause },
  );

async function isHeld(target: MigrationTarget): Promise<boolean> {
  const [row] = await target.query(`SELECT pg_try_advisory_lock(${followerLock}) AS held`);
  return row?.held === true;
}

const newJournal = (): Journal => ({
  origin: randomBytes(6).toString("hex"),
  nowSeconds: () => systemClock.nowSeconds(),
});

/** Opens a PostgreSQL database that another process holds and keeps up to date: to read, and to publish. Code: `DATABASE_UNREACHABLE`. */
export async function openShared(where: string): Promise<Database> {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: where }) });
  try {
    await prisma.$queryRaw`SELECT 1`;
  } catch (cause) {
    await prisma.$disconnect();
    throw unreachable(cause);
  }
  return {
    ...{ prisma, kind: "postgresql", journal: newJournal(), close: () => prisma.$disconnect() },
    assertHeld: () => {
      throw new Error("only the indexer that follows writes what it follows");
    },
  };
}

/** Calls `onNews` when another process has written, and after every new connection: while there was none, nothing was heard. Returns how to end. */
export function listenForNews(where: string, onNews: () => void): () => Promise<void> {
  let client: Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let ended = false;
  const connect = async (): Promise<void> => {
    const mine = new Client({ connectionString: where });
    client = mine;
    let lost = false;
    const retry = (): void => {
      if (lost || ended) return;
      lost = true;
      again = setTimeout(() => void connect(), 1_000);
    };
    mine.on("error", retry);
    mine.on("end", retry);
    mine.on("notification", onNews);
    try {
      await mine.connect();
      await mine.query(`LISTEN ${newsChannel}`);
      onNews();
    } catch {
      retry();
    }
  };
  void connect();
  return async () => {
    ended = true;
    clearTimeout(again);
    await client?.end().catch(() => undefined);
  };
}

async function openEmbedded(where: string): Promise<Database> {
  const lock = where === "memory" ? undefined : await lockForProcess(where);
  let pglite: PGlite | undefined;
  try {
    pglite = await openPGlite(where);
    const embedded = pglite;
    const target: MigrationTarget = {
      execute: async (sql) => {
        await embedded.exec(sql);
      },
      query: async (sql) => (await embedded.query<Record<string, unknown>>(sql)).rows,
    };
    await migrate(target, shippedMigrations());
    const prisma = new PrismaClient({ adapter: new PrismaPGlite(embedded) });
    return {
      prisma,
      kind: "pglite",
      assertHeld: () => {},
      close: async () => {
        await prisma.$disconnect();
        if (!embedded.closed) await embedded.close();
        await lock?.release();
      },
    };
  } catch (cause) {
    if (pglite !== undefined && !pglite.closed) await pglite.close();
    await lock?.release();
    if (cause instanceof CodedError) throw cause;
    throw new IndexerError(
      "DATABASE_UNREADABLE",
      `the embedded database in ${where} cannot be opened: it is damaged or of another version. Everything in it can be had again from the chain but attestations and descriptors; restore a copy, or give another --database`,
      { where },
      { cause },
    );
  }
}
