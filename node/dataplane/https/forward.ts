import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Gate } from "../gate.ts";
import { type Authority, parseAuthority, refusedTarget, type TargetRefusal, unreachableTarget } from "./target.ts";

type ForwardedRequest = IncomingMessage | Http2ServerRequest;

/** Headers between two hops only (RFC 9110, section 7.6.1), and those that speak to a proxy. */
const hopByHop = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "proxy-authorization",
  "proxy-authenticate",
  "proxy-authentication-info",
]);

/** What goes on to the next hop: neither the headers above nor those that `Connection` names. */
function endToEnd(message: Pick<ForwardedRequest, "headers">): OutgoingHttpHeaders {
  const named = new Set((message.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(message.headers).filter(
      ([name]) => !hopByHop.has(name) && !named.has(name) && !name.startsWith(":"),
    ),
  ) as OutgoingHttpHeaders;
}

const headBytes = (firstLine: string, fields: readonly (readonly [string, string])[]): number =>
  fields.reduce((sum, [name, value]) => sum + name.length + value.length + 4, firstLine.length + 4);

const pairs = (raw: readonly string[]): (readonly [string, string])[] =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""] as const] : []));

/**
 * The `http` URL that this request asks a proxy for, if it asks for one: in the request line over HTTP/1.1 (RFC 9112, section 3.2.2), in `:scheme`, `:authority`
 * and `:path` over HTTP/2 (RFC 9113, section 8.3.1).
 */
export function forwardedUrl(request: ForwardedRequest): string | undefined {
  const { url = "" } = request;
  if (request.httpVersionMajor === 1) return url.startsWith("http://") ? url : undefined;
  const { ":scheme": scheme, ":authority": authority } = request.headers;
  return scheme === "http" && typeof authority === "string" && url.startsWith("/")
    ? `http://${authority}${url}`
    : undefined;
}

const hasBodyWithoutLength = (request: ForwardedRequest): boolean =>
  "stream" in request
    ? request.headers["content-length"] === undefined && !request.stream.endAfterHeaders
    : request.headers["transfer-encoding"] !== undefined;

/** An answer over HTTP/2 has the same calls (Node's compatibility API), but does not know itself that its stream is gone. */
const isGone = (response: ServerResponse & { readonly stream?: { readonly destroyed: boolean } }): boolean =>
  response.stream === undefined ? response.destroyed : response.stream.destroyed;

/** Where an absolute-form request goes; undefined for what is no `http` URL, or carries a user and a password that no origin is meant to see. */
function destinationOf(target: string): { readonly url: URL; readonly authority: Authority } | undefined {
  if (!URL.canParse(target)) return undefined;
  const url = new URL(target);
  const authority = parseAuthority(`${url.hostname}:${url.port === "" ? 80 : url.port}`);
  return url.protocol !== "http:" || url.username !== "" || url.password !== "" || authority === undefined
    ? undefined
    : { url, authority };
}

/**
 * Passes a request for plain HTTP on to its origin; over HTTP/2 `response` is the compatibility API's. Heads and bodies both ways are counted and wait for credit as any other payload. The
 * request is written anew: its framing is the exit's own, so what the client's framing could be read as does not matter to the origin.
 */
export async function forwardRequest(
  request: ForwardedRequest,
  response: ServerResponse,
  gate: Gate,
  check: (authority: Authority) => Promise<{ readonly address: string } | TargetRefusal>,
): Promise<void> {
  const refuse = (refusal: TargetRefusal) => {
    request.resume();
    if (!response.headersSent && !isGone(response))
      response.writeHead(refusal.status, { "turnpike-error": refusal.code, "content-length": "0" }).end();
  };
  const destination = destinationOf(forwardedUrl(request) ?? "");
  if (destination === undefined) {
    refuse(refusedTarget);
    return;
  }
  const { url, authority } = destination;
  const target = await check(authority);
  if (!("address" in target)) {
    refuse(target);
    return;
  }
  const method = request.method ?? "GET";
  const path = `${url.pathname}${url.search}`;
  const headers: OutgoingHttpHeaders = { ...endToEnd(request), host: url.host, connection: "close" };
  // A body without a length keeps a frame of its own: bare, its bytes would be read as a second request.
  if (hasBodyWithoutLength(request)) {
    delete headers["content-length"];
    headers["transfer-encoding"] = "chunked";
  } else if (headers["content-length"] === undefined && /^(POST|PUT|PATCH)$/.test(method)) {
    headers["content-length"] = "0";
  }
  const waits = new Set<() => void>();
  const passed = (size: number, then: () => void) => {
    let stop = () => {};
    const attempt = () => {
      waits.delete(stop);
      if (gate.pass(size)) then();
      else if (gate.isClosed) response.destroy();
      else {
        stop = gate.whenOpen(attempt);
        waits.add(stop);
      }
    };
    attempt();
  };
  const forget = gate.whenClosed(() => response.destroy());
  response.on("close", () => {
    forget();
    for (const stop of waits) stop();
  });
  if (isGone(response)) return;

  const send = () => {
    const outgoing = httpRequest({
      host: target.address,
      port: authority.port,
      method,
      path,
      headers,
      setHost: false,
      agent: false,
      timeout: 60_000,
    });
    outgoing.on("timeout", () => outgoing.destroy());
    let answered = false;
    outgoing.on("response", (incoming) => {
      answered = true;
      answer(incoming);
    });
    // An origin that switches protocols unasked, or hangs up, has not answered.
    outgoing.on("upgrade", () => outgoing.destroy());
    outgoing.on("error", () => (answered ? response.destroy() : refuse(unreachableTarget)));
    outgoing.on("close", () => {
      if (!answered) refuse(unreachableTarget);
    });
    response.on("close", () => outgoing.destroy());
    pump(
      request,
      passed,
      (chunk) => outgoing.write(chunk),
      (resume) => outgoing.once("drain", resume),
      () => outgoing.end(),
      () => outgoing.destroy(),
    );
  };
  const answer = (incoming: IncomingMessage) => {
    const { statusCode = 0, statusMessage = "" } = incoming;
    if (statusCode < 200 || statusCode > 999) {
      incoming.destroy();
      refuse(unreachableTarget);
      return;
    }
    incoming.pause();
    passed(headBytes(`HTTP/1.1 ${statusCode} ${statusMessage}`, pairs(incoming.rawHeaders)), () => {
      if (isGone(response)) return;
      response.writeHead(statusCode, endToEnd(incoming));
      pump(
        incoming,
        passed,
        (chunk) => response.write(chunk),
        (resume) => response.once("drain", resume),
        () => response.end(),
        () => response.destroy(),
      );
      incoming.resume();
    });
  };
  const fields = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  passed(headBytes(`${method} ${path} HTTP/1.1`, fields), send);
}

/** Moves a body through the gate, a chunk at a time, as fast as the slower of credit and receiver. */
function pump(
  source: ForwardedRequest,
  passed: (size: number, then: () => void) => void,
  write: (chunk: Buffer) => boolean,
  onDrain: (resume: () => void) => void,
  end: () => void,
  abort: () => void,
): void {
  source.on("data", (chunk: Buffer) => {
    source.pause();
    passed(chunk.length, () => {
      if (write(chunk)) source.resume();
      else onDrain(() => source.resume());
    });
  });
  source.on("end", end);
  source.on("error", abort);
}
