/** One slab takes several TLS records before it wraps; the reserve keeps room for a whole record at its end. */
const slabBytes = 262_144;
const recordBytes = 16_384 + 2_048;

/**
 * Memory that a connection is read into, part after part, and used again: nothing is allocated while the receiver keeps up. `inUse` says whether parts handed
 * out earlier are still waiting to be written; then the next round takes a fresh slab.
 */
export class ReadSlab {
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  #offset = 0;
  readonly #inUse: () => boolean;

  constructor(inUse: () => boolean) {
    this.#inUse = inUse;
  }

  /** Room for the next read. It moves only in here, right after the last part was filled, so nothing still being written is ever handed out twice. */
  next(): Buffer {
    if (this.#slab.length - this.#offset < recordBytes) {
      if (this.#inUse()) this.#slab = Buffer.allocUnsafeSlow(slabBytes);
      this.#offset = 0;
    }
    return this.#slab.subarray(this.#offset, this.#offset + recordBytes);
  }

  /** What a read of `size` bytes has put into `room`. */
  taken(size: number, room: Buffer): Buffer {
    this.#offset += size;
    return room.subarray(0, size);
  }
}
