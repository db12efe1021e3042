/**
 * Keeps an embedded database that nothing is in yet, so that the ones in memory (tests, demo) need not run initdb each time: that is three of the four
 * seconds of processor time that opening one takes. Written once for each version of PGlite; says nothing otherwise.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { emptyDatabase } from "../indexer/store/emptyDatabase.ts";

const manifest = fileURLToPath(new URL("../node_modules/@electric-sql/pglite/package.json", import.meta.url));
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
const stamp = `${emptyDatabase}.version`;
if (!existsSync(emptyDatabase) || !existsSync(stamp) || readFileSync(stamp, "utf8") !== version) {
  const { PGlite } = await import("@electric-sql/pglite");
  const database = await PGlite.create();
  const files = await database.dumpDataDir("gzip");
  await database.close();
  mkdirSync(dirname(emptyDatabase), { recursive: true });
  // Whole or not at all: another run may be reading it.
  const part = `${emptyDatabase}.${process.pid}`;
  writeFileSync(part, new Uint8Array(await files.arrayBuffer()));
  renameSync(part, emptyDatabase);
  writeFileSync(stamp, version);
}
