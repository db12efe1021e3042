import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Clock } from "../runtime/clock.ts";
import { dayStart } from "./budget.ts";

const UsageJson = Type.Object(
  { day: Type.Integer({ minimum: 0 }), bytes: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);

/** How much is written down ahead of its use, and what a crash costs the day's budget at most: a sixteenth of it, within these bounds. */
const leastAhead = 1_048_576;
const mostAhead = 268_435_456;

/**
 * Bytes moved today (UTC), over restarts and crashes. What is used was written to disk before, so a day's budget of bytes never restarts at zero. A damaged
 * file counts as a day without usage: no money depends on it.
 */
export class DayUsage {
  readonly #path: string;
  readonly #clock: Clock;
  #day: number;
  #bytes: number;
  #written: number;
  readonly #ahead: number;

  /** `limit` is the day's budget of bytes, if there is one. */
  constructor(path: string, clock: Clock, limit: number | undefined) {
    this.#path = path;
    this.#clock = clock;
    this.#day = dayStart(clock.nowSeconds());
    this.#bytes = readUsage(path, this.#day);
    this.#written = this.#bytes;
    this.#ahead = Math.max(leastAhead, Math.min(mostAhead, Math.floor((limit ?? mostAhead * 16) / 16)));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds to the day. */
  add(count: number): void {
    this.#bytes += count;
    if (this.#bytes > this.#written) {
      const today = dayStart(this.#clock.nowSeconds());
      if (today !== this.#day) {
        this.#day = today;
        this.#bytes = count;
      }
      this.#write(this.#bytes + this.#ahead);
    }
  }

  /** Writes the exact sum. */
  close(): void {
    this.#write(this.#bytes);
  }

  #write(bytes: number): void {
    this.#written = bytes;
    const temporary = `${this.#path}.${process.pid}`;
    const file = openSync(temporary, "w", 0o600);
    try {
      writeSync(file, JSON.stringify({ day: this.#day, bytes }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
  }
}

function readUsage(path: string, day: number): number {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Value.Check(UsageJson, value) && value.day === day ? value.bytes : 0;
  } catch {
    // Nothing was moved yet, or the file is damaged.
    return 0;
  }
}
