import type { Socket } from "node:net";
import { lendReads } from "../../../runtime/lentReads.ts";
import { TurnWriter } from "../../../runtime/turnWriter.ts";
import type { Tally } from "../port.ts";
import type { Link } from "./link.ts";

/** One read of the local program fills at most this much: fewer, larger writes into TLS are what makes one stream fast. */
const readBufferBytes = 262_144;

/**
 * Joins a local socket with a tunnel. Down: records that arrive in one turn of the event loop leave in one write, straight from the slab, which is used again
 * only when the kernel has taken everything. Up: the local socket is read into one buffer, and read again when TLS has taken it.
 */
export function relay(local: Socket, link: Link, tally: Tally, head: Buffer | undefined): void {
  const { socket: tunnel } = link;
  let downPaused = false;

  const end = () => {
    tunnel.destroy();
    local.destroy();
  };
  const writer = new TurnWriter((data) => {
    if (local.destroyed) return;
    // What the kernel took at once leaves nothing to wait for, although `write` says so of every large chunk.
    if (local.write(data) || local.writableLength === 0) return;
    downPaused = true;
    tunnel.pause();
  });
  const down = (chunk: Buffer) => {
    tally.down(chunk.length);
    if (tally.mayFlow) writer.add(chunk);
    else end();
  };
  const mayGoUp = (size: number): boolean => {
    if (!tally.mayFlow) {
      end();
      return false;
    }
    tally.up(size);
    return true;
  };

  local.setNoDelay(true);
  // Before the slab is used again what waits must be written; what the kernel has not taken keeps the slab.
  link.setSink(down, () => {
    writer.flush();
    return local.writableLength > 0;
  });
  local.on("drain", () => {
    if (!downPaused) return;
    downPaused = false;
    tunnel.resume();
  });
  tunnel.on("end", () => {
    writer.flush();
    local.end();
  });
  tunnel.on("close", () => {
    writer.flush();
    // Broken off: the program must not take what it has for all there is.
    if (tunnel.errored !== null) local.resetAndDestroy();
    else local.end();
  });
  local.on("end", () => tunnel.end());
  local.on("error", () => tunnel.destroy());
  local.on("close", () => tunnel.destroy());

  const early = [head ?? Buffer.alloc(0)];
  for (let held: Buffer | null = local.read(); held !== null; held = local.read()) early.push(held);
  const first = Buffer.concat(early);
  if (first.length > 0 && mayGoUp(first.length)) tunnel.write(first);
  const buffer = Buffer.allocUnsafeSlow(readBufferBytes);
  const lent = lendReads(local, {
    buffer: () => buffer,
    callback: (size) => {
      if (mayGoUp(size))
        tunnel.write(buffer.subarray(0, size), () => {
          if (!local.destroyed) local.resume();
        });
      // Reading goes on when this chunk is written; until then the buffer is in use.
      return false;
    },
  });
  if (!lent) {
    local.on("data", (chunk) => {
      if (mayGoUp(chunk.length) && !tunnel.write(chunk)) local.pause();
    });
    tunnel.on("drain", () => local.resume());
  }
  // It was paused while the tunnel was being opened; a listener alone does not undo that.
  local.resume();
  tunnel.resume();
}
