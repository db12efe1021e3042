import type { Writable } from "node:stream";

/** A writer of small pieces: what is written in one turn of the event loop leaves the stream as one. */
export function writerByTurn(stream: Writable): (piece: Uint8Array) => void {
  let corked = false;
  return (piece) => {
    if (!corked) {
      corked = true;
      stream.cork();
      setImmediate(() => {
        corked = false;
        stream.uncork();
      });
    }
    stream.write(piece);
  };
}

/**
 * Joins neighbouring parts of one slab that arrive in one turn of the event loop and writes them as one, straight from the slab: fewer, larger writes are what
 * makes one stream fast.
 */
export class TurnWriter {
  #pending: Buffer | undefined;
  #scheduled = false;
  readonly #write: (data: Buffer) => void;

  constructor(write: (data: Buffer) => void) {
    this.#write = write;
  }

  add(part: Buffer): void {
    const held = this.#pending;
    if (held === undefined) this.#pending = part;
    else if (held.buffer === part.buffer && held.byteOffset + held.length === part.byteOffset)
      this.#pending = Buffer.from(part.buffer, held.byteOffset, held.length + part.length);
    else {
      this.flush();
      this.#pending = part;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** Writes what is held now. */
  flush(): void {
    const data = this.#pending;
    this.#pending = undefined;
    if (data !== undefined) this.#write(data);
  }
}
