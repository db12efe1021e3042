/** A worker that asks one thing over and over on kept-alive connections, as cheaply as it can, so that the server is what is measured. */
import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

export interface Load {
  readonly port: number;
  readonly path: string;
  readonly headers: readonly string[];
  readonly status: number;
  readonly connections: number;
  readonly milliseconds: number;
}

const { port, path, headers, status, connections, milliseconds } = workerData as Load;
const request = Buffer.from(
  `GET ${path} HTTP/1.1\r\nhost: bench\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n`,
);
const headEnd = Buffer.from("\r\n\r\n");
const expected = `HTTP/1.1 ${status} `;
let answered = 0;
let bytes = 0;

function keepAsking(until: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let head: Buffer = Buffer.alloc(0);
    /** Bytes of the body still to come; below zero while the head is read. */
    let left = -1;
    const take = (chunk: Buffer): void => {
      let rest = chunk;
      if (left < 0) {
        head = head.length === 0 ? rest : Buffer.concat([head, rest]);
        const end = head.indexOf(headEnd);
        if (end < 0) return;
        const text = head.toString("latin1", 0, end);
        if (!text.startsWith(expected)) throw new Error(`expected ${status}, got ${text.split("\r\n")[0]}`);
        left = status === 304 ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
        rest = head.subarray(end + headEnd.length);
        head = Buffer.alloc(0);
      }
      left -= rest.length;
      bytes += rest.length;
      if (left > 0) return;
      if (left < 0 || Number.isNaN(left)) throw new Error("an answer longer than it says");
      answered += 1;
      left = -1;
      if (performance.now() < until) socket.write(request);
      else socket.end();
    };
    socket.on("connect", () => socket.write(request));
    socket.on("data", (chunk) => {
      try {
        take(chunk);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

const began = performance.now();
await Promise.all(Array.from({ length: connections }, () => keepAsking(began + milliseconds)));
parentPort?.postMessage({
  perSecond: (answered * 1_000) / (performance.now() - began),
  bytes: bytes / Math.max(1, answered),
});
