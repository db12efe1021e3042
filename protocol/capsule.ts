/**
 * Capsule protocol (RFC 9297) with UDP payloads (RFC 9298): type varint | length varint | value; a DATAGRAM capsule (type 0) holds context id 0 and one
 * UDP payload. Unknown capsules are skipped; one that is too long ends the stream. Code: `MESSAGE_TOO_LARGE`.
 */
import { ProtocolError } from "./errors.ts";

/** The largest UDP payload over IPv4, and with room for the context id. */
const largestPayload = 65_527;
const largestCapsule = largestPayload + 8;

export function encodeVarint(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value);
  if (value < 0x4000) return Uint8Array.of(0x40 | (value >> 8), value & 255);
  if (value < 0x40000000)
    return Uint8Array.of(0x80 | (value >>> 24), (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  throw new RangeError("no capsule here is that long");
}

/** Reads a varint at `at`; undefined when more bytes are needed. Values above 2^53 are reported as infinite: nothing that long is accepted. */
export function decodeVarint(
  data: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined {
  const first = data[at];
  if (first === undefined) return undefined;
  const size = 1 << (first >> 6);
  if (at + size > data.length) return undefined;
  let value = first & 0x3f;
  for (let step = 1; step < size; step++) value = value * 256 + (data[at + step] ?? 0);
  return { value: Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY, next: at + size };
}

export function encodeDatagram(payload: Uint8Array): Uint8Array {
  const length = encodeVarint(payload.length + 1);
  const capsule = new Uint8Array(1 + length.length + 1 + payload.length);
  capsule.set(length, 1);
  capsule.set(payload, 2 + length.length);
  return capsule;
}

/** Collects bytes of a stream and yields UDP payloads as they become whole. */
export class CapsuleReader {
  #pending: Uint8Array = new Uint8Array();
  #skip = 0;

  push(chunk: Uint8Array): Uint8Array[] {
    let data = chunk;
    if (this.#pending.length > 0) {
      data = new Uint8Array(this.#pending.length + chunk.length);
      data.set(this.#pending);
      data.set(chunk, this.#pending.length);
    }
    const payloads: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, data.length - at);
        at += step;
        this.#skip -= step;
        if (this.#skip > 0) break;
      }
      const type = decodeVarint(data, at);
      const length = type === undefined ? undefined : decodeVarint(data, type.next);
      if (type === undefined || length === undefined) break;
      if (type.value !== 0) {
        if (length.value > 1_048_576) throw tooLarge(length.value);
        this.#skip = length.value;
        at = length.next;
        continue;
      }
      if (length.value > largestCapsule) throw tooLarge(length.value);
      const end = length.next + length.value;
      if (end > data.length) break;
      const context = decodeVarint(data, length.next);
      // A datagram of a context nobody opened is dropped (RFC 9298, section 4).
      if (context !== undefined && context.value === 0 && context.next <= end) {
        if (end - context.next > largestPayload) throw tooLarge(length.value);
        payloads.push(data.slice(context.next, end));
      }
      at = end;
    }
    this.#pending = data.slice(at);
    return payloads;
  }
}

const tooLarge = (length: number) =>
  new ProtocolError(
    "MESSAGE_TOO_LARGE",
    `a capsule of ${length} bytes is longer than a UDP packet can be; the stream ends`,
    { length },
  );

/** host and port of `/.well-known/masque/udp/{host}/{port}/`; undefined for any other path. */
export function parseUdpPath(path: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^\/\.well-known\/masque\/udp\/([^/]{1,300})\/([0-9]{1,5})\/$/.exec(path);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const port = Number(match[2]);
  if (port < 1 || port > 65_535) return undefined;
  try {
    return { host: decodeURIComponent(match[1]), port };
  } catch {
    // A broken percent escape is no host name.
    return undefined;
  }
}

export const udpPath = (host: string, port: number): string =>
  `/.well-known/masque/udp/${encodeURIComponent(host)}/${port}/`;
