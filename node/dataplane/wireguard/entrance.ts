import { windowCap } from "../../../protocol/constants.ts";
import type { Gate } from "../gate.ts";
import type { Entrance } from "../port.ts";
import type { ClientAddresses } from "./ruleset.ts";

/** In hand at most: as much as may pass before the kernel's counts are read again. */
const mostBytes = Number(windowCap);
/** WireGuard makes of the smallest IPv4 packet, 20 bytes, one of 64. */
const perMeteredByte = 4;
/** Handshakes and keepalives, which carry nothing, and what the exit policy refuses. */
const perSecond = 65_536;

/**
 * How much a carrier takes in for nothing: not more than a multiple of what WireGuard metered of this client, and a trickle. Whoever sends what WireGuard
 * throws away is held to the trickle. Pure; times are milliseconds of a monotonic clock.
 */
export class CarrierAllowance {
  #left = mostBytes;
  #metered = 0;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  take(size: number, metered: number, now: number): boolean {
    const earned = (metered - this.#metered) * perMeteredByte + ((now - this.#at) * perSecond) / 1_000;
    this.#left = Math.min(mostBytes, this.#left + earned);
    this.#metered = metered;
    this.#at = now;
    if (size > this.#left) return false;
    this.#left -= size;
    return true;
  }
}

/** The way in of one client: from a loopback address of its own, so that no client's handshakes use up what WireGuard allows another's. */
export function openEntrance(
  client: { readonly addresses: ClientAddresses; readonly gate: Gate },
  port: number,
): Entrance {
  const { addresses, gate } = client;
  const allowance = new CarrierAllowance(performance.now());
  let endCurrent: (() => void) | undefined;
  return {
    address: "127.0.0.1",
    port,
    from: `127.86.${addresses.index >> 8}.${addresses.index & 255}`,
    take: (size) => !gate.isClosed && allowance.take(size, gate.count, performance.now()),
    begin: (end) => {
      const earlier = endCurrent;
      endCurrent = end;
      earlier?.();
      return () => {
        if (endCurrent === end) endCurrent = undefined;
      };
    },
  };
}
