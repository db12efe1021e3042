import { resolve } from "node:path";
import { Command } from "commander";
import { isPublicNetwork, loadNetwork, type Network, networkPath } from "../../chain/network.ts";
import type { CommandIo } from "../../runtime/command.ts";
import { roleDir } from "../../runtime/home.ts";
import { readPassword } from "../../runtime/password.ts";
import { type OpenedNode, openNode } from "../openNode.ts";

/** Options that every node command takes. */
export interface NodeFlags {
  readonly dir?: string;
  readonly network?: string;
  readonly passwordFile?: string;
  readonly json?: boolean;
}

export const nodeVerb = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option("--dir <dir>", "the node's folder (default: node in TURNPIKE_HOME, or ~/.turnpike/node)")
    .option(
      "--network <file>",
      "network file or name of a deployment (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)",
    )
    .option(
      "--password-file <file>",
      "file with the password of the keystores (default: TURNPIKE_PASSWORD, or a prompt)",
    )
    .option("--json", "print JSON");

export const nodeDir = (io: CommandIo, flags: NodeFlags): string => resolve(io.cwd, flags.dir ?? roleDir(io, "node"));

export const nodeNetwork = (io: CommandIo, flags: NodeFlags): Promise<Network> =>
  loadNetwork(networkPath(flags.network, io.env, io.cwd));

export const nodePassword = (io: CommandIo, flags: NodeFlags): Promise<string> =>
  readPassword(io, { file: flags.passwordFile, prompt: "password of this node's keystores" });

/** Scrypt's N of a new keystore: geth's where real money is, cheap on a local chain. */
export const keystoreCost = (network: Network): number => (isPublicNetwork(network) ? 262_144 : 16_384);

export const opened = async (io: CommandIo, flags: NodeFlags): Promise<OpenedNode> =>
  openNode(nodeDir(io, flags), await nodeNetwork(io, flags), await nodePassword(io, flags), { flags: {}, env: io.env });
