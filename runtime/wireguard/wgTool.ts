import { RuntimeError } from "../errors.ts";
import { runProgram } from "../program.ts";
import type { DeviceState, WireguardChange, WireguardDevice } from "./device.ts";

/**
 * Runs `wg`. It opens /dev/stdin by name, which works for a pipe between two programs but not for the socket that our own end is: hence the `cat`. What
 * it is told goes as arguments, never into the shell's text.
 */
async function wg(args: readonly string[], input = ""): Promise<string> {
  try {
    return await runProgram("/bin/sh", ["-c", 'cat | wg "$@"', "wg", ...args], input);
  } catch (cause) {
    throw new RuntimeError(
      "WIREGUARD_REFUSED",
      `wg refuses: ${cause instanceof Error ? cause.message : String(cause)}; look at the keys, port and addresses, and that wireguard-tools is installed`,
      {},
      { cause },
    );
  }
}

/** Arguments of `wg set` for a change; the private key goes by standard input, never on a command line that others can read. */
function setArguments(name: string, change: WireguardChange): string[] {
  const args = ["set", name];
  if (change.listenPort !== undefined) args.push("listen-port", String(change.listenPort));
  if (change.fwmark !== undefined) args.push("fwmark", String(change.fwmark));
  if (change.privateKey !== undefined) args.push("private-key", "/dev/stdin");
  for (const publicKey of change.remove ?? []) args.push("peer", publicKey, "remove");
  for (const peer of change.peers ?? []) {
    args.push("peer", peer.publicKey);
    if (peer.endpoint !== undefined) {
      const { host, port } = peer.endpoint;
      args.push("endpoint", `${host.includes(":") ? `[${host}]` : host}:${port}`);
    }
    if (peer.keepaliveSeconds !== undefined) args.push("persistent-keepalive", String(peer.keepaliveSeconds));
    args.push("allowed-ips", peer.allowedIps.join(","));
  }
  return args;
}

/** `wg show NAME dump` (wg(8)): a line of the interface, then a line per peer, fields parted by tabs. */
export function parseDump(text: string): DeviceState {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  const own = first.split("\t");
  return {
    listenPort: Number(own[2]),
    fwmark: own[3] === "off" ? 0 : Number(own[3]),
    peers: rest.map((line) => {
      const [publicKey = "", , , allowed = "", handshake = "0", received = "0"] = line.split("\t");
      return {
        publicKey,
        allowedIps: allowed === "(none)" ? [] : allowed.split(","),
        handshakeAt: Number(handshake),
        receivedBytes: Number(received),
      };
    }),
  };
}

/** Drives an existing interface by the `wg` program: the kernel's, or one whose process has a socket. `end` takes it down. */
export const wgToolDevice = (name: string, end: () => Promise<void>): WireguardDevice => ({
  name,
  configure: async (change) => {
    const key = change.privateKey === undefined ? "" : `${change.privateKey}\n`;
    await wg(setArguments(name, change), key);
  },
  state: async () => parseDump(await wg(["show", name, "dump"])),
  // The kernel takes packets without a process.
  widen: async () => {},
  close: end,
  // An interface of the kernel ends with nobody's process.
  onLost: () => {},
});
