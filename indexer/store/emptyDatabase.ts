import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";

/** Where a checkout keeps an embedded database as initdb leaves it; a built package has none. */
export const emptyDatabase = fileURLToPath(new URL("./generated/empty.tar.gz", import.meta.url));

/** Runs initdb, and keeps what it left: whole or not at all, since another process may be reading it. */
export async function writeEmptyDatabase(): Promise<void> {
  const database = await PGlite.create();
  const files = await database.dumpDataDir("gzip");
  await database.close();
  await mkdir(dirname(emptyDatabase), { recursive: true });
  const part = `${emptyDatabase}.${process.pid}`;
  await writeFile(part, new Uint8Array(await files.arrayBuffer()));
  await rename(part, emptyDatabase);
}

/** A database in memory: from the files that are kept, or where there are none from nothing, which takes four times as long. */
export async function openInMemory(): Promise<PGlite> {
  try {
    return await PGlite.create({ loadDataDir: new Blob([await readFile(emptyDatabase)]) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return PGlite.create();
    throw error;
  }
}
