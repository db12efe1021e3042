import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { Command } from "commander";
import { openChain } from "../../chain/chain.ts";
import { devnetAccountKey, isPublicNetwork } from "../../chain/network.ts";
import { type Hex, parseAddress } from "../../protocol/ids.ts";
import { formatToken, parseToken, tokenAmount } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { answer, type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { createKeystore } from "../../runtime/keystore.ts";
import { keyFromMnemonic, newMnemonic } from "../../runtime/mnemonic.ts";
import { readPrivateFile } from "../../runtime/privateFile.ts";
import { askLine } from "../../runtime/prompt.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import { depositByRelay, finishWithdrawByRelay, type RelayOptions, withdrawByRelay } from "../relay.ts";
import { findRelayers } from "../relayers.ts";
import { ReservationBook } from "../reservationBook.ts";
import { RoleBook } from "../roles.ts";
import { spendableOf } from "../spendable.ts";
import { readVoucherBook } from "../voucherBook.ts";
import { openWallet, walletFromKey } from "../wallet/wallet.ts";
import {
  type ClientFlags,
  clientDir,
  clientNetwork,
  clientNetworkPath,
  clientVerb,
  walletPassword,
} from "./options.ts";

/** `turnpike wallet …`: the payer's key and money. */
export function walletCommand(io: CommandIo): Command {
  return new Command("wallet")
    .description("create or restore the payer, show it, deposit, withdraw")
    .addCommand(createCommand(io))
    .addCommand(restoreCommand(io))
    .addCommand(showCommand(io))
    .addCommand(depositCommand(io))
    .addCommand(withdrawCommand(io))
    .addCommand(finishWithdrawCommand(io));
}

async function store(io: CommandIo, flags: ClientFlags, key: Hex): Promise<string> {
  const dir = clientDir(io, flags);
  const files = clientFiles(dir);
  if (existsSync(files.wallet))
    throw new ClientError(
      "WALLET_EXISTS",
      `${files.wallet} exists already and is never written over; give another --dir`,
      { path: files.wallet },
    );
  const password = await walletPassword(io, flags);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const network = await clientNetwork(io, flags);
  await createKeystore(files.wallet, key, password, isPublicNetwork(network) ? 262_144 : 16_384);
  return (await walletFromKey(key)).payer;
}

function createCommand(io: CommandIo): Command {
  return clientVerb("create", "make a new payer key and show its mnemonic once")
    .option("--devnet-account <name>", "use a funded account of the local chain instead, such as payer")
    .action((flags: ClientFlags & { devnetAccount?: string }) =>
      runCommand(io, flags, async () => {
        if (flags.devnetAccount !== undefined) {
          const key = await devnetAccountKey(clientNetworkPath(io, flags), flags.devnetAccount);
          const payer = await store(io, flags, key);
          if (flags.json === true) printJson(io, { payer });
          else progress(io, `payer ${payer}`);
          return;
        }
        const mnemonic = await newMnemonic();
        const payer = await store(io, flags, await keyFromMnemonic(mnemonic, 0));
        if (flags.json === true) {
          printJson(io, { payer, mnemonic });
          return;
        }
        progress(
          io,
          `payer ${payer}\n\nWrite these words down; they are shown once and restore the wallet:\n\n  ${mnemonic}\n`,
        );
        progress(
          io,
          "The payer key is cash: keep little on it. Send tokens to the address above, then: turnpike wallet deposit AMOUNT",
        );
      }),
    );
}

function restoreCommand(io: CommandIo): Command {
  return clientVerb("restore", "restore the payer key from its mnemonic")
    .option("--mnemonic-file <file>", "file with the words (default: asked for)")
    .action((flags: ClientFlags & { mnemonicFile?: string }) =>
      runCommand(io, flags, async () => {
        let words: string;
        if (flags.mnemonicFile === undefined) {
          const missing = () =>
            new RuntimeError("MNEMONIC_INVALID", "no words were given; type them, or give --mnemonic-file");
          words = await askLine(io, { prompt: "the twelve words", echo: true, missing });
        } else words = (await readPrivateFile(flags.mnemonicFile)).toString("utf8");
        const payer = await store(io, flags, await keyFromMnemonic(words, 0));
        if (flags.json === true) printJson(io, { payer });
        else progress(io, `payer ${payer}; see its money with: turnpike wallet show`);
      }),
    );
}

function showCommand(io: CommandIo): Command {
  return clientVerb("show", "show the payer, its account, its channels and what is spendable").action(
    (flags: ClientFlags) =>
      runCommand(io, flags, async () => {
        const dir = clientDir(io, flags);
        const network = await clientNetwork(io, flags);
        const wallet = await openWallet(dir, await walletPassword(io, flags));
        const chain = await openChain({ network });
        const [held, account, request, ids] = await Promise.all([
          chain.token.balanceOf(wallet.payer),
          chain.channels.account(wallet.payer),
          chain.channels.request(wallet.payer),
          chain.registry.registered(),
        ]);
        const at = { chainId: network.chainId, contract: network.paymentChannels };
        const book = await readVoucherBook(clientFiles(dir).vouchers, at);
        const reservations = await ReservationBook.open(clientFiles(dir).reservations, at);
        const all = await Promise.all(
          ids.map(async (node) => ({
            node,
            channel: await chain.channels.channel(node, wallet.payer),
            signed: book.get(node)?.cumulative ?? 0n,
            reservation: reservations.of(node),
          })),
        );
        const now = await chain.head.headTime();
        const facts = { available: account.available, requested: request.amount, now };
        const { promised, reservable, spendable } = spendableOf(facts, all);
        const channels = all
          .filter(({ channel, signed }) => signed > 0n || channel.locked > 0n || channel.settled > 0n)
          .map(({ node, channel, signed }) => ({ node, signed, ...channel }));
        const locked = channels.reduce((sum, channel) => sum + channel.locked, 0n);
        if (flags.json === true) {
          printJson(io, {
            payer: wallet.payer,
            tokens: held.toString(),
            owner: account.owner ?? null,
            available: account.available.toString(),
            requested: request.amount.toString(),
            withdrawReadyAt: request.readyAt,
            promised: promised.toString(),
            reservable: reservable.toString(),
            locked: locked.toString(),
            spendable: spendable.toString(),
            channels: channels.map((channel) => ({
              node: channel.node,
              signed: channel.signed.toString(),
              settled: channel.settled.toString(),
              locked: channel.locked.toString(),
              expiresAt: channel.expiresAt,
              epoch: channel.epoch,
            })),
          });
          return;
        }
        const money = (amount: bigint) => `${formatToken(amount, network.token.decimals)} ${network.token.symbol}`;
        const elsewhere = account.owner === wallet.payer ? "" : ", not this payer: every withdrawal goes there";
        const owner = account.owner === undefined ? "none yet: the first deposit sets it" : account.owner + elsewhere;
        answer(io, `payer      ${wallet.payer}\nowner      ${owner}\ntokens     ${money(held)} outside the contract`);
        answer(
          io,
          `available  ${money(account.available)}, of which ${money(request.amount)} is asked back\npromised   ${money(promised)} by vouchers beyond the locks, ${money(reservable)} by reservations not used yet\nlocked     ${money(locked)} for nodes\nspendable  ${money(spendable)}`,
        );
        if (request.amount > 0n)
          answer(io, `asked back can leave from ${new Date(request.readyAt * 1_000).toISOString()} on`);
        for (const channel of channels) {
          answer(
            io,
            `channel    ${channel.node}: signed ${money(channel.signed)}, settled ${money(channel.settled)}, locked ${money(channel.locked)}`,
          );
        }
      }),
  );
}

async function relayOptions(
  io: CommandIo,
  flags: ClientFlags & { relayFee: string },
): Promise<RelayOptions & { decimals: number }> {
  const dir = clientDir(io, flags);
  const network = await clientNetwork(io, flags);
  const wallet = await openWallet(dir, await walletPassword(io, flags));
  const chain = await openChain({ network });
  const files = clientFiles(dir);
  const roles = await RoleBook.open(files.roles);
  return {
    chain,
    wallet,
    clock: systemClock,
    roles,
    nodes: await findRelayers({ chain, clock: systemClock, indexers: flags.indexer ?? network.indexers, files, roles }),
    relayFee: parseToken(flags.relayFee, network.token.decimals),
    decimals: network.token.decimals,
  };
}

/** Somebody who saw the signed message carried it to the chain before the node that was asked. */
const byAnother = "a transaction that somebody else sent first";

const relayed = (name: string, description: string) =>
  clientVerb(name, description)
    .argument("<amount>", "in token units")
    .option("--relay-fee <amount>", "what the relaying node may take for its gas", "0");

function depositCommand(io: CommandIo): Command {
  return relayed("deposit", "deposit tokens of the payer; a node relays it, no gas is needed")
    .option("--payer <address>", "into the account of this payer of yours (default: the wallet's own)")
    .option("--owner <address>", "who gets every withdrawal, for ever, once the account is new (default: its payer)")
    .action((amount: string, flags: ClientFlags & { relayFee: string; payer?: string; owner?: string }) =>
      runCommand(io, flags, async () => {
        const given = (text: string | undefined) => (text === undefined ? undefined : parseAddress(text));
        const to = { payer: given(flags.payer), owner: given(flags.owner) };
        const options = await relayOptions(io, flags);
        const transactionHash = await depositByRelay(options, parseToken(amount, options.decimals), to);
        if (flags.json === true) printJson(io, { transactionHash });
        else progress(io, `deposited in ${transactionHash ?? byAnother}`);
      }),
    );
}

function withdrawCommand(io: CommandIo): Command {
  return relayed("withdraw", "ask for money to go back to the owner; it can leave after 24 hours").action(
    (amount: string, flags: ClientFlags & { relayFee: string }) =>
      runCommand(io, flags, async () => {
        const options = await relayOptions(io, flags);
        const transactionHash = await withdrawByRelay(options, tokenAmount(parseToken(amount, options.decimals)));
        if (flags.json === true) printJson(io, { transactionHash });
        else
          progress(
            io,
            `asked for in ${transactionHash ?? byAnother}; after 24 hours run: turnpike wallet finish-withdraw (it pays the owner only)`,
          );
      }),
  );
}

function finishWithdrawCommand(io: CommandIo): Command {
  return clientVerb("finish-withdraw", "pay what was asked back to the owner, 24 hours after; no gas is needed").action(
    (flags: ClientFlags) =>
      runCommand(io, flags, async () => {
        const transactionHash = await finishWithdrawByRelay(await relayOptions(io, { ...flags, relayFee: "0" }));
        if (flags.json === true) printJson(io, { transactionHash });
        else progress(io, `paid to the owner in ${transactionHash ?? byAnother}`);
      }),
  );
}
