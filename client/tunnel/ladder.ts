/**
 * Which transport comes next when one does not work. Pure, and without memory: every session begins at the top. From `wireguard` to `wireguard+https` the
 * session stays the same; `https` is the last rung, where programs use proxies on loopback.
 */
import type { Transport } from "../../protocol/descriptor.ts";

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

/** The first transport of the ladder after `current` that this exit offers; from the top without one. */
export function nextTransport(
  ladder: readonly TunnelTransport[],
  offered: readonly Transport[],
  current?: TunnelTransport,
): TunnelTransport | undefined {
  const from = current === undefined ? 0 : ladder.indexOf(current) + 1;
  return ladder.slice(from).find((transport) => offered.includes(transport));
}
