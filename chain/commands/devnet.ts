import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { startDevnet } from "../devnet.ts";

interface Flags {
  readonly port: string;
  readonly dir: string;
  readonly indexer: string[];
  readonly json?: boolean;
}

/** `turnpike devnet`: a local chain that stays up until it is asked to stop; other commands find it through the file it writes. */
export function devnetCommand(io: CommandIo): Command {
  return new Command("devnet")
    .description("start a local chain with the contracts and funded accounts; it keeps nothing when it stops")
    .option("--port <port>", "port of the JSON-RPC endpoint on loopback, 0 for a free one", "8545")
    .option("--dir <dir>", "where devnet.json is written", ".turnpike")
    .option("--indexer <url...>", "indexers that devnet.json names to clients and exits", ["http://127.0.0.1:8787"])
    .option("--json", "print JSON")
    .action((flags: Flags) =>
      runCommand(io, flags, async () => {
        const port = Number(flags.port);
        if (!/^\d+$/.test(flags.port) || port > 65_535)
          throw new RuntimeError("CONFIG_INVALID", `--port takes a number from 0 to 65535, not "${flags.port}"`);
        const dir = resolve(io.cwd, flags.dir);
        const path = join(dir, "devnet.json");
        // Made first, so that a folder which cannot be written is told before the slow part; taken away again when there will be no chain.
        const made = await mkdir(dir, { recursive: true });
        if (flags.json !== true) progress(io, "starting a local chain and deploying the contracts");
        const stop = untilAskedToStop();
        const devnet = await startDevnet({ port }).catch(async (error: unknown) => {
          if (made !== undefined) await rm(made, { recursive: true, force: true });
          throw error;
        });
        const network = { ...devnet.file.network, indexers: flags.indexer };
        await writeJsonAtomic(path, { ...devnet.file, network });
        if (flags.json === true) printJson(io, { ready: true, rpcUrl: devnet.rpcUrl, file: path });
        else {
          progress(io, `chain ${devnet.file.network.chainId} at ${devnet.rpcUrl}; network and accounts in ${path}`);
          progress(
            io,
            `accounts: ${Object.keys(devnet.file.accounts).join(", ")} (payer, payer2 and owner hold test dollars and no gas)`,
          );
          progress(io, "Ctrl-C stops it and forgets everything");
        }
        await stop;
        await rm(path, { force: true });
        await devnet.close();
        // Hardhat keeps handles of its own; everything that was promised is done.
        process.exit(0);
      }),
    );
}
