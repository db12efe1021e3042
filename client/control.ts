import { Agent, type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Static, TSchema } from "typebox";
import { CodedError } from "../protocol/errors.ts";
import { parseMessage, WireErrorJson } from "../protocol/wire.ts";
import { dialNode, type NodeEndpoint } from "./dataplane/https/dial.ts";
import { ClientError } from "./errors.ts";
import { plainText } from "./plainText.ts";

/** For a whole answer, not for its next byte: a node that drips one holds nobody up. */
const requestMilliseconds = 8_000;
const answerLimit = 65_536;
const lineLimit = 16_384;
/** So many lines wait to be looked at; then the node must wait. */
const mostLinesWaiting = 32;

/** An error that the node stated, with its own code. */
export class NodeAnswer extends CodedError {
  constructor(
    stated: string,
    message: string,
    status: number,
    data: Record<string, string | number | boolean | null>,
    retryable: boolean,
  ) {
    super(
      /^[A-Z][A-Z_]{0,63}$/.test(stated) ? stated : "NODE_REFUSED",
      { exitCode: status === 402 ? 6 : 4, httpStatus: status, retryable },
      `the node refuses: ${plainText(message)}`,
      data,
    );
  }
}

interface Call<T extends TSchema> {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly credentials?: string;
  readonly answer: T;
  /** How long the whole answer may take. */
  readonly milliseconds?: number;
}

/** Requests to a node's control API over pinned connections; ordinary ones share a connection that stays open. */
export class ControlClient {
  readonly #endpoint: NodeEndpoint;
  readonly #agent: Agent;

  constructor(endpoint: NodeEndpoint) {
    this.#endpoint = endpoint;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 2, keepAliveMsecs: 10_000, timeout: 30_000 });
    // The agent's own dialling knows no pin.
    Object.assign(this.#agent, {
      createConnection: (_options: unknown, done: (error: Error | null, socket?: Duplex) => void) => {
        dialNode(endpoint).then(
          (socket) => done(null, socket),
          (error: Error) => done(error),
        );
      },
    });
  }

  /** Dials a connection of its own, for a proof that is bound to it. */
  dial(): Promise<TLSSocket> {
    return dialNode(this.#endpoint);
  }

  /** One request and its checked answer, on the shared connection or on `socket`. Codes: `NODE_UNREACHABLE`, `NODE_REFUSED`, or the node's own. */
  call<T extends TSchema>(call: Call<T>, socket?: TLSSocket): Promise<Static<T>> {
    return new Promise((resolve, reject) => {
      const text = call.body === undefined ? undefined : JSON.stringify(call.body);
      const outgoing = request({
        host: "exit",
        method: call.method,
        path: call.path,
        ...(socket === undefined ? { agent: this.#agent } : { createConnection: () => socket }),
        headers: {
          ...(text === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          ...(call.credentials === undefined ? {} : { authorization: call.credentials }),
        },
      });
      const timer = setTimeout(
        () => outgoing.destroy(new Error("the answer takes too long")),
        call.milliseconds ?? requestMilliseconds,
      );
      const fail = (cause: unknown) => {
        clearTimeout(timer);
        reject(cause instanceof CodedError ? cause : unreachable(cause));
      };
      outgoing.on("error", fail);
      outgoing.on("response", (incoming) => {
        collect(incoming)
          .then((body) => {
            clearTimeout(timer);
            resolve(checked(incoming.statusCode ?? 0, body, call));
          })
          .catch(fail);
      });
      outgoing.end(text);
    });
  }

  /**
   * Opens the demand stream: lines as they come. While too many wait for `onLine` to resolve nothing more is read. Returns how to end it; `onEnd` is called
   * once when it is over, with `NODE_REFUSED` when the node sent a line longer than any message.
   */
  stream(
    path: string,
    credentials: string,
    onLine: (line: string) => Promise<void> | void,
    onEnd: (broken?: ClientError) => void,
  ): () => void {
    let over = false;
    const endWith = (broken?: ClientError) => {
      if (over) return;
      over = true;
      outgoing.destroy();
      onEnd(broken);
    };
    const end = () => endWith();
    const outgoing = request({
      host: "exit",
      path,
      headers: { authorization: credentials },
      createConnection: lazily(() => dialNode(this.#endpoint)),
    });
    outgoing.on("error", end);
    outgoing.on("response", (incoming) => {
      if (incoming.statusCode !== 200) {
        end();
        return;
      }
      let buffered = "";
      let waiting = 0;
      const looked = () => {
        waiting -= 1;
        if (waiting < mostLinesWaiting) incoming.resume();
      };
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        buffered += chunk;
        for (let at = buffered.indexOf("\n"); at >= 0 && !over; at = buffered.indexOf("\n")) {
          const line = buffered.slice(0, at);
          buffered = buffered.slice(at + 1);
          waiting += 1;
          Promise.resolve(onLine(line)).then(looked, looked);
        }
        if (buffered.length > lineLimit)
          endWith(new ClientError("NODE_REFUSED", "the node sent a message without an end; another node is tried"));
        if (waiting >= mostLinesWaiting) incoming.pause();
      });
      incoming.on("end", end).on("error", end).on("close", end);
    });
    outgoing.end();
    return end;
  }

  close(): void {
    this.#agent.destroy();
  }
}

type CreateConnection = (options: unknown, done: (error: Error | null, socket: Duplex) => void) => undefined;
const lazily =
  (dial: () => Promise<TLSSocket>): CreateConnection =>
  (_options, done) => {
    dial().then(
      (socket) => done(null, socket),
      (error: Error) => done(error, undefined as unknown as Duplex),
    );
    return undefined;
  };

const unreachable = (cause: unknown) =>
  new ClientError("NODE_UNREACHABLE", "the node does not answer; another one is tried", {}, { cause });

async function collect(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerLimit) throw new ClientError("NODE_REFUSED", "the node's answer is too long; choose another node");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function checked<T extends TSchema>(status: number, body: string, call: Call<T>): Static<T> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // The cover site answers in HTML: the node does not take us for a client.
    throw new ClientError(
      "NODE_REFUSED",
      "the node did not accept the proof of this session; check this machine's clock, or open a new session",
      { status },
    );
  }
  if (status >= 200 && status < 300) return parseMessage(call.answer, value, call.path);
  const { error } = parseMessage(WireErrorJson, value, "error answer");
  throw new NodeAnswer(error.code, error.message, status, error.data, error.retryable);
}
