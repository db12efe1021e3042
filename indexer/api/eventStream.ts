import type { FastifyReply, FastifyRequest } from "fastify";
import { IndexerError } from "../errors.ts";
import type { EventFeed, Fed } from "../eventFeed.ts";
import { clientOf } from "./rateLimiter.ts";

const perClient = 8;
const inAll = 2_000;
const keepAliveMilliseconds = 25_000;
/** What a listener may leave unread before it is dropped. */
const mostUnread = 262_144;

/** Server-sent events: news by `id`, so that a listener that was cut off goes on where it stopped (Last-Event-ID). */
export class EventStreams {
  readonly #feed: EventFeed;
  readonly #open = new Map<string, number>();
  readonly #ends = new Set<() => void>();

  constructor(feed: EventFeed) {
    this.#feed = feed;
  }

  /** Code: `TOO_MANY_STREAMS`. */
  start(request: FastifyRequest, reply: FastifyReply): void {
    const client = clientOf(request.ip);
    const mine = this.#open.get(client) ?? 0;
    if (mine >= perClient || this.#ends.size >= inAll)
      throw new IndexerError(
        "TOO_MANY_STREAMS",
        "too many event streams are open from here; close one, or ask /v1/nodes with its ETag instead",
      );
    this.#open.set(client, mine + 1);
    const headers = reply.getHeaders();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(headers as Record<string, string>),
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const write = (text: string): void => {
      raw.write(text);
      if (raw.writableLength > mostUnread) raw.destroy();
    };
    let after = 0;
    const send = ({ id, sequence, event: { type, ...data } }: Fed): void => {
      if (sequence > after) write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    write("retry: 2000\n\n");
    const last = request.headers["last-event-id"];
    if (typeof last === "string") {
      const known = this.#feed.since(last);
      if (known === undefined) write("event: reset\ndata: {}\n\n");
      else {
        after = known.after;
        for (const fed of known.missed) send(fed);
      }
    }
    const stop = this.#feed.listen(send);
    const beat = setInterval(() => write(": still here\n\n"), keepAliveMilliseconds);
    const end = (): void => {
      raw.destroy();
    };
    this.#ends.add(end);
    raw.on("close", () => {
      stop();
      clearInterval(beat);
      this.#ends.delete(end);
      const left = (this.#open.get(client) ?? 1) - 1;
      if (left > 0) this.#open.set(client, left);
      else this.#open.delete(client);
    });
  }

  close(): void {
    for (const end of this.#ends) end();
  }
}
