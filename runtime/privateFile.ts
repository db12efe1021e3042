import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RuntimeError } from "./errors.ts";

/** Writes a file that only its owner may read, whole or not at all: temporary file, fsync, rename, fsync of the folder. */
export const writePrivateFile = (path: string, data: string | Uint8Array): Promise<void> => placed(path, data, rename);

/** As `writePrivateFile`, for what must never take another file's place: keys. A link fails where something stands, a rename does not. Code: `FILE_EXISTS`. */
export const createPrivateFile = (path: string, data: string | Uint8Array): Promise<void> =>
  placed(path, data, async (temporary) => {
    try {
      await link(temporary, path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      throw new RuntimeError(
        "FILE_EXISTS",
        `${path} exists and is never written over; give another --dir, or move it away if nothing depends on it`,
        { path },
        { cause },
      );
    }
    await rm(temporary);
  });

async function placed(
  path: string,
  data: string | Uint8Array,
  place: (temporary: string, path: string) => Promise<void>,
): Promise<void> {
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
    await place(temporary, path);
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
