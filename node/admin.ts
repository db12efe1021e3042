import { createServer, request, type Server } from "node:http";
import { CodedError, type ErrorRow, toWire, type WireError } from "../protocol/errors.ts";
import { faultRow } from "../runtime/command.ts";
import { listenForOwner } from "../runtime/ownerSocket.ts";
import { NodeError } from "./errors.ts";

/** What the operator's commands ask of the running daemon, over a socket in the node's folder that only its owner can open. */
export interface AdminHandlers {
  readonly status: () => Promise<unknown>;
  readonly settle: () => Promise<unknown>;
  readonly vouchers: () => Promise<unknown>;
}

export async function openAdmin(path: string, handlers: AdminHandlers): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const work =
      incoming.url === "/status"
        ? handlers.status
        : incoming.url === "/vouchers"
          ? handlers.vouchers
          : incoming.url === "/settle" && incoming.method === "POST"
            ? handlers.settle
            : undefined;
    const answer = (status: number, value: unknown) =>
      outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (work === undefined) answer(404, {});
    else
      work()
        .then((value) => answer(200, value))
        .catch((error: unknown) => answer(500, failureOf(error)));
  });
  await listenForOwner(server, path);
  return server;
}

/** An error on its way through the socket: the command ends as if it had failed itself. */
interface Failure extends WireError {
  readonly exitCode: ErrorRow["exitCode"];
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const coded = error instanceof CodedError ? error : new CodedError("FAULT", faultRow, message);
  return { ...toWire(coded), exitCode: coded.exitCode as Failure["exitCode"] };
}

function errorOf({ error, exitCode }: Failure): CodedError {
  const { code, message, data, retryable } = error;
  return new CodedError(code, { exitCode, httpStatus: 500, retryable }, message, data);
}

/** Asks the daemon of a folder. Codes: `NODE_NOT_RUNNING`, and whatever the daemon says. */
export function askAdmin(path: string, method: "GET" | "POST", url: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const gone = (cause: Error) =>
      reject(
        new NodeError(
          "NODE_NOT_RUNNING",
          "no node is running from this folder; start it with: turnpike node run",
          {},
          { cause },
        ),
      );
    const outgoing = request({ socketPath: path, path: url, method }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () => {
        const value = JSON.parse(text) as Record<string, unknown>;
        if (incoming.statusCode === 200) resolve(value);
        else reject(errorOf(value as unknown as Failure));
      });
      incoming.on("error", gone);
    });
    outgoing.on("error", gone);
    outgoing.end();
  });
}
