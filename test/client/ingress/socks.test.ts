import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ByteReader } from "../../support/byteReader.ts";
import type { TestClient } from "../../support/client.ts";
import { openConnected } from "../../support/connected.ts";
import { eventually, type Market, openMarket } from "../../support/market.ts";
import { type Origin, openEcho, openHashSink, sha256 } from "../../support/origin.ts";
import { run } from "../../support/run.ts";

const port16 = (port: number) => Buffer.from([port >> 8, port & 255]);
const named = (name: string) => Buffer.concat([Buffer.from([3, name.length]), Buffer.from(name)]);

/** Both addresses of localhost, or the exit refuses the name. */
const bothLoopbacks = ["127.0.0.0/8", "::1/128"];

describe("the SOCKS5 proxy (RFC 1928)", () => {
  let market: Market;
  let origin: Origin;
  let client: TestClient;

  beforeAll(async () => {
    market = await openMarket();
    ({ origin, client } = await openConnected(market, 500_000, { labAllow: bothLoopbacks }));
  });
  afterAll(() => market.close());

  const dial = async (): Promise<ByteReader> => {
    const socket = connect({ port: client.socksPort, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    await once(socket, "connect");
    return new ByteReader(socket);
  };
  const greet = (reader: ByteReader, methods = [0]) => {
    reader.socket.write(Buffer.from([5, methods.length, ...methods]));
    return reader.take(2);
  };
  const ask = (reader: ByteReader, command: number, address: Buffer, port: number) => {
    reader.socket.write(Buffer.concat([Buffer.from([5, command, 0]), address, port16(port)]));
    return reader.take(10);
  };
  const page = async (reader: ByteReader): Promise<string> => {
    reader.socket.write("GET /page HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n");
    return (await reader.rest()).toString();
  };

  it("connects to an IPv4 address", async () => {
    const socket = await dial();
    expect(await greet(socket)).toEqual(Buffer.from([5, 0]));
    expect((await ask(socket, 1, Buffer.from([1, 127, 0, 0, 1]), origin.httpPort))[1]).toBe(0);
    expect(await page(socket)).toContain("reached through the exit");
  });

  it("hands a name to the exit as it is: nothing here resolves it", async () => {
    // This name is known to no resolver of this machine; only what the exit answers decides.
    const socket = await dial();
    await greet(socket);
    expect((await ask(socket, 1, named("no-such-host.invalid"), 80))[1]).toBe(4);
    const local = await dial();
    await greet(local);
    expect((await ask(local, 1, named("localhost"), origin.httpPort))[1]).toBe(0);
    expect(await page(local)).toContain("reached through the exit");
  });

  it("carries an IPv6 address, and says that the exit refuses it", async () => {
    const socket = await dial();
    await greet(socket);
    const private6 = Buffer.concat([Buffer.from([4, 0xfd]), Buffer.alloc(14), Buffer.from([1])]);
    expect((await ask(socket, 1, private6, origin.httpPort))[1]).toBe(2);
  });

  it("takes a greeting and a request in pieces of one byte", async () => {
    const socket = await dial();
    const message = Buffer.concat([
      Buffer.from([5, 2, 2, 0]),
      Buffer.from([5, 1, 0]),
      named("localhost"),
      port16(origin.httpPort),
    ]);
    for (const byte of message) {
      socket.socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await socket.take(2)).toEqual(Buffer.from([5, 0]));
    expect((await socket.take(10))[1]).toBe(0);
    expect(await page(socket)).toContain("reached through the exit");
  });

  it("takes everything in one piece, payload included", async () => {
    const socket = await dial();
    socket.socket.write(
      Buffer.concat([
        Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1]),
        port16(origin.httpPort),
        Buffer.from("GET /page HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n"),
      ]),
    );
    await socket.take(12);
    expect((await socket.rest()).toString()).toContain("reached through the exit");
  });

  it("answers what it does not do by the codes of the RFC", async () => {
    const noMethod = await dial();
    expect(await greet(noMethod, [2])).toEqual(Buffer.from([5, 0xff]));
    const bind = await dial();
    await greet(bind);
    expect((await ask(bind, 2, Buffer.from([1, 127, 0, 0, 1]), 80))[1]).toBe(7);
    const address = await dial();
    await greet(address);
    expect((await ask(address, 1, Buffer.from([9, 127, 0, 0, 1]), 80))[1]).toBe(8);
    const refused = await dial();
    await greet(refused);
    expect((await ask(refused, 1, Buffer.from([1, 10, 0, 0, 1]), 80))[1]).toBe(2);
    const closed = await dial();
    await greet(closed);
    expect((await ask(closed, 1, Buffer.from([1, 127, 0, 0, 1]), 1))[1]).toBe(4);
  });

  it("hangs up on what is no SOCKS5, without a word", async () => {
    for (const junk of [Buffer.from("GET / HTTP/1.1\r\n\r\n"), Buffer.from([4, 1, 0, 80, 127, 0, 0, 1, 0])]) {
      const socket = await dial();
      socket.socket.write(junk);
      expect(await socket.rest()).toEqual(Buffer.alloc(0));
    }
  });

  it("closes both ways one after the other: an answer comes whole after the question has ended", async () => {
    const sink = await openHashSink();
    const sent = randomBytes(1_000_000);
    const socket = await dial();
    await greet(socket);
    await ask(socket, 1, Buffer.from([1, 127, 0, 0, 1]), sink.port);
    socket.socket.end(sent);
    expect((await socket.rest()).toString()).toBe(sha256(sent));
    sink.close();
  });

  it("carries UDP by ASSOCIATE, for the program that asked and no other", async () => {
    const echo = await openEcho();
    const control = await dial();
    await greet(control);
    const reply = await ask(control, 3, Buffer.from([1, 0, 0, 0, 0]), 0);
    expect(reply[1]).toBe(0);
    const relayPort = reply.readUInt16BE(8);
    const udp = createSocket("udp4");
    const stranger = createSocket("udp4");
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    await new Promise<void>((resolve) => stranger.bind(0, "127.0.0.1", resolve));
    const answers: Buffer[] = [];
    udp.on("message", (message) => answers.push(message));
    const head = Buffer.concat([Buffer.from([0, 0, 0, 1, 127, 0, 0, 1]), port16(echo.port)]);
    udp.send(Buffer.concat([head, Buffer.from("one")]), relayPort, "127.0.0.1");
    await eventually("an answer", () => answers.length === 1);
    expect(answers[0]).toEqual(Buffer.concat([head, Buffer.from("echo:one")]));
    let strange = 0;
    stranger.on("message", () => {
      strange += 1;
    });
    stranger.send(Buffer.concat([head, Buffer.from("mine")]), relayPort, "127.0.0.1");
    // A fragment is dropped (RFC 1928, section 7), and so is what is too short.
    udp.send(
      Buffer.concat([Buffer.from([0, 0, 1]), head.subarray(3), Buffer.from("fragment")]),
      relayPort,
      "127.0.0.1",
    );
    udp.send(Buffer.from([0, 0, 0]), relayPort, "127.0.0.1");
    udp.send(Buffer.concat([head, Buffer.from("two")]), relayPort, "127.0.0.1");
    await eventually("the second answer", () => answers.length === 2);
    expect(answers[1]?.subarray(10).toString()).toBe("echo:two");
    expect(strange).toBe(0);
    control.socket.destroy();
    udp.close();
    stranger.close();
    echo.close();
  });

  it("serves a program nobody here wrote (curl), bytes unchanged, up and down", async () => {
    const down = await run("curl", [
      ...["--silent", "--show-error", "--socks5-hostname", `127.0.0.1:${client.socksPort}`, "--insecure"],
      `https://localhost:${origin.httpsPort}/file`,
    ]);
    expect(down.stderr).toBe("");
    expect(sha256(down.stdout)).toBe(origin.sha256);
    const up = await run("curl", [
      ...["--silent", "--show-error", "--socks5", `127.0.0.1:${client.socksPort}`, "--data-binary"],
      `@${fileURLToPath(import.meta.url)}`,
      `http://127.0.0.1:${origin.httpPort}/hash`,
    ]);
    expect(up.stdout.toString()).toBe(sha256(readFileSync(new URL(import.meta.url))));
  });
});
