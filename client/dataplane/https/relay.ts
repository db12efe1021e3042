import type { Socket } from "node:net";
import type { Tally } from "../port.ts";
import type { Link } from "./link.ts";

/**
 * Joins a local socket with a tunnel. Down: records that arrive in one turn of the event loop leave in one write, straight from the slab; that is what
 * makes one stream fast. The slab is used again only when the kernel has taken everything. Up: ordinary stream flow.
 */
export function relay(local: Socket, link: Link, tally: Tally, rest: Buffer, head: Buffer | undefined): void {
  const { socket: tunnel } = link;
  /** Neighbouring chunks of one slab, not yet written. */
  let pending: Buffer | undefined;
  let scheduled = false;

  const flush = () => {
    scheduled = false;
    const data = pending;
    pending = undefined;
    if (data === undefined || local.destroyed) return;
    if (!local.write(data)) tunnel.pause();
  };
  const end = () => {
    tunnel.destroy();
    local.destroy();
  };
  const down = (chunk: Buffer) => {
    tally.down(chunk.length);
    if (!tally.mayFlow) {
      end();
      return;
    }
    const joins =
      pending !== undefined &&
      pending.buffer === chunk.buffer &&
      pending.byteOffset + pending.length === chunk.byteOffset;
    if (pending !== undefined && joins)
      pending = Buffer.from(chunk.buffer, pending.byteOffset, pending.length + chunk.length);
    else {
      flush();
      pending = chunk;
    }
    if (!scheduled) {
      scheduled = true;
      setImmediate(flush);
    }
  };
  const up = (chunk: Buffer) => {
    if (!tally.mayFlow) {
      end();
      return;
    }
    tally.up(chunk.length);
    if (!tunnel.write(chunk)) local.pause();
  };

  local.setNoDelay(true);
  if (rest.length > 0) down(rest);
  // Before the slab is used again what waits must be written; what the kernel has not taken keeps the slab.
  link.setSink(down, () => {
    flush();
    return local.writableLength > 0;
  });
  local.on("drain", () => tunnel.resume());
  tunnel.on("drain", () => local.resume());
  tunnel.on("end", () => {
    flush();
    local.end();
  });
  tunnel.on("close", () => {
    flush();
    if (tunnel.errored !== null) local.destroy();
    else local.end();
  });
  local.on("end", () => tunnel.end());
  local.on("error", () => tunnel.destroy());
  local.on("close", () => tunnel.destroy());
  if (head !== undefined && head.length > 0) up(head);
  local.on("data", up);
  // It was paused while the tunnel was being opened; a listener alone does not undo that.
  local.resume();
  tunnel.resume();
}
