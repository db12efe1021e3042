import { createSocket } from "node:dgram";
import type { Duplex } from "node:stream";
import { CapsuleReader, encodeDatagram } from "../../../protocol/capsule.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import type { Gate } from "../gate.ts";

const idleMilliseconds = 120_000;
/** What may wait for a slow client before packets are dropped, as any router would. */
const backlogBytes = 1_048_576;

/**
 * Carries UDP packets between a connect-udp stream and one destination (RFC 9298). Packets that find no credit or no room are dropped, not delayed. The
 * socket is connected, so that only the destination's answers come in. `head` is what the client sent right behind its request: it need not wait for the answer.
 */
export function openUdpTunnel(
  stream: Duplex,
  address: string,
  port: number,
  gate: Gate,
  head: Buffer,
  accept: () => void,
  refuse: () => void,
  done: () => void,
): void {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  const reader = new CapsuleReader();
  const idle = setTimeout(() => stream.destroy(), idleMilliseconds);
  const touch = () => idle.refresh();
  const forget = gate.whenClosed(() => stream.destroy());
  let connected = false;

  socket.on("message", (payload) => {
    touch();
    if (stream.writableLength > backlogBytes || !gate.pass(payload.length)) return;
    stream.write(encodeDatagram(payload));
  });
  // An unreachable port is reported as an error on a connected socket; to the client it is a lost packet.
  socket.on("error", () => {
    if (!connected) refuse();
  });
  const up = (chunk: Buffer) => {
    touch();
    try {
      for (const payload of reader.push(chunk)) if (gate.pass(payload.length)) socket.send(payload);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      stream.destroy();
    }
  };
  stream.on("error", () => stream.destroy());
  stream.on("close", () => {
    clearTimeout(idle);
    forget();
    socket.close();
    done();
  });
  socket.connect(port, address, (error?: Error) => {
    if (stream.destroyed) return;
    if (error !== undefined) {
      refuse();
      return;
    }
    connected = true;
    accept();
    if (head.length > 0) up(head);
    // Read from here on only: an unconnected socket cannot send.
    stream.on("data", up);
    stream.on("end", () => stream.end());
  });
}
