import { resolve } from "node:path";
import { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import type { RegistryWriter } from "../../chain/ports.ts";
import { type Address, parseAddress, parseHex } from "../../protocol/ids.ts";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { readPrivateFile } from "../../runtime/privateFile.ts";
import { type NodeFlags, nodeNetwork, nodeVerb, opened } from "./options.ts";

interface Flags extends NodeFlags {
  readonly payoutKeyFile?: string;
}

/** `turnpike node payout …`: where stake and earnings go. A change takes seven days, in which the current payout address may veto it. */
export function payoutCommand(io: CommandIo): Command {
  const act = async (
    flags: Flags,
    done: string,
    work: (registry: RegistryWriter, id: Address) => Promise<{ transactionHash: string }>,
  ): Promise<void> => {
    const node = await opened(io, flags);
    const { registry } =
      flags.payoutKeyFile === undefined
        ? node.chain
        : await openChain({
            network: await nodeNetwork(io, flags),
            signerKey: await keyIn(resolve(io.cwd, flags.payoutKeyFile)),
          });
    const { transactionHash } = await work(registry, node.id);
    if (flags.json === true) printJson(io, { transactionHash });
    else progress(io, `${done} (transaction ${transactionHash})`);
  };
  return new Command("payout")
    .description("change where stake and earnings go: takes seven days, and the current payout address may veto it")
    .addCommand(
      nodeVerb("propose", "propose another payout address; a new proposal begins the seven days again")
        .argument("<address>", "the new payout address")
        .action((address: string, flags: Flags) =>
          runCommand(io, flags, () =>
            act(flags, "proposed; after seven days run: turnpike node payout apply", (registry, id) =>
              registry.proposePayout(id, parseAddress(address)),
            ),
          ),
        ),
    )
    .addCommand(
      nodeVerb("veto", "stop a proposed change, as the current payout address")
        .option("--payout-key-file <file>", "private key of the payout address in hex (default: the operator's key)")
        .action((flags: Flags) =>
          runCommand(io, flags, () =>
            act(flags, "vetoed: the payout address stays", (registry, id) => registry.vetoPayout(id)),
          ),
        ),
    )
    .addCommand(
      nodeVerb("cancel", "stop a proposed change, as the operator").action((flags: Flags) =>
        runCommand(io, flags, () =>
          act(flags, "cancelled: the payout address stays", (registry, id) => registry.cancelPayout(id)),
        ),
      ),
    )
    .addCommand(
      nodeVerb("apply", "make a change effective once its seven days are over").action((flags: Flags) =>
        runCommand(io, flags, () =>
          act(flags, "the payout address is changed", (registry, id) => registry.applyPayout(id)),
        ),
      ),
    );
}

async function keyIn(path: string): Promise<`0x${string}`> {
  const text = (await readPrivateFile(path)).toString("utf8").trim();
  return parseHex(text.startsWith("0x") ? text : `0x${text}`, 32);
}
