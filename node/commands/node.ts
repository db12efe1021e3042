import { Command } from "commander";
import type { CommandIo } from "../../runtime/command.ts";
import { exportVouchersCommand } from "./exportVouchers.ts";
import { initCommand } from "./init.ts";
import { nodeStatusCommand, onChainCommands, settleCommand, topUpCommand } from "./operate.ts";
import { payoutCommand } from "./payout.ts";
import { recordCommand } from "./record.ts";
import { registerCommand } from "./register.ts";
import { rotateCommand } from "./rotate.ts";
import { runNodeCommand } from "./run.ts";

/** `turnpike node …`: everything an operator does. */
export function nodeCommand(io: CommandIo): Command {
  const group = new Command("node").description("operate a paid exit");
  for (const command of [
    initCommand(io),
    registerCommand(io),
    runNodeCommand(io),
    nodeStatusCommand(io),
    recordCommand(io),
    rotateCommand(io),
    payoutCommand(io),
    settleCommand(io),
    exportVouchersCommand(io),
    topUpCommand(io),
    ...onChainCommands(io),
  ]) {
    group.addCommand(command);
  }
  return group;
}
