/** `turnpike`: dispatch only. Every verb lives in its room's commands/ and is loaded when it is asked for. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { type CommandIo, processIo, refuseCommandLine } from "../runtime/command.ts";
import { restartWithTrimmedMemory } from "../runtime/restart.ts";

interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Whether it stays up: always, or under this word after it. */
  readonly daemon?: true | "run";
  load(io: CommandIo): Promise<Command>;
}

const verbs: readonly Verb[] = [
  {
    name: "connect",
    daemon: true,
    summary: "open a paid tunnel and a local SOCKS5 and HTTP proxy",
    load: async (io) => (await import("../client/commands/connect.ts")).connectCommand(io),
  },
  {
    name: "disconnect",
    summary: "end a whole-machine tunnel and open the machine again",
    load: async (io) => (await import("../client/commands/disconnect.ts")).disconnectCommand(io),
  },
  {
    name: "unblock",
    summary: "open the machine after a tunnel that ended without it",
    load: async (io) => (await import("../client/commands/disconnect.ts")).unblockCommand(io),
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
    name: "evidence",
    summary: "report a node that contradicted itself: check, submit, collect the bounty",
    load: async (io) => (await import("../client/commands/evidence.ts")).evidenceCommand(io),
  },
  {
    name: "node",
    daemon: "run",
    summary: "operate a paid exit: keys, stake, daemon, money",
    load: async (io) => (await import("../node/commands/node.ts")).nodeCommand(io),
  },
  {
    name: "watch",
    daemon: true,
    summary: "submit somebody else's vouchers before they can no longer be paid; it can only pay their node",
    load: async (io) => (await import("../node/commands/watch.ts")).watchCommand(io),
  },
  {
    name: "indexer",
    daemon: "run",
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

/** A command line that is not understood exits with 2, as every other usage error does; with --json it ends in JSON, too. */
function usageExits(command: Command, io: CommandIo, json: boolean): void {
  command.exitOverride((error) => {
    if (error.exitCode === 0) process.exit(0);
    process.exit(refuseCommandLine(io, error.message.replace(/^error: /, ""), json));
  });
  for (const child of command.commands) usageExits(child, io, json);
}

async function main(argv: readonly string[]): Promise<void> {
  const io = processIo();
  const program = new Command("turnpike")
    .description("Paid VPN exits on an open market: stake, choose, tunnel, pay per gigabyte by voucher, settle, score.")
    .version(version())
    .showHelpAfterError("(turnpike --help lists every verb)")
    .enablePositionalOptions();
  const asked = argv.find((word) => !word.startsWith("-"));
  const daemon = verbs.find((verb) => verb.name === asked)?.daemon;
  if ((daemon === true || (daemon !== undefined && argv.includes(daemon))) && !argv.includes("--help"))
    restartWithTrimmedMemory();
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
  usageExits(program, io, argv.includes("--json"));
  await program.parseAsync([...argv], { from: "user" });
}

await main(process.argv.slice(2));
