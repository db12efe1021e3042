/**
 * Resident memory of a process that answers the API of 1,000,000 nodes, each with an offer: after the snapshot is built, and lists, suggestions and a second
 * snapshot were asked for. The peer is the limit.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type BenchOptions, type Row, row } from "./row.ts";

const nodes = 1_000_000;
const limitMebibytes = 2_048;

export async function run({ seed, say }: BenchOptions): Promise<Row[]> {
  say(`filling a process with ${nodes} nodes; this takes a minute or two`);
  const path = fileURLToPath(new URL("./apiMemoryProcess.ts", import.meta.url));
  const child = spawn(process.execPath, [path, String(nodes), seed], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`the process ended with ${code}`);
  const { resident, peak } = JSON.parse(text) as { resident: number; peak: number };
  const limit = { atMost: 1 };
  return [
    row("API of 1,000,000 nodes, resident MiB, against the limit", resident, limitMebibytes, limit),
    row("the same at its peak, two snapshots at once, against the limit", peak, limitMebibytes, limit),
  ];
}
