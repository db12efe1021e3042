import { readFile } from "node:fs/promises";
import { formatToken } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, untilAskedToStop } from "../../runtime/command.ts";
import { Connection } from "../connect.ts";
import { ClientError } from "../errors.ts";
import { clientFiles } from "../files.ts";
import { openLocalApi } from "../localApi.ts";
import { controlEndpoints } from "../tunnel/controlEndpoints.ts";
import { Tunnel } from "../tunnel/tunnel.ts";
import { describe, eventsOf } from "./clientEvents.ts";
import type { ClientParts } from "./clientParts.ts";
import { depositFirst } from "./firstDeposit.ts";
import { liveStatus } from "./liveStatus.ts";

export interface TunnelFlags {
  readonly interfaceName: string;
  readonly lan: boolean;
  readonly dns: readonly string[];
  readonly resolverFile: string;
}

/** CAP_NET_ADMIN (capabilities(7)). */
const netAdmin = 1n << 12n;

/** Code: `TUNNEL_NEEDS_ADMIN`, offering the way that needs no rights. */
export async function requireAdmin(): Promise<void> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  if ((effective & netAdmin) !== 0n) return;
  throw new ClientError(
    "TUNNEL_NEEDS_ADMIN",
    "a tunnel for the whole machine needs root or CAP_NET_ADMIN on Linux; without them run: turnpike connect --transport https",
  );
}

/** Ends that another node cannot mend. */
const final = new Set(["BUDGET_EXHAUSTED", "VOUCHER_ABOVE_COVER"]);

/**
 * Sends the whole machine through a paid exit until it is asked to stop. Ctrl-C and TERM pay what is due and leave the machine closed; `turnpike disconnect`
 * pays and opens it. Codes: those of `Connection` and `Tunnel`.
 */
export async function serveTunnel(io: CommandIo, parts: ClientParts, flags: TunnelFlags): Promise<void> {
  const { chain, json, indexers } = parts;
  const { decimals, symbol } = chain.network.token;
  const say = (text: string) => (json ? printJson(io, { type: "progress", text }) : progress(io, text));
  const money = (amount: bigint) => `${formatToken(amount, decimals)} ${symbol}`;
  const files = clientFiles(parts.dir);
  const stop = untilAskedToStop();
  let asked: (() => void) | undefined;
  const disconnectAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  if (parts.deposit !== undefined) await depositFirst(parts, parts.deposit, say, money);

  const tunnel = new Tunnel({
    ...flags,
    control: await controlEndpoints([...chain.network.rpcUrls, ...indexers]),
    tracesPath: files.tunnel,
    onState: (state) => (json ? printJson(io, { type: "state", state }) : progress(io, state)),
    // Asking for a carrier with the one in hand says that it does not work.
    onDead: (session, reason) => {
      say(reason);
      connection.carrier(session.carrier).catch((error: unknown) => say(textOf(error)));
    },
  });
  const events = eventsOf(io, parts, say, money);
  let joined: Promise<void> = Promise.resolve();
  const connection: Connection = await Connection.create({
    ...parts,
    clock: systemClock,
    cachePath: files.nodes,
    memoryPath: files.memory,
    rolesPath: files.roles,
    beforeDial: (endpoint) => tunnel.beforeDial(endpoint),
    events: {
      ...events,
      onConnected: (session) => {
        events.onConnected(session, undefined);
        joined = tunnel.opened(session);
        joined.catch((error: unknown) => say(textOf(error)));
      },
      onLost: (code, message) => {
        events.onLost(code, message);
        tunnel.lost(final.has(code)).catch((error: unknown) => say(textOf(error)));
      },
    },
  });
  const over = Promise.race([stop.then(() => "stop" as const), disconnectAsked.then(() => "disconnect" as const)]);
  let finished = (): void => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const status = liveStatus(connection, parts, () => ({ state: tunnel.state, interface: flags.interfaceName }));
  const api = await openLocalApi(files.socket, status, () => {
    asked?.();
    return done;
  });
  let how: "stop" | "disconnect" = "stop";
  try {
    await tunnel.arm();
    const first = await Promise.race([connection.open(), over.then(() => undefined)]);
    if (first !== undefined) {
      await Promise.race([joined, over]);
      const terms = first.tunnel?.terms;
      if (json)
        printJson(io, {
          type: "ready",
          ...describe(first),
          payer: parts.wallet.payer,
          interface: flags.interfaceName,
          address4: terms?.address4,
          address6: terms?.address6,
        });
      else progress(io, "everything of this machine goes through the exit; end it with: turnpike disconnect");
    }
    how = await over;
    const last = connection.session ?? first;
    last?.readMeter();
    await connection
      .close()
      .catch((error: unknown) => say(`the session could not be closed in order: ${textOf(error)}`));
    summary(io, parts, connection, last?.node.id, money);
  } finally {
    if (how === "disconnect") await tunnel.disconnect();
    else {
      await tunnel.block();
      say("the machine stays closed, so that nothing leaves in clear; open it with: turnpike unblock");
    }
    finished();
    api.close();
    setTimeout(() => process.exit(), 1_000).unref();
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function summary(
  io: CommandIo,
  { json, book }: ClientParts,
  connection: Connection,
  node: Parameters<ClientParts["book"]["best"]>[0] | undefined,
  money: (amount: bigint) => string,
): void {
  const { bytes, spent } = connection.totals;
  const paid = node === undefined ? 0n : (book.best(node)?.cumulative ?? 0n);
  if (json)
    printJson(io, { type: "summary", bytes: String(bytes), spent: spent.toString(), paid: paid.toString(), node });
  else progress(io, `moved ${bytes} bytes for ${money(spent)}`);
}
