import { constants, fdatasync, writeSync } from "node:fs";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { type Compaction, Counting } from "./compaction.ts";
import { RuntimeError } from "./errors.ts";
import { syncFolder } from "./privateFile.ts";
import { lockForProcess } from "./processLock.ts";

/**
 * An append-only log whose `append` resolves only when the record is on disk. File: magic 8, then frames of length u32 | crc32 u32 | payload; a payload
 * is one or more records of length u32 | bytes. Appends that come while a sync is under way share one frame and one sync (group commit): a frame is
 * whole or void, in whatever order the disk wrote its pages. A torn last frame, which only unacknowledged appends can leave, is cut when the log is
 * opened; damage before a valid frame is refused, because cutting there would lose acknowledged records.
 * A failed write or sync is final for the process: the kernel may have dropped the pages, so asking again proves nothing.
 * A log that is told which records replace which is written anew when most of it is replaced: into a file beside it, synced, then renamed over it, so that at
 * every moment one whole log with all that was acknowledged has the name.
 * Codes: `STORE_LOCKED`, `STORE_CORRUPT`, `STORE_SYNC_FAILED`, `STORE_RECORD_TOO_LARGE`.
 */
const magic = Buffer.from("TPLOG001", "latin1");
const headerSize = 8;
const largestRecord = 65_536;
/** Records that share a frame: more wait for the next one. */
const frameRecords = 1024;
const largestFrame = frameRecords * (largestRecord + 4);

