/**
 * Sends many packets from wherever it is run, and waits for no answer: `node scripts/demo/spray.ts '[{"kind":"udp","host":…,"port":…,"count":…}]'`. Prints
 * {sent}: how many were handed to the kernel or refused by it. `kind` is "udp" (with `size` random bytes, or those of `hex`; `sourcePort` and `source`, an address, if they matter) or
 * "tcp", where each is a connection that is given up at once, from ports that count up from `sourcePort` if there is one. `asNobody` sends after all others, as that user.
 */
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect, isIPv6 } from "node:net";

interface Spray {
  readonly kind: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
  readonly count: number;
  readonly size?: number;
  readonly hex?: string;
  readonly sourcePort?: number;
  readonly source?: string;
  readonly asNobody?: boolean;
}

/** A socket takes this many datagrams before it is asked again: more would only fill memory. */
const atOnce = 64;
/** A connection attempt has sent its first packet long before. */
const attemptMilliseconds = 50;
const nobody = 65_534;

const send = (socket: Socket, payload: Buffer, { port, host }: Spray): Promise<void> =>
  // Refused by a rule (EPERM) or without a route: tried all the same.
  new Promise((resolve) => socket.send(payload, port, host, () => resolve()));

async function datagrams(spray: Spray): Promise<void> {
  const socket = createSocket(isIPv6(spray.host) ? "udp6" : "udp4");
  socket.on("error", () => undefined);
  socket.bind(spray.sourcePort ?? 0, spray.source);
  await once(socket, "listening");
  const fixed = spray.hex === undefined ? undefined : Buffer.from(spray.hex, "hex");
  for (let left = spray.count; left > 0; left -= atOnce)
    await Promise.all(
      Array.from({ length: Math.min(left, atOnce) }, () => send(socket, fixed ?? randomBytes(spray.size ?? 16), spray)),
    );
  socket.close();
}

async function attempts({ host, port, count, sourcePort }: Spray): Promise<void> {
  for (let left = count; left > 0; left -= atOnce) {
    const sockets = Array.from({ length: Math.min(left, atOnce) }, (_, at) => {
      const own = sourcePort === undefined ? {} : { localPort: sourcePort + count - left + at };
      const socket = connect({ host, port, ...own });
      socket.on("error", () => undefined);
      return socket;
    });
    await new Promise((resolve) => setTimeout(resolve, attemptMilliseconds));
    for (const socket of sockets) socket.destroy();
  }
}

const sprays = JSON.parse(process.argv[2] ?? "[]") as Spray[];
const sendAll = (some: readonly Spray[]) =>
  Promise.all(some.map((spray) => (spray.kind === "udp" ? datagrams(spray) : attempts(spray))));
await sendAll(sprays.filter(({ asNobody }) => asNobody !== true));
const later = sprays.filter(({ asNobody }) => asNobody === true);
if (later.length > 0) process.setuid?.(nobody);
await sendAll(later);
console.log(JSON.stringify({ sent: sprays.reduce((sum, { count }) => sum + count, 0) }));
