import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { parseUdpPath } from "../../../protocol/capsule.ts";
import { coverBytes, serveCover } from "../../control/cover.ts";
import { NodeError } from "../../errors.ts";
import type { Gate } from "../gate.ts";
import type { DataPlane, ExitRules, SessionDirectory } from "../port.ts";
import { parseBasic } from "./credentials.ts";
import { forwardRequest } from "./forward.ts";
import { checkedAddress, parseAuthority, refusedTarget, type TargetRefusal, unreachableTarget } from "./target.ts";
import { openTcpTunnel } from "./tcpTunnel.ts";
import { openUdpTunnel } from "./udpTunnel.ts";

export interface HttpsPlaneOptions {
  readonly host: string;
  readonly port: number;
  readonly key: string;
  readonly certificate: string;
  readonly sessions: SessionDirectory;
  readonly rules: () => ExitRules;
  /** Handles what is addressed to the control API; returns false when the request proves nothing, and then the cover answers. */
  readonly control: (
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ) => void;
}

export interface HttpsPlane extends DataPlane {
  readonly port: number;
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
const headerOf = (request: AnyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
};

/** Connections that have not spoken yet, per address: enough for a client's warm pool, too few for a flood. */
const quietConnectionsPerAddress = 512;

/**
 * The exit's one port: TLS 1.3, HTTP/1.1 and HTTP/2 by ALPN. CONNECT and connect-udp with a session's credentials are tunnels, absolute-form requests
 * are forwarded, control requests go to the control API, and everything else gets the cover site. Codes: `PORT_BUSY`, `PORT_FORBIDDEN`.
 */
export async function openHttpsPlane(options: HttpsPlaneOptions): Promise<HttpsPlane> {
  const { sessions, rules } = options;
  let tunnels = 0;
  const sockets = new Set<Socket>();
  const perAddress = new Map<string, number>();
  const gateOf = (request: AnyRequest): Gate | undefined => {
    const basic = parseBasic(headerOf(request, "proxy-authorization") ?? headerOf(request, "authorization"));
    return basic === undefined ? undefined : sessions.admit(basic.session, basic.token);
  };
  const opened = () => {
    tunnels += 1;
    let open = true;
    return () => {
      if (open) tunnels -= 1;
      open = false;
    };
  };

  const server: Http2SecureServer = createSecureServer({
    key: options.key,
    cert: options.certificate,
    minVersion: "TLSv1.3",
    allowHTTP1: true,
    handshakeTimeout: 10_000,
    maxHeaderListPairs: 64,
    settings: {
      enableConnectProtocol: true,
      initialWindowSize: 1_048_576,
      maxConcurrentStreams: 256,
      maxHeaderListSize: 16_384,
    },
    maxSessionMemory: 64,
  } as Parameters<typeof createSecureServer>[0]);

  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (perAddress.get(address) ?? 0) + 1;
    if (count > quietConnectionsPerAddress) {
      socket.destroy();
      return;
    }
    perAddress.set(address, count);
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
  });
  server.on("session", (session) => {
    session.setLocalWindowSize(8 * 1_048_576);
    session.on("error", () => session.destroy());
  });
  // A peer that speaks no TLS, or hangs up in the middle of it, is no event worth a log line.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("clientError", (_error: Error, socket: Duplex) => socket.destroy());

  const connectH1 = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    // A tunnel's directions end one by one: whoever has said everything may still be answered.
    socket.allowHalfOpen = true;
    const gate = gateOf(request);
    if (gate === undefined) {
      socket.end(coverBytes("CONNECT", request.url ?? ""));
      return;
    }
    const refuse = (refusal: TargetRefusal) =>
      socket.end(
        `HTTP/1.1 ${refusal.status} Refused\r\nturnpike-error: ${refusal.code}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    const authority = parseAuthority(request.url);
    const target = authority === undefined ? refusedTarget : await checkedAddress(authority, "tcp", rules());
    if (authority === undefined || !("address" in target)) {
      refuse("address" in target ? unreachableTarget : target);
      return;
    }
    openTcpTunnel(
      { stream: socket, accept: () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"), refuse },
      target.address,
      authority.port,
      gate,
      head,
      opened(),
    );
  };

  const connectH2 = async (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const stream: ServerHttp2Stream = request.stream;
    stream.on("error", () => stream.destroy());
    const gate = gateOf(request);
    const protocol = request.headers[":protocol"];
    if (gate === undefined) {
      serveCover(request, response);
      return;
    }
    const refuse = (refusal: TargetRefusal) => {
      if (!stream.destroyed)
        stream.respond({ ":status": refusal.status, "turnpike-error": refusal.code }, { endStream: true });
    };
    const udp = protocol === "connect-udp" ? parseUdpPath(String(request.headers[":path"])) : undefined;
    const authority = protocol === undefined ? parseAuthority(request.authority) : udp;
    const target =
      authority === undefined
        ? refusedTarget
        : await checkedAddress(authority, udp === undefined ? "tcp" : "udp", rules());
    if (authority === undefined || !("address" in target) || stream.destroyed) {
      refuse("address" in target ? unreachableTarget : target);
      return;
    }
    if (udp !== undefined) {
      const accept = () => stream.respond({ ":status": 200, "capsule-protocol": "?1" });
      openUdpTunnel(stream, target.address, udp.port, gate, accept, () => refuse(unreachableTarget), opened());
      return;
    }
    openTcpTunnel(
      { stream, accept: () => stream.respond({ ":status": 200 }), refuse },
      target.address,
      authority.port,
      gate,
      Buffer.alloc(0),
      opened(),
    );
  };

  server.on("connect", (request: AnyRequest, peer: Duplex | Http2ServerResponse, head: Buffer) => {
    const work =
      request.httpVersionMajor === 2
        ? connectH2(request as Http2ServerRequest, peer as Http2ServerResponse)
        : connectH1(request as IncomingMessage, peer as Duplex, head);
    work.catch(() => request.destroy());
  });

  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => socket.destroy());
    const udp = parseUdpPath(request.url ?? "");
    const gate = udp === undefined || headerOf(request, "upgrade") !== "connect-udp" ? undefined : gateOf(request);
    if (udp === undefined || gate === undefined) {
      socket.end(coverBytes(request.method ?? "GET", request.url ?? "/"));
      return;
    }
    const refuse = (refusal: TargetRefusal) =>
      socket.end(
        `HTTP/1.1 ${refusal.status} Refused\r\nturnpike-error: ${refusal.code}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
    checkedAddress(udp, "udp", rules())
      .then((target) => {
        if (!("address" in target)) refuse(target);
        else {
          const accept = () =>
            socket.write(
              "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: connect-udp\r\ncapsule-protocol: ?1\r\n\r\n",
            );
          openUdpTunnel(socket, target.address, udp.port, gate, accept, () => refuse(unreachableTarget), opened());
        }
      })
      .catch(() => socket.destroy());
  });

  server.on("request", (request: AnyRequest, response: ServerResponse | Http2ServerResponse) => {
    if (request.httpVersionMajor === 1 && (request.url ?? "").startsWith("http://")) {
      const gate = gateOf(request);
      if (gate !== undefined) {
        const done = opened();
        response.on("close", done);
        forwardRequest(request as IncomingMessage, response as ServerResponse, gate, rules()).catch(() =>
          response.destroy(),
        );
        return;
      }
    }
    options.control(request, response);
  });

  await listen(server, options.host, options.port);
  return {
    transport: "https",
    port: (server.address() as AddressInfo).port,
    openTunnels: () => tunnels,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: Http2SecureServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code === "EADDRINUSE")
        reject(
          new NodeError(
            "PORT_BUSY",
            `port ${port} is in use; stop what uses it or give another --listen`,
            { port },
            { cause },
          ),
        );
      else if (cause.code === "EACCES")
        reject(
          new NodeError(
            "PORT_FORBIDDEN",
            `this user may not listen on port ${port}; run as a service with that right, or give --listen HOST:8443`,
            { port },
            { cause },
          ),
        );
      else reject(cause);
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}
