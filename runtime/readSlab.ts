/** What one read takes at most: a whole TLS record, so that full records fill their rooms exactly. */
const roomBytes = 16_384;
/** One slab takes several records before it wraps. */
const slabBytes = 16 * roomBytes;

/**
 * Memory that a connection is read into, part after part, and used again: nothing is allocated while the receiver keeps up. `inUse` says whether parts handed
 * out earlier are still waiting to be written; then the next round takes a fresh slab.
 */
export class ReadSlab {
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  #offset = 0;
  /** Rooms at the places of whole records, cut once a slab: a stream at full speed makes no object for a record. */
  #rooms: Buffer[] = [];
  readonly #inUse: () => boolean;

  constructor(inUse: () => boolean) {
    this.#inUse = inUse;
  }

  /** Room for the next read. It moves only in here, right after the last part was filled, so nothing still being written is ever handed out twice. */
  next(): Buffer {
    if (slabBytes - this.#offset < roomBytes) {
      if (this.#inUse()) {
        this.#slab = Buffer.allocUnsafeSlow(slabBytes);
        this.#rooms = [];
      }
      this.#offset = 0;
    }
    const at = this.#offset;
    if (at % roomBytes !== 0) return this.#slab.subarray(at, at + roomBytes);
    const place = at / roomBytes;
    const known = this.#rooms[place];
    if (known !== undefined) return known;
    const room = this.#slab.subarray(at, at + roomBytes);
    this.#rooms[place] = room;
    return room;
  }

  /** What a read of `size` bytes has put into `room`. */
  taken(size: number, room: Buffer): Buffer {
    this.#offset += size;
    return size === roomBytes ? room : room.subarray(0, size);
  }
}
