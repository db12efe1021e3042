import type { ExitPolicy } from "../../protocol/exitPolicy.ts";
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

/** A transport of the exit: it moves paid bytes and knows nothing of money. WireGuard will be another adapter of it. */
export interface DataPlane {
  readonly transport: "https" | "wireguard";
  /** Number of tunnels open now. */
  openTunnels(): number;
  close(): Promise<void>;
}
