/**
 * `npm run build`: writes the publishable package to dist/. Node does not strip types inside node_modules, so it is plain JavaScript, with the
 * libraries compiled in; only what ships binaries (the embedded database, signature libraries) stays a dependency. Their licences go along.
 *
 * Names are kept, so that a stack trace names what the sources name; white space and comments go, because V8 holds the text of every file it runs.
 * There are no source maps: they would be as large as the code again, in a package whose readable form is the repository at the same version.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { countries, writeProgram } from "./build/program.ts";
import { thirdPartyNotices } from "./build/thirdPartyNotices.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
rmSync(dist, { recursive: true, force: true });
const bundled = await writeProgram(dist);
/** The client of the API is for browsers too: one file without a dependency, and its types. */
const client = await rolldown({ input: join(root, "api/index.ts"), platform: "neutral", logLevel: "warn" });
await client.write({ file: join(dist, "api/index.js"), format: "esm" });
await client.close();
// The explorer carries these; its own build says no names.
const inExplorer = ["uplot/dist/uPlot.esm.js", "world-atlas/countries-110m.json"].map((file) =>
  join(root, "node_modules", file),
);
writeFileSync(join(dist, "THIRD-PARTY-NOTICES"), thirdPartyNotices([...bundled, ...inExplorer, countries], root));
const declared = spawnSync(
  join(root, "node_modules/.bin/tsc"),
  [
    "-p",
    join(root, "api"),
    "--noEmit",
    "false",
    "--declaration",
    "--emitDeclarationOnly",
    "--outDir",
    join(dist, "api"),
  ],
  { stdio: "inherit" },
);
if (declared.status !== 0) throw new Error("the types of api/ could not be written");
for (const name of readdirSync(join(dist, "api")).filter((file) => file.endsWith(".d.ts"))) {
  const path = join(dist, "api", name);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(/(from "\.\/[\w.]+)\.ts"/g, '$1.js"'));
}
console.log("dist/ is ready; `npm pack` makes the package");
