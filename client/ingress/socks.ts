import { createServer, type Server, type Socket } from "node:net";
import { CodedError } from "../../protocol/errors.ts";
import { type CarrierSource, carried } from "./carried.ts";
import { openUdpAssociation } from "./udpAssociate.ts";

const greetingMilliseconds = 15_000;
/** Version, methods, request with the longest name: nothing longer is a greeting. */
const greetingLimit = 600;

/** Reply codes of RFC 1928, section 6. */
const replies = {
  done: 0,
  failed: 1,
  forbidden: 2,
  unreachable: 4,
  refused: 5,
  commandUnknown: 7,
  addressUnknown: 8,
} as const;

/** A SOCKS5 server (RFC 1928: CONNECT and UDP ASSOCIATE; IPv4, IPv6 and names). Names go to the exit as they are: nothing here resolves one. */
export function createSocksServer(carrier: CarrierSource): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => serve(socket, carrier));
}

interface Request {
  readonly command: number;
  readonly host: string;
  readonly port: number;
  readonly size: number;
}

type Parsed<T> = T | "more" | "bad";

/** Greeting: version 5, count, methods. Without credentials is the one method here. */
function parseGreeting(data: Buffer): Parsed<{ size: number; acceptable: boolean }> {
  if (data.length < 2) return data.length === 1 && data[0] !== 5 ? "bad" : "more";
  if (data[0] !== 5) return "bad";
  const size = 2 + (data[1] ?? 0);
  if (data.length < size) return "more";
  return { size, acceptable: data.subarray(2, size).includes(0) };
}

/** Request: version, command, reserved, address type, address, port. */
function parseRequest(data: Buffer): Parsed<Request | { readonly unknownAddress: true }> {
  if (data.length < 5) return "more";
  if (data[0] !== 5 || data[2] !== 0) return "bad";
  const type = data[3];
  const addressSize = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? 1 + (data[4] ?? 0) : 0;
  if (addressSize === 0) return { unknownAddress: true };
  const size = 4 + addressSize + 2;
  if (data.length < size) return "more";
  const host = hostOf(data.subarray(3, 4 + addressSize));
  return host === "" ? "bad" : { command: data[1] ?? 0, host, port: data.readUInt16BE(size - 2), size };
}

/** Address type and address as text. */
export function hostOf(data: Buffer): string {
  if (data[0] === 1) return data.subarray(1, 5).join(".");
  if (data[0] === 3) {
    const name = data.subarray(2, 2 + (data[1] ?? 0)).toString("latin1");
    return /^[\x21-\x7e]+$/.test(name) ? name : "";
  }
  const groups: string[] = [];
  for (let at = 1; at < 17; at += 2) groups.push(data.readUInt16BE(at).toString(16));
  return groups.join(":");
}

const reply = (code: number, port = 0): Buffer => Buffer.from([5, code, 0, 1, 127, 0, 0, 1, port >> 8, port & 255]);

function replyOf(error: unknown): number {
  const code = error instanceof CodedError ? error.code : "";
  if (code === "DESTINATION_REFUSED" || code === "BUDGET_EXHAUSTED") return replies.forbidden;
  if (code === "DESTINATION_UNREACHABLE") return replies.unreachable;
  return replies.failed;
}

function serve(socket: Socket, carrier: CarrierSource): void {
  let data = Buffer.alloc(0);
  let greeted = false;
  const timer = setTimeout(() => socket.destroy(), greetingMilliseconds);
  const finish = (answer: Buffer) => {
    clearTimeout(timer);
    socket.end(answer, () => socket.destroySoon());
  };
  const forget = () => clearTimeout(timer);
  socket.on("error", () => socket.destroy());
  socket.once("close", forget);
  socket.once("end", forget);

  const onData = (chunk: Buffer) => {
    data = Buffer.concat([data, chunk]);
    if (!greeted) {
      const greeting = parseGreeting(data);
      if (greeting === "bad" || (greeting === "more" && data.length > greetingLimit)) {
        socket.destroy();
        return;
      }
      if (greeting === "more") return;
      data = data.subarray(greeting.size);
      if (!greeting.acceptable) {
        finish(Buffer.from([5, 0xff]));
        return;
      }
      greeted = true;
      socket.write(Buffer.from([5, 0]));
    }
    const request = parseRequest(data);
    if (request === "more") {
      if (data.length > greetingLimit) socket.destroy();
      return;
    }
    socket.off("data", onData);
    socket.pause();
    clearTimeout(timer);
    if (request === "bad") socket.destroy();
    else if ("unknownAddress" in request) finish(reply(replies.addressUnknown));
    else start(request, data.subarray(request.size));
  };
  socket.on("data", onData);

  const start = (request: Request, head: Buffer) => {
    if (request.command === 1) {
      const ready = () => socket.write(reply(replies.done));
      carried(carrier, (open) => open.carryTcp(socket, request.host, request.port, ready, head)).catch(
        (error: unknown) => finish(reply(replyOf(error))),
      );
    } else if (request.command === 3) {
      openUdpAssociation(socket, carrier)
        .then((port) => socket.write(reply(replies.done, port)))
        .catch((error: unknown) => finish(reply(replyOf(error))));
    } else finish(reply(replies.commandUnknown));
  };
}
