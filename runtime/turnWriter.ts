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
  /** What is held: a range of one piece of memory, as numbers, because an object for each record is what a fast stream would be busy with. */
  #memory: ArrayBufferLike | undefined;
  #start = 0;
  #end = 0;
  #scheduled = false;
  readonly #write: (data: Buffer) => void;
  readonly #turnIsOver = (): void => {
    this.#scheduled = false;
    this.flush();
  };

  constructor(write: (data: Buffer) => void) {
    this.#write = write;
  }

  add(part: Buffer): void {
    const { buffer: memory, byteOffset: start } = part;
    if (memory !== this.#memory || start !== this.#end) {
      this.flush();
      this.#memory = memory;
      this.#start = start;
    }
    this.#end = start + part.length;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turnIsOver);
  }

  /** Writes what is held now. */
  flush(): void {
    const memory = this.#memory;
    if (memory === undefined) return;
    this.#memory = undefined;
    this.#write(Buffer.from(memory as ArrayBuffer, this.#start, this.#end - this.#start));
  }
}
