import type { Socket } from "node:net";

/** Where a socket's bytes go: the same pair that `net.connect` takes as `onread`. */
export interface LentReads {
  /** The buffer for the next read; asked once at the start and again after each callback. */
  readonly buffer: () => Buffer;
  /** Given what was read; false stops reading until `resume()`. The bytes are the caller's only until the buffer is given out again. */
  readonly callback: (size: number, buffer: Buffer) => boolean;
}

interface ReadingHandle {
  useUserBuffer(buffer: Buffer): void;
}

const names = ["kBuffer", "kBufferCb", "kBufferGen"] as const;

/**
 * Makes an accepted socket read into the caller's buffers from now on. Without it every read allocates 64 KiB, and collecting those is 40% of what an
 * upload costs. Node offers this to sockets that dial (`onread`) and has no public way for those a server accepts, so this sets what `onread` sets.
 * Returns false, with nothing changed, on a Node where that cannot be found: then the socket is an ordinary stream and only slower.
 *
 * The caller must have paused the socket and taken what it holds (`socket.read()`).
 */
export function lendReads(socket: Socket, read: LentReads): boolean {
  const handle: unknown = Reflect.get(socket, "_handle");
  const symbols = Object.getOwnPropertySymbols(socket);
  const [buffer, callback, generator] = names.map((name) => symbols.find((symbol) => symbol.description === name));
  if (buffer === undefined || callback === undefined || generator === undefined || !isReading(handle)) return false;
  const first = read.buffer();
  Reflect.set(socket, buffer, first);
  Reflect.set(socket, callback, read.callback);
  Reflect.set(socket, generator, read.buffer);
  handle.useUserBuffer(first);
  return true;
}

const isReading = (handle: unknown): handle is ReadingHandle =>
  typeof handle === "object" &&
  handle !== null &&
  "useUserBuffer" in handle &&
  typeof handle.useUserBuffer === "function";
