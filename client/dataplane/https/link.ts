import type { TLSSocket } from "node:tls";
import { ReadSlab } from "../../../runtime/readSlab.ts";
import { dialNode, type NodeEndpoint, type Sink } from "./dial.ts";

/**
 * A pinned TLS connection whose bytes are read into a reused slab and handed to a sink that can be exchanged: first the reader of the CONNECT reply,
 * then the tunnel. A chunk stays valid until `release` says that everything handed out so far is written, or a new slab is taken.
 */
export class Link {
  readonly #slab = new ReadSlab(() => this.#inUse());
  #sink: Sink | undefined;
  #socket: TLSSocket | undefined;
  #inUse: () => boolean = () => false;
  readonly #early: Buffer[] = [];
  /** When it was dialled, by the monotonic clock: idle ones are recycled before the node drops them. */
  readonly dialledAt = performance.now();

  static async dial(endpoint: NodeEndpoint, signal?: AbortSignal): Promise<Link> {
    const link = new Link();
    link.#socket = await dialNode(endpoint, {
      signal,
      read: { buffer: () => link.#slab.next(), callback: (size, buffer) => link.#take(size, buffer) },
    });
    // Through an entry there is no slab: each chunk is a buffer of its own.
    if (endpoint.through !== undefined) link.#socket.on("data", (chunk: Buffer) => link.#give(chunk));
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
    for (const chunk of this.#early.splice(0)) this.#give(chunk);
  }

  /**
   * Between two sinks: `first` and all that comes wait for the next one. One read of the socket may hold several TLS records, so bytes do come after a
   * pause, and a server that speaks first sends them right behind the node's reply.
   */
  hold(first: Buffer): void {
    this.#sink = undefined;
    this.#inUse = () => false;
    if (first.length > 0) this.#early.push(Buffer.from(first));
  }

  #take(size: number, buffer: Buffer): boolean {
    this.#give(this.#slab.taken(size, buffer));
    return true;
  }

  #give(chunk: Buffer): void {
    if (this.#sink === undefined) this.#early.push(Buffer.from(chunk));
    else this.#sink(chunk);
  }
}
