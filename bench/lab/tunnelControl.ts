import { fileURLToPath } from "node:url";
import { runProgram } from "../../runtime/program.ts";
import { newWireguardKeys } from "../../runtime/wireguard/keys.ts";
import { encodeSet } from "../../runtime/wireguard/uapi.ts";
import { askSocket } from "../../runtime/wireguard/wireguardGo.ts";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import type { BareTunnel } from "./bareTunnel.ts";

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Milliseconds to add a client to a running interface: by wireguard-go's socket, as an exit does, and by one `wg set`. Removes both again. */
export async function timeAdding({
  interfaces,
}: BareTunnel): Promise<{ readonly ours: number; readonly peer: number }> {
  const peerOf = (address: string) => ({ publicKey: newWireguardKeys().publicKey, allowedIps: [`${address}/32`] });
  const [first, second] = [peerOf("10.99.7.1"), peerOf("10.99.7.2")];
  const ours = await timed(() => askSocket(interfaces.exit, encodeSet({ peers: [first] })));
  const allowed = ["allowed-ips", second.allowedIps.join(",")];
  const peer = await timed(() => runProgram("wg", ["set", interfaces.exit, "peer", second.publicKey, ...allowed]));
  await askSocket(interfaces.exit, encodeSet({ remove: [first.publicKey, second.publicKey] }));
  return { ours, peer };
}

const thousand = fileURLToPath(new URL("thousandClients.ts", import.meta.url));

/** Milliseconds of each turn, in the exit's namespace of this tunnel. */
export async function timeThousandClients(
  { spaces }: BareTunnel,
  turns: number,
): Promise<{ readonly read: readonly number[]; readonly refresh: readonly number[] }> {
  return JSON.parse(await spaces.run("exit", process.execPath, [thousand, String(turns)]));
}

/** Round trips in milliseconds from the client to the internet, by ping. */
export async function timeRoundTrips({ spaces }: Pick<BareTunnel, "spaces">, count: number): Promise<number[]> {
  const text = await spaces.run("client", "ping", ["-n", "-i", "0.005", "-c", String(count), labAddresses.internet4]);
  return [...text.matchAll(/time=([0-9.]+) ms/g)].map(([, milliseconds]) => Number(milliseconds));
}
