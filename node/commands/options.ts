import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { loadNetwork, type Network, networkPath } from "../../chain/network.ts";
import type { CommandIo } from "../../runtime/command.ts";
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
    .option("--dir <dir>", "the node's folder (default: ~/.turnpike/node)")
    .option("--network <file>", "network file (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)")
    .option(
      "--password-file <file>",
      "file with the password of the keystores (default: TURNPIKE_PASSWORD, or a prompt)",
    )
    .option("--json", "print JSON");

export const nodeDir = (io: CommandIo, flags: NodeFlags): string =>
  resolve(io.cwd, flags.dir ?? join(homedir(), ".turnpike/node"));

export const nodeNetwork = (io: CommandIo, flags: NodeFlags): Promise<Network> =>
  loadNetwork(networkPath(flags.network, io.env, io.cwd));

export const nodePassword = (io: CommandIo, flags: NodeFlags): Promise<string> =>
  readPassword(io, { file: flags.passwordFile, prompt: "password of this node's keystores" });

export const opened = async (io: CommandIo, flags: NodeFlags): Promise<OpenedNode> =>
  openNode(nodeDir(io, flags), await nodeNetwork(io, flags), await nodePassword(io, flags), { flags: {}, env: io.env });
