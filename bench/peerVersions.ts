import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Name and version of each peer: a package of npm that stands here, else a package of Debian, else the word that it is missing. */
export function peerVersions(names: readonly string[]): Promise<string[]> {
  return Promise.all(
    names.map(async (name) => {
      try {
        const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
        return `${name} ${(JSON.parse(await readFile(file, "utf8")) as { version: string }).version}`;
      } catch {
        // Not from npm: then Debian's list knows it.
      }
      try {
        const { stdout } = await execute("dpkg-query", ["-W", name]);
        return stdout.trim().replace("\t", " ");
      } catch {
        return `${name} is missing (run: sh bench/setup)`;
      }
    }),
  );
}
