/**
 * The internet of a lab, as a process: HTTP on port 80 that says who asked, a stream of seeded bytes over TCP (a line with a number asks for that many), an
 * echo over UDP on ports 53 and 9000, DNS on 53 for whoever asks properly, and TCP on 25 that must never be reached. Prints a line of JSON when it listens.
 */
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { answerTo } from "./names.ts";

const block = createHash("sha512").update("a lab's internet").digest();
const filler = Buffer.alloc(65_536, block);

const tcp = (port: number): Promise<void> =>
  new Promise((resolve) => {
    createServer((socket) => {
      let left = 0;
      const more = () => {
        while (left > 0) {
          const size = Math.min(left, filler.length);
          left -= size;
          if (!socket.write(filler.subarray(0, size))) return;
        }
      };
      socket.on("drain", more);
      socket.on("error", () => socket.destroy());
      socket.on("data", (chunk) => {
        const asked = Number(/^([0-9]{1,15})\n/.exec(chunk.toString("latin1"))?.[1] ?? "0");
        left += asked;
        more();
      });
    }).listen(port, "::", resolve);
  });
const udp = (port: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket({ type: "udp6", ipv6Only: false });
    // Says who asked, so that a test sees whose address the exit shows.
    socket.on("message", (message, from) =>
      socket.send(
        port === 53 && message.length > 12
          ? answerTo(message, from.address)
          : `${from.address} ${message.toString("latin1")}`,
        from.port,
        from.address,
      ),
    );
    socket.bind(port, "::", () => resolve());
  });

const http = (): Promise<void> =>
  new Promise((resolve) => {
    createHttpServer((request, response) => response.end(`${request.socket.remoteAddress} asks`)).listen(
      80,
      "::",
      resolve,
    );
  });

await Promise.all([http(), tcp(8_080), tcp(25), udp(53), udp(9_000)]);
console.log(JSON.stringify({ ready: true }));
process.on("SIGINT", () => process.exit(0));
