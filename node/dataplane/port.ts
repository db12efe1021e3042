import type { QuotedTransport } from "../../protocol/constants.ts";
import type { ExitPolicy } from "../../protocol/exitPolicy.ts";
import type { TunnelTerms } from "../../protocol/wire.ts";
import type { Gate } from "./gate.ts";
import type { ClientLimits } from "./limits.ts";

/** What a data plane asks the sessions: whose credentials these are, and through which gate the bytes go. */
export interface SessionDirectory {
  /** The gate of an open session with this token, compared in constant time; undefined for anyone else. */
  admit(session: string, token: string): Gate | undefined;
}

/** What a data plane may reach. */
export interface ExitRules {
  readonly policy: ExitPolicy;
  readonly labAllow: readonly string[];
  /** Addresses of this host as the outside sees them, besides those of its interfaces. */
  readonly ownAddresses: readonly string[];
  readonly limits?: ClientLimits;
}

/** A transport of the exit: it moves paid bytes and knows nothing of money. */
export interface DataPlane {
  readonly transport: QuotedTransport;
  /** Number of tunnels open now. */
  openTunnels(): number;
  close(): Promise<void>;
}

/** One client's place in a tunnel of packets. It ends when its gate closes. */
export interface TunnelSeat {
  readonly terms: TunnelTerms;
  /** Brings the gate's count up to date with what the kernel counted. */
  read(): Promise<void>;
}

/**
 * The way in for WireGuard's packets of one seated client that another transport carries (connect-udp). It leads to WireGuard and nowhere else. What is inside
 * the packets is counted and cut by the kernel as if they had come by UDP, so the carrier bills nothing.
 */
export interface Entrance {
  readonly address: string;
  readonly port: number;
  /** Address of this host that this client's packets come from: WireGuard's own limits are per source. */
  readonly from: string;
  /** Whether a packet of this size may go in. */
  take(size: number): boolean;
  /** Begins to carry; `end` is called when a newer carrier of the same client takes over. Returns what to call when it has ended. */
  begin(end: () => void): () => void;
}

/** A transport of packets (layer 3), where the kernel counts and cuts. */
export interface TunnelPlane extends DataPlane {
  /** What the descriptor says of it. */
  readonly offer: { readonly publicKey: string; readonly port: number };
  /** Seats a client; its bytes pass as far as the gate's credit goes. Codes: `WIREGUARD_KEY_IN_USE`, `TUNNEL_FULL`, those of the kernel's tools. */
  seat(gate: Gate, publicKey: string): Promise<TunnelSeat>;
  /** The way in of the client seated behind this gate; undefined for everybody else. */
  entrance(gate: Gate): Entrance | undefined;
}
