import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { CodedError } from "../../protocol/errors.ts";
import { type CarrierSource, carried } from "./carried.ts";

const hopByHop = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "trailer",
  "upgrade",
  "proxy-authorization",
  "transfer-encoding",
]);

/** Headers for the next hop: without those of this one, those that Connection names among them (RFC 9110, section 7.6.1). */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.includes(name)));
}

function authorityOf(text: string | undefined): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]{1,253})):([0-9]{1,5})$/.exec(text ?? "");
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || !(port >= 1 && port <= 65_535) ? undefined : { host, port };
}

/** Status and text for what could not be carried; the code is for people who read headers. */
function refusal(error: unknown): { readonly status: number; readonly code: string; readonly text: string } {
  if (!(error instanceof CodedError)) return { status: 502, code: "FAULT", text: "The tunnel failed.\n" };
  const status = error.code === "BUDGET_EXHAUSTED" || error.code === "DESTINATION_REFUSED" ? 403 : 502;
  return { status, code: error.code, text: `${error.message}\n` };
}

/** An HTTP proxy (RFC 9110, sections 7.3 and 9.3.6): CONNECT, and absolute-form requests for plain HTTP. Browsers use it; names go to the exit as they are. */
export function createHttpProxy(carrier: CarrierSource): Server {
  const server = createServer({ noDelay: true }, (incoming, outgoing) => {
    forward(incoming, outgoing, carrier).catch((error: unknown) => {
      const { status, code, text } = refusal(error);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(status, { "turnpike-error": code, "content-type": "text/plain" }).end(text);
    });
  });
  server.on("connect", (incoming: IncomingMessage, stream, head: Buffer) => {
    const socket = stream as Socket;
    const target = authorityOf(incoming.url);
    socket.on("error", () => socket.destroy());
    if (target === undefined) {
      socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const ready = () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    carried(carrier, (open) => open.carryTcp(socket, target.host, target.port, ready, head)).catch((error: unknown) => {
      const { status, code, text } = refusal(error);
      socket.end(
        `HTTP/1.1 ${status} Refused\r\nturnpike-error: ${code}\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
      );
    });
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  return server;
}

async function forward(incoming: IncomingMessage, outgoing: ServerResponse, carrier: CarrierSource): Promise<void> {
  const url = URL.canParse(incoming.url ?? "") ? new URL(incoming.url ?? "") : undefined;
  if (url?.protocol !== "http:") {
    outgoing
      .writeHead(400, { "content-type": "text/plain" })
      .end("This is a proxy: ask it for absolute http:// addresses, or use CONNECT.\n");
    return;
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const stream = await carried(carrier, (open) => open.openStream(host, url.port === "" ? 80 : Number(url.port)));
  const request = httpRequest({
    createConnection: () => stream as Socket,
    setHost: false,
    method: incoming.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...endToEnd(incoming.headers), host: url.host, connection: "close" },
  });
  request.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
  });
  request.on("error", () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502, { "turnpike-error": "DESTINATION_UNREACHABLE" }).end();
  });
  outgoing.on("close", () => stream.destroy());
  incoming.pipe(request);
}
