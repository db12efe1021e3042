import { createSocket, type RemoteInfo } from "node:dgram";
import type { AddressInfo, Socket } from "node:net";
import type { UdpPath } from "../dataplane/port.ts";
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
  const paths = new Map<string, Promise<UdpPath>>();
  let application: RemoteInfo | undefined;

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
      if (paths.size >= pathsPerAssociation) return;
      const back = (answer: Uint8Array) => {
        if (application !== undefined)
          socket.send(Buffer.concat([header, answer]), application.port, application.address);
      };
      path = carried(carrier, (open) => open.openUdp(host, port, back, () => paths.delete(key)));
      paths.set(key, path);
      // A destination that the exit refuses is a lost packet to UDP.
      path.catch(() => paths.delete(key));
    }
    path.then((ready) => ready.send(payload)).catch(() => undefined);
  });
  control.resume();
  control.on("end", () => control.end());
  control.on("close", () => {
    socket.close();
    for (const path of paths.values()) path.then((ready) => ready.close()).catch(() => undefined);
  });
  return (socket.address() as AddressInfo).port;
}

/** Reserved 2, fragment 1, address type, address, port, payload. The header goes back in front of answers. */
function parsePacket(packet: Buffer): { host: string; port: number; payload: Buffer; header: Buffer } | undefined {
  if (packet.length < 10 || packet[2] !== 0) return undefined;
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
