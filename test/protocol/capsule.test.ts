import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CapsuleReader,
  decodeVarint,
  encodeDatagram,
  encodeVarint,
  parseUdpPath,
  udpPath,
} from "../../protocol/capsule.ts";

const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const of = (...values: number[]) => Uint8Array.of(...values);
const capsule = (type: number, value: Uint8Array) => joined(encodeVarint(type), encodeVarint(value.length), value);
const payload = fc.uint8Array({ maxLength: 300 });

describe("a varint (RFC 9000, section 16)", () => {
  it("is one, two or four bytes, and changes size at its edges", () => {
    expect([0, 63, 64, 16_383, 16_384, 2 ** 30 - 1].map((value) => encodeVarint(value).length)).toEqual([
      1, 1, 2, 2, 4, 4,
    ]);
    expect([...encodeVarint(494_878_333)]).toEqual([0x9d, 0x7f, 0x3e, 0x7d]);
    expect([...encodeVarint(15_293)]).toEqual([0x7b, 0xbd]);
    expect([...encodeVarint(37)]).toEqual([0x25]);
    expect(() => encodeVarint(2 ** 30)).toThrow(RangeError);
  });

  it("comes back as it went, at any place", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 - 1 }), payload, (value, before) => {
        const encoded = encodeVarint(value);
        expect(decodeVarint(joined(before, encoded, of(7)), before.length)).toEqual({
          value,
          next: before.length + encoded.length,
        });
      }),
    );
  });

  it("is read in longer forms than it needs, as the RFC allows", () => {
    expect(decodeVarint(of(0x40, 0x25), 0)).toEqual({ value: 37, next: 2 });
    expect(decodeVarint(of(0x80, 0, 0, 0x25), 0)).toEqual({ value: 37, next: 4 });
    expect(decodeVarint(of(0xc0, 0, 0, 0, 0, 0, 0, 0x25), 0)).toEqual({ value: 37, next: 8 });
    expect(decodeVarint(of(0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c), 0)?.next).toBe(8);
  });

  it("beyond what numbers hold exactly is infinite, never a wrong number", () => {
    expect(decodeVarint(of(0xff, 255, 255, 255, 255, 255, 255, 255), 0)?.value).toBe(Number.POSITIVE_INFINITY);
    expect(decodeVarint(of(0xc0, 0x1f, 255, 255, 255, 255, 255, 255), 0)?.value).toBe(Number.MAX_SAFE_INTEGER);
    expect(decodeVarint(of(0xc0, 0x20, 0, 0, 0, 0, 0, 0), 0)?.value).toBe(Number.POSITIVE_INFINITY);
  });

  it("cut short waits for more", () => {
    for (const first of [0x40, 0x80, 0xc0]) expect(decodeVarint(of(first), 0)).toBeUndefined();
    expect(decodeVarint(of(), 0)).toBeUndefined();
    expect(decodeVarint(of(0x80, 1, 2), 0)).toBeUndefined();
  });
});

