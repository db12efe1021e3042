import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IndexerError } from "../errors.ts";

/** The part of a database that migrating needs; one connection for the whole run, since the advisory lock belongs to it. */
export interface MigrationTarget {
  execute(sql: string): Promise<void>;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

const lockNumber = 7_262_019;
const checksum = (sql: string): string => createHash("sha256").update(sql).digest("hex");
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Migrations as they are shipped, in order of their names. They lie beside the code, in a checkout and in the built package. */
export function shippedMigrations(): readonly Migration[] {
  for (const up of ["../../prisma/migrations", "../prisma/migrations"]) {
    const folder = fileURLToPath(new URL(up, import.meta.url));
    try {
      const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
      return names.sort().map((name) => ({ name, sql: readFileSync(join(folder, name), "utf8") }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("no migrations are shipped with this build");
}

/**
 * Brings a database up to date: each migration once, whole or not at all, one process at a time. A migration that was applied and has changed since is
 * refused before anything is done. Code: `MIGRATION_CHANGED`. Returns the names applied now.
 */
export async function migrate(target: MigrationTarget, migrations: readonly Migration[]): Promise<readonly string[]> {
  await target.execute(`SELECT pg_advisory_lock(${lockNumber})`);
  try {
    await target.execute(
      "CREATE TABLE IF NOT EXISTS turnpike_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    const rows = await target.query("SELECT name, checksum FROM turnpike_migrations");
    const applied = new Map(rows.map((row) => [String(row.name), String(row.checksum)]));
    for (const { name, sql } of migrations) {
      const known = applied.get(name);
      if (known !== undefined && known !== checksum(sql)) {
        throw new IndexerError(
          "MIGRATION_CHANGED",
          `migration ${name} was applied with other content; restore that file, or start with an empty database`,
          { name },
        );
      }
    }
    const fresh = migrations.filter(({ name }) => !applied.has(name));
    for (const { name, sql } of fresh) {
      await target.execute("BEGIN");
      try {
        await target.execute(sql);
        await target.execute(
          `INSERT INTO turnpike_migrations (name, checksum) VALUES (${quoted(name)}, ${quoted(checksum(sql))})`,
        );
        await target.execute("COMMIT");
      } catch (error) {
        await target.execute("ROLLBACK");
        throw error;
      }
    }
    return fresh.map(({ name }) => name);
  } finally {
    await target.execute(`SELECT pg_advisory_unlock(${lockNumber})`);
  }
}
