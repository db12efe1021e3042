/**
 * The kill switch as a pure machine: what a state lets out of this machine. Its effects are rules in the kernel, which hold without us. docs/security.md
 * says what holds in each state; `client/tunnel/guardRules.ts` writes it as nftables.
 */

export type GuardState =
  | "disconnected"
  | "connecting"
  | "connected"
  | "reconnecting"
  /** Without a tunnel: what programs send to our own proxies on loopback leaves as our TCP, and nothing else does. */
  | "proxied"
  | "blocked"
  | "disconnecting";

/** A host and port that may be spoken to in clear, by us alone. */
export interface DirectEndpoint {
  readonly address: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** With two hops: the tunnel to the entry, and the ports of the exit that are reached through it. */
export interface GuardEntry {
  readonly interfaceName: string;
  readonly endpoint: DirectEndpoint;
  readonly inside: readonly string[];
  /** Control by TCP, the inner tunnel by UDP. */
  readonly through: readonly DirectEndpoint[];
}

export interface Guard {
  readonly state: GuardState;
  /** Chain, indexers, and the control port of the node in use: TCP, for this user only. */
  readonly control: readonly DirectEndpoint[];
  /** Where the tunnel's marked socket may send. */
  readonly exit: DirectEndpoint | undefined;
  /** Addresses of this machine inside the tunnel. */
  readonly inside: readonly string[];
  readonly entry?: GuardEntry | undefined;
  readonly lan: boolean;
}

export type GuardEvent =
  | { readonly type: "connect"; readonly control: readonly DirectEndpoint[]; readonly lan: boolean }
  /** A node is about to be dialled. */
  | { readonly type: "dial"; readonly node: DirectEndpoint }
  /** A handshake is tried with this exit, at this address of its own; over TLS to the node's control port when there is none. */
  | { readonly type: "reach"; readonly exit: DirectEndpoint | undefined; readonly inside: readonly string[] }
  /** A handshake is tried with an entry. */
  | { readonly type: "enter"; readonly entry: Omit<GuardEntry, "through"> }
  /** A port of an exit, to be reached through the entry alone. */
  | { readonly type: "through"; readonly exit: DirectEndpoint }
  | { readonly type: "left" }
  /** It answered. */
  | { readonly type: "opened" }
  | { readonly type: "proxied" }
  | { readonly type: "lost" }
  /** No other node can help: the budget or the deposit is used up. */
  | { readonly type: "refused" }
  | { readonly type: "disconnect" }
  | { readonly type: "done" };

export const disconnected: Guard = { state: "disconnected", control: [], exit: undefined, inside: [], lan: false };

export interface GuardStep {
  readonly guard: Guard;
  /** True when the rules in the kernel must be written anew; before anything else happens. */
  readonly write: boolean;
}

const same = (guard: Guard): GuardStep => ({ guard, write: false });
const next = (guard: Guard): GuardStep => ({ guard, write: true });

const sameEndpoint = (a: DirectEndpoint, b: DirectEndpoint): boolean =>
  a.address === b.address && a.port === b.port && a.protocol === b.protocol;

const isSearching = ({ state }: Guard): boolean => state === "connecting" || state === "reconnecting";

/** An event that has no place in a state changes nothing: a late `opened` never opens what was closed. */
export function guardStep(guard: Guard, event: GuardEvent): GuardStep {
  switch (event.type) {
    case "connect":
      if (guard.state !== "disconnected" && guard.state !== "blocked") return same(guard);
      return next({ state: "connecting", control: event.control, exit: undefined, inside: [], lan: event.lan });
    case "dial":
      if (guard.state !== "proxied" && !isSearching(guard)) return same(guard);
      if (guard.control.some((known) => sameEndpoint(known, event.node))) return same(guard);
      return next({ ...guard, control: [...guard.control, event.node] });
    case "reach":
      return isSearching(guard) ? next({ ...guard, exit: event.exit, inside: event.inside }) : same(guard);
    case "opened":
      // Without an address of its own inside there was no handshake.
      return isSearching(guard) && guard.inside.length > 0 ? next({ ...guard, state: "connected" }) : same(guard);
    case "enter":
      return isSearching(guard) ? next({ ...guard, entry: { ...event.entry, through: [] } }) : same(guard);
    case "through":
      if (!isSearching(guard) || guard.entry === undefined) return same(guard);
      if (guard.entry.through.some((known) => sameEndpoint(known, event.exit))) return same(guard);
      return next({
        ...guard,
        control: guard.control.filter(({ address }) => address !== event.exit.address),
        entry: { ...guard.entry, through: [...guard.entry.through, event.exit] },
      });
    case "left":
      if (guard.entry === undefined) return same(guard);
      return next({
        ...guard,
        ...(guard.state === "connected" ? { state: "reconnecting", exit: undefined, inside: [] } : {}),
        entry: undefined,
      });
    case "proxied":
      return isSearching(guard) ? next({ ...guard, state: "proxied", exit: undefined, inside: [] }) : same(guard);
    case "lost":
      if (guard.state === "connected") return next({ ...guard, state: "reconnecting", exit: undefined, inside: [] });
      return isSearching(guard) && guard.inside.length > 0
        ? next({ ...guard, exit: undefined, inside: [] })
        : same(guard);
    case "refused":
      if (guard.state === "disconnected" || guard.state === "disconnecting") return same(guard);
      // The control port stays open to us: what was used is still paid.
      return next({ ...guard, state: "blocked", exit: undefined, inside: [] });
    case "disconnect":
      if (guard.state === "disconnected") return same(guard);
      return next({ ...guard, state: "disconnecting", exit: undefined, inside: [] });
    case "done":
      return guard.state === "disconnecting" ? next(disconnected) : same(guard);
  }
}
