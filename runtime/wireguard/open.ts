import { RuntimeError } from "../errors.ts";
import { runProgram } from "../program.ts";
import type { WireguardDevice } from "./device.ts";
import { wgToolDevice } from "./wgTool.ts";
import { openWireguardGo } from "./wireguardGo.ts";

const isFailure = (error: unknown, code: string): boolean => error instanceof RuntimeError && error.code === code;

/** Removes an interface if it is there: what a crash left behind. Its process ends with it. */
export async function removeInterface(name: string): Promise<void> {
  await runProgram("ip", ["link", "delete", "dev", name]).catch((error: unknown) => {
    if (!isFailure(error, "PROGRAM_FAILED")) throw error;
  });
}

/**
 * Opens an interface of this name, replacing a left-over one: the kernel's where it has WireGuard, otherwise wireguard-go's. Codes: `PROGRAM_MISSING`,
 * `WIREGUARD_REFUSED`.
 */
export async function openWireguard(name: string): Promise<WireguardDevice> {
  await removeInterface(name);
  try {
    await runProgram("ip", ["link", "add", "dev", name, "type", "wireguard"]);
  } catch (error) {
    if (!isFailure(error, "PROGRAM_FAILED")) throw error;
    // No such kind of link here, or no right to make one: wireguard-go says which.
    return openWireguardGo(name);
  }
  return wgToolDevice(name, () => removeInterface(name));
}
