import { type Bytes, bytes } from "./units.ts";

/** Counts payload both ways in plain numbers, exact below 2^53 bytes (9 PB), and mints `Bytes` only when a report is made. */
export class Meter {
  #up = 0;
  #down = 0;

  up(count: number): void {
    this.#up += count;
  }

  down(count: number): void {
    this.#down += count;
  }

  /** The running sum, for comparisons on the hot path. */
  get count(): number {
    return this.#up + this.#down;
  }

  report(): { readonly up: Bytes; readonly down: Bytes; readonly total: Bytes } {
    return { up: bytes(this.#up), down: bytes(this.#down), total: bytes(this.#up + this.#down) };
  }
}
