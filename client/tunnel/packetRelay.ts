import { createSocket, type Socket } from "node:dgram";
import type { UdpPath } from "../dataplane/port.ts";

/** Opens a path to the exit's WireGuard; `onClose` when it ends. */
export type OpenPath = (onPayload: (payload: Uint8Array) => void, onClose: () => void) => Promise<UdpPath>;

const firstPauseMilliseconds = 100;
/** About six seconds with their pauses: an exit that does not come back in that time is gone. */
const attempts = 6;
/** Asked for; the kernel gives as much as it allows (net.core.rmem_max). */
const receiveBytes = 4_194_304;

/**
 * Stands in for the exit's UDP port on this machine's loopback: what the interface sends here goes to the exit inside TLS, and what comes back is handed to
 * the interface. A path that breaks is opened again; meanwhile packets are dropped, as on any network.
 */
export class PacketRelay {
  readonly #socket: Socket;
  readonly #open: OpenPath;
  readonly #onDead: (error: unknown) => void;
  readonly #pause: number;
  #path: UdpPath | undefined;
  #listenPort = 0;
  #closed = false;
  #failures = 0;

  /** The first path is opened at once. A lost one is opened again after `pause` milliseconds, and after twice that each time it fails. Codes: those of `open`. */
  static async start(
    open: OpenPath,
    onDead: (error: unknown) => void,
    pause = firstPauseMilliseconds,
  ): Promise<PacketRelay> {
    const socket = createSocket({ type: "udp4", recvBufferSize: receiveBytes });
    const relay = new PacketRelay(socket, open, onDead, pause);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("error", reject);
        socket.bind({ address: "127.0.0.1" }, resolve);
      });
      await relay.#openPath();
      return relay;
    } catch (error) {
      relay.close();
      throw error;
    }
  }

  private constructor(socket: Socket, open: OpenPath, onDead: (error: unknown) => void, pause: number) {
    this.#socket = socket;
    this.#open = open;
    this.#onDead = onDead;
    this.#pause = pause;
    // Only the interface's own socket is listened to: other programs of this machine have no business here.
    socket.on("message", (payload, from) => {
      if (from.port === this.#listenPort) this.#path?.send(payload);
    });
    socket.on("error", () => undefined);
  }

  /** What the interface sends to. */
  get endpoint(): { readonly host: string; readonly port: number } {
    return { host: "127.0.0.1", port: this.#socket.address().port };
  }

  /** Says which port the interface sends from. */
  attach(listenPort: number): void {
    this.#listenPort = listenPort;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#path?.close();
    this.#socket.close();
  }

  async #openPath(): Promise<void> {
    let lives = true;
    let path: UdpPath | undefined;
    path = await this.#open(
      (payload) => {
        if (!this.#closed && this.#listenPort !== 0) this.#socket.send(payload, this.#listenPort, "127.0.0.1");
        this.#failures = 0;
      },
      () => {
        lives = false;
        if (path !== undefined && this.#path === path) this.#again();
      },
    );
    this.#path = path;
    if (this.#closed) path.close();
    else if (!lives) this.#again();
  }

  #again(): void {
    this.#path = undefined;
    if (this.#closed) return;
    this.#failures += 1;
    setTimeout(
      () => {
        if (this.#closed) return;
        this.#openPath().catch((error: unknown) => {
          if (this.#closed) return;
          if (this.#failures >= attempts) this.#onDead(error);
          else this.#again();
        });
      },
      this.#pause * 2 ** (this.#failures - 1),
    ).unref();
  }
}
