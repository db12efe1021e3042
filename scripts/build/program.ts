import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

/** Kept outside the bundle: run-time dependencies, and the local chain, which is a development tool looked up when it is asked for. */
const external = [...Object.keys(manifest.dependencies), "hardhat"].map(
  (name) => new RegExp(`^${name.replace("/", "\\/")}(\\/|$)`),
);

/** Which country an address is in: read by the prober alone. Its package holds the same table thrice; one goes along. */
export const countries = join(
  root,
  "node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb",
);

/** Writes the `turnpike` program with its data files to a folder, the entry being cli/turnpike.js; returns the paths of all modules that went into it. */
export async function writeProgram(folder: string): Promise<readonly string[]> {
  const bundle = await rolldown({
    input: { turnpike: join(root, "cli/turnpike.ts") },
    platform: "node",
    external,
    logLevel: "warn",
  });
  const { output } = await bundle.write({
    dir: folder,
    format: "esm",
    entryFileNames: "cli/[name].js",
    // One folder deep like the entry, so that a path from a module to a data file is the same for all of them.
    chunkFileNames: "chunks/[name]-[hash].js",
    minify: { mangle: false, compress: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  const bundled = output.flatMap((part) =>
    part.type === "chunk" ? part.moduleIds.filter((id) => isAbsolute(id)) : [],
  );
  mkdirSync(join(folder, "data"), { recursive: true });
  cpSync(countries, join(folder, "data/countries.mmdb"));
  // Made by bootstrap.sh, as the explorer is.
  cpSync(join(root, "indexer/store/generated/empty.tar.gz"), join(folder, "data/empty.tar.gz"));
  const entry = join(folder, "cli/turnpike.js");
  const code = readFileSync(entry, "utf8");
  writeFileSync(entry, code.startsWith("#!") ? code : `#!/usr/bin/env node\n${code}`);
  chmodSync(entry, 0o755);
  mkdirSync(join(folder, "prisma"), { recursive: true });
  cpSync(join(root, "prisma/migrations"), join(folder, "prisma/migrations"), { recursive: true });
  mkdirSync(join(folder, "deployments"), { recursive: true });
  for (const file of readdirSync(join(root, "deployments")).filter((name) => name.endsWith(".json")))
    cpSync(join(root, "deployments", file), join(folder, "deployments", file));
  cpSync(join(root, "web/dist"), join(folder, "web"), {
    recursive: true,
    filter: (path) => !path.endsWith(".sources"),
  });
  return bundled;
}
