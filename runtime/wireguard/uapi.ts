/** The text of WireGuard's cross-platform configuration socket, both ways (https://www.wireguard.com/xplatform/). Pure. */
import { RuntimeError } from "../errors.ts";
import type { DeviceState, PeerState, WireguardChange } from "./device.ts";

const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");
const base64Of = (hex: string): string => Buffer.from(hex, "hex").toString("base64");

/** A `set=1` operation, with the empty line that ends it. */
export function encodeSet(change: WireguardChange): string {
  const lines = ["set=1"];
  if (change.privateKey !== undefined) lines.push(`private_key=${hexOf(change.privateKey)}`);
  if (change.listenPort !== undefined) lines.push(`listen_port=${change.listenPort}`);
  if (change.fwmark !== undefined) lines.push(`fwmark=${change.fwmark}`);
  for (const publicKey of change.remove ?? []) lines.push(`public_key=${hexOf(publicKey)}`, "remove=true");
  for (const peer of change.peers ?? []) {
    lines.push(`public_key=${hexOf(peer.publicKey)}`, "replace_allowed_ips=true");
    if (peer.endpoint !== undefined) {
      const { host, port } = peer.endpoint;
      lines.push(`endpoint=${host.includes(":") ? `[${host}]` : host}:${port}`);
    }
    if (peer.keepaliveSeconds !== undefined) lines.push(`persistent_keepalive_interval=${peer.keepaliveSeconds}`);
    for (const cidr of peer.allowedIps) lines.push(`allowed_ip=${cidr}`);
  }
  return `${lines.join("\n")}\n\n`;
}

/** Reads an answer: `errno=0` or a refusal. Code: `WIREGUARD_REFUSED` with the number of errno(3). */
export function checkAnswer(text: string): void {
  const errno = /^errno=(-?[0-9]{1,6})$/m.exec(text)?.[1];
  if (errno === "0") return;
  throw new RuntimeError(
    "WIREGUARD_REFUSED",
    `the WireGuard interface refuses the change (errno ${errno ?? "missing"}); look at the keys, port and addresses`,
    { errno: errno ?? null },
  );
}

/** Reads the answer to `get=1`. Unknown keys are left out, as the protocol asks. */
export function decodeGet(text: string): DeviceState {
  checkAnswer(text);
  let listenPort = 0;
  let fwmark = 0;
  const peers: { publicKey: string; allowedIps: string[]; handshakeAt: number; receivedBytes: number }[] = [];
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    const value = line.slice(at + 1);
    const peer = peers.at(-1);
    switch (line.slice(0, at)) {
      case "listen_port":
        listenPort = Number(value);
        break;
      case "fwmark":
        fwmark = Number(value);
        break;
      case "public_key":
        peers.push({ publicKey: base64Of(value), allowedIps: [], handshakeAt: 0, receivedBytes: 0 });
        break;
      case "allowed_ip":
        peer?.allowedIps.push(value);
        break;
      case "last_handshake_time_sec":
        if (peer !== undefined) peer.handshakeAt = Number(value);
        break;
      case "rx_bytes":
        if (peer !== undefined) peer.receivedBytes = Number(value);
        break;
      default:
    }
  }
  return { listenPort, fwmark, peers: peers satisfies PeerState[] };
}
