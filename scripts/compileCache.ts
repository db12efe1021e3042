import { fileURLToPath } from "node:url";

/**
 * Has every Node process that is started from here keep what it compiled: a `turnpike` command run from the sources then takes two thirds of the processor
 * time to start. Among the installed packages, which go when the lock changes; Node itself checks each entry against its source.
 */
export function keepCompiledCode(): void {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url));
}
