import type { ClientHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { CapsuleReader, encodeDatagram, udpPath } from "../../../protocol/capsule.ts";
import { writerByTurn } from "../../../runtime/turnWriter.ts";
import { ClientError } from "../../errors.ts";
import type { Carrier, Tally, UdpPath } from "../port.ts";
import type { NodeEndpoint } from "./dial.ts";
import { Link } from "./link.ts";
import { Multiplex } from "./multiplex.ts";
import { Pool } from "./pool.ts";
import { relay } from "./relay.ts";
import { relayStream } from "./relayStream.ts";

const headLimit = 16_384;
const replyMilliseconds = 20_000;
const poolSize = 8;
/** Behind an entry every warm connection is one more of its tunnels, and its handshakes are paid for. */
const poolSizeThrough = 4;
const udpBacklogBytes = 1_048_576;

const authority = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/**
 * The HTTPS transport: one pooled TLS connection a stream by HTTP/1.1 CONNECT; streams of one HTTP/2 connection for those of a burst that the pool has none
 * left for; and connect-udp by Upgrade.
 */
export class HttpsCarrier implements Carrier {
  readonly #pool: Pool;
  readonly #multiplex: Multiplex;
  readonly #credentials: string;
  readonly #tally: Tally;
  readonly #open = new Set<Link | ClientHttp2Stream>();
  #asking = 0;
  #dialling = 0;

  /** Keeps `warm` connections ready. */
  constructor(
    endpoint: NodeEndpoint,
    session: string,
    token: string,
    tally: Tally,
    warm = endpoint.through === undefined ? poolSize : poolSizeThrough,
  ) {
    this.#pool = new Pool(endpoint, warm);
    this.#multiplex = new Multiplex(endpoint);
    this.#credentials = Buffer.from(`${session}:${token}`).toString("base64");
    this.#tally = tally;
  }

  async carryTcp(local: Socket, host: string, port: number, ready: () => void, head?: Buffer): Promise<void> {
    const tunnel = await this.#connect(host, port);
    if (local.destroyed) {
      socketOf(tunnel).destroy();
      return;
    }
    ready();
    if (tunnel instanceof Link) relay(local, tunnel, this.#tally, head);
    else relayStream(local, tunnel, this.#tally, head);
  }

  /** A stream to host:port, for callers that speak HTTP or TLS over it; `tally` may stand in for the session's own. */
  async openStream(host: string, port: number, tally: Tally = this.#tally): Promise<Duplex> {
    const tunnel = await this.#connect(host, port);
    const socket = socketOf(tunnel);
    const stream = new Duplex({
      read: () => socket.resume(),
      write: (chunk: Buffer, _encoding, done) => {
        if (!tally.mayFlow) {
          done(new ClientError("BUDGET_EXHAUSTED", "the budget is used up"));
          return;
        }
        tally.up(chunk.length);
        socket.write(chunk, done);
      },
      final: (done) => socket.end(done),
      destroy: (error, done) => {
        socket.destroy();
        done(error);
      },
    });
    const take = (chunk: Buffer) => {
      tally.down(chunk.length);
      if (!tally.mayFlow) stream.destroy();
      // The slab is only lent for this call.
      else if (!stream.push(Buffer.from(chunk))) socket.pause();
    };
    if (tunnel instanceof Link) tunnel.setSink(take, () => false);
    else tunnel.on("data", take);
    socket.on("end", () => stream.push(null));
    socket.on("close", () => stream.destroy());
    return stream;
  }

  async openUdp(
    host: string,
    port: number,
    onPayload: (payload: Uint8Array) => void,
    onClose: () => void,
  ): Promise<UdpPath> {
    const request = `GET ${udpPath(host, port)} HTTP/1.1\r\nHost: exit\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nCapsule-Protocol: ?1\r\n`;
    const link = await this.#request(request, 101);
    const { socket } = link;
    const tally = this.#tally;
    const reader = new CapsuleReader();
    const take = (chunk: Buffer) => {
      if (!tally.mayFlow) {
        socket.destroy();
        return;
      }
      const payloads = payloadsOf(reader, chunk);
      if (payloads === undefined) socket.destroy();
      for (const payload of payloads ?? []) {
        tally.down(payload.length);
        onPayload(payload);
      }
    };
    socket.on("close", onClose);
    link.setSink(take, () => false);
    // It was paused behind the reply's head.
    socket.resume();
    const write = writerByTurn(socket);
    return {
      send: (payload) => {
        // A path that is slower than its sender loses packets, as any network does; memory is no place to keep them.
        if (socket.destroyed || !tally.mayFlow || socket.writableLength > udpBacklogBytes) return;
        tally.up(payload.length);
        write(encodeDatagram(payload));
      },
      close: () => socket.destroy(),
    };
  }

  /** Whether anything goes through here or waits to. */
  get isBusy(): boolean {
    return this.#open.size > 0 || this.#asking > 0;
  }

  close(): void {
    this.#pool.close();
    this.#multiplex.close();
    for (const tunnel of this.#open) socketOf(tunnel).destroy();
  }

  /**
   * A connection of its own is what a long transfer wants, and a warm one costs a single round trip. When half of them are taken at once a burst is under way:
   * the rest of it shares one connection instead of making a handshake each. The first stream of all finds an empty pool, too, and dials.
   */
  async #connect(host: string, port: number): Promise<Link | ClientHttp2Stream> {
    const target = authority(host, port);
    const head = `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n`;
    this.#asking += 1;
    try {
      const warm = this.#pool.takeWarm();
      if (warm !== undefined) {
        if (this.#pool.isRunningLow) this.#multiplex.warm();
        return await this.#ask(head, 200, warm);
      }
      if ((this.#dialling > 0 || this.#multiplex.isUp) && this.#multiplex.hasRoom)
        return await this.#askMultiplexed(target);
      this.#dialling += 1;
      const link = await this.#pool.take().finally(() => {
        this.#dialling -= 1;
      });
      return await this.#ask(head, 200, link);
    } finally {
      this.#asking -= 1;
    }
  }

  async #askMultiplexed(target: string): Promise<ClientHttp2Stream> {
    for (let attempt = 0; ; attempt++) {
      const opened = await this.#multiplex.connect(target, this.#credentials, replyMilliseconds);
      if (opened === "died" && attempt < 2) continue;
      if (opened === "died" || opened === "silent") throw gone();
      const { stream, reply } = opened;
      if (reply.status !== 200) {
        stream.destroy();
        throw refusal(reply.status, reply.code);
      }
      this.#open.add(stream);
      stream.once("close", () => this.#open.delete(stream));
      return stream;
    }
  }

  async #request(requestHead: string, expected: number): Promise<Link> {
    this.#asking += 1;
    try {
      return await this.#ask(requestHead, expected, await this.#pool.take());
    } finally {
      this.#asking -= 1;
    }
  }

  /** Sends a request head on a connection and reads the reply's. A connection that died in the pool is replaced. */
  async #ask(requestHead: string, expected: number, first: Link): Promise<Link> {
    const message = `${requestHead}Proxy-Authorization: Basic ${this.#credentials}\r\n\r\n`;
    for (let attempt = 0; ; attempt++) {
      const link = attempt === 0 ? first : await this.#pool.take();
      this.#open.add(link);
      link.socket.on("close", () => this.#open.delete(link));
      const reply = await exchange(link, message);
      if (reply === "died" || reply === "silent") {
        link.socket.destroy();
        // Silence is not asked for a second time here: it took long enough.
        if (reply === "died" && attempt < 2) continue;
        throw gone();
      }
      if (reply.status === expected) return link;
      link.socket.destroy();
      throw refusal(reply.status, /^turnpike-error: *([A-Z_]+)/im.exec(reply.head)?.[1]);
    }
  }
}

const socketOf = (tunnel: Link | ClientHttp2Stream): Duplex => (tunnel instanceof Link ? tunnel.socket : tunnel);

const gone = () => new ClientError("NODE_UNREACHABLE", "the node closed the connection; another one is tried");

/** What a node's answer to a request for a tunnel means; `code` is its `turnpike-error`. */
function refusal(status: number, code: string | undefined): ClientError {
  if (code === "DESTINATION_REFUSED")
    return new ClientError(
      "DESTINATION_REFUSED",
      "this exit does not serve that destination; choose one with another exit policy",
    );
  if (code?.startsWith("DESTINATION_") === true || code === "TUNNEL_LIMIT")
    return new ClientError("DESTINATION_UNREACHABLE", "the exit could not reach the destination");
  return new ClientError("NODE_REFUSED", "the node does not know this session any more; a new one is opened", {
    status,
  });
}

/** Undefined for a capsule that cannot be: nothing sensible follows it, so the stream must end, and the client lives on. */
function payloadsOf(reader: CapsuleReader, chunk: Uint8Array): Uint8Array[] | undefined {
  try {
    return reader.push(chunk);
  } catch {
    // What the node sent here is its own fault and no news to anybody.
    return undefined;
  }
}

interface Reply {
  readonly status: number;
  readonly head: string;
}

/** Writes a request and collects the reply's head; what follows it stays in the link for the next sink. */
function exchange(link: Link, message: string): Promise<Reply | "died" | "silent"> {
  return new Promise((resolve) => {
    const { socket } = link;
    let seen = Buffer.alloc(0);
    const finish = (reply: Reply | "died" | "silent") => {
      clearTimeout(timer);
      socket.off("close", dead).off("end", dead);
      resolve(reply);
    };
    const dead = () => finish("died");
    const timer = setTimeout(() => finish("silent"), replyMilliseconds);
    socket.once("close", dead);
    socket.once("end", dead);
    link.setSink(
      (chunk) => {
        seen = Buffer.concat([seen, chunk]);
        const end = seen.indexOf("\r\n\r\n");
        if (end < 0) {
          if (seen.length > headLimit) dead();
          return;
        }
        const head = seen.subarray(0, end).toString("latin1");
        const status = Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(head)?.[1] ?? "0");
        link.hold(seen.subarray(end + 4));
        socket.pause();
        finish({ status, head });
      },
      () => false,
    );
    socket.resume();
    socket.write(message);
  });
}
