import type { Command } from "commander";
import { formatToken } from "../../protocol/units.ts";
import { answer, type CommandIo, printJson, runCommand } from "../../runtime/command.ts";
import { NodeError } from "../errors.ts";
import { type NodeFlags, nodeVerb, opened } from "./options.ts";

const when = (seconds: number): string => new Date(seconds * 1_000).toISOString();

/** What the chain says of the node, whether its daemon runs or not. */
export function recordCommand(io: CommandIo): Command {
  return nodeVerb("record", "show the node's record on chain: key, stake, payout, what is pending").action(
    (flags: NodeFlags) =>
      runCommand(io, flags, async () => {
        const { chain, id } = await opened(io, flags);
        const [record, minimum, earned] = await Promise.all([
          chain.registry.node(id),
          chain.registry.minimumStake(),
          chain.channels.earned(id),
        ]);
        if (record === undefined)
          throw new NodeError("NODE_NOT_REGISTERED", `node ${id} is not registered; run: turnpike node register`, {
            node: id,
          });
        const active = record.bond >= minimum && record.unbondingAt === 0;
        if (flags.json === true) {
          const { bond, descriptorFloor, pendingPayout, ...rest } = record;
          printJson(io, {
            node: id,
            ...rest,
            active,
            bond: bond.toString(),
            descriptorFloor: descriptorFloor.toString(),
            pendingPayout: pendingPayout ?? null,
            credit: earned.credit.toString(),
          });
          return;
        }
        const { decimals, symbol } = chain.network.token;
        const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
        answer(io, `node      ${id} (${active ? "active" : "not active"})\noperator  ${record.operator}`);
        answer(io, `key       ${record.key}\nstake     ${money(record.bond)}, at least ${money(minimum)} to be active`);
        answer(io, `payout    ${record.payout}`);
        if (record.pendingPayout !== undefined)
          answer(io, `proposed  ${record.pendingPayout} from ${when(record.payoutReadyAt)} on`);
        if (record.unbondingAt !== 0) answer(io, `unbonding until ${when(record.unbondingAt)}`);
        answer(io, `credit    ${money(earned.credit)} to collect`);
      }),
  );
}
