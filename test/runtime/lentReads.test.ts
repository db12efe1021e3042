import { createHash, randomBytes } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { connect as tlsConnect, createServer as tlsServer } from "node:tls";
import selfsigned from "selfsigned";
import { describe, expect, it } from "vitest";
import { lendReads } from "../../runtime/lentReads.ts";
import { ReadSlab } from "../../runtime/readSlab.ts";
import { TurnWriter } from "../../runtime/turnWriter.ts";

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
const sent = randomBytes(24_000_000);

/** Accepts one connection, reads it by a slab into a slow receiver, and returns what the receiver got. */
async function carry(server: Server, dial: (port: number) => Socket): Promise<{ lent: boolean; sha256: string }> {
  const received: Buffer[] = [];
  // It takes a chunk at a time and stops to breathe, so that the slab goes round while much of it is still waiting.
  const receiver = createServer((socket) => {
    socket.on("data", (chunk) => {
      received.push(chunk);
      socket.pause();
      setImmediate(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let lent = false;
  const accepted = (socket: Socket) => {
    const out = connect((receiver.address() as AddressInfo).port, "127.0.0.1");
    const writer = new TurnWriter((data) => {
      if (!out.write(data) && out.writableLength > 0) socket.pause();
    });
    const slab = new ReadSlab(() => {
      writer.flush();
      return out.writableLength > 0;
    });
    out.on("drain", () => socket.resume());
    socket.pause();
    for (let early: Buffer | null = socket.read(); early !== null; early = socket.read()) writer.add(early);
    lent = lendReads(socket, {
      buffer: () => slab.next(),
      callback: (size, room) => {
        writer.add(slab.taken(size, room));
        return true;
      },
    });
    socket.on("end", () => {
      writer.flush();
      out.end();
    });
    socket.resume();
  };
  server.on(server.listenerCount("secureConnection") > 0 ? "secureConnection" : "connection", accepted);
  const done = new Promise<void>((resolve) =>
    receiver.on("connection", (socket: Socket) => socket.on("end", () => resolve())),
  );
  const client = dial((server.address() as AddressInfo).port);
  client.end(sent);
  await done;
  client.destroy();
  server.close();
  receiver.close();
  return { lent, sha256: sha256(Buffer.concat(received)) };
}

describe("reads into lent buffers", () => {
  it("work on sockets that a TCP server accepted, and change no byte while the receiver lags", async () => {
    const result = await carry(createServer({ allowHalfOpen: true }), (port) => connect(port, "127.0.0.1"));
    expect(result).toEqual({ lent: true, sha256: sha256(sent) });
  });

  it("work on sockets that a TLS server accepted, and change no byte while the receiver lags", async () => {
    const { private: key, cert } = await selfsigned.generate([{ name: "commonName", value: "localhost" }]);
    const server = tlsServer({ key, cert, allowHalfOpen: true }).on("secureConnection", () => {});
    const result = await carry(server, (port) => tlsConnect({ port, host: "127.0.0.1", rejectUnauthorized: false }));
    expect(result).toEqual({ lent: true, sha256: sha256(sent) });
  });
});

describe("a slab", () => {
  it("is used again when nothing of it is waiting, and is replaced when something is", () => {
    let waiting = false;
    const slab = new ReadSlab(() => waiting);
    const round = () => {
      const buffers = new Set<ArrayBufferLike>();
      for (let read = 0; read < 40; read++) {
        const room = slab.next();
        buffers.add(room.buffer);
        slab.taken(16_384, room);
      }
      return buffers.size;
    };
    expect(round()).toBe(1);
    waiting = true;
    expect(round()).toBeGreaterThan(1);
  });
});

describe("a turn's writer", () => {
  it("joins neighbours of one turn into one write, keeps the order, and joins nothing else", async () => {
    const writes: string[] = [];
    const writer = new TurnWriter((data) => writes.push(data.toString("latin1")));
    const memory = Buffer.from("abcdef", "latin1");
    writer.add(memory.subarray(0, 2));
    writer.add(memory.subarray(2, 4));
    writer.add(Buffer.from("xy", "latin1"));
    writer.add(memory.subarray(4, 6));
    expect(writes).toEqual(["abcd", "xy"]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes).toEqual(["abcd", "xy", "ef"]);
  });
});
