import { runProgram } from "../../runtime/program.ts";

/** The process of an interface that wireguard-go made; its names are unique on this machine. Undefined when there is none. */
export async function wireguardProcess(interfaceName: string): Promise<number | undefined> {
  const found = await runProgram("pgrep", ["-f", `^wireguard-go -f ${interfaceName}$`]).catch(() => "");
  const pids = found.trim().split("\n").filter(Boolean).map(Number);
  if (pids.length > 1) throw new Error(`${interfaceName} has ${pids.length} processes`);
  return pids[0];
}
