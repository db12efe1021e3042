/** `turnpike`: dispatch only. Every verb lives in its room's commands/ and is loaded when it is asked for. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { type CommandIo, processIo } from "../runtime/command.ts";

interface Verb {
  readonly name: string;
  readonly summary: string;
  load(io: CommandIo): Promise<Command>;
}

const verbs: readonly Verb[] = [
  {
    name: "connect",
    summary: "open a paid tunnel and a local SOCKS5 and HTTP proxy",
    load: async (io) => (await import("../client/commands/connect.ts")).connectCommand(io),
  },
  {
    name: "status",
    summary: "show the running connection: bytes, rate, spent, remaining",
    load: async (io) => (await import("../client/commands/status.ts")).statusCommand(io),
  },
  {
    name: "nodes",
    summary: "list the exits a client would choose from",
    load: async (io) => (await import("../client/commands/nodes.ts")).nodesCommand(io),
  },
  {
    name: "wallet",
    summary: "create or restore the payer, show it, deposit, withdraw",
    load: async (io) => (await import("../client/commands/wallet.ts")).walletCommand(io),
  },
  {
    name: "node",
    summary: "operate a paid exit: init, register, run, status, settle",
    load: async (io) => (await import("../node/commands/node.ts")).nodeCommand(io),
  },
  {
    name: "indexer",
    summary: "run the reputation indexer and its API",
    load: async (io) => (await import("../indexer/commands/indexer.ts")).indexerCommand(io),
  },
  {
    name: "reputation",
    summary: "recompute the scores an indexer signed, from the chain and its inputs",
    load: async (io) => (await import("../indexer/commands/reputation.ts")).reputationCommand(io),
  },
  {
    name: "devnet",
    summary: "start a local chain with the contracts and funded accounts",
    load: async (io) => (await import("../chain/commands/devnet.ts")).devnetCommand(io),
  },
];

function version(): string {
  for (const up of ["../package.json", "../../package.json"]) {
    try {
      return (JSON.parse(readFileSync(new URL(up, import.meta.url), "utf8")) as { version: string }).version;
    } catch (error) {
      // The built package lies one folder deeper than the checkout; any other failure is a broken installation.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return "unknown";
}

async function main(argv: readonly string[]): Promise<void> {
  const io = processIo();
  const program = new Command("turnpike")
    .description("Paid VPN exits on an open market: stake, choose, tunnel, pay per gigabyte by voucher, settle, score.")
    .version(version())
    .showHelpAfterError("(turnpike --help lists every verb)")
    .enablePositionalOptions();
  const asked = argv.find((word) => !word.startsWith("-"));
  for (const verb of verbs) {
    // Only the verb in use is loaded: starting must not cost what the other rooms weigh.
    program.addCommand(
      verb.name === asked ? await verb.load(io) : new Command(verb.name).description(verb.summary).allowUnknownOption(),
    );
  }
  if (asked === "help" && argv[1] !== undefined) {
    await main([argv[1], "--help"]);
    return;
  }
  await program.parseAsync([...argv], { from: "user" });
}

await main(process.argv.slice(2));
