import type { Socket } from "node:net";

/** Enough for a client's warm pool, too few for a flood. */
const perAddress = 512;
/** And all together, so that descriptors are left for those who pay. */
const perPort = 8_192;

/** Connections that have not shown a session's credentials yet, counted per address and together. Those that have are limited by what their payer may open. */
export class QuietConnections {
  readonly #ports = new Map<string, Set<number>>();
  #count = 0;

  /** Counts a new connection; false when it is one too many. */
  take(socket: Socket): boolean {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) return false;
    const ports = this.#ports.get(remoteAddress) ?? new Set();
    if (ports.size >= perAddress || this.#count >= perPort) return false;
    this.#ports.set(remoteAddress, ports.add(remotePort));
    this.#count += 1;
    socket.once("close", () => this.forget(remoteAddress, remotePort));
    return true;
  }

  /** The connection from there is quiet no more. */
  forget(remoteAddress: string | undefined, remotePort: number | undefined): void {
    const ports = this.#ports.get(remoteAddress ?? "");
    if (ports?.delete(remotePort ?? 0) !== true) return;
    this.#count -= 1;
    if (ports.size === 0) this.#ports.delete(remoteAddress ?? "");
  }
}
