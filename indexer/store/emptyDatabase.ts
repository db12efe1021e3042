import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";

/** Where an embedded database is kept as initdb leaves it: in a checkout, which makes it, and in the built package. */
const [emptyDatabase, shipped] = ["./generated/empty.tar.gz", "../data/empty.tar.gz"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
) as [string, string];

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
  for (const path of [emptyDatabase, shipped]) {
    try {
      return { loadDataDir: new Blob([await readFile(path)]) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return {};
}

/** Opens an embedded database: `memory`, or a folder, which is a new database when it is not there or empty. */
export async function openPGlite(where: string): Promise<PGlite> {
  if (where === "memory") return PGlite.create(await keptFiles());
  const content = await readdir(where).catch(() => []);
  return PGlite.create(where, content.length === 0 ? await keptFiles() : {});
}
