/**
 * Keeps an embedded database that nothing is in yet, so that the ones in memory (tests, demo) need not run initdb each time: that is three of the four
 * seconds of processor time that opening one takes. Written once for each version of PGlite; says nothing otherwise.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const manifest = fileURLToPath(new URL("../node_modules/@electric-sql/pglite/package.json", import.meta.url));
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
const kept = fileURLToPath(new URL("../indexer/store/generated/empty.tar.gz", import.meta.url));
const stamp = `${kept}.version`;
if (!existsSync(kept) || !existsSync(stamp) || readFileSync(stamp, "utf8") !== version) {
  // Loaded only now: the common case is that there is nothing to do.
  const { writeEmptyDatabase } = await import("../indexer/store/emptyDatabase.ts");
  await writeEmptyDatabase();
  writeFileSync(stamp, version);
}
