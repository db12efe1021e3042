import { createHash } from "node:crypto";
import { request } from "node:http";
import { connect, isIP, type Socket } from "node:net";

/** What came of one request. */
export interface Fetched {
  readonly status: number;
  readonly sha256: string;
  readonly bytes: number;
  /** Until the first byte of the answer, and from there to the last. */
  readonly latencyMilliseconds: number;
  readonly bodyMilliseconds: number;
}

/** Why nothing came: the words of SOCKS5 (RFC 1928, section 6) as codes. */
export class FetchFailed extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

const replies: Readonly<Record<number, string>> = {
  2: "DESTINATION_REFUSED",
  4: "DESTINATION_UNREACHABLE",
};

export interface FetchOptions {
  readonly socksPort: number;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Names and values in turn, sent in this order. */
  readonly headers: readonly string[];
  readonly milliseconds: number;
}

/** Fetches a page through the client's SOCKS5 proxy as a program would: names go to the exit as they are. Throws `FetchFailed`. */
export async function fetchThrough(options: FetchOptions): Promise<Fetched> {
  const { host, port, path, headers } = options;
  const began = performance.now();
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        socket?.destroy();
        reject(new FetchFailed("PROBE_TIMEOUT"));
      }, options.milliseconds);
    });
    const fetching = (async (): Promise<Fetched> => {
      const carried = await dial(options);
      socket = carried;
      const hash = createHash("sha256");
      let bytes = 0;
      let first = 0;
      const status = await new Promise<number>((resolve, reject) => {
        // Without an agent of its own: one would look the name up here, and dial straight.
        const outgoing = request({ host, port, path, headers: [...headers], createConnection: () => carried });
        outgoing.on("error", reject);
        outgoing.on("response", (incoming) => {
          first = performance.now();
          incoming.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            hash.update(chunk);
          });
          incoming.on("error", reject);
          incoming.on("end", () => resolve(incoming.statusCode ?? 0));
        });
        outgoing.end();
      });
      const ended = performance.now();
      const sha256 = hash.digest("hex");
      return { status, sha256, bytes, latencyMilliseconds: first - began, bodyMilliseconds: ended - first };
    })();
    fetching.catch(() => undefined);
    return await Promise.race([fetching, late]);
  } catch (error) {
    throw error instanceof FetchFailed ? error : new FetchFailed("PROBE_CUT_OFF", error);
  } finally {
    clearTimeout(timer);
    socket?.destroy();
  }
}

async function dial({ socksPort, host, port }: FetchOptions): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: socksPort });
  socket.setNoDelay(true);
  let held = Buffer.alloc(0);
  const take = (count: number): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const chunk = socket.read() as Buffer | null;
        if (chunk !== null) held = Buffer.concat([held, chunk]);
        if (held.length < count) return;
        socket.off("readable", look).off("error", reject).off("end", ended);
        const taken = held.subarray(0, count);
        held = held.subarray(count);
        resolve(taken);
      };
      const ended = () => reject(new FetchFailed("NODE_UNREACHABLE"));
      socket.on("readable", look).on("error", reject).on("end", ended);
      look();
    });
  try {
    socket.write(Buffer.from([5, 1, 0]));
    await take(2);
    const address =
      isIP(host) === 4
        ? Buffer.from([1, ...host.split(".").map(Number)])
        : Buffer.concat([Buffer.from([3, host.length]), Buffer.from(host, "latin1")]);
    socket.write(Buffer.concat([Buffer.from([5, 1, 0]), address, Buffer.from([port >> 8, port & 255])]));
    const reply = await take(10);
    if (reply[1] !== 0) throw new FetchFailed(replies[reply[1] ?? 0] ?? "NODE_UNREACHABLE");
    if (held.length > 0) socket.unshift(held);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
