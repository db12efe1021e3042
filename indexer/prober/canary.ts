import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { IndexerError } from "../errors.ts";

/** A page that waits to be fetched. */
export interface CanaryPage {
  readonly path: string;
  readonly sha256: string;
  /** Whose connections asked for it, newest last. */
  readonly from: readonly string[];
  /** Takes it back. */
  readonly forget: () => void;
}

export interface Canary {
  readonly port: number;
  /** Puts up a page of so many random bytes under a path that nobody knows. */
  offer(bytes: number): CanaryPage;
  close(): Promise<void>;
}

const opening = "<!doctype html><html lang=en><head><meta charset=utf-8><title>Notes</title></head><body><article><p>";
const closing = "</p></article></body></html>\n";
const leastBytes = opening.length + closing.length;
const digest = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** A page whose every byte follows from its key: HTML, which is what gets changed where something is changed on the way. */
function pageOf(key: Buffer, bytes: number): Buffer {
  const size = Math.max(0, bytes - leastBytes);
  const stream = createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(
    Buffer.alloc(Math.ceil((size * 3) / 4) + 3),
  );
  return Buffer.concat([
    Buffer.from(opening),
    Buffer.from(stream.toString("base64").slice(0, size).replaceAll("+", " ").replaceAll("/", "\n")),
    Buffer.from(closing),
  ]);
}

/**
 * A small web server of the prober's own, which exits under test are asked to fetch from: plain HTTP, so that an exit can change what passes and is seen to.
 * It answers only for pages that wait, and keeps whose connections came only as long as they do. Code: `PORT_BUSY`.
 */
export async function openCanary(host: string, port: number): Promise<Canary> {
  const pages = new Map<string, { readonly body: Buffer; readonly from: string[] }>();
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? "");
    if (page === undefined || request.method !== "GET") {
      response
        .writeHead(404, { "content-type": "text/html; charset=utf-8" })
        .end("<!doctype html><title>404</title>\n");
      return;
    }
    page.from.push(request.socket.remoteAddress ?? "");
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-length": page.body.length,
      connection: "close",
    });
    response.end(page.body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new IndexerError(
          "PORT_BUSY",
          `the canary cannot listen on ${host}:${port} (${cause.code}); stop what uses it, or give another --canary-listen`,
          { port },
          { cause },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    offer: (bytes) => {
      const body = pageOf(randomBytes(16), bytes);
      const path = `/${randomBytes(9).toString("base64url")}.html`;
      const from: string[] = [];
      pages.set(path, { body, from });
      return { path, sha256: digest(body), from, forget: () => pages.delete(path) };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
