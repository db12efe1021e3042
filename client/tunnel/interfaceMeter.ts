import { readFileSync } from "node:fs";
import type { Tally } from "../dataplane/port.ts";

/** Received and sent bytes of an interface, out of the text of /proc/net/dev (proc(5)); undefined when it is not there. */
export function parseInterfaceBytes(
  text: string,
  interfaceName: string,
): { readonly down: number; readonly up: number } | undefined {
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at < 0 || line.slice(0, at).trim() !== interfaceName) continue;
    const fields = line
      .slice(at + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    return { down: fields[0] ?? 0, up: fields[8] ?? 0 };
  }
  return undefined;
}

/** Feeds the bytes that an interface counts, whole inner packets, to the session in use. */
export class InterfaceMeter {
  readonly #name: string;
  #up = 0;
  #down = 0;

  constructor(interfaceName: string) {
    this.#name = interfaceName;
  }

  /** Bytes that were given to the interface since it was made. */
  get sent(): number {
    return this.#up;
  }

  /** Tells the tally what passed since the last reading. An interface that was made anew begins at zero. */
  read(tally: Tally): void {
    const now = parseInterfaceBytes(readFileSync("/proc/self/net/dev", "utf8"), this.#name);
    if (now === undefined) return;
    if (now.up < this.#up || now.down < this.#down) {
      this.#up = 0;
      this.#down = 0;
    }
    const [up, down] = [now.up - this.#up, now.down - this.#down];
    this.#up = now.up;
    this.#down = now.down;
    if (up > 0) tally.up(up);
    if (down > 0) tally.down(down);
  }
}
