import { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { PrismaClient } from "./generated/client.ts";
import { type MigrationTarget, migrate, shippedMigrations } from "./migrate.ts";

export interface Database {
  readonly prisma: PrismaClient;
  readonly kind: "pglite" | "postgresql";
  close(): Promise<void>;
}

/** Opens a database and brings it up to date. `where`: `memory`, a folder for the embedded database, or a postgres:// URL. */
export async function openDatabase(where: string): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(where)) {
    const client = new Client({ connectionString: where });
    await client.connect();
    try {
      const target: MigrationTarget = {
        execute: async (sql) => {
          await client.query(sql);
        },
        query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
      };
      await migrate(target, shippedMigrations());
    } finally {
      await client.end();
    }
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: where }) });
    return { prisma, kind: "postgresql", close: () => prisma.$disconnect() };
  }
  const pglite = where === "memory" ? await PGlite.create() : await PGlite.create(where);
  const target: MigrationTarget = {
    execute: async (sql) => {
      await pglite.exec(sql);
    },
    query: async (sql) => (await pglite.query<Record<string, unknown>>(sql)).rows,
  };
  await migrate(target, shippedMigrations());
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(pglite) });
  return {
    prisma,
    kind: "pglite",
    close: async () => {
      await prisma.$disconnect();
      if (!pglite.closed) await pglite.close();
    },
  };
}
