/** Which records replace earlier ones. */
export interface Compaction {
  /** Records of one key replace each other. */
  readonly keyOf: (record: Uint8Array) => string;
  /** The one of two records of a key that counts. */
  readonly better: (known: Uint8Array, next: Uint8Array) => Uint8Array;
  /** A log below this is never written anew. */
  readonly leastBytes?: number;
}

const defaultLeastBytes = 4_194_304;
/** A log is written anew when it is so many times as large as what counts of it. */
const slack = 4;

/** The records of a log that still count. */
export class Counting {
  readonly records = new Map<string, Uint8Array>();
  #bytes = 0;
  readonly #compaction: Compaction;

  constructor(compaction: Compaction) {
    this.#compaction = compaction;
  }

  take(record: Uint8Array): void {
    const key = this.#compaction.keyOf(record);
    const known = this.records.get(key);
    const kept = known === undefined ? record : this.#compaction.better(known, record);
    this.#bytes += kept.length - (known?.length ?? 0);
    this.records.set(key, kept);
  }

  /** Whether a log of this size is mostly records that were replaced. */
  isWorthIt(size: number): boolean {
    const { leastBytes = defaultLeastBytes } = this.#compaction;
    // A record alone in its frame takes twelve bytes more than itself.
    return size > leastBytes && size > slack * (this.#bytes + 12 * this.records.size);
  }
}
