import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/**
 * The cover site: what anyone sees who proves nothing. An ordinary small web site with one page; every answer here is also what a tunnel request with
 * wrong credentials gets, so that nothing tells them apart.
 */
const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Welcome</title></head>
<body><h1>Welcome</h1><p>There is nothing here yet.</p></body></html>
`;

interface CoverAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const answer = (status: number, reason: string, body: string, more: Record<string, string> = {}): CoverAnswer => ({
  status,
  reason,
  body,
  headers: { "content-type": "text/html; charset=utf-8", "content-length": String(Buffer.byteLength(body)), ...more },
});

const brief = (status: number, reason: string) =>
  `<!doctype html>\n<html><head><title>${status} ${reason}</title></head><body><h1>${reason}</h1></body></html>\n`;
const notFound = answer(404, "Not Found", brief(404, "Not Found"));
const notAllowed = answer(405, "Method Not Allowed", brief(405, "Method Not Allowed"), { allow: "GET, HEAD" });

/** The site's answer to a method and a target, origin-form or absolute-form. */
export function coverAnswer(method: string, target: string): CoverAnswer {
  if (method !== "GET" && method !== "HEAD") return notAllowed;
  const path = target.replace(/^https?:\/\/[^/]*/, "").split("?")[0] || "/";
  return path === "/" || path === "/index.html" ? answer(200, "OK", page) : notFound;
}

export function serveCover(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
): void {
  const { status, headers, body } = coverAnswer(request.method ?? "GET", request.url ?? "/");
  // The rest of a body that nobody reads must not hold the connection.
  request.resume();
  (response as ServerResponse).writeHead(status, headers);
  response.end(request.method === "HEAD" ? "" : body);
}

/** The same answer as bytes, for connections that have left HTTP handling (CONNECT, Upgrade). */
export function coverBytes(method: string, target: string): string {
  const { status, reason, headers, body } = coverAnswer(method, target);
  const lines = Object.entries({ ...headers, date: new Date().toUTCString(), connection: "close" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join("\r\n")}\r\n\r\n${method === "HEAD" ? "" : body}`;
}
