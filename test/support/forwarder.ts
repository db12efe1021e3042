/**
 * A stretch of network between a client and a node: it forwards TCP and lets a test cut or hold what passes. It sees only what any router sees, so tests
 * choose by the length of TLS records.
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface TlsRecord {
  readonly from: "client" | "node";
  /** Whether it belongs to a request or an answer; false for the handshake. */
  readonly application: boolean;
  /** Bytes of its payload. */
  readonly length: number;
}

/** What becomes of a record: it passes, waits with all that follows on its connection until `release`, or both ends lose the connection before it. */
export type Verdict = "pass" | "hold" | "cut";

export interface Forwarder {
  readonly port: number;
  /** Where connections go from now on. */
  target: number;
  judge: (record: TlsRecord) => Verdict;
  /** Lets everything go that is held. */
  release(): void;
  close(): Promise<void>;
}

const headerBytes = 5;
const applicationData = 23;
/** The client's first record of this type ends the handshake (TLS 1.3); what either side says after its second is payload. */
const requestRecord = 2;

export async function openForwarder(): Promise<Forwarder> {
  const sockets = new Set<Socket>();
  const holders = new Set<() => void>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const node = connect({ host: "127.0.0.1", port: forwarder.target, allowHalfOpen: true });
    const connection = { spoken: 0 };
    for (const [from, source, sink] of [
      ["client", client, node],
      ["node", node, client],
    ] as const) {
      keep(source);
      forward(connection, from, source, sink);
    }
  });
  const forward = (connection: { spoken: number }, from: TlsRecord["from"], source: Socket, sink: Socket) => {
    let waiting = Buffer.alloc(0);
    let held = false;
    const drain = () => {
      while (!held && waiting.length >= headerBytes) {
        const length = waiting.readUInt16BE(3);
        if (waiting.length < headerBytes + length) return;
        if (from === "client" && waiting[0] === applicationData) connection.spoken += 1;
        const application = waiting[0] === applicationData && connection.spoken >= requestRecord;
        const verdict = forwarder.judge({ from, application, length });
        if (verdict === "cut") {
          source.destroy();
          sink.destroy();
          return;
        }
        if (verdict === "hold") {
          held = true;
          holders.add(letGo);
          return;
        }
        sink.write(waiting.subarray(0, headerBytes + length));
        waiting = waiting.subarray(headerBytes + length);
      }
    };
    const letGo = () => {
      held = false;
      drain();
    };
    source.on("data", (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      drain();
    });
    source.on("end", () => sink.end());
    source.on("close", () => {
      holders.delete(letGo);
      sink.destroy();
    });
  };
  const forwarder: Forwarder = {
    port: await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    ),
    target: 0,
    judge: () => "pass",
    release: () => {
      forwarder.judge = () => "pass";
      for (const letGo of [...holders]) letGo();
      holders.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return forwarder;
}
