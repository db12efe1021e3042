import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it. */
  readonly license: string;
  readonly author: string;
  readonly source: string;
  /** Its licence and notice files, whole. */
  readonly texts: readonly string[];
}

interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
  readonly homepage?: string;
  readonly repository?: string | { readonly url?: string };
}

/** Licences that ask nothing of whoever passes the code on but to keep their text with it. Anything else must be looked at before it is bundled. */
const permissive = /^(\(?(MIT|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|CC0-1\.0|Apache-2\.0|Unlicense)( OR | AND )?\)?)+$/;

/** The folder of the package that owns a file below node_modules: the nearest one above it whose package.json has a name and a version. */
function packageFolder(file: string, root: string): string {
  for (let folder = dirname(file); folder.startsWith(join(root, "node_modules") + sep); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as PackageJson;
    if (name !== undefined && version !== undefined) return folder;
  }
  throw new Error(`${relative(root, file)} belongs to no package`);
}

function describePackage(folder: string): BundledPackage {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
  const { name = "", version = "", license = "" } = manifest;
  if (!permissive.test(license))
    throw new Error(`${name} has the licence "${license}"; look at what it asks, then bundle it or not`);
  const repository = typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url;
  const author = typeof manifest.author === "string" ? manifest.author : manifest.author?.name;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[sc]e|notice|copying|NRO_LICENSE)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  return { name, version, license, author: author ?? "", source: repository ?? manifest.homepage ?? "", texts };
}

/** The notices that must go with code of others: for each package of which `files` (absolute paths, any order) hold a part, its licence and notice, whole. */
export function thirdPartyNotices(files: Iterable<string>, root: string): string {
  const folders = new Set<string>();
  for (const file of files) if (file.includes(`${sep}node_modules${sep}`)) folders.add(packageFolder(file, root));
  // Some are installed more than once in one version; one notice is enough.
  const packages = new Map(
    [...folders].map(describePackage).map((found) => [`${found.name} ${found.version}`, found] as const),
  );
  const sections = [...packages]
    .sort(([a], [b]) => a.localeCompare(b, "en"))
    .map(([title, { license, author, source, texts }]) => {
      const body =
        texts.length > 0
          ? texts.join("\n\n")
          : `By ${author || "its contributors"}; it carries no licence text of its own.`;
      return `## ${title} (${license})\n${source}\n\n${body}\n`;
    });
  return `# Code of others in this package\n\nThe files in this folder hold parts of the packages below, under their own licences.\n\n${sections.join("\n")}`;
}
