import { resolve } from "node:path";
import { Command } from "commander";
import { type Chain, openChain } from "../../chain/chain.ts";
import { devnetAccountKey } from "../../chain/network.ts";
import { type Address, type Hex, parseAddress } from "../../protocol/ids.ts";
import { formatToken } from "../../protocol/units.ts";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { openKeystore } from "../../runtime/keystore.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { ClientError } from "../errors.ts";
import { verifyEvidence } from "../evidence.ts";
import { readEvidence } from "../evidenceFile.ts";
import { clientFiles } from "../files.ts";
import {
  type ClientFlags,
  clientDir,
  clientNetwork,
  clientNetworkPath,
  clientVerb,
  walletPassword,
} from "./options.ts";

interface SignerFlags extends ClientFlags {
  readonly keystore?: string;
  readonly devnetAccount?: string;
  readonly reporter?: string;
}

/** `turnpike evidence …`: what a node's own signatures prove against it. */
export function evidenceCommand(io: CommandIo): Command {
  return new Command("evidence")
    .description("check and submit proof that a node contradicted itself, and collect the bounty")
    .addCommand(checkCommand(io))
    .addCommand(submitCommand(io))
    .addCommand(collectCommand(io));
}

function checkCommand(io: CommandIo): Command {
  return clientVerb("check", "say whether the registry would slash on this evidence now; sends nothing")
    .argument("<file>", "evidence, as the client wrote it")
    .action((file: string, flags: ClientFlags) =>
      runCommand(io, flags, async () => {
        const chain = await openChain({ network: await clientNetwork(io, flags) });
        const found = await verified(io, chain, file);
        if (flags.json === true) printJson(io, { ...found, slashable: true });
        else progress(io, `${found.fault} of node ${found.node}: it can be slashed; turnpike evidence submit ${file}`);
      }),
    );
}

function submitCommand(io: CommandIo): Command {
  return withSigner(clientVerb("submit", "slash a node on evidence; the account that sends it pays the gas"))
    .argument("<file>", "evidence, as the client wrote it")
    .option("--reporter <address>", "who is credited with the bounty (default: the account that pays the gas)")
    .action((file: string, flags: SignerFlags) =>
      runCommand(io, flags, async () => {
        const { chain, account } = await withGas(io, flags);
        const reporter = flags.reporter === undefined ? account : parseAddress(flags.reporter);
        const { registry } = chain;
        const { evidence, ...found } = await verifiedFor(io, chain, file);
        const before = await Promise.all([registry.node(evidence.quote.node), registry.bountyOf(reporter)]);
        const { transactionHash } = await registry.slash(evidence, reporter);
        const after = await Promise.all([registry.node(evidence.quote.node), registry.bountyOf(reporter)]);
        const slashed = (before[0]?.bond ?? 0n) - (after[0]?.bond ?? 0n);
        const bounty = after[1] - before[1];
        if (flags.json === true) {
          const amounts = { slashed: slashed.toString(), bounty: bounty.toString() };
          printJson(io, { ...found, ...amounts, reporter, transactionHash });
          return;
        }
        const { decimals, symbol } = chain.network.token;
        const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
        progress(io, `${found.fault}: node ${found.node} lost ${money(slashed)} (transaction ${transactionHash})`);
        progress(
          io,
          bounty > 0n
            ? `${money(bounty)} are credited to ${reporter}; pay them out with: turnpike evidence collect`
            : "the node has rotated this key away, so there is no bounty",
        );
      }),
    );
}

function collectCommand(io: CommandIo): Command {
  return withSigner(clientVerb("collect", "pay out the bounty that is credited to a reporter, to the reporter only"))
    .option("--reporter <address>", "whose bounty (default: the account that pays the gas)")
    .action((flags: SignerFlags) =>
      runCommand(io, flags, async () => {
        const { chain, account } = await withGas(io, flags);
        const reporter = flags.reporter === undefined ? account : parseAddress(flags.reporter);
        const amount = await chain.registry.bountyOf(reporter);
        if (amount === 0n)
          throw new ClientError("NO_BOUNTY", `nothing is credited to ${reporter}; submit evidence first`, { reporter });
        const { transactionHash } = await chain.registry.collectBounty(reporter);
        if (flags.json === true) printJson(io, { reporter, amount: amount.toString(), transactionHash });
        else progress(io, `paid out to ${reporter} (transaction ${transactionHash})`);
      }),
    );
}

const withSigner = (command: Command): Command =>
  command
    .option("--keystore <file>", "keystore of the account that pays the gas (default: the client's own wallet)")
    .option("--devnet-account <name>", "use a funded account of the local chain instead, such as operator1");

/** Any account with gas may report: a payer needs none of its own. */
async function withGas(io: CommandIo, flags: SignerFlags): Promise<{ chain: Chain; account: Address }> {
  const network = await clientNetwork(io, flags);
  const chain = await openChain({ network, signerKey: await signerKey(io, flags) });
  if (chain.address === undefined) throw new RangeError("a chain opened with a key has an address");
  return { chain, account: chain.address };
}

async function signerKey(io: CommandIo, flags: SignerFlags): Promise<Hex> {
  if (flags.devnetAccount !== undefined) return devnetAccountKey(clientNetworkPath(io, flags), flags.devnetAccount);
  const path =
    flags.keystore === undefined ? clientFiles(clientDir(io, flags)).wallet : resolve(io.cwd, flags.keystore);
  return openKeystore(path, await walletPassword(io, flags));
}

async function verifiedFor(io: CommandIo, chain: Chain, file: string) {
  const { recover } = await loadSecp256k1();
  const read = await readEvidence(resolve(io.cwd, file), chain.network);
  const evidence = await verifyEvidence(chain, read, recover);
  return {
    evidence,
    node: evidence.quote.node,
    fault: evidence.fault,
    evidenceId: evidence.id,
    key: evidence.key,
    revoked: evidence.revoked,
  };
}

async function verified(io: CommandIo, chain: Chain, file: string) {
  const { evidence: _evidence, ...shown } = await verifiedFor(io, chain, file);
  return shown;
}
