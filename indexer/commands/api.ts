import { Command } from "commander";
import { loadNetwork, networkPath } from "../../chain/network.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { runReplica } from "../runReplica.ts";
import { parseListen } from "./listen.ts";

interface Flags {
  readonly network?: string;
  readonly listen: string;
  readonly database?: string;
  readonly readDatabase?: string;
  readonly json?: boolean;
}

/** `turnpike indexer api`: answers from the database that another process follows into. */
export const apiCommand = (io: CommandIo): Command =>
  new Command("api")
    .description("serve the reputation API from the PostgreSQL database that another process follows into")
    .option("--network <file>", "network file (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)")
    .option("--listen <host:port>", "where the API listens", "127.0.0.1:8787")
    .option("--database <url>", "postgres://… of the indexer that follows (default: DATABASE_URL)")
    .option("--read-database <url>", "postgres://… of a copy to read from (default: DATABASE_READ_URL, or --database)")
    .option("--json", "print JSON")
    .action((flags: Flags) =>
      runCommand(io, flags, async () => {
        const network = await loadNetwork(networkPath(flags.network, io.env, io.cwd));
        const database = flags.database ?? io.env.DATABASE_URL ?? "";
        const readDatabase = flags.readDatabase ?? io.env.DATABASE_READ_URL;
        if (![database, readDatabase ?? database].every((url) => /^postgres(ql)?:/.test(url)))
          throw new RuntimeError(
            "CONFIG_INVALID",
            "an API beside the indexer reads PostgreSQL; give --database postgres://…, the one that `turnpike indexer run` follows into",
          );
        const stop = untilAskedToStop();
        const replica = await runReplica({
          ...{ network, database, readDatabase, clock: systemClock },
          ...{ recover: (await loadSecp256k1()).recover, ...parseListen("--listen", flags.listen) },
          onProgress: (text) => progress(io, text),
        });
        if (flags.json === true) printJson(io, { ready: true, url: replica.url, block: replica.block });
        else progress(io, `the API is at ${replica.url}, its reference at ${replica.url}/reference; Ctrl-C stops it`);
        await stop;
        await replica.close();
      }),
    );
