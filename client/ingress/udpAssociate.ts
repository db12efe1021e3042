import { createSocket, type RemoteInfo } from "node:dgram";
import type { AddressInfo, Socket } from "node:net";
import type { UdpPath } from "../dataplane/port.ts";
import { ClientError } from "../errors.ts";
import { type CarrierSource, carried } from "./carried.ts";
import { hostOf } from "./socks.ts";

const pathsPerAssociation = 256;

/**
 * SOCKS5 UDP ASSOCIATE (RFC 1928, section 7): a loopback port for one application; each destination gets its own connect-udp stream at the exit. It
 * lives as long as the TCP connection that asked for it. Fragments are dropped, as the RFC allows. Resolves to the port.
 */
export async function openUdpAssociation(control: Socket, carrier: CarrierSource): Promise<number> {
  // Asked for once before it is promised; each destination then takes the exit that is in use.
  await carrier();
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => socket.once("error", reject).bind(0, "127.0.0.1", resolve));
  // An answer that does not fit a packet any more with its header in front is a lost one.
  socket.on("error", () => {});
  const paths = new Map<string, Promise<UdpPath>>();
  let application: RemoteInfo | undefined;

  const dropOldest = () => {
    const [oldest] = paths;
    if (oldest === undefined) return;
    paths.delete(oldest[0]);
    oldest[1].then((ready) => ready.close()).catch(() => undefined);
  };

  socket.on("message", (packet, from) => {
    // Only the first sender is served: the port is for the application that asked.
    application ??= from;
    if (from.port !== application.port || from.address !== application.address) return;
    const parsed = parsePacket(packet);
    if (parsed === undefined) return;
    const { host, port, payload, header } = parsed;
    const key = `${host} ${port}`;
    let path = paths.get(key);
    if (path === undefined) {
      if (paths.size >= pathsPerAssociation) dropOldest();
      const back = (answer: Uint8Array) => {
        if (application !== undefined)
          socket.send(Buffer.concat([header, answer]), application.port, application.address);
      };
      const forget = () => {
        if (paths.get(key) === opened) paths.delete(key);
      };
      const opened = carried(carrier, (open) => open.openUdp(host, port, back, forget));
      path = opened;
      // A destination that the exit refuses is a lost packet to UDP.
      opened.catch(forget);
    } else paths.delete(key);
    // The one used last goes to the end: the first is the oldest.
    paths.set(key, path);
    path.then((ready) => ready.send(payload)).catch(() => undefined);
  });
  const end = () => {
    socket.close();
    for (const path of paths.values()) path.then((ready) => ready.close()).catch(() => undefined);
  };
  control.resume();
  control.on("end", () => control.end());
  // Who asked may have left while an exit was being looked for.
  if (control.destroyed) {
    end();
    throw new ClientError("NOT_CONNECTED", "the program that asked has gone");
  }
  control.on("close", end);
  return (socket.address() as AddressInfo).port;
}

/** Reserved 2, fragment 1, address type, address, port, payload. The header goes back in front of answers. */
function parsePacket(packet: Buffer): { host: string; port: number; payload: Buffer; header: Buffer } | undefined {
  if (packet.length < 5 || packet[2] !== 0) return undefined;
  const type = packet[3];
  const addressSize = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? 1 + (packet[4] ?? 0) : 0;
  const size = 4 + addressSize + 2;
  if (addressSize === 0 || packet.length < size) return undefined;
  const host = hostOf(packet.subarray(3, 4 + addressSize));
  if (host === "") return undefined;
  return {
    host,
    port: packet.readUInt16BE(size - 2),
    payload: packet.subarray(size),
    header: Buffer.concat([Buffer.from([0, 0, 0]), packet.subarray(3, size)]),
  };
}
