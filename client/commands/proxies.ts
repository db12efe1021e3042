import type { AddressInfo, Server } from "node:net";
import type { Connection } from "../connect.ts";
import { ClientError } from "../errors.ts";
import type { CarrierSource } from "../ingress/carried.ts";
import { createHttpProxy } from "../ingress/http.ts";
import { createSocksServer } from "../ingress/socks.ts";
import type { ClientParts, ListenAt } from "./clientParts.ts";

/** The local proxies of a connection, and where they listen, as HOST:PORT. */
export interface Proxies {
  readonly socks: string;
  readonly http: string;
  close(): void;
}

/** Code: `PORT_BUSY`. */
export async function openProxies(connection: Connection, at: Pick<ClientParts, "socks" | "http">): Promise<Proxies> {
  const carrier: CarrierSource = (failed) => connection.carrier(failed);
  const servers = [createSocksServer(carrier), createHttpProxy(carrier)] as const;
  const close = () => {
    for (const server of servers) server.close();
  };
  try {
    const [socks, http] = await Promise.all([listen(servers[0], at.socks), listen(servers[1], at.http)]);
    return { socks, http, close };
  } catch (error) {
    close();
    throw error;
  }
}

function listen(server: Server, at: ListenAt): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new ClientError(
              "PORT_BUSY",
              `port ${at.port} is in use; give another --socks or --http`,
              { port: at.port },
              { cause },
            )
          : cause,
      ),
    );
    server.listen(at.port, at.host, () => resolve(`${at.host}:${(server.address() as AddressInfo).port}`));
  });
}
