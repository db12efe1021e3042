import type { Command } from "commander";
import { formatToken, parseToken } from "../../protocol/units.ts";
import { answer, type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { askAdmin } from "../admin.ts";
import { nodeFiles } from "../config.ts";
import { type NodeFlags, nodeDir, nodeNetwork, nodeVerb, opened } from "./options.ts";

/** Asks the running daemon how it is. */
export function nodeStatusCommand(io: CommandIo): Command {
  return nodeVerb("status", "show the running node: sessions, bytes, what is owed and earned").action(
    (flags: NodeFlags) =>
      runCommand(io, flags, async () => {
        const status = await askAdmin(nodeFiles(nodeDir(io, flags)).admin, "GET", "/status");
        if (flags.json === true) {
          printJson(io, status);
          return;
        }
        const { decimals, symbol } = (await nodeNetwork(io, flags)).token;
        const money = (key: string) => `${formatToken(BigInt(String(status[key])), decimals)} ${symbol}`;
        answer(
          io,
          `node      ${status.node}\nsessions  ${status.sessions} (${status.tunnels} tunnels)\nserved    ${status.bytesServed} bytes`,
        );
        answer(
          io,
          `owed      ${money("owed")} by open sessions\nunsettled ${money("unsettled")} in vouchers\ncredit    ${status.credit === null ? "unknown: the chain is away" : `${money("credit")} to collect`}`,
        );
        // Nothing is lost over HTTPS.
        if (status.writtenOff !== "0")
          answer(io, `lost      ${money("writtenOff")} on the way to clients, written off`);
      }),
  );
}

/** Settles every voucher now, whatever the gas costs. */
export function settleCommand(io: CommandIo): Command {
  return nodeVerb("settle", "settle all vouchers now, whatever the gas costs").action((flags: NodeFlags) =>
    runCommand(io, flags, async () => {
      const result = await askAdmin(nodeFiles(nodeDir(io, flags)).admin, "POST", "/settle");
      if (flags.json === true) {
        printJson(io, result);
        return;
      }
      const { decimals, symbol } = (await nodeNetwork(io, flags)).token;
      progress(io, `settled ${formatToken(BigInt(String(result.settled)), decimals)} ${symbol}`);
    }),
  );
}

interface OnChain {
  readonly name: string;
  readonly description: string;
  readonly done: string;
  readonly work: (node: Awaited<ReturnType<typeof opened>>) => Promise<{ transactionHash: string }>;
}

const onChain: readonly OnChain[] = [
  {
    name: "collect",
    description: "pay the node's settled credit to its payout address",
    done: "collected",
    work: (node) => node.chain.channels.collect(node.id),
  },
  {
    name: "unstake",
    description: "start unbonding: the node is inactive at once, its stake may leave after 14 days",
    done: "unbonding has begun; after 14 days run: turnpike node withdraw-stake",
    work: (node) => node.chain.registry.requestUnstake(node.id),
  },
  {
    name: "cancel-unstake",
    description: "end unbonding and be active again; only before the stake is withdrawn",
    done: "unbonding is over: the node is active again while its stake is at least the minimum",
    work: (node) => node.chain.registry.cancelUnstake(node.id),
  },
  {
    name: "withdraw-stake",
    description: "pay the unbonded stake to the payout address",
    done: "the stake is paid out",
    work: (node) => node.chain.registry.withdrawStake(node.id),
  },
];

/** Commands that are one transaction of the operator. */
export const onChainCommands = (io: CommandIo): Command[] =>
  onChain.map(({ name, description, done, work }) =>
    nodeVerb(name, description).action((flags: NodeFlags) =>
      runCommand(io, flags, async () => {
        const { transactionHash } = await work(await opened(io, flags));
        if (flags.json === true) printJson(io, { transactionHash });
        else progress(io, `${done} (transaction ${transactionHash})`);
      }),
    ),
  );

/** Adds to the stake. */
export function topUpCommand(io: CommandIo): Command {
  return nodeVerb("top-up", "add to the node's stake")
    .argument("<amount>", "in token units")
    .action((amount: string, flags: NodeFlags) =>
      runCommand(io, flags, async () => {
        const { chain, id } = await opened(io, flags);
        const sum = parseToken(amount, chain.network.token.decimals);
        await chain.token.approve(chain.network.nodeRegistry, sum);
        const { transactionHash } = await chain.registry.topUp(id, sum);
        if (flags.json === true) printJson(io, { transactionHash });
        else progress(io, `added (transaction ${transactionHash})`);
      }),
    );
}
