import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { ClientError } from "../../errors.ts";

export interface NodeEndpoint {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the DER certificate, 64 hex digits, from the descriptor that the node's key signed. */
  readonly certificateSha256: string;
}

/** Takes the bytes of a connection as they come; the buffer is only lent for the call. */
export type Sink = (chunk: Buffer) => void;

/** A dead node must cost less than the five seconds in which a client is to be elsewhere. */
const dialMilliseconds = 4_000;

export interface DialOptions {
  /** Bytes go to this buffer and callback (fast path); without it the socket is an ordinary stream. */
  readonly read?: { buffer: () => Buffer; callback: (size: number, buffer: Buffer) => boolean };
  /** Gives the attempt up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Dials a node over TLS 1.3 and resolves only when the certificate is the pinned one: nothing is written before that. No certificate authority takes
 * part. Codes: `NODE_UNREACHABLE`, `CERTIFICATE_MISMATCH`.
 */
export function dialNode(endpoint: NodeEndpoint, { read, signal }: DialOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = {
      host: endpoint.host,
      port: endpoint.port,
      minVersion: "TLSv1.3",
      ALPNProtocols: ["http/1.1"],
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
      reject(new ClientError("NODE_UNREACHABLE", "the node does not answer; another one is tried", {}, { cause }));
    };
    const abandoned = () => unreachable();
    const timer = setTimeout(abandoned, dialMilliseconds);
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
