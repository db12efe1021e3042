import { resolve } from "node:path";
import { Command } from "commander";
import { type Chain, openChain } from "../../chain/chain.ts";
import { devnetAccountKey, isPublicNetwork, loadNetwork, type Network, networkPath } from "../../chain/network.ts";
import { CodedError } from "../../protocol/errors.ts";
import type { Hex } from "../../protocol/ids.ts";
import { formatToken } from "../../protocol/units.ts";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { openKeystore } from "../../runtime/keystore.ts";
import { readPassword } from "../../runtime/password.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { NodeError } from "../errors.ts";
import { readVoucherFile, type VoucherFile } from "../voucherFile.ts";
import { type Look, watchOnce } from "../watch.ts";

interface WatchFlags {
  readonly network?: string;
  readonly keystore?: string;
  readonly devnetAccount?: string;
  readonly passwordFile?: string;
  readonly lead?: string;
  readonly interval?: string;
  readonly once?: boolean;
  readonly now?: boolean;
  readonly json?: boolean;
}

/** `turnpike watch FILE`: brings a node's best vouchers to the chain before they can no longer be paid. Whoever runs it pays the gas and gains nothing. */
export function watchCommand(io: CommandIo): Command {
  return new Command("watch")
    .description("submit a node's best vouchers before they can no longer be paid; it can only pay that node")
    .argument("<file>", "vouchers, as turnpike node export-vouchers writes them; it may be replaced while this runs")
    .option(
      "--network <file>",
      "network file or name of a deployment (default: TURNPIKE_NETWORK, or .turnpike/devnet.json)",
    )
    .option("--keystore <file>", "keystore of the account that pays the gas")
    .option("--devnet-account <name>", "use a funded account of the local chain instead, such as operator5")
    .option("--password-file <file>", "file with the keystore's password (default: TURNPIKE_PASSWORD, or a prompt)")
    .option("--lead <seconds>", "how long before its deadline a voucher is submitted (default: the chain's margin)")
    .option("--interval <seconds>", "how often it looks (default: 600; 2 on a local chain)")
    .option("--once", "look once, submit what is due, and end")
    .option("--now", "submit all that can be paid and is worth its gas, due or not")
    .option("--json", "print JSON lines")
    .action((file: string, flags: WatchFlags) => runCommand(io, flags, () => watch(io, file, flags)));
}

async function watch(io: CommandIo, file: string, flags: WatchFlags): Promise<void> {
  const path = resolve(io.cwd, file);
  const networkFile = networkPath(flags.network, io.env, io.cwd);
  const network = await loadNetwork(networkFile);
  const secp = await loadSecp256k1();
  const vouchers = await readVoucherFile(path, network, secp.recover);
  const interval = secondsOf("--interval", flags.interval) ?? (isPublicNetwork(network) ? 600 : 2);
  const chain = await openChain({ network, signerKey: await signerKey(io, flags, networkFile) });
  const lead = secondsOf("--lead", flags.lead) ?? chain.profile.marginSeconds;
  await requireUsable(chain, vouchers);

  const say = speaker(io, network, flags.json === true);
  const look = (seen: VoucherFile) => watchOnce(chain, seen, { lead, now: flags.now === true });
  if (flags.once === true) {
    say.looked(await look(vouchers));
    return;
  }
  const stop = untilAskedToStop();
  say.ready(vouchers);
  await repeat({ path, network, secp, first: vouchers, look, interval, say, stop, now: () => chain.head.headTime() });
  process.exit(0);
}

interface Watching {
  readonly path: string;
  readonly network: Network;
  readonly secp: Secp256k1;
  readonly first: VoucherFile;
  readonly look: (vouchers: VoucherFile) => Promise<Look>;
  readonly interval: number;
  readonly say: ReturnType<typeof speaker>;
  readonly stop: Promise<unknown>;
  readonly now: () => Promise<number>;
}

