import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
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

/** The files that are kept, or undefined where there are none: then a new database is made from nothing, which takes four times as long. */
async function keptFiles(): Promise<{ readonly loadDataDir?: Blob }> {
  try {
    return { loadDataDir: new Blob([await readFile(emptyDatabase)]) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/** Opens an embedded database: `memory`, or a folder, which is a new database when it is not there or empty. */
export async function openPGlite(where: string): Promise<PGlite> {
  if (where === "memory") return PGlite.create(await keptFiles());
  const content = await readdir(where).catch(() => []);
  return PGlite.create(where, content.length === 0 ? await keptFiles() : {});
}
