import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Where a checkout keeps an embedded database as initdb leaves it (scripts/generate-database.ts); a built package has none. */
export const emptyDatabase = fileURLToPath(new URL("./generated/empty.tar.gz", import.meta.url));

/** Its files, or undefined where none are kept: then the database is made from nothing, which takes four times as long. */
export async function readEmptyDatabase(): Promise<Blob | undefined> {
  try {
    return new Blob([await readFile(emptyDatabase)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