describe("a stream of capsules", () => {
  it("gives back the payloads in order, however it is cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ payload, noise: fc.option(fc.uint8Array({ maxLength: 90 })) }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        (items, cuts) => {
          const stream = joined(
            ...items.flatMap(({ payload: data, noise }) =>
              noise === null ? [encodeDatagram(data)] : [capsule(0x2575, noise), encodeDatagram(data)],
            ),
          );
          const reader = new CapsuleReader();
          const got: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            got.push(...reader.push(stream.subarray(at, at + size)));
            at += size;
          }
          expect(got).toEqual(items.map(({ payload: data }) => data));
        },
      ),
    );
  });

  it("gives an empty payload for an empty datagram, and waits for one that is not whole", () => {
    const reader = new CapsuleReader();
    expect(reader.push(encodeDatagram(of()))).toEqual([of()]);
    const whole = encodeDatagram(of(1, 2, 3));
    expect(reader.push(whole.subarray(0, whole.length - 1))).toEqual([]);
    expect(reader.push(of())).toEqual([]);
    expect(reader.push(whole.subarray(whole.length - 1))).toEqual([of(1, 2, 3)]);
  });

  it("owns what it gives: a buffer that is used again changes no payload", () => {
    const chunk = Uint8Array.from(encodeDatagram(of(1, 2, 3)));
    const [got] = new CapsuleReader().push(chunk);
    chunk.fill(9);
    expect(got).toEqual(of(1, 2, 3));
  });

  it("carries the largest UDP payload, and ends at one byte more (RFC 9298, section 5)", () => {
    expect(new CapsuleReader().push(encodeDatagram(new Uint8Array(65_527)))[0]).toHaveLength(65_527);
    for (const more of [65_528, 65_534, 65_535, 70_000])
      expect(() => new CapsuleReader().push(encodeDatagram(new Uint8Array(more))), String(more)).toThrowError(
        expect.objectContaining({ code: "MESSAGE_TOO_LARGE" }),
      );
  });

  it("ends at a length that says too much, before it keeps any of it", () => {
    const huge = of(0xff, 255, 255, 255, 255, 255, 255, 255);
    for (const type of [0, 0x2575])
      expect(() => new CapsuleReader().push(joined(encodeVarint(type), huge))).toThrowError(
        expect.objectContaining({ code: "MESSAGE_TOO_LARGE" }),
      );
    expect(() => new CapsuleReader().push(joined(of(5), encodeVarint(1_048_577)))).toThrow("longer than");
    expect(new CapsuleReader().push(joined(of(5), encodeVarint(1_048_576)))).toEqual([]);
  });

  it("skips capsules it does not know without keeping them, to the byte", () => {
    const reader = new CapsuleReader();
    expect(reader.push(joined(of(5), encodeVarint(100_000)))).toEqual([]);
    for (let sent = 0; sent < 100_000; sent += 1_000) expect(reader.push(new Uint8Array(1_000))).toEqual([]);
    expect(reader.push(encodeDatagram(of(4)))).toEqual([of(4)]);
  });

  it("drops datagrams of contexts that nobody opened, and those too short for a context", () => {
    const reader = new CapsuleReader();
    expect(reader.push(capsule(0, of(2, 1, 1)))).toEqual([]);
    expect(reader.push(capsule(0, of()))).toEqual([]);
    expect(reader.push(joined(capsule(0, of(0x40)), encodeDatagram(of(8))))).toEqual([of(8)]);
    expect(reader.push(capsule(0, of(0x40, 0, 7)))).toEqual([of(7)]);
  });
});

describe("the path of a UDP tunnel", () => {
  it("comes back as host and port, with what a host may hold escaped", () => {
    for (const host of ["example.com", "192.0.2.6", "2001:db8::42", "a b", "é.example"])
      expect(parseUdpPath(udpPath(host, 443))).toEqual({ host, port: 443 });
    expect(udpPath("2001:db8::42", 443)).toBe("/.well-known/masque/udp/2001%3Adb8%3A%3A42/443/");
  });

  it.each([
    "/.well-known/masque/udp/example.com/0/",
    "/.well-known/masque/udp/example.com/65536/",
    "/.well-known/masque/udp/example.com/443",
    "/.well-known/masque/udp/example.com/-1/",
    "/.well-known/masque/udp/example.com/4e2/",
    "/.well-known/masque/udp//443/",
    "/.well-known/masque/udp/a/b/443/",
    "/.well-known/masque/udp/%E0%A4%A/443/",
    "/.well-known/masque/tcp/example.com/443/",
    `/.well-known/masque/udp/${"a".repeat(301)}/443/`,
    "/x/.well-known/masque/udp/example.com/443/",
    "/.well-known/masque/udp/example.com/443/?x",
    "/",
    "",
  ])("is none of %s", (path) => {
    expect(parseUdpPath(path)).toBeUndefined();
  });
});
