import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";
import { parseUdpPath } from "../../../protocol/capsule.ts";
import type { TransportProtocol } from "../../../protocol/exitPolicy.ts";
import { coverBytes, serveCover } from "../../control/cover.ts";
import type { Gate } from "../gate.ts";
import type { Entrance } from "../port.ts";
import {
  type Authority,
  parseAuthority,
  refusedTarget,
  type TargetRefusal,
  tunnelLimit,
  unreachableTarget,
} from "./target.ts";
import { openTcpTunnel } from "./tcpTunnel.ts";
import { entranceDestination, openUdpTunnel, paidDestination, type UdpDestination } from "./udpTunnel.ts";

export interface TunnelOptions {
  /** The gate of whoever shows a session's credentials. */
  readonly admit: (request: IncomingMessage | Http2ServerRequest) => Gate | undefined;
  readonly check: (
    authority: Authority,
    protocol: TransportProtocol,
  ) => Promise<{ readonly address: string } | TargetRefusal>;
  /** The way into the exit's own WireGuard, for the session that has a seat there and names it as the descriptor does. */
  readonly entrance: (gate: Gate, authority: Authority) => Entrance | undefined;
  /** Takes a place for a tunnel; undefined when this payer has too many. */
  readonly enter: (gate: Gate) => (() => void) | undefined;
  /** Resets the TCP connection under an HTTP/1.1 one. */
  readonly reset: (socket: Duplex) => void;
}

/** Requests that turn a connection or a stream into a tunnel. Each takes the socket or stream it came on. */
export interface TunnelRequests {
  connectHttp1(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  connectHttp2(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void>;
  /** connect-udp over HTTP/1.1 (RFC 9298, section 3.2). */
  upgradeHttp1(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Whether an Upgrade is one that will be followed; the others are ordinary requests. */
  isUpgrade(request: IncomingMessage): boolean;
}

const udpDestination = (
  entered: { readonly authority: Authority; readonly address: string; readonly entrance?: Entrance },
  gate: Gate,
): UdpDestination =>
  entered.entrance === undefined
    ? paidDestination(entered.address, entered.authority.port, gate)
    : entranceDestination(entered.entrance);

const refusalBytes = ({ status, code }: TargetRefusal): string =>
  `HTTP/1.1 ${status} Refused\r\nturnpike-error: ${code}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;

/** Tunnels by CONNECT, extended CONNECT and Upgrade. Whoever shows no credentials gets the answer of the cover site. */
export function tunnelRequests(options: TunnelOptions): TunnelRequests {
  const { admit, check, entrance, enter, reset } = options;

  /** In this order: a place, the destination, and only then anything that costs memory. */
  const enterFor = async (
    gate: Gate,
    authority: Authority | undefined,
    protocol: TransportProtocol,
    isGone: () => boolean,
  ): Promise<
    | {
        readonly authority: Authority;
        readonly address: string;
        readonly entrance?: Entrance;
        readonly leave: () => void;
      }
    | TargetRefusal
  > => {
    if (authority === undefined) return refusedTarget;
    const leave = enter(gate);
    if (leave === undefined) return tunnelLimit;
    // A place of its own beside the destination policy, which goes on refusing every address of this host.
    const own = protocol === "udp" && !isGone() ? entrance(gate, authority) : undefined;
    if (own !== undefined) return { authority, address: own.address, entrance: own, leave };
    const target = await check(authority, protocol);
    if ("address" in target && !isGone()) return { authority, address: target.address, leave };
    leave();
    return "address" in target ? unreachableTarget : target;
  };

  const connectHttp1: TunnelRequests["connectHttp1"] = async (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    // A tunnel's directions end one by one: whoever has said everything may still be answered.
    socket.allowHalfOpen = true;
    const gate = admit(request);
    if (gate === undefined) {
      socket.end(coverBytes("CONNECT", request.url ?? ""));
      return;
    }
    const refuse = (refusal: TargetRefusal) => socket.end(refusalBytes(refusal));
    const entered = await enterFor(gate, parseAuthority(request.url), "tcp", () => socket.destroyed);
    if (!("leave" in entered)) {
      refuse(entered);
      return;
    }
    openTcpTunnel(
      {
        stream: socket,
        accept: () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"),
        refuse,
        reset: () => reset(socket),
      },
      entered.address,
      entered.authority.port,
      gate,
      head,
      entered.leave,
    );
  };

  const connectHttp2: TunnelRequests["connectHttp2"] = async (request, response) => {
    const stream: ServerHttp2Stream = request.stream;
    stream.on("error", () => stream.destroy());
    const gate = admit(request);
    if (gate === undefined) {
      serveCover(request, response);
      return;
    }
    // A stream that the client has reset may be closed without being destroyed yet: answering it would throw.
    const isGone = () => stream.destroyed || stream.closed || stream.headersSent;
    const respond = (headers: Record<string, string | number>, endStream: boolean) => {
      if (!isGone()) stream.respond(headers, { endStream });
    };
    const refuse = ({ status, code }: TargetRefusal) => respond({ ":status": status, "turnpike-error": code }, true);
    const protocol = request.headers[":protocol"];
    const isUdp = protocol === "connect-udp";
    const authority = isUdp
      ? parseUdpPath(String(request.headers[":path"]))
      : protocol === undefined
        ? parseAuthority(request.authority)
        : undefined;
    const entered = await enterFor(gate, authority, isUdp ? "udp" : "tcp", isGone);
    if (!("leave" in entered)) {
      refuse(entered);
      return;
    }
    const { address, leave } = entered;
    const { port } = entered.authority;
    if (isUdp) {
      const accept = () => respond({ ":status": 200, "capsule-protocol": "?1" }, false);
      const client = { stream, accept, refuse: () => refuse(unreachableTarget) };
      openUdpTunnel(client, udpDestination(entered, gate), gate, Buffer.alloc(0), leave);
      return;
    }
    const accept = () => respond({ ":status": 200 }, false);
    // `close` with CONNECT_ERROR (RFC 9113, section 8.5) would send an orderly end first; an error sends the reset alone, with INTERNAL_ERROR.
    const reset = () => stream.destroy(new Error("the destination broke off"));
    openTcpTunnel({ stream, accept, refuse, reset }, address, port, gate, Buffer.alloc(0), leave);
  };

  const isUpgrade = (request: IncomingMessage): boolean =>
    parseUdpPath(request.url ?? "") !== undefined &&
    request.headers.upgrade === "connect-udp" &&
    admit(request) !== undefined;

  const upgradeHttp1: TunnelRequests["upgradeHttp1"] = async (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const gate = isUpgrade(request) ? admit(request) : undefined;
    if (gate === undefined) {
      socket.end(coverBytes(request.method ?? "GET", request.url ?? "/"));
      return;
    }
    const refuse = (refusal: TargetRefusal) => socket.end(refusalBytes(refusal));
    const entered = await enterFor(gate, parseUdpPath(request.url ?? ""), "udp", () => socket.destroyed);
    if (!("leave" in entered)) {
      refuse(entered);
      return;
    }
    const accept = () =>
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: connect-udp\r\ncapsule-protocol: ?1\r\n\r\n",
      );
    const client = { stream: socket, accept, refuse: () => refuse(unreachableTarget) };
    openUdpTunnel(client, udpDestination(entered, gate), gate, head, entered.leave);
  };

  return { connectHttp1, connectHttp2, upgradeHttp1, isUpgrade };
}
