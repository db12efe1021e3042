import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CapsuleReader, encodeDatagram, udpPath } from "../../../protocol/capsule.ts";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";
import { type Origin, openEcho, openOrigin, sha256 } from "../../support/origin.ts";
import { openRawSession, type RawSession, rawTls, readAll, readHead } from "../../support/rawSession.ts";
import { run } from "../../support/run.ts";

const size = 700_000;

describe("the exit's data plane over HTTPS", () => {
  let market: Market;
  let node: TestNode;
  let origin: Origin;
  let echo: Awaited<ReturnType<typeof openEcho>>;
  let session: RawSession;
  let credentials: string;
  let proxy: string;

  beforeAll(async () => {
    market = await openMarket();
    // At price zero nothing waits for a voucher: these tests are about the carrying.
    node = await market.node({ price: "0" });
    origin = await openOrigin(size);
    echo = await openEcho();
    const { key } = await market.payer(0n);
    session = await openRawSession(market, node, key);
    const { opened } = session;
    credentials = `Basic ${Buffer.from(`${opened.session}:${opened.token}`).toString("base64")}`;
    proxy = `https://${opened.session}:${opened.token}@127.0.0.1:${node.running.plane.port}`;
    market.onClose(() => origin.close());
    market.onClose(() => echo.close());
    market.onClose(() => session.end());
  });
  afterAll(() => market.close());

  const curl = (...args: string[]) =>
    run("curl", ["--silent", "--show-error", "--max-time", "30", "--noproxy", "", "--proxy-insecure", ...args]);

  describe("for a program nobody here wrote (curl)", () => {
    it("is an HTTPS proxy for https:// by CONNECT", async () => {
      const got = await curl("--proxy", proxy, "--insecure", `https://127.0.0.1:${origin.httpsPort}/file`);
      expect(got.stderr).toBe("");
      expect(sha256(got.stdout)).toBe(origin.sha256);
    });

    it("is an HTTPS proxy for http:// by absolute-form requests", async () => {
      const got = await curl("--proxy", proxy, `http://127.0.0.1:${origin.httpPort}/file`);
      expect(got.stderr).toBe("");
      expect(sha256(got.stdout)).toBe(origin.sha256);
    });

    it("passes a request body on, and nothing of the proxy's own headers", async () => {
      const body = randomBytes(300_000).toString("hex");
      const file = `${market.dir}/body`;
      await import("node:fs/promises").then(({ writeFile }) => writeFile(file, body));
      const got = await curl("--proxy", proxy, "--data-binary", `@${file}`, `http://127.0.0.1:${origin.httpPort}/hash`);
      expect(got.stdout.toString()).toBe(sha256(Buffer.from(body)));
      const seen = origin.requests.at(-1);
      expect(seen?.url).toBe("/hash");
      expect(Object.keys(seen?.headers ?? {})).not.toContain("proxy-authorization");
      expect(JSON.stringify(seen?.headers)).not.toContain(session.opened.token);
      expect(Object.keys(seen?.headers ?? {})).not.toContain("via");
      expect(Object.keys(seen?.headers ?? {})).not.toContain("x-forwarded-for");
    });

    it("names the refusal of a destination", async () => {
      const got = await curl("--proxy", proxy, "--include", "http://10.0.0.1/");
      expect(got.stdout.toString()).toMatch(/^HTTP\/1\.1 403/);
      expect(got.stdout.toString().toLowerCase()).toContain("turnpike-error: destination_refused");
    });

    it("tells a closed port from a refused destination", async () => {
      const got = await curl("--proxy", proxy, "--include", "http://127.0.0.1:1/");
      expect(got.stdout.toString()).toMatch(/^HTTP\/1\.1 502/);
    });
  });

  describe("over HTTP/1.1", () => {
    it("carries both directions at once with the bytes unchanged", async () => {
      const sent = randomBytes(2_000_000);
      const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
      tunnel.write(
        `POST /hash HTTP/1.1\r\nHost: origin\r\nContent-Length: ${sent.length}\r\nConnection: close\r\n\r\n`,
      );
      tunnel.write(sent);
      const answer = (await readAll(tunnel)).toString("latin1");
      expect(answer).toContain(sha256(sent));
    });

    it("counts exactly what passes, both ways", async () => {
      const before = node.running.sessions.bytesServed;
      const request = "GET /page HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n";
      const tunnel = await session.tunnel("127.0.0.1", origin.httpPort);
      tunnel.write(request);
      const answer = await readAll(tunnel);
      expect(node.running.sessions.bytesServed - before).toBe(request.length + answer.length);
    });

    it("takes a request that arrives a byte at a time, with payload right behind it", async () => {
      const tls = await rawTls(node);
      const text = `CONNECT 127.0.0.1:${origin.httpPort} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${credentials}\r\n\r\nGET /page HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n`;
      for (const letter of text) {
        tls.write(letter);
        if (letter === "\n") await new Promise((resolve) => setImmediate(resolve));
      }
      expect((await readHead(tls)).startsWith("HTTP/1.1 200")).toBe(true);
      expect((await readAll(tls)).toString()).toContain("reached through the exit");
    });

    it("carries UDP packets by connect-udp (RFC 9298) after an Upgrade", async () => {
      const tls = await rawTls(node);
      tls.write(
        `GET ${udpPath("127.0.0.1", echo.port)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nCapsule-Protocol: ?1\r\nProxy-Authorization: ${credentials}\r\n\r\n`,
      );
      const head = await readHead(tls);
      expect(head).toMatch(/^HTTP\/1\.1 101/);
      expect(head.toLowerCase()).toContain("capsule-protocol: ?1");
      const reader = new CapsuleReader();
      const answers: string[] = [];
      tls.on("data", (chunk: Buffer) => {
        for (const payload of reader.push(chunk)) answers.push(Buffer.from(payload).toString("latin1"));
      });
      const packets = [randomBytes(1).toString("latin1"), randomBytes(1_200).toString("latin1"), ""];
      for (const packet of packets) tls.write(encodeDatagram(Buffer.from(packet, "latin1")));
      await eventually("three answers", () => answers.length === packets.length);
      expect(answers).toEqual(packets.map((packet) => `echo:${packet}`));
      tls.destroy();
    });

    it("ends the tunnel when a capsule is malformed, and goes on serving others", async () => {
      const tls = await rawTls(node);
      tls.write(
        `GET ${udpPath("127.0.0.1", echo.port)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nProxy-Authorization: ${credentials}\r\n\r\n`,
      );
      await readHead(tls);
      const ended = once(tls, "close");
      tls.on("error", () => {});
      // A datagram capsule that claims 2^61 bytes.
      tls.write(Buffer.from("00e000000000000000", "hex"));
      tls.resume();
      await ended;
      await (await session.tunnel("127.0.0.1", origin.httpPort)).destroy();
    });
  });

  describe("over HTTP/2, for clients that ask by ALPN", () => {
    const withHttp2 = async <T>(work: (client: ReturnType<typeof connectHttp2>) => Promise<T>): Promise<T> => {
      const client = connectHttp2(`https://127.0.0.1:${node.running.plane.port}`, { rejectUnauthorized: false });
      try {
        await once(client, "connect");
        return await work(client);
      } finally {
        client.destroy();
      }
    };

    it("carries many CONNECT streams on one connection, each with its own bytes", async () => {
      await withHttp2(async (client) => {
        const hashes = await Promise.all(
          Array.from({ length: 20 }, async () => {
            const sent = randomBytes(50_000);
            const stream = client.request({
              ":method": "CONNECT",
              ":authority": `127.0.0.1:${origin.httpPort}`,
              "proxy-authorization": credentials,
            });
            const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
            expect(headers[":status"]).toBe(200);
            stream.write(
              `POST /hash HTTP/1.1\r\nHost: o\r\nContent-Length: ${sent.length}\r\nConnection: close\r\n\r\n`,
            );
            stream.write(sent);
            let text = "";
            for await (const chunk of stream) text += String(chunk);
            return text.includes(sha256(sent));
          }),
        );
        expect(hashes).toEqual(Array(20).fill(true));
      });
    });

    it("carries UDP packets by extended CONNECT (RFC 8441, RFC 9298)", async () => {
      await withHttp2(async (client) => {
        await eventually("the settings", () => client.remoteSettings?.enableConnectProtocol);
        const stream = client.request({
          ":method": "CONNECT",
          ":protocol": "connect-udp",
          ":scheme": "https",
          ":authority": "exit",
          ":path": udpPath("127.0.0.1", echo.port),
          "capsule-protocol": "?1",
          "proxy-authorization": credentials,
        });
        const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
        expect(headers[":status"]).toBe(200);
        const reader = new CapsuleReader();
        const answer = new Promise<string>((resolve) =>
          stream.on("data", (chunk: Buffer) => {
            for (const payload of reader.push(chunk)) resolve(Buffer.from(payload).toString());
          }),
        );
        stream.write(encodeDatagram(Buffer.from("over h2")));
        expect(await answer).toBe("echo:over h2");
        stream.close();
      });
    });

    it("refuses a destination by status, not by closing the connection", async () => {
      await withHttp2(async (client) => {
        const stream = client.request({
          ":method": "CONNECT",
          ":authority": "192.168.1.1:80",
          "proxy-authorization": credentials,
        });
        const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
        expect(headers[":status"]).toBe(403);
        expect(headers["turnpike-error"]).toBe("DESTINATION_REFUSED");
        expect(client.closed).toBe(false);
      });
    });
  });

  it("chooses AES-128, the cheapest of the suites, although a client names AES-256 first", async () => {
    const socket = tlsConnect({
      ...{ host: "127.0.0.1", port: node.running.plane.port, rejectUnauthorized: false },
      ciphers: "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256",
    });
    await once(socket, "secureConnect");
    expect(socket.getCipher().name).toBe("TLS_AES_128_GCM_SHA256");
    socket.destroy();
  });

  it("offers TLS 1.3 only", async () => {
    const got = await run("openssl", [
      ...["s_client", "-connect", `127.0.0.1:${node.running.plane.port}`, "-tls1_2", "-no_ign_eof"],
    ]);
    expect(got.code).not.toBe(0);
    expect(`${got.stdout}${got.stderr}`).toMatch(/alert protocol version|no protocols available|unsupported protocol/i);
  });
});
