import { connect, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { lendReads } from "../../../runtime/lentReads.ts";
import { ReadSlab } from "../../../runtime/readSlab.ts";
import { TurnWriter } from "../../../runtime/turnWriter.ts";
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
  /** Breaks off so that the client can tell it from an end: what it has is not all there was. */
  reset(): void;
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
  let upPaused = false;
  let upEnded = false;
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

  const writer = new TurnWriter((data) => {
    if (origin.destroyed) return;
    // What the kernel took at once leaves nothing to wait for, although `write` says so of every large chunk.
    if (origin.write(data) || origin.writableLength === 0) return;
    upPaused = true;
    stream.pause();
  });
  /** What came without credit, in order: TLS hands out what it has decrypted even after it was told to stop. */
  const held: Buffer[] = [];
  const slab = new ReadSlab(() => {
    writer.flush();
    return origin.writableLength > 0 || held.length > 0;
  });

  const up = (chunk: Buffer) => {
    if (origin.destroyed) return;
    if (held.length === 0 && gate.pass(chunk.length)) {
      writer.add(chunk);
      return;
    }
    held.push(chunk);
    if (held.length > 1) return;
    stream.pause();
    cancelUp = gate.whenOpen(retryUp);
  };
  const retryUp = () => {
    if (gate.isClosed) {
      end();
      return;
    }
    for (let chunk = held[0]; chunk !== undefined; chunk = held[0]) {
      if (!gate.pass(chunk.length)) {
        cancelUp = gate.whenOpen(retryUp);
        return;
      }
      held.shift();
      writer.add(chunk);
    }
    if (upEnded) endUp();
    else if (!stream.destroyed && !upPaused) stream.resume();
  };
  /** The client has said everything; the destination hears so when all of it is on its way. */
  const endUp = () => {
    upEnded = true;
    if (held.length > 0) return;
    writer.flush();
    origin.end();
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

  const readUp = () => {
    if (stream instanceof Socket) {
      for (let early: Buffer | null = stream.read(); early !== null; early = stream.read()) up(early);
      const lent = lendReads(stream, {
        buffer: () => slab.next(),
        callback: (size, room) => {
          up(slab.taken(size, room));
          return !upPaused && held.length === 0;
        },
      });
      if (!lent) stream.on("data", up);
    } else stream.on("data", up);
    if (!upPaused && held.length === 0) stream.resume();
  };

  // Whoever leaves while the destination is being dialled is not dialled for any more.
  stream.once("close", () => fail(unreachableTarget));
  origin.once("connect", () => {
    clearTimeout(timer);
    settled = true;
    forget = gate.whenClosed(end);
    client.accept();
    if (head.length > 0) up(head);
    stream.on("end", endUp);
    origin.on("drain", () => {
      if (!upPaused) return;
      upPaused = false;
      if (held.length === 0) stream.resume();
    });
    readUp();
    stream.on("close", () => {
      forget();
      cancelWait();
      origin.destroy();
      done();
    });
    stream.on("error", () => origin.destroy());
  });
  origin.on("end", () => stream.end());
  origin.on("error", () => (settled ? client.reset() : fail(unreachableTarget)));
  origin.on("close", () => {
    if (settled && !stream.writableEnded) stream.end();
  });
}
