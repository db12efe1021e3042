/** Builds the explorer (web/) to web/dist when its sources have changed; says nothing otherwise. The indexer serves it from there. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const web = join(root, "web");
const output = join(web, "dist");
const stamp = join(output, ".sources");
const map = join(root, "node_modules/world-atlas/countries-110m.json");

const hash = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
const sources = readdirSync(web, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.startsWith(output));
for (const path of [...sources, join(root, "scripts/worldMap.ts"), fileURLToPath(import.meta.url)].sort())
  hash.update(path.slice(root.length)).update(readFileSync(path));
const wanted = hash.digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  const { build } = await import("vite");
  const { worldModule } = await import("./worldMap.ts");
  const name = "virtual:world";
  await build({
    root: web,
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name,
        resolveId: (id) => (id === name ? `\0${name}` : null),
        load: (id) => (id === `\0${name}` ? worldModule(map) : null),
      },
    ],
    // Nothing inline: the indexer's policy lets no page run or style what did not come as a file.
    build: { outDir: output, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  writeFileSync(stamp, wanted);
}
