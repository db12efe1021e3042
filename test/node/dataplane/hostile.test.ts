import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tunnelsPerPayer } from "../../../node/dataplane/gate.ts";
import { CapsuleReader, encodeDatagram, udpPath } from "../../../protocol/capsule.ts";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";
import { type Origin, openEcho, openHashSink, openOrigin, sha256 } from "../../support/origin.ts";
import { credentialsOf, openRawSession, type RawSession, rawTls, readAll, readHead } from "../../support/rawSession.ts";
import { hasLoopbackNetwork } from "../../support/run.ts";

describe("a port that faces the internet", () => {
  let market: Market;
  let node: TestNode;
  let session: RawSession;
  let origin: Origin;
  let echo: Awaited<ReturnType<typeof openEcho>>;

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node({ price: "0", labAllow: ["127.0.0.0/8", "255.255.255.255/32"] });
    session = await openRawSession(market, node, (await market.payer(0n)).key);
    origin = await openOrigin(300_000);
    echo = await openEcho();
    market.onClose(() => origin.close());
    market.onClose(() => echo.close());
    market.onClose(() => session.end());
  });
  afterAll(() => market.close());

  /** Whoever pays is served all the same. */
  const stillServes = async () => {
    const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
    tunnel.write("GET /file HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n");
    const answer = await readAll(tunnel);
    expect(sha256(answer.subarray(answer.length - origin.body.length))).toBe(origin.sha256);
  };
  const http2 = async (): Promise<ClientHttp2Session> => {
    const client = connectHttp2(`https://127.0.0.1:${node.running.plane.port}`, { rejectUnauthorized: false });
    client.on("error", () => {});
    await eventually("the settings", () => client.remoteSettings?.enableConnectProtocol);
    return client;
  };
  const connectUdp = (port: number, host = "127.0.0.1") =>
    `GET ${udpPath(host, port)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nProxy-Authorization: ${credentialsOf(session)}\r\n\r\n`;
  const firstPayload = (stream: NodeJS.ReadableStream): Promise<string> => {
    const reader = new CapsuleReader();
    return new Promise((resolve) =>
      stream.on("data", (chunk: Buffer) => {
        for (const payload of reader.push(chunk)) resolve(Buffer.from(payload).toString());
      }),
    );
  };

  describe("for UDP", () => {
    it("takes packets sent right behind the request, before its answer (RFC 9298, section 5)", async () => {
      const tls = await rawTls(node);
      tls.write(Buffer.concat([Buffer.from(connectUdp(echo.port)), encodeDatagram(Buffer.from("early"))]));
      expect(await readHead(tls)).toMatch(/^HTTP\/1\.1 101/);
      expect(await firstPayload(tls)).toBe("echo:early");
      tls.destroy();
      const client = await http2();
      const stream = client.request({
        ...{ ":method": "CONNECT", ":protocol": "connect-udp", ":scheme": "https", ":authority": "exit" },
        ...{ ":path": udpPath("127.0.0.1", echo.port), "proxy-authorization": credentialsOf(session) },
      });
      stream.write(encodeDatagram(Buffer.from("early")));
      expect(await firstPayload(stream)).toBe("echo:early");
      client.destroy();
    });

    it("answers 502 where the system has no way to the destination, and does not say 200 first", async () => {
      const tls = await rawTls(node);
      tls.write(connectUdp(9, "255.255.255.255"));
      expect(await readHead(tls)).toMatch(/^HTTP\/1\.1 502/);
      tls.destroy();
      await stillServes();
    });

    it("follows the exit policy: web-only carries QUIC and no DNS, in both protocols", async () => {
      const web = await market.node({ price: "0", exitPolicy: "web-only" });
      const mine = await openRawSession(market, web, (await market.payer(0n)).key);
      const ask = async (text: string) => {
        const tls = await rawTls(web);
        tls.write(text.replaceAll(credentialsOf(session), credentialsOf(mine)));
        const head = await readHead(tls);
        tls.destroy();
        return Number(head.split(" ")[1]);
      };
      expect(await ask(connectUdp(443))).toBe(101);
      expect(await ask(connectUdp(53))).toBe(403);
      expect(await ask(connectUdp(443, "10.0.0.1"))).toBe(403);
      const tcp = (port: number) =>
        `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${credentialsOf(session)}\r\n\r\n`;
      expect(await ask(tcp(25))).toBe(403);
      expect(await ask(tcp(22))).toBe(403);
      // Open by policy: that nobody listens there is another matter.
      expect([200, 502]).toContain(await ask(tcp(8443)));
      mine.end();
    });
  });

  describe("for tunnels", () => {
    it("keeps each direction open until its own end: what is asked after half-closing is answered", async () => {
      const sink = await openHashSink();
      const sent = randomBytes(1_000_000);
      const tunnel = await session.tunnel("127.0.0.1", sink.port);
      tunnel.end(sent);
      expect((await readAll(tunnel)).toString()).toBe(sha256(sent));
      const client = await http2();
      const stream = client.request({
        ":method": "CONNECT",
        ":authority": `127.0.0.1:${sink.port}`,
        "proxy-authorization": credentialsOf(session),
      });
      stream.end(sent);
      let text = "";
      for await (const chunk of stream) text += String(chunk);
      expect(text).toBe(sha256(sent));
      client.destroy();
      sink.close();
    });

    it("reads no more from an origin than its client takes, over HTTP/1.1 and HTTP/2", async () => {
      let written = 0;
      const fountain = createServer((socket: Socket) => {
        const chunk = Buffer.alloc(65_536, 7);
        const pour = () => {
          while (!socket.destroyed && socket.write(chunk)) written += chunk.length;
        };
        socket.on("drain", pour).on("error", () => {});
        pour();
      });
      await new Promise<void>((resolve) => fountain.listen(0, "127.0.0.1", resolve));
      const { port } = fountain.address() as AddressInfo;
      const steady = async () => {
        let last = -1;
        await eventually("the origin to be held back", async () => {
          const still = written === last && written > 0;
          last = written;
          await new Promise((resolve) => setTimeout(resolve, 250));
          return still;
        });
        return written;
      };
      const tunnel = await session.tunnel("127.0.0.1", port);
      tunnel.pause();
      // Buffers of two kernels and of the exit, not a stream without end.
      expect(await steady()).toBeLessThan(40_000_000);
      tunnel.destroy();
      written = 0;
      const client = await http2();
      const stream = client.request({
        ":method": "CONNECT",
        ":authority": `127.0.0.1:${port}`,
        "proxy-authorization": credentialsOf(session),
      });
      stream.pause();
      expect(await steady()).toBeLessThan(40_000_000);
      client.destroy();
      fountain.close();
    });

    it("tells the origin when a client leaves in the middle of an upload, and forgets the tunnel", async () => {
      let ended = 0;
      let bytes = 0;
      const server = createServer((socket) => {
        socket.on("data", (chunk) => {
          bytes += chunk.length;
        });
        socket.on("error", () => {});
        socket.on("close", () => {
          ended += 1;
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const tunnel = await session.tunnel("127.0.0.1", port);
      tunnel.write(randomBytes(500_000));
      await eventually("some of it", () => bytes > 0);
      tunnel.destroy();
      await eventually("the origin's end", () => ended === 1);
      const plain = await rawTls(node);
      plain.write(
        `POST http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${credentialsOf(session)}\r\nContent-Length: 1000000\r\n\r\n`,
      );
      plain.write(randomBytes(100_000));
      await eventually("the second connection", () => bytes > 500_000);
      plain.destroy();
      await eventually("the second end", () => ended === 2);
      await eventually("no tunnel left", () => node.running.plane.openTunnels() === 0);
      server.close();
    });

    it(`gives one payer ${tunnelsPerPayer} tunnels at a time, over all its sessions, and others their own`, async () => {
      const idle = createServer((socket) => socket.on("error", () => {}));
      await new Promise<void>((resolve) => idle.listen(0, "127.0.0.1", resolve));
      const { port } = idle.address() as AddressInfo;
      const clients: ClientHttp2Session[] = [];
      let refused: unknown;
      let opened = 0;
      while (refused === undefined) {
        if (opened % 200 === 0) clients.push(await http2());
        const stream = clients.at(-1)?.request({
          ":method": "CONNECT",
          ":authority": `127.0.0.1:${port}`,
          "proxy-authorization": credentialsOf(session),
        });
        stream?.on("error", () => {});
        const [headers] = (await once(stream as NonNullable<typeof stream>, "response")) as [Record<string, unknown>];
        if (headers[":status"] === 200) opened += 1;
        else refused = headers;
      }
      expect(opened).toBe(tunnelsPerPayer);
      expect(refused).toMatchObject({ ":status": 503, "turnpike-error": "TUNNEL_LIMIT" });
      const other = await openRawSession(market, node, (await market.payer(0n)).key);
      (await other.tunnel("127.0.0.1", port)).destroy();
      other.end();
      for (const client of clients) client.destroy();
      await eventually("no tunnel left", () => node.running.plane.openTunnels() === 0);
      await stillServes();
      idle.close();
    });

    it("survives clients that go at every moment of opening a tunnel", async () => {
      for (let round = 0; round < 60; round++) {
        const tls = await rawTls(node);
        tls.on("error", () => {});
        tls.write(
          `CONNECT 127.0.0.1:${origin.httpPort} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${credentialsOf(session)}\r\n\r\n`,
        );
        for (let turn = 0; turn < round % 6; turn++) await new Promise((resolve) => setImmediate(resolve));
        tls.destroy();
      }
      await eventually("no tunnel left", () => node.running.plane.openTunnels() === 0);
      await stillServes();
    });
  });

  describe("against floods", () => {
    it("lives through streams that are opened and reset at once (CVE-2023-44487)", async () => {
      for (let round = 0; round < 2; round++) {
        const client = await http2();
        for (let at = 0; at < 1_500 && !client.destroyed; at++) {
          try {
            const stream = client.request({
              ":method": "CONNECT",
              ":authority": `127.0.0.1:${origin.httpPort}`,
              "proxy-authorization": credentialsOf(session),
            });
            stream.on("error", () => {});
            stream.close(8);
          } catch {
            // The exit has closed the connection under us: that is its answer.
            break;
          }
          if (at % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        await stillServes();
        client.destroy();
      }
      await eventually("no tunnel left", () => node.running.plane.openTunnels() === 0);
    });

    const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer => {
      const head = Buffer.alloc(9);
      head.writeUIntBE(payload.length, 0, 3);
      head[3] = type;
      head[4] = flags;
      head.writeUInt32BE(stream, 5);
      return Buffer.concat([head, payload]);
    };
    const preface = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0, Buffer.alloc(0))]);
    /** Sends until the exit hangs up or 64 MB are gone; returns how many bytes it took. */
    const pour = async (first: Buffer, more: Buffer): Promise<{ closed: boolean; grew: number }> => {
      const before = process.memoryUsage.rss();
      const tls = await rawTls(node, ["h2"]);
      tls.on("error", () => {});
      tls.resume();
      tls.write(Buffer.concat([preface, first]));
      let sent = 0;
      while (!tls.destroyed && sent < 64_000_000) {
        const batch = Buffer.concat(Array<Buffer>(20).fill(more));
        sent += batch.length;
        if (!tls.write(batch))
          await Promise.race([
            once(tls, "drain").catch(() => undefined),
            new Promise((resolve) => tls.once("close", resolve)),
          ]);
      }
      const closed = tls.destroyed;
      tls.destroy();
      return { closed, grew: process.memoryUsage.rss() - before };
    };

    it("hangs up on header blocks that never end (CVE-2024-27983, CONTINUATION flood)", async () => {
      const { closed, grew } = await pour(frame(1, 0, 1, randomBytes(16)), frame(9, 0, 1, Buffer.alloc(16_000, 0x82)));
      expect(closed).toBe(true);
      expect(grew).toBeLessThan(128 * 1_048_576);
      await stillServes();
    });

    it("hangs up on floods of settings and pings whose answers nobody reads", async () => {
      for (const flood of [frame(4, 0, 0, Buffer.alloc(0)), frame(6, 0, 0, Buffer.alloc(8))]) {
        const { closed, grew } = await pour(Buffer.alloc(0), Buffer.concat(Array<Buffer>(100).fill(flood)));
        expect(closed).toBe(true);
        expect(grew).toBeLessThan(192 * 1_048_576);
        await stillServes();
      }
    });

    it.skipIf(!hasLoopbackNetwork)(
      "drops connections without a request beyond a share of each address, and serves those who pay from elsewhere",
      async () => {
        const from = (localAddress: string): Promise<TLSSocket> =>
          new Promise((resolve) => {
            const socket = tlsConnect({
              ...{ host: "127.0.0.1", port: node.running.plane.port, localAddress },
              ...{ rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] },
            });
            socket
              .on("error", () => {})
              .on("secureConnect", () => resolve(socket))
              .on("close", () => resolve(socket));
          });
        const held: TLSSocket[] = [];
        for (let at = 0; at < 530; at += 10)
          held.push(...(await Promise.all(Array.from({ length: 10 }, () => from("127.0.0.9")))));
        // Half a request each, as a slow loris would.
        for (const socket of held) if (!socket.destroyed) socket.write("GET / HTTP/1.1\r\nHost: ");
        await eventually("the rest to be dropped", () => held.filter((socket) => !socket.destroyed).length === 512);
        await stillServes();
        for (const socket of held) socket.destroy();
      },
    );
  });
});
