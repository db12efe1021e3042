import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the networks that this repository knows by name lie: one file each. The package has them beside its modules. */
const folder = fileURLToPath(new URL("../deployments/", import.meta.url));

/** Names that `--network` takes beside files. */
export const deploymentNames = (): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .map((file) => file.slice(0, -".json".length))
        .sort()
    : [];

/** The network file of a name; undefined when there is none of that name. */
export const deploymentPath = (name: string): string | undefined =>
  deploymentNames().includes(name) ? join(folder, `${name}.json`) : undefined;
