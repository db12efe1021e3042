import type { TLSSocket } from "node:tls";
import { dialNode, type NodeEndpoint, type Sink } from "./dial.ts";

/** One slab takes several TLS records before it wraps; the reserve keeps room for a whole record at its end. */
const slabBytes = 262_144;
const recordBytes = 16_384 + 2_048;

/**
 * A pinned TLS connection whose bytes are read into a reused slab and handed to a sink that can be exchanged: first the reader of the CONNECT reply,
 * then the tunnel. A chunk stays valid until `release` says that everything handed out so far is written, or a new slab is taken.
 */
export class Link {
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  #offset = 0;
  #sink: Sink | undefined;
  #socket: TLSSocket | undefined;
  #inUse: () => boolean = () => false;
  readonly #early: Buffer[] = [];
  /** When it was dialled, by the monotonic clock: idle ones are recycled before the node drops them. */
  readonly dialledAt = performance.now();

  static async dial(endpoint: NodeEndpoint): Promise<Link> {
    const link = new Link();
    link.#socket = await dialNode(endpoint, {
      buffer: () => link.#nextBuffer(),
      callback: (size, buffer) => link.#take(size, buffer),
    });
    return link;
  }

  get socket(): TLSSocket {
    if (this.#socket === undefined) throw new Error("the link is used before it is dialled");
    return this.#socket;
  }

  /** False once the node has said anything or hung up: such a pooled connection is dead. */
  get isFresh(): boolean {
    const { socket } = this;
    return this.#early.length === 0 && !socket.destroyed && !socket.readableEnded && socket.writable;
  }

  /** `inUse` says whether chunks handed out earlier are still waiting to be written; then the slab may not be used again. */
  setSink(sink: Sink, inUse: () => boolean): void {
    this.#sink = sink;
    this.#inUse = inUse;
    for (const chunk of this.#early.splice(0)) sink(chunk);
  }

  /** The slab moves only in here, right after libuv has filled the last part, so nothing it still writes to is ever handed out twice. */
  #nextBuffer(): Buffer {
    if (this.#slab.length - this.#offset < recordBytes) {
      if (this.#inUse()) this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#offset = 0;
    }
    return this.#slab.subarray(this.#offset, this.#offset + recordBytes);
  }

  #take(size: number, buffer: Buffer): boolean {
    const chunk = buffer.subarray(0, size);
    this.#offset += size;
    if (this.#sink === undefined) this.#early.push(Buffer.from(chunk));
    else this.#sink(chunk);
    return true;
  }
}
