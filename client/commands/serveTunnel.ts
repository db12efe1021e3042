import type { Transport } from "../../protocol/descriptor.ts";
import { CodedError } from "../../protocol/errors.ts";
import { formatToken } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { type CommandIo, printJson, progress, untilAskedToStop } from "../../runtime/command.ts";
import { Connection } from "../connect.ts";
import { clientFiles } from "../files.ts";
import { openLocalApi } from "../localApi.ts";
import type { PaidSession } from "../session.ts";
import type { Control } from "../tunnel/controlEndpoints.ts";
import { type Ladder, proxiesMayHelp, type TransportChoice } from "../tunnel/ladder.ts";
import { Tunnel } from "../tunnel/tunnel.ts";
import { describe, eventsOf, hopsJson, routeJson } from "./clientEvents.ts";
import type { ClientParts } from "./clientParts.ts";
import { depositFirst } from "./firstDeposit.ts";
import { liveStatus } from "./liveStatus.ts";
import { openProxies, type Proxies } from "./proxies.ts";

export interface TunnelFlags {
  readonly interfaceName: string;
  readonly lan: boolean;
  readonly dns: readonly string[];
  readonly resolverFile: string;
  readonly ladder: Ladder;
  readonly control: Control;
}

/** Ends that another node cannot mend. */
const final = new Set(["BUDGET_EXHAUSTED", "VOUCHER_ABOVE_COVER"]);

/** An exit that was lost is looked for again after so long, when no other could be used. */
const againMilliseconds = 5_000;

/**
 * Sends the whole machine through a paid exit until it is asked to stop. Ctrl-C and TERM pay what is due and leave the machine closed; `turnpike disconnect`
 * pays and opens it. When no exit can be reached by a tunnel and the ladder has a rung of proxies, those are opened, and the machine stays closed around
 * them. Codes: those of `Connection` and `Tunnel`.
 */
