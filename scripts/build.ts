/**
 * `npm run build`: writes the publishable package to dist/. Node does not strip types inside node_modules, so it is plain JavaScript, with the
 * libraries compiled in; only what ships binaries (the embedded database, signature libraries) stays a dependency. Their licences go along.
 *
 * Names are kept, so that a stack trace names what the sources name; white space and comments go, because V8 holds the text of every file it runs.
 * There are no source maps: they would be as large as the code again, in a package whose readable form is the repository at the same version.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { thirdPartyNotices } from "./build/thirdPartyNotices.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

/** Kept outside the bundle: run-time dependencies, and the local chain, which is a development tool looked up when it is asked for. */
const external = [...Object.keys(manifest.dependencies), "hardhat"].map(
  (name) => new RegExp(`^${name.replace("/", "\\/")}(\\/|$)`),
);

rmSync(dist, { recursive: true, force: true });
const bundle = await rolldown({
  input: { turnpike: join(root, "cli/turnpike.ts") },
  platform: "node",
  external,
  logLevel: "warn",
});
/** The client of the API is for browsers too: one file without a dependency, and its types. */
const client = await rolldown({ input: join(root, "api/index.ts"), platform: "neutral", logLevel: "warn" });
await client.write({ file: join(dist, "api/index.js"), format: "esm" });
await client.close();
const { output } = await bundle.write({
  dir: dist,
  format: "esm",
  entryFileNames: "cli/[name].js",
  // One folder deep like the entry, so that a path from a module to a data file is the same for all of them.
  chunkFileNames: "chunks/[name]-[hash].js",
  minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
});
await bundle.close();
const bundled = output.flatMap((part) => (part.type === "chunk" ? part.moduleIds.filter((id) => isAbsolute(id)) : []));
// The explorer carries these; its own build says no names.
const inExplorer = ["uplot/dist/uPlot.esm.js", "world-atlas/countries-110m.json"].map((file) =>
  join(root, "node_modules", file),
);
/** Which country an address is in: read by the prober alone. Its package holds the same table thrice; one goes along. */
const countries = join(root, "node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb");
writeFileSync(join(dist, "THIRD-PARTY-NOTICES"), thirdPartyNotices([...bundled, ...inExplorer, countries], root));
mkdirSync(join(dist, "data"), { recursive: true });
cpSync(countries, join(dist, "data/countries.mmdb"));

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

const entry = join(dist, "cli/turnpike.js");
const code = readFileSync(entry, "utf8");
writeFileSync(entry, code.startsWith("#!") ? code : `#!/usr/bin/env node\n${code}`);
chmodSync(entry, 0o755);
mkdirSync(join(dist, "prisma"), { recursive: true });
cpSync(join(root, "prisma/migrations"), join(dist, "prisma/migrations"), { recursive: true });
mkdirSync(join(dist, "deployments"), { recursive: true });
for (const file of readdirSync(join(root, "deployments")).filter((name) => name.endsWith(".json")))
  cpSync(join(root, "deployments", file), join(dist, "deployments", file));
// bootstrap.sh has built the explorer by now.
cpSync(join(root, "web/dist"), join(dist, "web"), { recursive: true, filter: (path) => !path.endsWith(".sources") });
console.log("dist/ is ready; `npm pack` makes the package");
