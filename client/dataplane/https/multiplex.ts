import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { ClientError } from "../../errors.ts";
import { dialNode, type NodeEndpoint } from "./dial.ts";

/** Under the 256 that a node takes at once: beyond it streams would wait for others to end. */
const mostStreams = 200;
const streamWindow = 1_048_576;
const connectionWindow = 8 * 1_048_576;
/** A session that carries nothing is closed before the node does it, which is after a minute. */
const idleMilliseconds = 45_000;

/** What the node says to a CONNECT (RFC 9113, section 8.5). */
export interface StreamReply {
  readonly status: number;
  /** The node's `turnpike-error`, if any. */
  readonly code: string | undefined;
}

/**
 * One HTTP/2 connection to a node for many small streams: a burst of new connections, as a web page makes it, waits for one handshake at most, and for none
 * while the connection lives. Dialled when it is first wanted. A long transfer is faster on a connection of its own, which is what the pool is for.
 */
export class Multiplex {
  readonly #endpoint: NodeEndpoint;
  readonly #closing = new AbortController();
  #session: Promise<ClientHttp2Session> | undefined;
  #streams = 0;

  constructor(endpoint: NodeEndpoint) {
    this.#endpoint = endpoint;
  }

  /** Whether it is connected or about to be. */
  get isUp(): boolean {
    return this.#session !== undefined;
  }

  /** Whether one more stream finds room. */
  get hasRoom(): boolean {
    return this.#streams < mostStreams && !this.#closing.signal.aborted;
  }

  /** Dials, unless that is done: somebody will want it soon. */
  warm(): void {
    // A node that does not answer shows when a stream wants it.
    if (!this.#closing.signal.aborted) this.#ready().catch(() => undefined);
  }

  /**
   * Asks for a tunnel; resolves with the node's reply and the stream, which the caller ends when the status is not 200; or with what became of it: died when
   * the connection broke before the node said anything, so that it may be asked again; silent when it said nothing for so long. Codes: those of `dialNode`.
   */
  async connect(
    authority: string,
    credentials: string,
    milliseconds: number,
  ): Promise<{ readonly stream: ClientHttp2Stream; readonly reply: StreamReply } | "died" | "silent"> {
    this.#streams += 1;
    let session: ClientHttp2Session;
    try {
      session = await this.#ready();
    } catch (error) {
      this.#streams -= 1;
      throw error;
    }
    const leave = () => {
      this.#streams -= 1;
    };
    if (session.destroyed || session.closed) {
      leave();
      return "died";
    }
    const headers = { ":method": "CONNECT", ":authority": authority, "proxy-authorization": `Basic ${credentials}` };
    const stream = session.request(headers, { endStream: false });
    stream.once("close", leave);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve("silent");
        stream.destroy();
      }, milliseconds);
      // The listener stays: an error without one would end the program.
      stream.on("error", () => stream.destroy());
      stream.once("close", () => {
        clearTimeout(timer);
        resolve("died");
      });
      stream.once("response", (answer) => {
        clearTimeout(timer);
        stream.pause();
        const code = answer["turnpike-error"];
        const reply = { status: Number(answer[":status"] ?? 0), code: typeof code === "string" ? code : undefined };
        resolve({ stream, reply });
      });
    });
  }

  close(): void {
    this.#closing.abort();
    this.#session?.then(
      (session) => session.destroy(),
      () => undefined,
    );
  }

  #ready(): Promise<ClientHttp2Session> {
    this.#session ??= this.#dial();
    return this.#session;
  }

  async #dial(): Promise<ClientHttp2Session> {
    const forget = () => {
      this.#session = undefined;
    };
    try {
      const socket = await dialNode(this.#endpoint, { protocol: "h2", signal: this.#closing.signal });
      if (socket.alpnProtocol !== "h2") {
        socket.destroy();
        throw new ClientError("NODE_UNREACHABLE", "the node does not speak HTTP/2; another one is tried");
      }
      const session = connect("https://exit", {
        createConnection: () => socket,
        settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: 16_384 },
        maxHeaderListPairs: 64,
        maxSessionMemory: 64,
      });
      session.on("error", () => session.destroy());
      session.once("close", forget);
      session.once("goaway", forget);
      session.setTimeout(idleMilliseconds, () => {
        forget();
        session.close();
      });
      session.once("connect", () => session.setLocalWindowSize(connectionWindow));
      return session;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
