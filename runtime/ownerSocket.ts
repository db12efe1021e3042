import { rm } from "node:fs/promises";
import type { Server } from "node:http";
import { RuntimeError } from "./errors.ts";

/** What sun_path of unix(7) holds: 104 bytes with the zero at its end on macOS, 108 on Linux. One limit for both, so that a folder can move. */
const longestPath = 103;

/** For a daemon that would rather know before it opens anything. Code: `PATH_TOO_LONG`. */
export function requireSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length > longestPath)
    throw new RuntimeError(
      "PATH_TOO_LONG",
      `a socket's path has at most ${longestPath} bytes, and ${path} has ${length}; give a shorter --dir or TURNPIKE_HOME`,
      { path, length },
    );
}

/** Makes a server listen on a socket that only its owner can open, in place of one that was left there. Code: `PATH_TOO_LONG`. */
export async function listenForOwner(server: Server, path: string): Promise<void> {
  requireSocketPath(path);
  await rm(path, { force: true });
  const mask = process.umask(0o077);
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
  } finally {
    process.umask(mask);
  }
}
