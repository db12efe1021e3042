/**
 * Joins two endpoints, each `HOST:PORT` or a socket's path: what connects to the first is carried to the second. Sockets with a path are seen from every
 * network namespace, so two of these lead from one into another without a wire between them.
 */
import { connect, createServer, type NetConnectOpts, type Server } from "node:net";
import { pathToFileURL } from "node:url";

const endpoint = (text: string): { path: string } | { host: string; port: number } => {
  const at = text.lastIndexOf(":");
  return text.startsWith("/") ? { path: text } : { host: text.slice(0, at), port: Number(text.slice(at + 1)) };
};

/** Listens on `from` and carries to `to`. */
export function openStreamRelay(from: string, to: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...(endpoint(to) as NetConnectOpts), allowHalfOpen: true });
    near.pipe(far);
    far.pipe(near);
    const end = () => {
      near.destroy();
      far.destroy();
    };
    near.on("error", end);
    far.on("error", end);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(endpoint(from), () => resolve(server));
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const pairs = process.argv.slice(2);
  for (let index = 0; index + 1 < pairs.length; index += 2)
    await openStreamRelay(pairs[index] ?? "", pairs[index + 1] ?? "");
  console.log(JSON.stringify({ ready: true }));
  process.on("SIGINT", () => process.exit(0));
}
