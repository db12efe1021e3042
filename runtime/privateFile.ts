import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RuntimeError } from "./errors.ts";

/** Writes a file that only its owner may read, whole or not at all: temporary file, fsync, rename, fsync of the folder. */
export async function writePrivateFile(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(data);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** A rename is durable only when the folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Reads a secret file and refuses one that others may read. Codes: `FILE_MISSING`, `FILE_PERMISSIONS_TOO_OPEN`. */
export async function readPrivateFile(path: string): Promise<Buffer> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new RuntimeError(
      missing ? "FILE_MISSING" : "FILE_UNREADABLE",
      missing
        ? `there is no file ${path}; create it first (init or wallet create), or give the right --dir`
        : `${path} cannot be read; check its owner and permissions`,
      { path },
      { cause },
    );
  }
  try {
    // Asked of the open file, not of the path: what was judged is what is read.
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0 && process.platform !== "win32") {
      throw new RuntimeError(
        "FILE_PERMISSIONS_TOO_OPEN",
        `${path} can be read by others; mend it with: chmod 600 '${path}'`,
        { path, mode: (mode & 0o777).toString(8) },
      );
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}
