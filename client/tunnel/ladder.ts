/**
 * Which transport comes next when one does not work. Pure, and without memory: every session begins at the top. From `wireguard` to `wireguard+https` the
 * session stays the same; `https` is the last rung, where programs use proxies on loopback.
 */
import type { Transport } from "../../protocol/descriptor.ts";
import type { CodedError } from "../../protocol/errors.ts";

/** What a user asks for. */
export type TransportChoice = Transport | "auto";
/** A transport that carries the whole machine. */
export type TunnelTransport = Exclude<Transport, "https">;

const tunnelTransports: readonly TunnelTransport[] = ["wireguard", "wireguard+https"];

/** The rungs of one choice. */
export interface Ladder {
  /** Tried one after the other at each exit; empty: there is no tunnel, and the machine is not closed. */
  readonly tunnel: readonly TunnelTransport[];
  /** Whether proxies are the way when no exit can be reached by a tunnel. */
  readonly proxies: boolean;
}

/** `lacking`: this machine cannot have a tunnel. An explicit choice of one is then no ladder at all: the caller refuses. */
export function ladderOf(choice: TransportChoice, lacking: boolean): Ladder | undefined {
  if (choice === "https") return { tunnel: [], proxies: true };
  if (choice !== "auto") return lacking ? undefined : { tunnel: [choice], proxies: false };
  return { tunnel: lacking ? [] : tunnelTransports, proxies: true };
}

/** What keeps a tunnel from an exit that proxies may reach all the same. */
const tunnelsOwn = new Set(["TUNNEL_SILENT", "TUNNEL_FULL", "TRANSPORT_NOT_OFFERED", "WIREGUARD_KEY_IN_USE"]);

/**
 * Whether proxies may help where no exit could be used by a tunnel: nobody offers one, or somebody was reached and only the tunnel failed. Proxies go to the
 * same port as everything that is said to an exit, so they do not help where no exit answers at all.
 */
export const proxiesMayHelp = ({ code, data }: Pick<CodedError, "code" | "data">): boolean =>
  code === "NO_NODE_FITS" ||
  (code === "NO_NODE_REACHABLE" &&
    String(data.codes ?? "")
      .split(" ")
      .some((reason) => tunnelsOwn.has(reason)));

/** The first transport of the ladder after `current` that this exit offers; from the top without one. */
export function nextTransport(
  ladder: readonly TunnelTransport[],
  offered: readonly Transport[],
  current?: TunnelTransport,
): TunnelTransport | undefined {
  const from = current === undefined ? 0 : ladder.indexOf(current) + 1;
  return ladder.slice(from).find((transport) => offered.includes(transport));
}
