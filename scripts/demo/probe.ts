/**
 * Asks the internet of a lab from wherever it is run, and says what came of it in one line of JSON.
 * `pull HOST PORT BYTES`: {bytes} as they come, a line per 64 KiB, and {done} at the end. `udp HOST PORT`: {reply} or null. `tcp HOST PORT`: {result}.
 */
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";

const [verb = "", host = "", port = "0", size = "0"] = process.argv.slice(2);
const say = (value: object) => console.log(JSON.stringify(value));
const patienceMilliseconds = 2_000;

if (verb === "pull") {
  const socket = connect({ host, port: Number(port) }, () => socket.write(`${size}\n`));
  let bytes = 0;
  let said = 0;
  socket.on("data", (chunk) => {
    bytes += chunk.length;
    if (bytes < Number(size) && bytes - said < 65_536) return;
    said = bytes;
    say({ bytes });
    if (bytes < Number(size)) return;
    say({ done: true });
    socket.destroy();
  });
  socket.on("error", (error) => say({ done: false, error: error.message }));
} else if (verb === "udp") {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  const finish = (reply: string | null) => {
    clearTimeout(timer);
    socket.close();
    say({ reply });
  };
  const timer = setTimeout(() => finish(null), patienceMilliseconds);
  socket.on("error", () => finish(null));
  socket.on("message", (message) => finish(message.toString("latin1")));
  socket.send("ask", Number(port), host);
} else {
  const socket = connect({ host, port: Number(port) });
  const finish = (result: string) => {
    socket.destroy();
    say({ result });
  };
  socket.setTimeout(patienceMilliseconds, () => finish("timeout"));
  socket.on("connect", () => finish("connected"));
  socket.on("error", (error: NodeJS.ErrnoException) => finish(error.code ?? "error"));
}
