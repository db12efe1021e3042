import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TransportProtocol } from "../../../protocol/exitPolicy.ts";
import { faultBytes } from "../../control/cover.ts";
import { NodeError } from "../../errors.ts";
import type { Gate } from "../gate.ts";
import type { DataPlane, Entrance, ExitRules, SessionDirectory } from "../port.ts";
import { parseBasic } from "./credentials.ts";
import { forwardedUrl, forwardRequest } from "./forward.ts";
import { createLookup } from "./lookup.ts";
import { QuietConnections } from "./quietConnections.ts";
import { type Authority, checkedAddress, tunnelLimit } from "./target.ts";
import { tunnelRequests } from "./tunnels.ts";

export interface HttpsPlaneOptions {
  readonly host: string;
  readonly port: number;
  readonly key: string;
  readonly certificate: string;
  readonly sessions: SessionDirectory;
  readonly rules: () => ExitRules;
  /** The way into this exit's own WireGuard for one session, where the host and port that it names are those of the descriptor. */
  readonly entrance?: (gate: Gate, authority: Authority) => Entrance | undefined;
  /** Name servers to ask; none means those of the host. */
  readonly resolvers?: readonly string[];
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

/** The exit's choice is the cheapest first: AES-128 takes a sixth less CPU than AES-256, and is what most large sites choose. */
const cipherSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
/** HTTP/2 connections on which nothing moves for so long are closed once their streams have ended. */
const idleHttp2Milliseconds = 60_000;

/**
 * The exit's one port: TLS 1.3, HTTP/1.1 and HTTP/2 by ALPN. CONNECT and connect-udp with a session's credentials are tunnels, absolute-form requests
 * are forwarded, control requests go to the control API, and everything else gets the cover site. Codes: `PORT_BUSY`, `PORT_FORBIDDEN`.
 */
export async function openHttpsPlane(options: HttpsPlaneOptions): Promise<HttpsPlane> {
  const { sessions, rules } = options;
  const lookup = createLookup(options.resolvers);
  let tunnels = 0;
  /** Each TCP connection by its far end: an HTTP/1.1 tunnel is reset by the one under it, which a TLS socket does not give. */
  const sockets = new Map<string, Socket>();
  const farEnd = (socket: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }) =>
    `${socket.remoteAddress} ${socket.remotePort}`;
  const reset = (socket: Duplex) => {
    sockets.get(farEnd(socket as Socket))?.resetAndDestroy();
    socket.destroy();
  };
  const quiet = new QuietConnections();
  const gateOf = (request: AnyRequest): Gate | undefined => {
    const basic = parseBasic(headerOf(request, "proxy-authorization"));
    const gate = basic === undefined ? undefined : sessions.admit(basic.session, basic.token);
    if (gate !== undefined) quiet.forget(request.socket.remoteAddress, request.socket.remotePort);
    return gate;
  };
  const check = (authority: Authority, protocol: TransportProtocol) =>
    checkedAddress(authority, protocol, rules(), lookup);
  const enter = (gate: Gate) => {
    const leave = gate.enter();
    if (leave === undefined) return undefined;
    tunnels += 1;
    let inside = true;
    return () => {
      if (inside) tunnels -= 1;
      inside = false;
      leave();
    };
  };
  const forward = (request: AnyRequest, response: ServerResponse, gate: Gate) => {
    const leave = enter(gate);
    if (leave === undefined) {
      request.resume();
      response.writeHead(tunnelLimit.status, { "turnpike-error": tunnelLimit.code, "content-length": "0" }).end();
      return;
    }
    response.on("close", leave);
    forwardRequest(request, response, gate, (authority) => check(authority, "tcp")).catch(() => response.destroy());
  };

  const server: Http2SecureServer = createSecureServer({
    key: options.key,
    cert: options.certificate,
    minVersion: "TLSv1.3",
    ciphers: cipherSuites,
    honorCipherOrder: true,
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
    if (!quiet.take(socket)) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    const at = farEnd(socket);
    sockets.set(at, socket);
    socket.on("close", () => sockets.delete(at));
  });
  server.on("session", (session) => {
    session.setLocalWindowSize(8 * 1_048_576);
    session.on("error", () => session.destroy());
    session.setTimeout(idleHttp2Milliseconds, () => session.close());
  });
  // A peer that speaks no TLS, or hangs up in the middle of it, is no event worth a log line.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (socket.writable && error.code !== "ECONNRESET") socket.end(faultBytes(error.code));
    else socket.destroy();
  });

  const requests = tunnelRequests({
    admit: gateOf,
    check,
    enter,
    entrance: options.entrance ?? (() => undefined),
    reset,
  });
  // Only an Upgrade that will be followed is one: to everyone else this is a site that ignores the header. (Node 24.9 and later ask.)
  Object.assign(server, { shouldUpgradeCallback: requests.isUpgrade });
  server.on("connect", (request: AnyRequest, peer: Duplex | Http2ServerResponse, head: Buffer) => {
    const work =
      request.httpVersionMajor === 2
        ? requests.connectHttp2(request as Http2ServerRequest, peer as Http2ServerResponse)
        : requests.connectHttp1(request as IncomingMessage, peer as Duplex, head);
    work.catch(() => request.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    requests.upgradeHttp1(request, socket, head).catch(() => socket.destroy());
  });

  server.on("request", (request: AnyRequest, response: ServerResponse | Http2ServerResponse) => {
    const gate = forwardedUrl(request) === undefined ? undefined : gateOf(request);
    if (gate !== undefined) {
      forward(request, response as ServerResponse, gate);
      return;
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
        for (const socket of sockets.values()) socket.destroy();
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
