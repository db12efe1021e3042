import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Gate } from "../gate.ts";
import { type TargetRefusal, unreachableTarget } from "./target.ts";

/** One read fills at most this much: fewer, larger writes are what makes one stream fast (a quarter of this costs a fifth more CPU). */
const readBufferBytes = 262_144;
const dialMilliseconds = 10_000;

/** Where bytes for the client go; a TLS socket or an HTTP/2 stream. */
interface ClientSide {
  readonly stream: Duplex;
  /** Called once the destination answers; writes the 200. */
  accept(): void;
  refuse(refusal: TargetRefusal): void;
}

/**
 * Joins a client stream with a TCP destination. Down: the destination is read into one reused buffer, and the next read begins when the last write is
 * done, so memory per tunnel is one buffer. Up: ordinary stream flow. Every chunk passes the session's gate whole; without credit nothing is read.
 */
export function openTcpTunnel(
  client: ClientSide,
  address: string,
  port: number,
  gate: Gate,
  head: Buffer,
  done: () => void,
): void {
  const { stream } = client;
  let settled = false;
  let cancelDown = () => {};
  let cancelUp = () => {};
  let forget = () => {};
  const cancelWait = () => {
    cancelDown();
    cancelUp();
  };
  const buffer = Buffer.allocUnsafeSlow(readBufferBytes);

  const origin: Socket = connect({
    host: address,
    port,
    noDelay: true,
    allowHalfOpen: true,
    onread: {
      buffer,
      callback: (size) => {
        down(size);
        // Reading goes on when this chunk is written; until then the buffer is in use.
        return false;
      },
    },
  });
  const timer = setTimeout(() => fail({ status: 504, code: "DESTINATION_TIMEOUT" }), dialMilliseconds);

  const down = (size: number) => {
    if (stream.destroyed) return;
    if (!gate.pass(size)) {
      if (gate.isClosed) end();
      else cancelDown = gate.whenOpen(() => down(size));
      return;
    }
    stream.write(buffer.subarray(0, size), () => {
      if (!origin.destroyed) origin.resume();
    });
  };

  const up = (chunk: Buffer) => {
    if (origin.destroyed) return;
    if (!gate.pass(chunk.length)) {
      stream.pause();
      if (gate.isClosed) end();
      else cancelUp = gate.whenOpen(() => up(chunk));
      return;
    }
    if (origin.write(chunk)) {
      if (stream.isPaused()) stream.resume();
      return;
    }
    stream.pause();
    origin.once("drain", () => stream.resume());
  };

  const fail = (refusal: TargetRefusal) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    origin.destroy();
    client.refuse(refusal);
    done();
  };

  const end = () => {
    cancelWait();
    origin.destroy();
    stream.destroy();
  };

  origin.once("connect", () => {
    clearTimeout(timer);
    if (stream.destroyed) {
      origin.destroy();
      done();
      return;
    }
    settled = true;
    forget = gate.whenClosed(end);
    client.accept();
    if (head.length > 0) up(head);
    stream.on("data", up);
    stream.on("end", () => origin.end());
    stream.on("close", () => {
      forget();
      cancelWait();
      origin.destroy();
      done();
    });
    stream.on("error", () => origin.destroy());
  });
  origin.on("end", () => stream.end());
  origin.on("error", () => (settled ? stream.destroy() : fail(unreachableTarget)));
  origin.on("close", () => {
    if (settled && !stream.writableEnded) stream.end();
  });
}
