import { createServer, request, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { listenForOwner } from "../runtime/ownerSocket.ts";
import { ClientError } from "./errors.ts";

const answerMilliseconds = 5_000;
/** The last voucher is brought and everything is put back before it is answered. */
const disconnectMilliseconds = 60_000;

/** The running client's status, over a socket in its folder that only its owner can open; `disconnect` is called when it is asked to end the tunnel. */
export async function openLocalApi(
  path: string,
  status: () => unknown,
  disconnect?: () => Promise<void>,
): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === "POST" && incoming.url === "/disconnect" && disconnect !== undefined) {
      const answer = (code: number) => outgoing.writeHead(code, { "content-type": "application/json" }).end("{}");
      disconnect().then(
        () => answer(200),
        () => answer(500),
      );
      return;
    }
    const known = incoming.url === "/status";
    outgoing
      .writeHead(known ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(known ? status() : {}));
  });
  await listenForOwner(server, path);
  return server;
}

/**
 * Whether a whole-machine tunnel of this folder has a client that looks after it. One that does not answer in time counts: it may go on at any moment.
 */
export const hasTunnelClient = (path: string): Promise<boolean> =>
  askLocalApi(path).then(
    ({ state }) => state !== undefined,
    ({ cause }: { cause?: NodeJS.ErrnoException }) => cause?.code !== "ENOENT" && cause?.code !== "ECONNREFUSED",
  );

/** Code: `CLIENT_NOT_RUNNING`. */
export function askLocalApi(
  path: string,
  what: "/status" | "/disconnect" = "/status",
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(
        new ClientError(
          "CLIENT_NOT_RUNNING",
          "no client is connected from this folder; start it with: turnpike connect",
          {},
          { cause },
        ),
      );
    const signal = AbortSignal.timeout(what === "/status" ? answerMilliseconds : disconnectMilliseconds);
    const method = what === "/status" ? "GET" : "POST";
    const outgoing = request({ socketPath: path, path: what, method, signal }, (incoming) => {
      if (incoming.statusCode !== 200) {
        incoming.resume();
        fail(new Error(`answered ${incoming.statusCode}`));
        return;
      }
      text(incoming)
        .then((said) => resolve(JSON.parse(said) as Record<string, unknown>))
        .catch(fail);
    });
    outgoing.on("error", fail);
    outgoing.end();
  });
}
