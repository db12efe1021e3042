import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CapsuleReader, encodeDatagram, parseUdpPath } from "../../../protocol/capsule.ts";
import { ByteReader } from "../../support/byteReader.ts";
import { openClient, type TestClient } from "../../support/client.ts";
import { openFalseIndexer } from "../../support/falseIndexer.ts";
import { openFalseNode } from "../../support/falseNode.ts";
import { eventually, type Market, openMarket } from "../../support/market.ts";

const ip4 = Buffer.from([1, 192, 0, 2, 7]);
const ip6 = Buffer.from([4, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
const name = (text: string) => Buffer.concat([Buffer.from([3, text.length]), Buffer.from(text, "latin1")]);
const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}`;
const port = Buffer.from([0x1f, 0x90]);

/** Every form of a target in RFC 1928, and what the exit must be asked for: the same, unresolved. */
const targets: readonly [string, Buffer, string][] = [
  ["an IPv4 address", ip4, "192.0.2.7:8080"],
  ["an IPv6 address", ip6, "[2001:db8:0:0:0:0:0:7]:8080"],
  ["a name", name("host.example"), "host.example:8080"],
  ["a name that no resolver here knows", name("only-at-the-exit.invalid"), "only-at-the-exit.invalid:8080"],
  ["an onion name", name("abcdefghij234567.onion"), "abcdefghij234567.onion:8080"],
  ["the longest name there is", name(longest), `${longest}:8080`],
  ["an IPv4 address written as a name", name("192.0.2.7"), "192.0.2.7:8080"],
];

describe("what a SOCKS5 request names reaches the exit as it is", () => {
  let market: Market;
  let client: TestClient;
  const asked: string[] = [];
  const udpGot: string[] = [];

  beforeAll(async () => {
    market = await openMarket();
    const node = await openFalseNode(market, {
      tunnel: (socket, request) => {
        asked.push(request.url ?? "");
        if (request.method === "CONNECT") {
          socket.write("HTTP/1.1 200 OK\r\n\r\nhello");
          return;
        }
        socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: connect-udp\r\n\r\n");
        const reader = new CapsuleReader();
        socket.on("data", (chunk: Buffer) => {
          for (const payload of reader.push(chunk)) {
            udpGot.push(Buffer.from(payload).toString());
            socket.write(encodeDatagram(Buffer.concat([Buffer.from("re:"), payload])));
          }
        });
      },
    });
    const indexer = await openFalseIndexer(market, () => [node.entry]);
    client = await openClient(market, { key: (await market.payer(10_000_000n)).key, indexers: [indexer.url] });
    await client.connection.open();
  });
  afterAll(() => market.close());

  const dial = (): ByteReader => {
    const socket = connect({ port: client.socksPort, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => {});
    return new ByteReader(socket);
  };
  /** Says what is given, in pieces of `size` bytes, and waits for each to leave. */
  const say = async (to: ByteReader, message: Buffer, size = message.length) => {
    for (let at = 0; at < message.length; at += size)
      await new Promise((resolve) => to.socket.write(message.subarray(at, at + size), resolve));
  };
  const greeting = Buffer.from([5, 1, 0]);

  for (const [what, address, authority] of targets) {
    it(`by CONNECT: ${what}, whole and byte by byte`, async () => {
      for (const size of [1, 7, 1_000]) {
        const program = dial();
        await say(program, Buffer.concat([greeting, Buffer.from([5, 1, 0]), address, port]), size);
        expect([...(await program.take(12))]).toEqual([5, 0, 5, 0, 0, 1, 127, 0, 0, 1, 0, 0]);
        expect((await program.take(5)).toString()).toBe("hello");
        expect(asked.at(-1)).toBe(authority);
        program.socket.destroy();
      }
    });

    it(`by UDP ASSOCIATE: ${what}, and answers come back under it`, async () => {
      const control = dial();
      await say(control, Buffer.concat([greeting, Buffer.from([5, 3, 0, 1, 0, 0, 0, 0, 0, 0])]));
      const relay = (await control.take(12)).readUInt16BE(10);
      const udp = await bound();
      const answers: Buffer[] = [];
      udp.on("message", (message) => answers.push(message));
      const head = Buffer.concat([Buffer.from([0, 0, 0]), address, port]);
      udp.send(Buffer.concat([head, Buffer.from("x")]), relay, "127.0.0.1");
      await eventually("an answer", () => answers.length === 1);
      expect(answers[0]).toEqual(Buffer.concat([head, Buffer.from("re:x")]));
      const at = parseUdpPath(asked.at(-1) ?? "");
      expect(`${at?.host.includes(":") === true ? `[${at.host}]` : at?.host}:${at?.port}`).toBe(authority);
      control.socket.destroy();
      udp.close();
    });
  }

  const bound = async (): Promise<UdpSocket> => {
    const udp = createSocket("udp4");
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    return udp;
  };

  it("takes any list of methods that has the one without credentials in it, up to 255 of them", async () => {
    for (const methods of [[0], [2, 0], [0, 1, 2], [...Array.from({ length: 254 }, (_, index) => index + 1), 0]]) {
      const program = dial();
      await say(program, Buffer.from([5, methods.length, ...methods]));
      expect([...(await program.take(2))]).toEqual([5, 0]);
      program.socket.destroy();
    }
    for (const methods of [[], [1], [2], [0x80, 0xfe]]) {
      const program = dial();
      await say(program, Buffer.from([5, methods.length, ...methods]));
      expect([...(await program.rest())]).toEqual([5, 0xff]);
    }
  });

  it("hangs up on every other version, in the greeting and in the request", async () => {
    for (const version of [0, 1, 4, 6, 71, 255]) {
      const program = dial();
      await say(program, Buffer.from([version, 1, 0]));
      expect((await program.rest()).length).toBe(0);
      const later = dial();
      await say(later, Buffer.concat([greeting, Buffer.from([version, 1, 0]), ip4, port]));
      expect([...(await later.rest())]).toEqual([5, 0]);
    }
  });

  it("asks the exit for nothing when a request is none: empty or unprintable names, a reserved byte, other commands and address types", async () => {
    const before = asked.length;
    const closed = async (request: Buffer) => {
      const program = dial();
      await say(program, Buffer.concat([greeting, request]));
      return [...(await program.rest()).subarray(2)];
    };
    for (const text of ["", "a b", "a\r\nHost: evil", "a\0", "\x7f", "h\xe9"])
      expect(await closed(Buffer.concat([Buffer.from([5, 1, 0]), name(text), port]))).toEqual([]);
    expect(await closed(Buffer.concat([Buffer.from([5, 1, 1]), ip4, port]))).toEqual([]);
    for (const command of [0, 2, 4, 255])
      expect((await closed(Buffer.concat([Buffer.from([5, command, 0]), ip4, port])))[1]).toBe(7);
    for (const type of [0, 2, 5, 255])
      expect((await closed(Buffer.from([5, 1, 0, type, 1, 2, 3, 4, 0, 80])))[1]).toBe(8);
    expect(asked.length).toBe(before);
  });

  it("drops datagrams that are none, and fragments, and goes on", async () => {
    const control = dial();
    await say(control, Buffer.concat([greeting, Buffer.from([5, 3, 0, 1, 0, 0, 0, 0, 0, 0])]));
    const relay = (await control.take(12)).readUInt16BE(10);
    const udp = await bound();
    const answers: Buffer[] = [];
    udp.on("message", (message) => answers.push(message));
    const head = Buffer.concat([Buffer.from([0, 0, 0]), ip4, port]);
    const before = udpGot.length;
    for (const junk of [
      Buffer.alloc(0),
      Buffer.from([0, 0, 0, 1]),
      Buffer.from([0, 0, 0, 9, 1, 2, 3, 4, 0, 80, 1]),
      Buffer.concat([Buffer.from([0, 0, 0]), name(""), port, Buffer.from("x")]),
      Buffer.concat([Buffer.from([0, 0, 0, 3, 200]), Buffer.from("short")]),
      Buffer.concat([Buffer.from([0, 0, 1]), ip4, port, Buffer.from("fragment")]),
    ])
      udp.send(junk, relay, "127.0.0.1");
    udp.send(Buffer.concat([head, Buffer.from("fine")]), relay, "127.0.0.1");
    await eventually("an answer", () => answers.length === 1);
    expect(udpGot.slice(before)).toEqual(["fine"]);
    control.socket.destroy();
    udp.close();
  });

  it("serves more destinations than it keeps paths for: the one used longest ago makes room", async () => {
    const control = dial();
    await say(control, Buffer.concat([greeting, Buffer.from([5, 3, 0, 1, 0, 0, 0, 0, 0, 0])]));
    const relay = (await control.take(12)).readUInt16BE(10);
    const udp = await bound();
    let answers = 0;
    udp.on("message", () => {
      answers += 1;
    });
    for (let destination = 1; destination <= 270; destination++) {
      const to = Buffer.from([0, 0, 0, 1, 192, 0, 2, 7, destination >> 8, destination & 255, 120]);
      udp.send(to, relay, "127.0.0.1");
      await eventually(`answer ${destination}`, () => answers === destination);
    }
    control.socket.destroy();
    udp.close();
  });
});
