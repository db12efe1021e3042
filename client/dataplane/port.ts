import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Counts payload and says whether more may flow: the session's meter and budget. */
export interface Tally {
  up(count: number): void;
  down(count: number): void;
  /** False when a budget is used up or the session is over: tunnels end. */
  readonly mayFlow: boolean;
}

/** Opens streams to host:port from elsewhere than this machine. */
export interface StreamOpener {
  openStream(host: string, port: number): Promise<Duplex>;
}

/** A UDP path to one destination. */
export interface UdpPath {
  send(payload: Uint8Array): void;
  close(): void;
}

/** A transport of the client: carries streams and packets to destinations named by host, which the exit resolves. */
export interface Carrier extends StreamOpener {
  /** Joins a local socket with host:port at the exit; resolves when the exit has connected and calls `ready` before any byte of the answer. */
  carryTcp(local: Socket, host: string, port: number, ready: () => void, head?: Buffer): Promise<void>;
  openUdp(host: string, port: number, onPayload: (payload: Uint8Array) => void, onClose: () => void): Promise<UdpPath>;
  close(): void;
}
