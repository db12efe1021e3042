import type { ExitPolicy } from "../../protocol/exitPolicy.ts";
import type { TunnelTerms } from "../../protocol/wire.ts";
import type { Gate } from "./gate.ts";

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
}

/** A transport of the exit: it moves paid bytes and knows nothing of money. */
export interface DataPlane {
  readonly transport: "https" | "wireguard";
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

/** A transport of packets (layer 3), where the kernel counts and cuts. */
export interface TunnelPlane extends DataPlane {
  /** What the descriptor says of it. */
  readonly offer: { readonly publicKey: string; readonly port: number };
  /** Seats a client; its bytes pass as far as the gate's credit goes. Codes: `WIREGUARD_KEY_IN_USE`, `TUNNEL_FULL`, those of the kernel's tools. */
  seat(gate: Gate, publicKey: string): Promise<TunnelSeat>;
}
