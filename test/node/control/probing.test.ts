import { once } from "node:events";
import { connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { udpPath } from "../../../protocol/capsule.ts";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";
import { credentialsOf, openRawSession, rawTls, readAll } from "../../support/rawSession.ts";

/** An answer as it came, but for the time in it. */
const bytesOf = (answer: Buffer): string => answer.toString("latin1").replace(/^Date: .*$/m, "Date: now");

describe("someone who probes the port without credentials", () => {
  let market: Market;
  let node: TestNode;
  /** Credentials of a session that is over. */
  let expired: string;
  let expiredPath: string;
  const wrong = `Basic ${Buffer.from(`${"A".repeat(22)}:${"B".repeat(43)}`).toString("base64")}`;

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node();
    const session = await openRawSession(market, node, (await market.payer(1_000_000n)).key);
    expired = credentialsOf(session);
    expiredPath = `/turnpike/v1/sessions/${session.opened.session}`;
    session.end();
    // A restart ends every session.
    await node.restart();
  });
  afterAll(() => market.close());

  const raw = async (text: string): Promise<string> => {
    const tls = await rawTls(node);
    tls.write(text);
    return bytesOf(await readAll(tls));
  };
  const close = "Connection: close\r\n";
  const every = () => [
    "",
    ...[wrong, expired, "Basic !!", "Bearer x"].map((value) => `Proxy-Authorization: ${value}\r\n`),
  ];

  it("sees the same refusal, to the byte, for CONNECT as for any method that a site does not take", async () => {
    const ordinary = await raw(`POST / HTTP/1.1\r\nHost: x\r\n${close}Content-Length: 0\r\n\r\n`);
    expect(ordinary).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(ordinary).not.toMatch(/proxy|turnpike|tunnel|407/i);
    for (const header of every()) {
      for (const target of ["127.0.0.1:80", "example.com:443", "[::1]:22", "nonsense", "10.0.0.1:25"])
        expect(await raw(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${header}\r\n`), `${target} ${header}`).toBe(
          ordinary,
        );
      expect(await raw(`DELETE / HTTP/1.1\r\nHost: x\r\n${header}${close}\r\n`)).toBe(ordinary);
      expect(
        await raw(`POST http://example.com/ HTTP/1.1\r\nHost: x\r\n${header}${close}Content-Length: 2\r\n\r\nhi`),
      ).toBe(ordinary);
    }
  });

  it("sees the site's page for absolute-form requests, and nothing is fetched", async () => {
    const page = await raw(`GET / HTTP/1.1\r\nHost: x\r\n${close}\r\n`);
    const missing = await raw(`GET /no-such-page HTTP/1.1\r\nHost: x\r\n${close}\r\n`);
    expect(page).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(missing).toMatch(/^HTTP\/1\.1 404 Not Found/);
    for (const header of every()) {
      expect(await raw(`GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n${header}${close}\r\n`)).toBe(page);
      expect(await raw(`GET http://example.com/secret HTTP/1.1\r\nHost: x\r\n${header}${close}\r\n`)).toBe(missing);
    }
  });

  it("sees a site that does not know Upgrade, for connect-udp and everything else, and the connection stays", async () => {
    for (const header of every()) {
      for (const protocol of ["connect-udp", "websocket", "h2c"]) {
        const path = udpPath("127.0.0.1", 53);
        const tls = await rawTls(node);
        tls.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
        const [plain] = (await once(tls, "data")) as [Buffer];
        tls.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${header}\r\n`);
        const [asked] = (await once(tls, "data")) as [Buffer];
        expect(bytesOf(asked), `${protocol} ${header}`).toBe(bytesOf(plain));
        expect(bytesOf(plain)).toMatch(/^HTTP\/1\.1 404/);
        tls.destroy();
      }
    }
  });

  it("sees pages that are not there where the control API is, also with the credentials of a session that ended", async () => {
    const notAllowed = await raw(`POST /no-such-page HTTP/1.1\r\nHost: x\r\n${close}Content-Length: 2\r\n\r\n{}`);
    const missing = await raw(`GET /no-such-page HTTP/1.1\r\nHost: x\r\n${close}\r\n`);
    for (const header of ["", wrong, expired].map((value) => (value === "" ? "" : `Authorization: ${value}\r\n`))) {
      for (const path of ["/turnpike/v1/sessions", `${expiredPath}/vouchers`, `${expiredPath}/close`, "/turnpike/v1/x"])
        expect(
          await raw(
            `POST ${path} HTTP/1.1\r\nHost: x\r\n${header}${close}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
          ),
          path,
        ).toBe(notAllowed);
      for (const path of ["/turnpike/v1/sessions", `${expiredPath}/demands`, "/turnpike/v1/"])
        expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n${header}${close}\r\n`), path).toBe(missing);
    }
  });

  it("sees one answer to every kind of request that is none, whatever it holds", async () => {
    const bad = await raw("\x00\x01\x02\x03\r\n\r\n");
    expect(bad).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    for (const text of [
      "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "CONNECT\r\n\r\n",
      `CONNECT x:1 HTTP/1.1\r\nProxy-Authorization : ${wrong}\r\n\r\n`,
      "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n folded\x00\r\n\r\n",
      "SSH-2.0-OpenSSH_9.2\r\n",
      "\x05\x01\x00\r\n\r\n",
    ])
      expect(await raw(text), JSON.stringify(text)).toBe(bad);
    const many = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(40_000)}\r\n\r\n`);
    expect(many).toMatch(/^HTTP\/1\.1 431/);
    expect(await raw(`CONNECT x:1 HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(40_000)}\r\n\r\n`)).toBe(many);
  });

  it("sees the same over HTTP/2, headers in the same order", async () => {
    const client = connectHttp2(`https://127.0.0.1:${node.running.plane.port}`, { rejectUnauthorized: false });
    await eventually("the settings", () => client.remoteSettings?.enableConnectProtocol);
    const ask = async (headers: Record<string, string>) => {
      const stream = client.request(headers, { endStream: true });
      const [answer] = (await once(stream, "response")) as [IncomingHttpHeaders & { date?: string }];
      let text = "";
      for await (const chunk of stream) text += String(chunk);
      return { headers: Object.entries(answer).filter(([name]) => name !== "date"), text };
    };
    const ordinary = await ask({ ":method": "POST", ":path": "/no-such-page" });
    expect(ordinary.headers[0]).toEqual([":status", 405]);
    for (const value of ["", wrong, expired]) {
      const more = value === "" ? {} : { "proxy-authorization": value };
      expect(await ask({ ":method": "CONNECT", ":authority": "127.0.0.1:80", ...more })).toEqual(ordinary);
      expect(
        await ask({
          ...{ ":method": "CONNECT", ":protocol": "connect-udp", ":scheme": "https", ":authority": "x" },
          ...{ ":path": udpPath("127.0.0.1", 53), ...more },
        }),
      ).toEqual(ordinary);
    }
    client.destroy();
  });

  it("without TLS sees the connection end without a byte, whatever it sends", async () => {
    for (const text of ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT x:1 HTTP/1.1\r\n\r\n", "\x00".repeat(300)]) {
      const socket = connect(node.running.plane.port, "127.0.0.1");
      socket.write(text);
      let seen = 0;
      socket.on("data", (chunk) => {
        seen += chunk.length;
      });
      await new Promise<void>((resolve) => socket.on("close", () => resolve()).on("error", () => {}));
      // At most a TLS alert (7 bytes), as from any server that speaks TLS.
      expect(seen).toBeLessThanOrEqual(7);
    }
  });
});