export interface DurableLog {
  /** Records found at opening, in order. */
  readonly recovered: readonly Uint8Array[];
  /** Bytes of a torn tail that were cut at opening. */
  readonly cutBytes: number;
  append(record: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly data: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Scan {
  readonly records: Uint8Array[];
  readonly end: number;
}

function frameAt(data: Buffer, at: number): Buffer | undefined {
  if (at + headerSize > data.length) return undefined;
  const length = data.readUInt32BE(at);
  if (length < 5 || length > largestFrame || at + headerSize + length > data.length) return undefined;
  const payload = data.subarray(at + headerSize, at + headerSize + length);
  return crc32(payload) === data.readUInt32BE(at + 4) ? payload : undefined;
}

function recordsOf(payload: Buffer): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at + 4 <= payload.length; ) {
    const length = payload.readUInt32BE(at);
    records.push(Uint8Array.from(payload.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return records;
}

function frameOf(records: readonly Buffer[]): Buffer {
  const payload = Buffer.concat(
    records.flatMap((record) => {
      const size = Buffer.allocUnsafe(4);
      size.writeUInt32BE(record.length);
      return [size, record];
    }),
  );
  const header = Buffer.allocUnsafe(headerSize);
  header.writeUInt32BE(payload.length, 0);
  header.writeUInt32BE(crc32(payload), 4);
  return Buffer.concat([header, payload]);
}

/** Reads frames until the first that does not hold; anything valid behind it means damage in the middle, not a torn tail. */
function scan(path: string, data: Buffer): Scan {
  const records: Uint8Array[] = [];
  let at = magic.length;
  for (let payload = frameAt(data, at); payload !== undefined; payload = frameAt(data, at)) {
    records.push(...recordsOf(payload));
    at += headerSize + payload.length;
  }
  for (let probe = at + 1; probe + headerSize < data.length; probe++) {
    if (frameAt(data, probe) === undefined) continue;
    throw new RuntimeError(
      "STORE_CORRUPT",
      `${path} is damaged at byte ${at} but holds valid records behind it; nothing was changed. Keep a copy, then restore the file from a backup`,
      { path, at },
    );
  }
  return { records, end: at };
}

/**
 * A kernel may write a part and say so, as on a full disk: a record is written when all of it is. This copies a hundred bytes into the page cache and waits for
 * no disk, so it stays on this thread; the sync is what waits, on another one. Together they cost half of what two promises of a file handle do.
 */
function writeWhole(file: FileHandle, data: Buffer, position: number): void {
  for (let at = 0; at < data.length; ) {
    const written = writeSync(file.fd, data, at, data.length - at, position + at);
    if (written === 0) throw new Error("the disk took no more bytes");
    at += written;
  }
}

const dataSync = (file: FileHandle): Promise<void> =>
  new Promise((resolve, reject) => fdatasync(file.fd, (error) => (error === null ? resolve() : reject(error))));

async function prepare(path: string): Promise<{ file: FileHandle; scanned: Scan; cutBytes: number }> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const data = await readFile(path);
    if (data.length < magic.length && data.equals(magic.subarray(0, data.length))) {
      // Nothing can have been acknowledged before the header was whole.
      writeWhole(file, magic, 0);
      await file.sync();
      await syncFolder(dirname(path));
      return { file, scanned: { records: [], end: magic.length }, cutBytes: 0 };
    }
    if (!data.subarray(0, magic.length).equals(magic)) {
      throw new RuntimeError(
        "STORE_CORRUPT",
        `${path} is no Turnpike log; nothing was changed. Restore it from a backup or give another --dir`,
        { path },
      );
    }
    const scanned = scan(path, data);
    const cutBytes = data.length - scanned.end;
    if (cutBytes > 0) {
      await file.truncate(scanned.end);
      await file.sync();
    }
    return { file, scanned, cutBytes };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Writes a log with these records beside `path`, and gives it the name when all of it is on disk. */
async function writeAnew(path: string, records: readonly Uint8Array[]): Promise<{ file: FileHandle; end: number }> {
  const beside = `${path}.new`;
  const file = await open(beside, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
  try {
    writeWhole(file, magic, 0);
    let end = magic.length;
    for (let at = 0; at < records.length; at += frameRecords) {
      const frame = frameOf(records.slice(at, at + frameRecords).map((record) => Buffer.from(record)));
      writeWhole(file, frame, end);
      end += frame.length;
    }
    await file.sync();
    await rename(beside, path);
    return { file, end };
  } catch (error) {
    await file.close();
    await rm(beside, { force: true });
    throw error;
  }
}

/** The whole records of a log as they are now, without taking it from the process that has it open and without mending it. None when there is no file. */
export async function readDurableLog(path: string): Promise<readonly Uint8Array[]> {
  let data: Buffer;
  try {
    data = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  if (data.length < magic.length) return [];
  return scan(path, data).records;
}

const syncFailed = (path: string, cause: unknown): RuntimeError =>
  new RuntimeError(
    "STORE_SYNC_FAILED",
    `${path} could not be written to disk; free space or mend the disk, then start again`,
    { path },
    { cause },
  );

export async function openDurableLog(path: string, compaction?: Compaction): Promise<DurableLog> {
  const lock = await lockForProcess(path);
  let opened: Awaited<ReturnType<typeof prepare>>;
  try {
    opened = await prepare(path);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const { scanned, cutBytes } = opened;
  let { file } = opened;
  let end = scanned.end;
  let notBelow = 0;
  const counting = compaction === undefined ? undefined : new Counting(compaction);
  for (const record of scanned.records) counting?.take(record);
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let broken: RuntimeError | undefined;

  /** Between two frames, when nobody else touches the file. What is in `counting` was synced. */
  const shorten = async () => {
    if (end < notBelow || counting?.isWorthIt(end) !== true || broken !== undefined) return;
    let anew: Awaited<ReturnType<typeof writeAnew>>;
    try {
      anew = await writeAnew(path, [...counting.records.values()]);
    } catch {
      // The log that has the name is as it was, and goes on: there may be no room for two. It is tried again when there is twice as much to win.
      notBelow = 2 * end;
      return;
    }
    const before = file;
    ({ file, end } = anew);
    try {
      await before.close();
      await syncFolder(dirname(path));
    } catch (cause) {
      // Which of the two has the name after a crash is not known, so nothing more may be added to one of them.
      broken = syncFailed(path, cause);
    }
  };

  const work = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, frameRecords);
      waiting = waiting.slice(frameRecords);
      try {
        if (broken !== undefined) throw broken;
        const data = frameOf(batch.map((entry) => entry.data));
        writeWhole(file, data, end);
        await dataSync(file);
        end += data.length;
        for (const entry of batch) {
          counting?.take(entry.data);
          entry.resolve();
        }
      } catch (cause) {
        broken ??= syncFailed(path, cause);
        for (const entry of batch) entry.reject(broken);
      }
      await shorten();
    }
    // In the same turn as the last look at `waiting`, or an append that comes right now would wait for ever.
    working = undefined;
  };

  /** Begins a turn later, so that `working` is set before `work` can end. */
  const start = () => Promise.resolve().then(work);

  return {
    recovered: scanned.records,
    cutBytes,
    append: (record) =>
      new Promise((resolve, reject) => {
        if (record.length === 0 || record.length > largestRecord) {
          reject(
            new RuntimeError(
              "STORE_RECORD_TOO_LARGE",
              `a record must have 1 to ${largestRecord} bytes, not ${record.length}`,
              { length: record.length },
            ),
          );
          return;
        }
        waiting.push({ data: Buffer.from(record), resolve, reject });
        working ??= start();
      }),
    close: async () => {
      while (working !== undefined) await working;
      await file.close();
      await lock.release();
    },
  };
}
