/**
 * Pulls bytes from the lab's internet through an exit's HTTPS by CONNECT, checking nobody's certificate: one argument, JSON {exit, credentials, host, port, size}. Prints
 * {bytes} as they come and {done} at the end, as scripts/demo/probe.ts does without an exit.
 */
import { connect } from "node:tls";
import { readHead } from "./rawSession.ts";

const { exit, credentials, host, port, size } = JSON.parse(process.argv[2] ?? "{}") as {
  exit: { host: string; port: number };
  credentials: { session: string; token: string };
  host: string;
  port: number;
  size: number;
};
const say = (value: object) => console.log(JSON.stringify(value));
const basic = Buffer.from(`${credentials.session}:${credentials.token}`).toString("base64");
const socket = connect({ ...exit, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] }, () =>
  socket.write(
    `CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\nProxy-Authorization: Basic ${basic}\r\n\r\n`,
  ),
);
let bytes = 0;
let over = false;
const finish = (done: boolean) => {
  if (!over) say({ done });
  over = true;
  socket.destroy();
};
socket.on("error", () => finish(false));
socket.on("close", () => finish(false));
const head = await readHead(socket).catch(() => "");
if (head.startsWith("HTTP/1.1 200")) {
  socket.on("data", (chunk) => {
    bytes += chunk.length;
    say({ bytes });
    if (bytes >= size) finish(true);
  });
  socket.write(`${size}\n`);
} else finish(false);
