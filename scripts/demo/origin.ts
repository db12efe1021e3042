/**
 * The web site of the demo: one file of random bytes at /file, so that a wrong or repeated byte anywhere changes its hash.
 * A process of its own: `node scripts/demo/origin.ts BYTES [ADDRESS]` prints {"ready":true,"port","sha256"}.
 */
import { createHash, randomFillSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const size = Number(process.argv[2] ?? "0");
const body = Buffer.allocUnsafe(size);
const slice = 1 << 26;
for (let at = 0; at < size; at += slice) randomFillSync(body, at, Math.min(slice, size - at));
const sha256 = createHash("sha256").update(body).digest("hex");

const server = createServer((request, response) => {
  if (request.url !== "/file") {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size });
  response.end(body);
});
server.listen(0, process.argv[3] ?? "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ ready: true, port, sha256 })}\n`);
});
process.on("SIGINT", () => server.close(() => process.exit(0)));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