/** Looks again and again until nothing is left to do or it is asked to stop. What can be mended while it runs (chain away, no gas, a broken copy of the file) is told, and tried again. */
async function repeat({ path, network, secp, first, look, interval, say, stop, now }: Watching): Promise<void> {
  let stopped = false;
  void stop.then(() => {
    stopped = true;
  });
  let vouchers = first;
  while (!stopped) {
    let wait = interval;
    try {
      const read = await readVoucherFile(path, network, secp.recover).catch(say.problem);
      if (read?.node === vouchers.node) vouchers = read;
      const found = await look(vouchers);
      say.looked(found);
      if (found.done) return;
      if (found.nextDueAt !== undefined) wait = Math.min(wait, Math.max(1, found.nextDueAt - (await now())));
      // What did not fit into one call goes into the next at once.
      if (found.submitted > 0) wait = 1;
    } catch (error) {
      say.problem(error);
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      stop,
      new Promise((over) => {
        timer = setTimeout(over, wait * 1_000);
      }),
    ]);
    clearTimeout(timer);
  }
}

/** What a watcher must have before it is relied on. Codes: `NODE_NOT_REGISTERED`, `UNDERFUNDED`. */
async function requireUsable(chain: Chain, { node }: VoucherFile): Promise<void> {
  if ((await chain.registry.node(node)) === undefined)
    throw new NodeError("NODE_NOT_REGISTERED", `node ${node} is not registered on this chain; ask for its file again`, {
      node,
    });
  const payer = chain.address;
  if (payer !== undefined && (await chain.head.nativeBalance(payer)) === 0n)
    throw new NodeError(
      "UNDERFUNDED",
      `${payer} holds none of the chain's gas token, and would find that out at the last moment; send it some`,
      { account: payer },
    );
}

async function signerKey(io: CommandIo, flags: WatchFlags, networkFile: string): Promise<Hex> {
  if (flags.devnetAccount !== undefined) return devnetAccountKey(networkFile, flags.devnetAccount);
  if (flags.keystore === undefined)
    throw new RuntimeError("CONFIG_INVALID", "watching needs an account that pays the gas; give --keystore FILE");
  const password = await readPassword(io, { file: flags.passwordFile, prompt: "password of the keystore" });
  return openKeystore(resolve(io.cwd, flags.keystore), password);
}

function secondsOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9][0-9]{0,7}$/.test(text)) return Number(text);
  throw new RuntimeError("CONFIG_INVALID", `${option} takes a number of seconds from 1 on, not "${text}"`);
}

/** Says what changed, in JSON lines or in words: neither a look like the last one nor a failure that goes on is worth a line. */
function speaker(io: CommandIo, network: Network, json: boolean) {
  const { decimals, symbol } = network.token;
  let last = "";
  let trouble = "";
  return {
    ready: ({ node, vouchers }: VoucherFile): void => {
      if (json) printJson(io, { type: "ready", node, vouchers: vouchers.length });
      else progress(io, `watching ${vouchers.length} vouchers of node ${node}; Ctrl-C stops it`);
    },
    looked: (look: Look): void => {
      const { amount, transactionHash, nextDueAt, ...counts } = look;
      trouble = "";
      const text = JSON.stringify([counts, nextDueAt]);
      if (text === last && look.submitted === 0 && !look.done) return;
      last = text;
      if (json) {
        printJson(io, {
          type: "look",
          ...counts,
          amount: amount.toString(),
          transactionHash: transactionHash ?? null,
          nextDueAt: nextDueAt ?? null,
        });
        return;
      }
      if (look.submitted > 0)
        progress(
          io,
          `submitted ${look.submitted}: ${formatToken(amount, decimals)} ${symbol} to the node (transaction ${transactionHash})`,
        );
      const next = nextDueAt === undefined ? "" : `, the next due at ${new Date(nextDueAt * 1_000).toISOString()}`;
      progress(
        io,
        `${look.settled} settled, ${look.confirming} not final yet, ${look.waiting} waiting${next}, ${look.unpayable} that nothing is left to pay, ${look.dust} not worth their gas`,
      );
      if (look.done) progress(io, "nothing is left to do");
    },
    problem: (error: unknown): undefined => {
      const code = error instanceof CodedError ? error.code : "FAULT";
      const message = error instanceof Error ? error.message : String(error);
      if (trouble === code) return undefined;
      trouble = code;
      if (json) printJson(io, { type: "problem", code, message });
      else progress(io, `${message} [${code}]; it is tried again`);
      return undefined;
    },
  };
}
