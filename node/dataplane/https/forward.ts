import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Gate } from "../gate.ts";
import type { ExitRules } from "../port.ts";
import { checkedAddress, parseAuthority, type TargetRefusal, unreachableTarget } from "./target.ts";

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
]);

/** Passes an absolute-form request for plain HTTP on to its origin: bodies both ways and the request head are counted. */
export async function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  rules: ExitRules,
): Promise<void> {
  const refuse = (refusal: TargetRefusal) => {
    request.resume();
    response.writeHead(refusal.status, { "turnpike-error": refusal.code, "content-length": "0" }).end();
  };
  let url: URL;
  try {
    url = new URL(request.url ?? "");
  } catch {
    // Not a URL: there is no destination to name.
    refuse(unreachableTarget);
    return;
  }
  const authority = parseAuthority(`${url.hostname}:${url.port === "" ? 80 : url.port}`);
  const target = authority === undefined ? unreachableTarget : await checkedAddress(authority, "tcp", rules);
  if (!("address" in target) || authority === undefined) {
    refuse("address" in target ? unreachableTarget : target);
    return;
  }
  const named = new Set((request.headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !hopByHop.has(name) && !named.has(name)),
  );
  const outgoing = httpRequest({
    host: target.address,
    port: authority.port,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, host: url.host },
    setHost: false,
    agent: false,
    timeout: 60_000,
  });
  outgoing.on("timeout", () => outgoing.destroy());
  outgoing.on("response", (incoming) => {
    const kept = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hopByHop.has(name)));
    response.writeHead(incoming.statusCode ?? 502, kept);
    pump(
      incoming,
      gate,
      (chunk) => response.write(chunk),
      (resume) => response.once("drain", resume),
      () => response.end(),
      () => response.destroy(),
    );
  });
  outgoing.on("error", () => (response.headersSent ? response.destroy() : refuse(unreachableTarget)));
  response.on("close", () => outgoing.destroy());
  pump(
    request,
    gate,
    (chunk) => outgoing.write(chunk),
    (resume) => outgoing.once("drain", resume),
    () => outgoing.end(),
    () => outgoing.destroy(),
  );
}

/** Moves a body through the gate, a chunk at a time, as fast as the slower of credit and receiver. */
function pump(
  source: IncomingMessage,
  gate: Gate,
  write: (chunk: Buffer) => boolean,
  onDrain: (resume: () => void) => void,
  end: () => void,
  abort: () => void,
): void {
  const take = (chunk: Buffer) => {
    if (!gate.pass(chunk.length)) {
      source.pause();
      if (gate.isClosed) abort();
      else gate.whenOpen(() => take(chunk));
      return;
    }
    if (write(chunk)) {
      if (source.isPaused()) source.resume();
      return;
    }
    source.pause();
    onDrain(() => source.resume());
  };
  source.on("data", take);
  source.on("end", end);
  source.on("error", abort);
}
