import { PGlite } from "@electric-sql/pglite";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Postgres, postgresMissing, startPostgres } from "../../../bench/lab/postgres.ts";
import { type MigrationTarget, migrate, shippedMigrations } from "../../../indexer/store/migrate.ts";

interface Opened {
  readonly target: MigrationTarget;
  close(): Promise<void>;
}

/** One embedded database for all tests, emptied for each: it takes a second to make. */
async function onPglite(pglite: PGlite): Promise<Opened> {
  await pglite.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return {
    target: {
      execute: async (sql) => {
        await pglite.exec(sql);
      },
      query: async (sql) => (await pglite.query<Record<string, unknown>>(sql)).rows,
    },
    close: () => Promise.resolve(),
  };
}

async function onPostgres(url: string): Promise<Opened> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    target: {
      execute: async (sql) => {
        await client.query(sql);
      },
      query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    },
    close: () => client.end(),
  };
}

const first = { name: "0001_first.sql", sql: "CREATE TABLE marbles (colour text PRIMARY KEY)" };
const second = { name: "0002_second.sql", sql: "ALTER TABLE marbles ADD COLUMN count bigint NOT NULL DEFAULT 0" };
const broken = { name: "0003_broken.sql", sql: "CREATE TABLE halves (id text); SELECT * FROM no_such_table" };
const skip = postgresMissing();

const tablesOf = async (target: MigrationTarget): Promise<string[]> =>
  (await target.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).map((row) =>
    String(row.tablename),
  );

describe.each([
  { kind: "PGlite", reason: undefined },
  { kind: "PostgreSQL", reason: skip },
])("migrations on $kind", ({ kind, reason }) => {
  describe.skipIf(reason !== undefined)(reason ?? "one process at a time", () => {
    let postgres: Postgres | undefined;
    let pglite: PGlite | undefined;
    let databases = 0;
    beforeAll(async () => {
      if (kind === "PostgreSQL") postgres = await startPostgres();
      else pglite = await PGlite.create();
    });
    afterAll(async () => {
      await postgres?.close();
      await pglite?.close();
    });

    /** A new empty database, and further connections to it. */
    const fresh = async (): Promise<{ open: () => Promise<Opened> }> => {
      const embedded = pglite;
      if (embedded !== undefined) return { open: () => onPglite(embedded) };
      if (postgres === undefined) throw new Error("no database was started");
      databases += 1;
      const url = await postgres.database(`d${databases}`);
      return { open: () => onPostgres(url) };
    };
    const withTarget = async (work: (target: MigrationTarget) => Promise<void>) => {
      const opened = await (await fresh()).open();
      try {
        await work(opened.target);
      } finally {
        await opened.close();
      }
    };

    it("applies what is shipped once, in order, and nothing the second time", () =>
      withTarget(async (target) => {
        const shipped = shippedMigrations();
        expect(shipped.length).toBeGreaterThan(0);
        expect(await migrate(target, shipped)).toEqual(shipped.map(({ name }) => name));
        expect(await migrate(target, shipped)).toEqual([]);
        expect(await tablesOf(target)).toEqual(
          expect.arrayContaining(["accounts", "attestations", "blocks", "channels", "descriptors", "meta", "nodes"]),
        );
      }));

    it("keeps an amount of 78 digits to the last one", () =>
      withTarget(async (target) => {
        await migrate(target, shippedMigrations());
        const amount = "9".repeat(78);
        await target.execute(`INSERT INTO accounts VALUES ('0x01', '0x02', ${amount}, 0)`);
        expect(await target.query("SELECT available::text AS a FROM accounts")).toEqual([{ a: amount }]);
      }));

    it("applies only what is new to an older database and keeps its rows", () =>
      withTarget(async (target) => {
        await migrate(target, [first]);
        await target.execute("INSERT INTO marbles VALUES ('red')");
        expect(await migrate(target, [first, second])).toEqual([second.name]);
        expect(await target.query("SELECT colour, count::text AS count FROM marbles")).toEqual([
          { colour: "red", count: "0" },
        ]);
      }));

    it("refuses a migration that was applied with other content, before it applies anything", () =>
      withTarget(async (target) => {
        await migrate(target, [first]);
        const changed = { ...first, sql: `${first.sql} -- and a comment` };
        await expect(migrate(target, [changed, second])).rejects.toMatchObject({
          code: "MIGRATION_CHANGED",
          data: { name: first.name },
          message: expect.stringMatching(/restore that file/) as unknown,
        });
        const columns = await target.query(
          "SELECT column_name FROM information_schema.columns WHERE table_name = 'marbles'",
        );
        expect(columns).toEqual([{ column_name: "colour" }]);
      }));

    it("leaves nothing of a migration that fails, and can go on when it is mended", () =>
      withTarget(async (target) => {
        await expect(migrate(target, [first, broken])).rejects.toThrow(/no_such_table/);
        expect(await tablesOf(target)).toEqual(["marbles", "turnpike_migrations"]);
        expect(await migrate(target, [first, { ...broken, sql: "CREATE TABLE halves (id text)" }])).toEqual([
          broken.name,
        ]);
      }));

    // The embedded database has one connection only: there is nobody to race with.
    if (kind === "PGlite") return;

    it("lets two starters race: each migration runs once, and both find it done", async () => {
      const { open } = await fresh();
      const starters = await Promise.all([open(), open(), open()]);
      try {
        const slow = { name: "0000_slow.sql", sql: "CREATE TABLE slow (id text); SELECT pg_sleep(0.2)" };
        const all = [slow, ...shippedMigrations()];
        const applied = await Promise.all(starters.map(({ target }) => migrate(target, all)));
        expect(applied.map((names) => names.length).sort()).toEqual([0, 0, all.length]);
        const [one] = starters;
        expect(await one?.target.query("SELECT count(*)::int AS n FROM turnpike_migrations")).toEqual([
          { n: all.length },
        ]);
      } finally {
        await Promise.all(starters.map((starter) => starter.close()));
      }
    });

    it("gives the lock back when a starter dies in the middle", async () => {
      const { open } = await fresh();
      const dying = await open();
      const began = dying.target.execute("SELECT pg_advisory_lock(7262019); CREATE TABLE never (id text)");
      await began;
      const next = await open();
      const waiting = migrate(next.target, [first]);
      await dying.close();
      expect(await waiting).toEqual([first.name]);
      await next.close();
    });
  });
});
