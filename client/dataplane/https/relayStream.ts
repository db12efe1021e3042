import type { ClientHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Tally } from "../port.ts";

/** Joins a local socket with a stream of a shared connection. Each side is read as fast as the other takes it, and ends when the other does. */
export function relayStream(local: Socket, tunnel: ClientHttp2Stream, tally: Tally, head: Buffer | undefined): void {
  const end = () => {
    tunnel.destroy();
    local.destroy();
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
  tunnel.on("data", (chunk: Buffer) => {
    tally.down(chunk.length);
    if (!tally.mayFlow) end();
    else if (!local.write(chunk)) tunnel.pause();
  });
  local.on("drain", () => tunnel.resume());
  tunnel.on("drain", () => local.resume());
  tunnel.on("end", () => local.end());
  // Reset, or lost with its connection: the program must not take what it has for all there is.
  tunnel.on("close", () => (tunnel.readableEnded ? local.end() : local.resetAndDestroy()));
  if (head !== undefined && head.length > 0) up(head);
  local.on("data", up);
  local.on("end", () => tunnel.end());
  local.on("error", () => tunnel.destroy());
  local.on("close", () => tunnel.destroy());
  local.resume();
  tunnel.resume();
}
