import type { Socket } from "node:net";

/** Reads a socket in exact portions; what is left over waits for the next one. */
export class ByteReader {
  readonly socket: Socket;
  #data = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#data = Buffer.concat([this.#data, chunk]);
      this.#wake();
    });
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on("end", end).on("close", end).on("error", end);
  }

  async take(count: number): Promise<Buffer> {
    while (this.#data.length < count) {
      if (this.#ended) throw new Error(`the connection ended after ${this.#data.length} of ${count} bytes`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#data.subarray(0, count);
    this.#data = this.#data.subarray(count);
    return taken;
  }

  /** Everything until the other side ends. */
  async rest(): Promise<Buffer> {
    while (!this.#ended)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#data;
  }
}
