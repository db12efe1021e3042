import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import selfsigned from "selfsigned";

export interface Origin {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** What GET /file gives, and its hash. */
  readonly body: Buffer;
  readonly sha256: string;
  /** Method, path and headers of each request, in order. */
  readonly requests: { readonly method: string; readonly url: string; readonly headers: IncomingMessage["headers"] }[];
  close(): Promise<void>;
}

export const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** A web site over HTTP and HTTPS with random bytes at /file; POST /hash answers with the hash of what it was sent. */
export async function openOrigin(size: number): Promise<Origin> {
  const body = randomBytes(size);
  const requests: Origin["requests"] = [];
  const handle: Parameters<typeof createHttpServer>[1] = (request, response) => {
    requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    if (request.url === "/hash") {
      const hash = createHash("sha256");
      request.on("data", (chunk: Buffer) => hash.update(chunk));
      request.on("end", () => response.end(hash.digest("hex")));
    } else if (request.url === "/file") {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size }).end(body);
    } else if (request.url === "/page") {
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><title>origin</title><p id=said>reached through the exit</p>");
    } else response.writeHead(404).end("no such page");
  };
  const tls = await selfsigned.generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
  const http = createHttpServer(handle);
  const https = createHttpsServer({ key: tls.private, cert: tls.cert }, handle);
  const listen = (server: typeof http) =>
    new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
  const [httpPort, httpsPort] = [await listen(http), await listen(https)];
  return {
    httpPort,
    httpsPort,
    body,
    sha256: sha256(body),
    requests,
    close: async () => {
      for (const server of [http, https]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** A UDP service that answers each packet with "echo:" and the packet. */
export async function openEcho(): Promise<{ readonly port: number; readonly close: () => void }> {
  const socket = createSocket("udp4");
  socket.on("message", (payload, from) =>
    socket.send(Buffer.concat([Buffer.from("echo:"), payload]), from.port, from.address),
  );
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { port: socket.address().port, close: () => socket.close() };
}

/** A TCP service that says nothing until the other side has ended, then answers with the hash of what it got and ends too. */
export async function openHashSink(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const hash = createHash("sha256");
    socket.on("data", (chunk: Buffer) => hash.update(chunk));
    socket.on("end", () => socket.end(hash.digest("hex")));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
