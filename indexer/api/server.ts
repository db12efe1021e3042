import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { IndexerError } from "../errors.ts";

/** Listens. Code: `PORT_BUSY`. Returns the URL. */
export async function serveApi(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE")
      throw new IndexerError(
        "PORT_BUSY",
        `port ${port} is in use; stop what uses it or give another --listen`,
        { port },
        { cause },
      );
    throw cause;
  }
  const address = app.server.address() as AddressInfo;
  return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}