export async function serveTunnel(io: CommandIo, parts: ClientParts, flags: TunnelFlags): Promise<void> {
  const { chain, json } = parts;
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
    ladder: flags.ladder.tunnel,
    tracesPath: files.tunnel,
    onState: (state) => (json ? printJson(io, { type: "state", state }) : progress(io, state)),
    onFallback: (from, to, reason) => sayFallback(io, json, { from, to, reason }),
    onGone: (reason) =>
      say(
        reason === undefined
          ? "another program removed the kill switch; it is written anew."
          : `another program removed the kill switch, and it cannot be written anew: ${reason}. Nothing goes into the tunnel until it can; to open the machine: turnpike disconnect`,
      ),
    // Asking for a carrier with the one in hand says that it does not work.
    onDead: (session, reason) => {
      say(reason);
      connection.carrier(session.carrier).catch((error: unknown) => say(textOf(error)));
    },
  });
  const events = eventsOf(io, parts, say, money);
  let proxies: Proxies | undefined;
  let again: NodeJS.Timeout | undefined;
  const connection: Connection = await Connection.create({
    ...parts,
    clock: systemClock,
    cachePath: files.nodes,
    memoryPath: files.memory,
    rolesPath: files.roles,
    beforeDial: (endpoint, throughEntry) => tunnel.beforeDial(endpoint, throughEntry),
    ...(parts.hops === 1
      ? {}
      : {
          enter: (entry: PaidSession) => tunnel.entered(entry),
          leave: () => {
            tunnel.left().catch((error: unknown) => say(textOf(error)));
          },
        }),
    join: (session) => (session.tunnel === undefined ? Promise.resolve() : tunnel.opened(session)),
    events: {
      ...events,
      onLost: (code, message) => {
        events.onLost(code, message);
        tunnel.lost(final.has(code)).catch((error: unknown) => say(textOf(error)));
      },
      // Through proxies the next stream asks; a tunnel has nobody who does.
      onStuck: () => {
        if (proxies === undefined) again = setTimeout(recover, againMilliseconds);
      },
    },
  });
  const open = async (): Promise<PaidSession> => {
    try {
      return await connection.open();
    } catch (error) {
      if (!flags.ladder.proxies || proxies !== undefined || !(error instanceof CodedError && proxiesMayHelp(error)))
        throw error;
      await tunnel.proxied();
      sayFallback(io, json, { from: flags.ladder.tunnel.at(-1) ?? "wireguard", to: "https", reason: textOf(error) });
      connection.carryBy(["https"]);
      proxies = await openProxies(connection, parts);
      return connection.open();
    }
  };
  const announce = (session: PaidSession) =>
    sayReady(io, parts, session, { route: connection.route, tunnel, flags, proxies });
  const recover = (): Promise<void> =>
    open().then(
      // A tunnel that is there again is said to be connected; what to use instead of one is news.
      (session) => {
        if (proxies !== undefined) announce(session);
      },
      (error: unknown) => {
        say(textOf(error));
        again = setTimeout(recover, againMilliseconds);
      },
    );
  const over = Promise.race([stop.then(() => "stop" as const), disconnectAsked.then(() => "disconnect" as const)]);
  let finished = (): void => {};
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const status = liveStatus(connection, parts, () => ({
    state: tunnel.state,
    ...(proxies === undefined
      ? { interface: flags.interfaceName, transport: tunnel.transport }
      : { socks: proxies.socks, http: proxies.http, transport: "https" }),
  }));
  const api = await openLocalApi(files.socket, status, () => {
    asked?.();
    return done;
  });
  let how: "stop" | "disconnect" = "stop";
  try {
    await tunnel.arm();
    const first = await Promise.race([open(), over.then(() => undefined)]);
    if (first !== undefined) announce(first);
    how = await over;
    const last = connection.session ?? first;
    last?.readMeter();
    await connection
      .close()
      .catch((error: unknown) => say(`the session could not be closed in order: ${textOf(error)}`));
    summary(io, parts, connection, last?.node.id, money);
  } finally {
    clearTimeout(again);
    proxies?.close();
    try {
      if (how === "disconnect") await tunnel.disconnect();
      else {
        await tunnel.block();
        // One that never closed it leaves it as it was.
        if (tunnel.state === "blocked")
          say("the machine stays closed, so that nothing leaves in clear; open it with: turnpike unblock");
      }
    } finally {
      // Who waits for us cleans up what we could not.
      finished();
      api.close();
      setTimeout(() => process.exit(), 1_000).unref();
    }
  }
}

/** Says which transport was left, for which, and why. */
export function sayFallback(
  io: CommandIo,
  json: boolean,
  step: { readonly from: TransportChoice; readonly to: Transport; readonly reason: string },
): void {
  if (json) printJson(io, { type: "fallback", ...step });
  else progress(io, `falling back from ${step.from} to ${step.to}: ${step.reason}`);
}

function sayReady(
  io: CommandIo,
  { json, wallet }: ClientParts,
  session: PaidSession,
  {
    route,
    tunnel,
    flags,
    proxies,
  }: {
    readonly route: Connection["route"];
    readonly tunnel: Tunnel;
    readonly flags: TunnelFlags;
    readonly proxies: Proxies | undefined;
  },
): void {
  const terms = session.tunnel?.terms;
  const way =
    proxies === undefined
      ? {
          transport: tunnel.transport,
          covers: "machine",
          interface: flags.interfaceName,
          address4: terms?.address4,
          address6: terms?.address6,
        }
      : { transport: "https", covers: "proxies", socks: proxies.socks, http: proxies.http };
  if (json) printJson(io, { type: "ready", ...describe(session), hops: routeJson(route), payer: wallet.payer, ...way });
  else if (proxies === undefined)
    progress(
      io,
      `everything of this machine goes through the exit by ${tunnel.transport}; end it with: turnpike disconnect`,
    );
  else
    progress(
      io,
      `only programs that use SOCKS5 on ${proxies.socks} or the HTTP proxy on ${proxies.http} go through the exit; everything else of this machine stays blocked. End it with: turnpike disconnect`,
    );
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
    printJson(io, {
      ...{ type: "summary", bytes: String(bytes), spent: spent.toString(), paid: paid.toString(), node },
      hops: hopsJson(connection, book),
    });
  else progress(io, `moved ${bytes} bytes for ${money(spent)}`);
}
