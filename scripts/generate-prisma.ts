/**
 * Writes the Prisma client when the schema has changed; says nothing otherwise. Prisma would first download an engine that generating does not need, so
 * that step is given a program that does nothing. Never run `migrate` or `db push` so: they succeed and do nothing.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const output = join(root, "indexer/store/generated");
const stamp = join(output, ".schema");
const version = (
  JSON.parse(readFileSync(join(root, "node_modules/prisma/package.json"), "utf8")) as { version: string }
).version;
const hash = createHash("sha256")
  .update(version)
  .update(readFileSync(join(root, "prisma/schema.prisma")))
  .digest("hex");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== hash) {
  const nothing = ["/usr/bin/true", "/bin/true"].find(existsSync) ?? "true";
  const run = spawnSync(process.execPath, [join(root, "node_modules/prisma/build/index.js"), "generate"], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: nothing,
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
  });
  if (run.status !== 0) {
    process.stderr.write(run.stdout + run.stderr);
    process.exit(run.status ?? 1);
  }
  mkdirSync(output, { recursive: true });
  writeFileSync(stamp, hash);
}
