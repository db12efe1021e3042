import { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import { openLogSource } from "../../chain/logs.ts";
import { loadNetwork, networkPath } from "../../chain/network.ts";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { committedBeforehand } from "../epochs/beforehand.ts";
import { earlierEpochs, remoteEpoch, remoteLines } from "../epochs/remote.ts";
import { verifyEpoch } from "../epochs/verify.ts";

interface Flags {
  readonly indexer?: string;
  readonly epoch?: string;
  readonly network?: string;
  readonly json?: boolean;
}

/** `turnpike reputation verify`. */
export function reputationCommand(io: CommandIo): Command {
  const verify = new Command("verify")
    .description("recompute an indexer's signed scores from the chain and its inputs, to the last digit")
    .option("--indexer <url>", "the indexer to check (default: the network file's first)")
    .option("--epoch <number>", "the epoch to check (default: the newest)")
    .option(
      "--network <file>",
      "network file or name of a deployment (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)",
    )
    .option("--json", "print JSON")
    .action((flags: Flags) =>
      runCommand(io, flags, async () => {
        const network = await loadNetwork(networkPath(flags.network, io.env, io.cwd));
        const indexer = flags.indexer ?? network.indexers[0];
        if (indexer === undefined || !URL.canParse(indexer))
          throw new RuntimeError("CONFIG_INVALID", "give the indexer to check: --indexer http://127.0.0.1:8787");
        if (flags.epoch !== undefined && !/^\d{1,12}$/.test(flags.epoch))
          throw new RuntimeError(
            "CONFIG_INVALID",
            `--epoch ${flags.epoch} is no epoch's number; see ${indexer}/v1/epochs`,
          );
        const remote = await remoteEpoch(indexer, flags.epoch === undefined ? undefined : Number(flags.epoch));
        progress(
          io,
          `epoch ${remote.epoch.epoch} of ${indexer}: ${remote.epoch.lines} lines, signed by ${remote.signer}`,
        );
        const lines = await remoteLines(indexer, remote.epoch.epoch);
        const chain = await openChain({ network });
        const { recover } = await loadSecp256k1();
        const { commitments, ...verified } = await verifyEpoch({
          ...{ network, remote, lines, source: openLogSource(chain), recover },
          onProgress: (block) => progress(io, `replayed the chain to block ${block} of ${remote.epoch.block}`),
        });
        const { shown } = await committedBeforehand({
          ...{ commitments, recover, signer: remote.signer },
          epochs: commitments.length === 0 ? [] : await earlierEpochs(indexer, verified.epoch),
          lines: (epoch) => remoteLines(indexer, epoch),
          onProgress: (epoch) => progress(io, `looking for commitments in epoch ${epoch}`),
        });
        if (flags.json === true) printJson(io, { verified: true, ...verified, committedBeforehand: shown });
        else
          io.stdout.write(
            `Epoch ${verified.epoch} is right to the last digit: ${verified.nodes} scores, ${verified.attestations} attestations and ${verified.probes} probes at block ${verified.block}.\nroot   ${verified.root}\nsigner ${verified.signer}\n${verified.probers.map((prober) => `prober ${prober}\n`).join("")}${shown === 0 ? "" : `${shown} of the probes stood in an earlier epoch before their results were known; of the others no such epoch is kept.\n`}`,
          );
      }),
    );
  return new Command("reputation").description("check the scores that an indexer signed").addCommand(verify);
}
