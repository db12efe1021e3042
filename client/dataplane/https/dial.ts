import type { Duplex } from "node:stream";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { ClientError } from "../../errors.ts";
import type { StreamOpener } from "../port.ts";

export interface NodeEndpoint {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the DER certificate, 64 hex digits, from the descriptor that the node's key signed. */
  readonly certificateSha256: string;
  /** The entry that carries the connection; undefined: it is made from here. */
  readonly through?: StreamOpener | undefined;
}

/** Takes the bytes of a connection as they come; the buffer is only lent for the call. */
export type Sink = (chunk: Buffer) => void;

/** A dead node must cost less than the five seconds in which a client is to be elsewhere. */
const dialMilliseconds = 4_000;
/** Through an entry there are two connections to make, one behind the other. */
const dialThroughMilliseconds = 8_000;

export interface DialOptions {
  /** Bytes go to this buffer and callback (fast path); without it, and through an entry, the socket is an ordinary stream. */
  readonly read?: { buffer: () => Buffer; callback: (size: number, buffer: Buffer) => boolean };
  /** What is spoken over it (ALPN); default HTTP/1.1. */
  readonly protocol?: "http/1.1" | "h2";
  /** Gives the attempt up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Dials a node over TLS 1.3 and resolves only when the certificate is the pinned one: nothing is written before that. No certificate authority takes
 * part. Codes: `NODE_UNREACHABLE`, `CERTIFICATE_MISMATCH`.
 */
export async function dialNode(
  endpoint: NodeEndpoint,
  { read, signal, protocol = "http/1.1" }: DialOptions = {},
): Promise<TLSSocket> {
  if (endpoint.through === undefined)
    return secure(endpoint, { host: endpoint.host, port: endpoint.port }, dialMilliseconds, protocol, read, signal);
  const started = performance.now();
  const carried = await carriedStream(endpoint.through, endpoint, signal);
  const left = dialThroughMilliseconds - (performance.now() - started);
  return secure(endpoint, { socket: carried }, Math.max(1, left), protocol, undefined, signal);
}

const unreachableNode = (cause?: unknown) =>
  new ClientError("NODE_UNREACHABLE", "the node does not answer; another one is tried", {}, { cause });

/** A stream through the entry, given up when it takes too long; one that comes later is closed. */
function carriedStream(
  through: StreamOpener,
  endpoint: NodeEndpoint,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let over = false;
    const finish = () => {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    };
    const giveUp = (cause?: unknown) => {
      finish();
      reject(unreachableNode(cause instanceof Error ? cause : undefined));
    };
    const timer = setTimeout(giveUp, dialThroughMilliseconds);
    signal?.addEventListener("abort", giveUp, { once: true });
    through.openStream(endpoint.host, endpoint.port).then((stream) => {
      if (over) stream.destroy();
      else resolve(stream);
      finish();
    }, giveUp);
  });
}

function secure(
  endpoint: NodeEndpoint,
  way: { readonly host: string; readonly port: number } | { readonly socket: Duplex },
  milliseconds: number,
  protocol: "http/1.1" | "h2",
  read: DialOptions["read"],
  signal: AbortSignal | undefined,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = {
      ...way,
      minVersion: "TLSv1.3",
      ALPNProtocols: [protocol],
      // The pin below is stronger than any authority, and there is none.
      rejectUnauthorized: false,
      allowHalfOpen: true,
      // Passed on to the TCP socket (net.connect's onread); the types of tls.connect do not say so.
      ...(read === undefined ? {} : { onread: read }),
    };
    const socket: TLSSocket = tlsConnect(options as ConnectionOptions);
    const unreachable = (cause?: unknown) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abandoned);
      socket.destroy();
      if ("socket" in way) way.socket.destroy();
      reject(unreachableNode(cause));
    };
    const abandoned = () => unreachable();
    const timer = setTimeout(abandoned, milliseconds);
    signal?.addEventListener("abort", abandoned, { once: true });
    if (signal?.aborted === true) abandoned();
    socket.setNoDelay(true);
    socket.once("error", unreachable);
    socket.once("close", unreachable);
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abandoned);
      const seen = socket.getPeerCertificate().fingerprint256?.replaceAll(":", "").toLowerCase();
      if (seen !== endpoint.certificateSha256) {
        socket.destroy();
        reject(
          new ClientError(
            "CERTIFICATE_MISMATCH",
            "the node shows another certificate than its signed descriptor; nothing was sent to it",
            {},
          ),
        );
        return;
      }
      socket.removeAllListeners("error").removeAllListeners("close");
      socket.on("error", () => socket.destroy());
      resolve(socket);
    });
  });
}
