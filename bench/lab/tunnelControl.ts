import { fileURLToPath } from "node:url";
import { labAddresses } from "../../scripts/demo/namespaces.ts";
import type { BareTunnel } from "./bareTunnel.ts";

const thousand = fileURLToPath(new URL("thousandClients.ts", import.meta.url));
const adding = fileURLToPath(new URL("addClients.ts", import.meta.url));

/** Milliseconds of each turn to add a client to the exit's interface beside so many others: as an exit does, WireGuard's part of it, and one `wg set`. */
export async function timeAdding(
  { spaces, interfaces }: BareTunnel,
  seated: number,
  turns: number,
): Promise<Readonly<Record<"whole" | "told" | "peer", readonly number[]>>> {
  const args = [adding, interfaces.exit, String(seated), String(turns)];
  return JSON.parse(await spaces.run("exit", process.execPath, args));
}

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
