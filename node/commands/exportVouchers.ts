import { resolve } from "node:path";
import type { Command } from "commander";
import type { Static } from "typebox";
import { type CommandIo, printJson, progress, runCommand } from "../../runtime/command.ts";
import { checkValue } from "../../runtime/jsonFile.ts";
import { askAdmin } from "../admin.ts";
import { nodeFiles } from "../config.ts";
import { NodeError } from "../errors.ts";
import { VoucherFileJson, voucherFileJson, writeVoucherFile } from "../voucherFile.ts";
import { openFileVoucherStore } from "../vouchers/fileStore.ts";
import { bestVouchers } from "../vouchers/port.ts";
import { type NodeFlags, nodeDir, nodeVerb, opened } from "./options.ts";

/** The best voucher of every payer as a file for `turnpike watch`: of the running daemon, or of the folder's log where none runs. */
export function exportVouchersCommand(io: CommandIo): Command {
  return nodeVerb("export-vouchers", "write the best voucher of every payer, for a watcher (turnpike watch)")
    .argument("<file>", "where to write it; replaced in one step")
    .action((file: string, flags: NodeFlags) =>
      runCommand(io, flags, async () => {
        const path = resolve(io.cwd, file);
        const found = await ofDaemon(io, flags).catch((error: unknown) => {
          if (error instanceof NodeError && error.code === "NODE_NOT_RUNNING") return ofLog(io, flags);
          throw error;
        });
        await writeVoucherFile(path, found);
        if (flags.json === true) printJson(io, { file: path, node: found.node, vouchers: found.vouchers.length });
        else progress(io, `${found.vouchers.length} vouchers in ${path}; a watcher runs: turnpike watch ${file}`);
      }),
    );
}

async function ofDaemon(io: CommandIo, flags: NodeFlags): Promise<Static<typeof VoucherFileJson>> {
  return checkValue(
    "the node",
    await askAdmin(nodeFiles(nodeDir(io, flags)).admin, "GET", "/vouchers"),
    VoucherFileJson,
  );
}

async function ofLog(io: CommandIo, flags: NodeFlags): Promise<Static<typeof VoucherFileJson>> {
  const { chain, id } = await opened(io, flags);
  const store = await openFileVoucherStore(nodeFiles(nodeDir(io, flags)).vouchers, id);
  try {
    return voucherFileJson(chain.network, id, bestVouchers(store));
  } finally {
    await store.close();
  }
}
