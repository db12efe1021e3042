import { readFile, rm } from "node:fs/promises";
import { formatToken } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, untilAskedToStop } from "../../runtime/command.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { writePrivateFile } from "../../runtime/privateFile.ts";
import { Connection } from "../connect.ts";
import { ClientError } from "../errors.ts";
import { ClaimBound } from "../export/claimBound.ts";
import { exportHeader, renderWgQuick } from "../export/wgQuick.ts";
import { clientFiles } from "../files.ts";
import { openLocalApi } from "../localApi.ts";
import type { PaidSession } from "../session.ts";
import { describe, eventsOf, hopsJson, routeJson } from "./clientEvents.ts";
import type { ClientParts } from "./clientParts.ts";
import { depositFirst } from "./firstDeposit.ts";
import { liveStatus } from "./liveStatus.ts";

export interface ExportFlags {
  /** Where the configuration is written. */
  readonly path: string;
  /** What the device that imports it can move at most: no more is believed of the exit. */
  readonly bitsPerSecond: number;
}

/** Ends that another node cannot mend. */
const final = new Set(["BUDGET_EXHAUSTED", "VOUCHER_ABOVE_COVER"]);

/**
 * Writes a configuration for another device and pays for what that moves, until it is asked to stop or the budget is used up. Nothing of this machine goes through
 * the tunnel, and no rights are needed. This machine does not see the traffic: it believes the exit as far as `bitsPerSecond` allows. Codes: `FILE_EXISTS`,
 * `BUDGET_EXHAUSTED`, those of `Connection`.
 */
export async function serveExport(io: CommandIo, parts: ClientParts, flags: ExportFlags): Promise<void> {
  const { chain, json, book } = parts;
  const { decimals, symbol } = chain.network.token;
  const say = (text: string) => (json ? printJson(io, { type: "progress", text }) : progress(io, text));
  const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
  const stop = untilAskedToStop();
  const files = clientFiles(parts.dir);
  await requireOwn(flags.path);
  if (parts.deposit !== undefined) await depositFirst(parts, parts.deposit, say, money);
  let end: (error: Error) => void = () => {};
  const ended = new Promise<Error>((resolve) => {
    end = resolve;
  });
  const events = eventsOf(io, parts, say, money);
  let exports = 0;
  const connection = await Connection.create({
    ...parts,
    clock: systemClock,
    cachePath: files.nodes,
    memoryPath: files.memory,
    rolesPath: files.roles,
    join: async (session) => {
      believe(session, flags.bitsPerSecond);
      if (session.tunnel === undefined) throw new Error("a session of another transport has no interface");
      await writePrivateFile(flags.path, renderWgQuick(session.tunnel));
      exports += 1;
      if (exports > 1)
        say(`${flags.path} is written anew: import it again, nothing is paid any more for what was imported before`);
    },
    events: {
      ...events,
      onLost: (code, message) => {
        events.onLost(code, message);
        if (final.has(code)) end(new ClientError("BUDGET_EXHAUSTED", `${message}; raise it, then connect again`));
      },
      onStuck: () =>
        end(new ClientError("NO_NODE_REACHABLE", "the exit is gone and no other could be used; try again")),
    },
  });
  const status = liveStatus(connection, parts, () => ({ config: flags.path }));
  const api = await openLocalApi(files.socket, status);
  try {
    const first = await Promise.race([connection.open(), stop.then(() => undefined)]);
    if (first !== undefined) {
      const { address4, address6 } = first.tunnel?.terms ?? {};
      if (json)
        printJson(io, {
          ...{ type: "ready", ...describe(first), hops: routeJson(connection.route), payer: parts.wallet.payer },
          ...{ config: flags.path, address4, address6 },
        });
      else
        progress(
          io,
          `${flags.path} holds the tunnel and its private key: give it to one device, over a channel that nobody reads, and delete it. Leave this running: it pays what the exit claims, up to ${flags.bitsPerSecond / 1e6} Mbit/s and your budget. Ctrl-C pays what is due and ends the tunnel`,
        );
    }
    const failure = await Promise.race([ended, stop.then(() => undefined)]);
    await connection
      .close()
      .catch((error: unknown) =>
        say(`the session could not be closed in order: ${error instanceof Error ? error.message : String(error)}`),
      );
    const { bytes, spent } = connection.totals;
    if (json)
      printJson(io, {
        ...{ type: "summary", bytes: String(bytes), spent: spent.toString() },
        hops: hopsJson(connection, book),
      });
    else progress(io, `paid ${money(spent)} for the ${bytes} bytes that were claimed`);
    if (failure !== undefined) throw failure;
  } finally {
    await connection.close().catch(() => undefined);
    // Its key opens nothing any more.
    await rm(flags.path, { force: true });
    api.close();
  }
}

/** The exit's claims stand in for the meter, as far as they can be true. */
function believe(session: PaidSession, bitsPerSecond: number): void {
  const bound = new ClaimBound(bitsPerSecond, systemClock.monotonicMilliseconds());
  session.readMeter = (claimed = 0) => {
    const believed = bound.believe(claimed - session.bytes, systemClock.monotonicMilliseconds());
    if (believed > 0) session.down(believed);
  };
}

/** Only a file that an export wrote is written over. */
async function requireOwn(path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return exportHeader;
    throw error;
  });
  if (text.startsWith(exportHeader)) return;
  throw new RuntimeError("FILE_EXISTS", `${path} exists and is no exported configuration; name another file`, { path });
}
