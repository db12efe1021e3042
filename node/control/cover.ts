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

/** What the site says to bytes that are no request, are too many, or do not come. */
const faults: Readonly<Record<string, CoverAnswer>> = {
  HPE_HEADER_OVERFLOW: answer(431, "Request Header Fields Too Large", brief(431, "Request Header Fields Too Large")),
  ERR_HTTP_REQUEST_TIMEOUT: answer(408, "Request Timeout", brief(408, "Request Timeout")),
};
const badRequest = answer(400, "Bad Request", brief(400, "Bad Request"));

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

/** The same answer as bytes, to the letter, for connections that have left HTTP handling (CONNECT, Upgrade). */
export const coverBytes = (method: string, target: string): string =>
  bytesOf(coverAnswer(method, target), method !== "HEAD");

/** The answer to a connection that failed with this code of the HTTP parser. */
export const faultBytes = (code: string | undefined): string => bytesOf(faults[code ?? ""] ?? badRequest, true);

function bytesOf({ status, reason, headers, body }: CoverAnswer, withBody: boolean): string {
  const lines = Object.entries({ ...headers, Date: new Date().toUTCString(), Connection: "close" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join("\r\n")}\r\n\r\n${withBody ? body : ""}`;
}
