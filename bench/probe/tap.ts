import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** One TCP connection as the exit's side sees it. Times are milliseconds of one clock. */
interface Seen {
  readonly began: number;
  ended: number;
  up: number;
  down: number;
  lastByte: number;
  hello: Buffer;
}

/** Stands before an exit and sees every connection come, as the exit does: what, when, how much. */
export interface Tap {
  readonly port: number;
  /** Forgets what was seen so far. */
  begin(): void;
  /** Features of what was seen since `begin`, in the order of `featureNames`. */
  features(): readonly number[];
  close(): void;
}

export const featureNames = [
  ...["connections", "bytes up", "bytes down", "first bytes up", "first bytes down", "largest down", "median up"],
  ...[
    "carrying connections",
    "silent connections",
    "duration",
    "mean gap",
    "spread of gaps",
    "first gap",
    "last quiet",
  ],
  ...["largest share", "hello length", "hello kind"],
] as const;

const log = (value: number): number => Math.log1p(Math.max(0, value));
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** What identifies a TLS client in its first message: everything but the random, the session id and the key shares (as in JA3): lengths and offers. */
function helloKind(hello: Buffer): number {
  // Record 5, handshake 4, version 2, random 32, then the session id; the cipher list follows.
  const cipherAt = 44 + (hello[43] ?? 0);
  const ciphers = hello.subarray(cipherAt, cipherAt + 2 + hello.readUInt16BE(Math.min(cipherAt, hello.length - 2)));
  return createHash("sha256").update(ciphers).digest().readUInt16BE(0);
}

export async function openTap(target: number): Promise<Tap> {
  let seen: Seen[] = [];
  let began = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((from) => {
    const now = performance.now();
    const one: Seen = { began: now, ended: now, up: 0, down: 0, lastByte: now, hello: Buffer.alloc(0) };
    seen.push(one);
    const to = connect(target, "127.0.0.1");
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    from.on("data", (chunk: Buffer) => {
      if (one.hello.length < 600) one.hello = Buffer.concat([one.hello, chunk]);
      one.up += chunk.length;
      one.lastByte = performance.now();
    });
    to.on("data", (chunk: Buffer) => {
      one.down += chunk.length;
      one.lastByte = performance.now();
    });
    from.on("close", () => {
      one.ended = performance.now();
      to.destroy();
    });
    to.on("close", () => from.destroy());
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    begin: () => {
      seen = [];
      began = performance.now();
    },
    features: () => {
      const all = [...seen].sort((a, b) => a.began - b.began);
      const starts = all.map((one) => one.began);
      const gaps = starts.slice(1).map((start, at) => start - (starts[at] ?? start));
      const [first] = all;
      const last = Math.max(began, ...all.map((one) => one.ended));
      const carrying = all.filter(({ down }) => down > 4_000);
      const largest = Math.max(0, ...all.map(({ down }) => down));
      const down = all.reduce((sum, one) => sum + one.down, 0);
      const ups = carrying.map(({ up }) => up).sort((a, b) => a - b);
      const spread = Math.sqrt(mean(gaps.map((gap) => (gap - mean(gaps)) ** 2)));
      return [
        ...[all.length, log(all.reduce((sum, one) => sum + one.up, 0)), log(down), log(first?.up ?? 0)],
        ...[log(first?.down ?? 0), log(largest), log(ups[Math.floor(ups.length / 2)] ?? 0), carrying.length],
        ...[
          all.length - carrying.length,
          log(last - (starts[0] ?? last)),
          log(mean(gaps)),
          log(spread),
          log(gaps[0] ?? 0),
        ],
        ...[
          log(last - Math.max(began, ...all.map((one) => (one.down > 4_000 ? one.lastByte : 0)))),
          largest / (down || 1),
        ],
        ...[first?.hello.readUInt16BE(3) ?? 0, first === undefined ? 0 : helloKind(first.hello)],
      ];
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
