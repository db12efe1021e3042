import type { Command } from "commander";
import { CodedError } from "../../protocol/errors.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, runCommand, untilAskedToStop } from "../../runtime/command.ts";
import { createLogger } from "../../runtime/logger.ts";
import { requireSocketPath } from "../../runtime/ownerSocket.ts";
import { openAdmin } from "../admin.ts";
import { nodeFiles } from "../config.ts";
import { openNode, openTls } from "../openNode.ts";
import { requirePatchedNode, runNode } from "../runNode.ts";
import { voucherFileJson } from "../voucherFile.ts";
import { bestVouchers } from "../vouchers/port.ts";
import { type NodeFlags, nodeDir, nodeNetwork, nodePassword, nodeVerb } from "./options.ts";

/** How long a stopping node waits for the last vouchers. */
const drainMilliseconds = 3_000;

/** The exit daemon: serves until it is asked to stop, then settles what is worth it and ends. */
export function runNodeCommand(io: CommandIo): Command {
  return nodeVerb("run", "run the exit")
    .option("--listen <host:port>", "instead of the one in node.json")
    .option("--log-level <level>", "debug, info, warn or error")
    .action((flags: NodeFlags & { listen?: string; logLevel?: string }) =>
      runCommand(io, flags, async () => {
        requirePatchedNode(process.versions.node);
        const dir = nodeDir(io, flags);
        requireSocketPath(nodeFiles(dir).admin);
        const password = await nodePassword(io, flags);
        const overrides = { listen: flags.listen, logLevel: flags.logLevel };
        const node = await openNode(dir, await nodeNetwork(io, flags), password, { flags: overrides, env: io.env });
        const logger = createLogger({ level: node.config.logLevel, name: "node" });
        const stop = untilAskedToStop();
        const running = await runNode(node, dir, await openTls(dir, password), systemClock, logger);
        logger.info({ signatures: node.secp.kind, port: running.plane.port }, "the exit is open");
        const admin = await openAdmin(nodeFiles(dir).admin, {
          status: async () => {
            // What this daemon knows by itself it says also while the chain is away.
            const earned = await node.chain.channels.earned(node.id).catch((error: unknown) => {
              if (error instanceof CodedError && error.code === "CHAIN_RPC_UNREACHABLE") return undefined;
              throw error;
            });
            return {
              node: node.id,
              sessions: running.sessions.open,
              tunnels: running.plane.openTunnels(),
              bytesServed: String(running.sessions.bytesServed),
              owed: running.sessions.totals.owed.toString(),
              writtenOff: running.sessions.totals.writtenOff.toString(),
              unsettled: running.settler.pending().toString(),
              credit: earned?.credit.toString() ?? null,
              pricePerGB: node.config.pricePerGB,
              rssBytes: process.memoryUsage.rss(),
            };
          },
          settle: async () => ({ settled: (await running.settler.run(true)).toString() }),
          vouchers: async () => voucherFileJson(node.chain.network, node.id, bestVouchers(running.store)),
        });
        if (flags.json === true)
          printJson(io, {
            ready: true,
            node: node.id,
            port: running.plane.port,
            endpoint: running.descriptor.body.endpoint,
          });
        else progress(io, `node ${node.id} serves on port ${running.plane.port}; Ctrl-C stops it`);
        await stop;
        admin.close();
        await running.close(drainMilliseconds);
        process.exit(0);
      }),
    );
}
