import type { Command } from "commander";
import { nodeDomain } from "../../protocol/domain.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { signNodeKey } from "../../protocol/nodeKey.ts";
import { formatToken, parseToken, tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { NodeError } from "../errors.ts";
import { type NodeFlags, nodeVerb, opened } from "./options.ts";

interface Flags extends NodeFlags {
  readonly stake?: string;
  readonly payout?: string;
}

/** Registers the node on chain and stakes for it. */
export function registerCommand(io: CommandIo): Command {
  return nodeVerb("register", "register the node on chain and put its stake there")
    .option("--stake <amount>", "in token units (default: the registry's minimum)")
    .option("--payout <address>", "where stake and earnings go (default: the operator)")
    .action((flags: Flags) =>
      runCommand(io, flags, async () => {
        const { chain, id, operator, nodeKey, secp } = await opened(io, flags);
        const { network, registry, token } = chain;
        const { decimals, symbol } = network.token;
        if ((await registry.node(id)) !== undefined) {
          throw new NodeError("NODE_ALREADY_REGISTERED", `node ${id} is registered already; run: turnpike node run`, {
            node: id,
          });
        }
        const minimum = await registry.minimumStake();
        const stake = flags.stake === undefined ? tokenAmount(minimum) : parseToken(flags.stake, decimals);
        const payout = flags.payout === undefined ? operator : parseAddress(flags.payout);
        const held = await token.balanceOf(operator);
        if (held < stake) {
          throw new NodeError(
            "UNDERFUNDED",
            `operator ${operator} holds ${formatToken(held, decimals)} ${symbol} and the stake is ${formatToken(stake, decimals)}; send it the rest`,
            {
              held: held.toString(),
              needed: stake.toString(),
            },
          );
        }
        if (flags.json !== true)
          progress(io, `staking ${formatToken(stake, decimals)} ${symbol} for node ${id}; payouts go to ${payout}`);
        // An allowance of exactly the stake: the registry can take no more than it is told to now.
        await token.approve(network.nodeRegistry, stake);
        const deadline = unixSeconds(systemClock.nowSeconds() + 3_600);
        const domain = nodeDomain(network.chainId, network.nodeRegistry);
        const signature = signNodeKey(domain, { operator, node: id, deadline }, secp.signer(nodeKey));
        const receipt = await registry.register({ node: id, payout, stake, descriptorFloor: 0n, deadline, signature });
        if (flags.json === true)
          printJson(io, {
            node: id,
            operator,
            payout,
            stake: stake.toString(),
            transactionHash: receipt.transactionHash,
          });
        else progress(io, `registered in transaction ${receipt.transactionHash}; next: turnpike node run`);
      }),
    );
}
