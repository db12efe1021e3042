import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import { openLogSource } from "../../chain/logs.ts";
import { loadNetwork, networkPath } from "../../chain/network.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { roleDir } from "../../runtime/home.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { freshSigner, openSigner } from "../epochs/signer.ts";
import { runIndexer } from "../runIndexer.ts";
import { type Standby, StandbyEnded } from "../store/database.ts";
import { apiCommand } from "./api.ts";
import { parseListen } from "./listen.ts";
import { probeCommand } from "./probe.ts";

const standbyMilliseconds = 1_000;

interface Flags {
  readonly network?: string;
  readonly listen: string;
  readonly database?: string;
  readonly signerFile?: string;
  readonly prober?: string[];
  readonly standby?: boolean;
  readonly json?: boolean;
}

/** `turnpike indexer run`. */
export function indexerCommand(io: CommandIo): Command {
  const run = new Command("run")
    .description("follow the chain and serve the reputation API")
    .option(
      "--network <file>",
      "network file or name of a deployment (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)",
    )
    .option("--listen <host:port>", "where the API listens", "127.0.0.1:8787")
    .option(
      "--database <where>",
      "memory, a folder, or postgres://… (default: DATABASE_URL, or indexer in TURNPIKE_HOME, or ~/.turnpike/indexer)",
    )
    .option(
      "--signer-file <file>",
      "key that signs epochs, made when missing (default: indexer-signer in TURNPIKE_HOME, or ~/.turnpike/indexer-signer)",
    )
    .option("--prober <address...>", "take the probes of these probers, which `turnpike indexer probe` names")
    .option("--standby", "on PostgreSQL: wait until the indexer that holds the database is gone, then take over")
    .option("--json", "print JSON")
    .action((flags: Flags) =>
      runCommand(io, flags, async () => {
        const network = await loadNetwork(networkPath(flags.network, io.env, io.cwd));
        const database = flags.database ?? io.env.DATABASE_URL ?? roleDir(io, "indexer");
        const where = /^(memory$|postgres(ql)?:)/.test(database) ? database : resolve(io.cwd, database);
        if (where !== "memory" && !where.startsWith("postgres")) await mkdir(where, { recursive: true, mode: 0o700 });
        const listen = parseListen("--listen", flags.listen);
        const probers = (flags.prober ?? []).map(parseAddress);
        const stop = untilAskedToStop();
        const chain = await openChain({ network });
        const secp = await loadSecp256k1();
        const signerFile = flags.signerFile ?? roleDir(io, "indexer-signer");
        const signer =
          where === "memory" && flags.signerFile === undefined
            ? freshSigner(secp)
            : await openSigner(secp, resolve(io.cwd, signerFile));
        const standby: Standby = {
          onWait: () => progress(io, "another indexer holds the database; waiting to take over"),
          pause: () => Promise.race([stop.then(() => false), sleep(standbyMilliseconds, true, { ref: false })]),
        };
        const indexer = await runIndexer({
          ...(flags.standby === true ? { standby } : {}),
          signer,
          probers,
          chain,
          source: openLogSource(chain),
          database: where,
          clock: systemClock,
          recover: secp.recover,
          ...listen,
          onProgress: (text) => progress(io, text),
        }).catch((error: unknown) => {
          if (error instanceof StandbyEnded) return undefined;
          throw error;
        });
        if (indexer === undefined) return;
        if (flags.json === true) printJson(io, { ready: true, url: indexer.url, block: indexer.block });
        else progress(io, `the API is at ${indexer.url}, its reference at ${indexer.url}/reference; Ctrl-C stops it`);
        try {
          await Promise.race([stop, indexer.failed]);
        } finally {
          await indexer.close();
        }
      }),
    );
  return new Command("indexer")
    .description("run the reputation indexer and its API, and probe exits")
    .addCommand(run)
    .addCommand(apiCommand(io))
    .addCommand(probeCommand(io));
}
