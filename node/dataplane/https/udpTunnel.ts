import { createSocket } from "node:dgram";
import type { Duplex } from "node:stream";
import { CapsuleReader, encodeDatagram } from "../../../protocol/capsule.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import { writerByTurn } from "../../../runtime/turnWriter.ts";
import type { Gate } from "../gate.ts";
import type { Entrance } from "../port.ts";

const idleMilliseconds = 120_000;
/** What may wait for a slow client before packets are dropped, as any router would. */
const backlogBytes = 1_048_576;
/** Asked for; the kernel gives as much as it allows (net.core.rmem_max). */
const receiveBytes = 4_194_304;

/** Where packets for the client go; a TLS socket or an HTTP/2 stream. */
interface ClientSide {
  readonly stream: Duplex;
  /** Called once packets can be sent; writes the reply's head. */
  accept(): void;
  refuse(): void;
}

/** Where packets go, and what lets one pass. */
export interface UdpDestination {
  readonly address: string;
  readonly port: number;
  /** Address of this host to send from; any when absent. */
  readonly from?: string;
  /** Whether a packet of this size may pass towards the destination, or back. */
  readonly up: (size: number) => boolean;
  readonly down: (size: number) => boolean;
  /** Takes over from an earlier tunnel to the same place; returns what to call at the end. */
  readonly begin?: (end: () => void) => () => void;
}

/** A destination of the internet: what goes there and comes back is paid by the byte. */
export const paidDestination = (address: string, port: number, gate: Gate): UdpDestination => {
  const pass = (size: number) => gate.pass(size);
  return { address, port, up: pass, down: pass };
};

/** The exit's own WireGuard: what is inside is counted and cut there, so the carrying is not billed a second time. */
export const entranceDestination = (entrance: Entrance): UdpDestination => ({
  address: entrance.address,
  port: entrance.port,
  from: entrance.from,
  up: (size) => entrance.take(size),
  down: () => true,
  begin: (end) => entrance.begin(end),
});

/**
 * Carries UDP packets between a connect-udp stream and one destination (RFC 9298). Packets that find no credit or no room are dropped, not delayed. The
 * socket is connected, so that only the destination's answers come in. `head` is what the client sent right behind its request: it need not wait for the answer.
 */
export function openUdpTunnel(
  client: ClientSide,
  destination: UdpDestination,
  gate: Gate,
  head: Buffer,
  done: () => void,
): void {
  const { stream } = client;
  const { address, port, from } = destination;
  const socket = createSocket({ type: address.includes(":") ? "udp6" : "udp4", recvBufferSize: receiveBytes });
  const write = writerByTurn(stream);
  const reader = new CapsuleReader();
  const idle = setTimeout(() => stream.destroy(), idleMilliseconds);
  const touch = () => idle.refresh();
  const forget = gate.whenClosed(() => stream.destroy());
  const ended = destination.begin?.(() => stream.destroy());
  let connected = false;

  socket.on("message", (payload) => {
    touch();
    if (stream.writableLength > backlogBytes || !destination.down(payload.length)) return;
    write(encodeDatagram(payload));
  });
  // An unreachable port is reported as an error on a connected socket; to the client it is a lost packet.
  socket.on("error", () => {
    if (!connected) client.refuse();
  });
  const up = (chunk: Buffer) => {
    touch();
    try {
      for (const payload of reader.push(chunk)) if (destination.up(payload.length)) socket.send(payload);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      stream.destroy();
    }
  };
  stream.on("error", () => stream.destroy());
  stream.on("close", () => {
    clearTimeout(idle);
    forget();
    ended?.();
    socket.close();
    done();
  });
  const join = (error?: Error) => {
    if (stream.destroyed) return;
    if (error !== undefined) {
      client.refuse();
      return;
    }
    connected = true;
    client.accept();
    if (head.length > 0) up(head);
    // Read from here on only: an unconnected socket cannot send.
    stream.on("data", up);
    stream.on("end", () => stream.end());
  };
  if (from === undefined) socket.connect(port, address, join);
  else socket.bind({ address: from }, () => stream.destroyed || socket.connect(port, address, join));
}
