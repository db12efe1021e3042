import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { Clock } from "../runtime/clock.ts";
import { dayStart } from "./budget.ts";

const DayJson = Type.Object(
  { day: Type.Integer({ minimum: 0 }), bytes: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
);
const UsageJson = Type.Object({ days: Type.Array(DayJson) }, { additionalProperties: false });
type Day = Static<typeof DayJson>;

/** How much is written down ahead of its use, and what a crash costs the day's budget at most: a sixteenth of it, within these bounds. */
const leastAhead = 1_048_576;
const mostAhead = 268_435_456;
/** Days of which the usage is remembered, those written last. */
const daysKept = 32;

/**
 * Bytes moved per day (UTC), over restarts and crashes. What is used was written to disk before, so a day's budget of bytes never restarts at zero; and a
 * clock that is set back and forth finds each day as it was left. A damaged file counts as days without usage: no money depends on it.
 */
export class DayUsage {
  readonly #path: string;
  readonly #clock: Clock;
  /** Other days, oldest write first. */
  #others: readonly Day[];
  #day: number;
  #bytes: number;
  #written: number;
  readonly #ahead: number;

  /** `limit` is the day's budget of bytes, if there is one. */
  constructor(path: string, clock: Clock, limit: number | undefined) {
    this.#path = path;
    this.#clock = clock;
    this.#day = dayStart(clock.nowSeconds());
    const days = daysIn(path);
    this.#others = days.filter(({ day }) => day !== this.#day);
    this.#bytes = days.find(({ day }) => day === this.#day)?.bytes ?? 0;
    this.#written = this.#bytes;
    this.#ahead = Math.max(leastAhead, Math.min(mostAhead, Math.floor((limit ?? mostAhead * 16) / 16)));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds to the day. */
  add(count: number): void {
    this.#bytes += count;
    if (this.#bytes <= this.#written) return;
    const today = dayStart(this.#clock.nowSeconds());
    if (today !== this.#day) {
      const known = this.#others.find(({ day }) => day === today)?.bytes ?? 0;
      this.#others = [
        ...this.#others.filter(({ day }) => day !== today),
        { day: this.#day, bytes: this.#bytes - count },
      ];
      this.#day = today;
      this.#bytes = known + count;
    }
    this.#write(this.#bytes + this.#ahead);
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
      writeSync(file, JSON.stringify({ days: [...this.#others, { day: this.#day, bytes }].slice(-daysKept) }));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
  }
}

function daysIn(path: string): readonly Day[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Value.Check(UsageJson, value) ? value.days : [];
  } catch {
    // Nothing was moved yet, or the file is damaged.
    return [];
  }
}
