import { type ParseArgsConfig, parseArgs } from "node:util";

/** Options of a script of this repository; what is not understood ends it with a sentence and exit code 2, as every command does. */
export function commandLine<const Config extends ParseArgsConfig>(
  program: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(`${program}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  }
}
