/** Downloads of the demo. As a process of its own, `node scripts/demo/download.ts HOST PORT` fetches straight and prints {bytes} as they come, then a {@link Download}. */
import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { pathToFileURL } from "node:url";

export interface Download {
  readonly bytes: number;
  readonly sha256: string;
  readonly milliseconds: number;
}

/** Connects to host:port through a SOCKS5 proxy, naming the host so that it is resolved at the exit (RFC 1928, address type 3). */
async function dialThroughSocks(proxyPort: number, host: string, port: number): Promise<Socket> {
  const socket = connect(proxyPort, "127.0.0.1");
  const read = reader(socket);
  socket.write(Uint8Array.of(5, 1, 0));
  const greeting = await read(2);
  if (greeting[1] !== 0) throw new Error("the SOCKS proxy wants credentials");
  const name = Buffer.from(host, "ascii");
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]));
  const reply = await read(4);
  if (reply[1] !== 0) throw new Error(`the SOCKS proxy refused the connection with reply ${reply[1]}`);
  await read(reply[3] === 4 ? 18 : 6);
  return socket;
}

/** Reads exact numbers of bytes from a socket, without taking more than asked. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return (count) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const chunk = socket.read(count) as Buffer | null;
        if (chunk === null) return;
        done();
        resolve(chunk);
      };
      const fail = (error?: Error) => {
        done();
        reject(error ?? new Error("the SOCKS proxy closed the connection"));
      };
      const done = () => socket.off("readable", look).off("error", fail).off("close", fail);
      socket.on("readable", look).on("error", fail).on("close", fail);
      look();
    });
}

/** Fetches http://host:port/path, through SOCKS where a proxy's port is given, and hashes the body as it comes. */
export async function download(
  proxyPort: number | undefined,
  host: string,
  port: number,
  path: string,
  onBytes: (total: number) => void,
): Promise<Download> {
  const started = performance.now();
  const socket = proxyPort === undefined ? connect(port, host) : await dialThroughSocks(proxyPort, host, port);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
  const hash = createHash("sha256");
  let head: Buffer | undefined = Buffer.alloc(0);
  let bytes = 0;
  for await (const piece of socket as AsyncIterable<Buffer>) {
    let body = piece;
    if (head !== undefined) {
      head = Buffer.concat([head, piece]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) continue;
      if (!head.subarray(0, end).toString("latin1").startsWith("HTTP/1.1 200")) {
        throw new Error(`the origin answered: ${head.subarray(0, 80).toString("latin1")}`);
      }
      body = head.subarray(end + 4);
      head = undefined;
    }
    hash.update(body);
    bytes += body.length;
    onBytes(bytes);
  }
  return { bytes, sha256: hash.digest("hex"), milliseconds: performance.now() - started };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [host = "", port = ""] = process.argv.slice(2);
  let told = 0;
  const got = await download(undefined, host, Number(port), "/file", (bytes) => {
    if (bytes - told < 1 << 20) return;
    told = bytes;
    console.log(JSON.stringify({ bytes }));
  });
  console.log(JSON.stringify(got));
}
