import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";
import { sha256 } from "../../support/origin.ts";
import { credentialsOf, openRawSession, type RawSession, rawTls, readAll } from "../../support/rawSession.ts";

describe("absolute-form requests for plain HTTP", () => {
  let market: Market;
  let node: TestNode;
  let session: RawSession;
  let port: number;
  /** What the origin was sent, byte for byte, one entry a connection. */
  let received: Buffer[] = [];
  let answer: (socket: Socket) => void = () => {};

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node({ price: "0" });
    session = await openRawSession(market, node, (await market.payer(0n)).key);
    const origin = createServer((socket) => {
      const at = received.push(Buffer.alloc(0)) - 1;
      let answered = false;
      socket.on("error", () => {});
      socket.on("data", (chunk: Buffer) => {
        const all = Buffer.concat([received[at] ?? Buffer.alloc(0), chunk]);
        received[at] = all;
        if (answered || !all.includes("\r\n\r\n")) return;
        answered = true;
        answer(socket);
      });
    });
    await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
    port = (origin.address() as AddressInfo).port;
    market.onClose(() => origin.close());
    market.onClose(() => session.end());
  });
  afterAll(() => market.close());
  beforeEach(() => {
    received = [];
    answer = (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });

  const ask = async (firstLine: string, more: string, body: string | Buffer = ""): Promise<string> => {
    const tls = await rawTls(node);
    tls.write(
      `${firstLine} HTTP/1.1\r\nHost: ignored\r\nProxy-Authorization: ${credentialsOf(session)}\r\n${more}\r\n`,
    );
    tls.write(body);
    return (await readAll(tls)).toString("latin1");
  };
  const url = (path = "/") => `http://127.0.0.1:${port}${path}`;
  const close = "Connection: close\r\n";

  it("name their host in the URL: what a Host header says besides is not passed on", async () => {
    await ask(`GET ${url("/a?b=c")}`, `Host: second\r\n${close}`);
    expect(received).toHaveLength(1);
    const text = String(received[0]);
    expect(text).toMatch(/^GET \/a\?b=c HTTP\/1\.1\r\n/);
    expect(text.match(/^host: .*$/gim)).toEqual([`host: 127.0.0.1:${port}`]);
  });

  it("lose what is meant for the next hop only, in both directions, and keep the rest", async () => {
    answer = (socket) =>
      socket.end(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=99\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\nTrailer: X-T\r\nX-Kept: yes\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nok",
      );
    const said = await ask(
      `GET ${url()}`,
      "Connection: close, X-Secret\r\nX-Secret: 1\r\nTE: trailers\r\nTrailer: X-T\r\nKeep-Alive: 5\r\nUpgrade: x\r\nProxy-Connection: keep-alive\r\nAuthorization: Basic b3duOm93bg==\r\nX-Kept: yes\r\n",
    );
    const up = String(received[0]).toLowerCase();
    expect(up).not.toMatch(/x-secret|trailer|keep-alive|upgrade|proxy-|\nte:/);
    expect(up).toContain("x-kept: yes");
    // The origin's own credentials are the client's business with it.
    expect(up).toContain("authorization: basic b3duom93bg==");
    expect(said).not.toMatch(/x-hop|proxy-authenticate|upgrade|trailer|timeout=99/i);
    expect(said).toMatch(/x-kept: yes/i);
    expect(said.match(/set-cookie: .*/gi)).toEqual(["set-cookie: a=1", "set-cookie: b=2"]);
  });

  it("are no way to smuggle a second request: a GET with a chunked body reaches the origin as one", async () => {
    const inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    await ask(
      `GET ${url("/first")}`,
      `Transfer-Encoding: chunked\r\n${close}`,
      `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
    );
    const [text = ""] = received.map(String);
    const [head = "", body = ""] = [
      text.slice(0, text.indexOf("\r\n\r\n") + 4),
      text.slice(text.indexOf("\r\n\r\n") + 4),
    ];
    expect(head.toLowerCase()).toContain("transfer-encoding: chunked");
    expect(body.startsWith(`${inner.length.toString(16)}\r\n${inner}`)).toBe(true);
  });

  it("are refused whole when their framing is ambiguous, a header is folded or the URL has a user in it", async () => {
    for (const more of [
      "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
      "Content-Length: 4\r\nContent-Length: 5\r\n",
      "Content-Length: +4\r\n",
      "Transfer-Encoding: identity, chunked, identity\r\n",
      "Transfer-Encoding : chunked\r\n",
      "X-Folded: a\r\n Transfer-Encoding: chunked\r\n",
    ])
      expect(await ask(`POST ${url()}`, more, "abcd"), more).toMatch(/^HTTP\/1\.1 400/);
    expect(await ask(`GET http://user:pass@127.0.0.1:${port}/`, close)).toMatch(/^HTTP\/1\.1 403/);
    expect(await ask(`GET http://127.0.0.1:${port}@10.0.0.1/`, close)).toMatch(/^HTTP\/1\.1 403/);
    expect(await ask("GET http:///", close)).toMatch(/^HTTP\/1\.1 403/);
    expect(received).toEqual([]);
  });

  it("stand any answer of a hostile origin", async () => {
    for (const bytes of [
      "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nX: \x01\r\n\r\n",
      `HTTP/1.1 200 OK\r\nX: ${"y".repeat(100_000)}\r\n\r\n`,
      "\x16\x03\x01",
      "",
    ]) {
      answer = (socket) => socket.end(bytes);
      expect(await ask(`GET ${url()}`, close), JSON.stringify(bytes.slice(0, 40))).toMatch(/^HTTP\/1\.1 502/);
    }
    answer = (socket) => socket.end("HTTP/1.1 999 Fine\r\nX-Latin: \xe9\r\nContent-Length: 0\r\n\r\n");
    expect(await ask(`GET ${url()}`, close)).toMatch(/^HTTP\/1\.1 999/);
  });

  it("are counted as what passes on the origin's connection: heads and bodies, both ways", async () => {
    const sent = randomBytes(10_000);
    const response = "HTTP/1.1 200 Fine\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello";
    answer = (socket) => socket.end(response);
    const before = node.running.sessions.bytesServed;
    await ask(`POST ${url("/count")}`, `Content-Length: ${sent.length}\r\nX-Mine: 1\r\n${close}`, sent);
    await eventually("the whole request", () => (received[0]?.length ?? 0) > sent.length);
    const up = received[0] as Buffer;
    expect(sha256(up.subarray(up.length - sent.length))).toBe(sha256(sent));
    expect(node.running.sessions.bytesServed - before).toBe(up.length + response.length);
  });

  it("wait for credit with their heads as with their bodies: headers are no free ride", async () => {
    const paid = await market.node({ price: "0.10" });
    const mine = await openRawSession(market, paid, (await market.payer(10_000_000n)).key);
    answer = (socket) => socket.end(`HTTP/1.1 204 No Content\r\nX-Filler: ${"y".repeat(8_000)}\r\n\r\n`);
    const one = async () => {
      const tls = await rawTls(paid);
      tls.on("error", () => {});
      tls.write(
        `GET ${url()} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${credentialsOf(mine)}\r\nX-Filler: ${"x".repeat(8_000)}\r\n${close}\r\n`,
      );
      tls.resume();
      return tls;
    };
    const open: Awaited<ReturnType<typeof one>>[] = [];
    // 16 kB each: the window of 1 MiB is used up by the 65th.
    for (let at = 0; at < 90; at++) open.push(await one());
    await eventually("the window to be used up", () => paid.running.sessions.bytesServed > 1_000_000);
    await eventually("a request that waits", () => open.some((tls) => !tls.destroyed));
    expect(paid.running.sessions.bytesServed).toBeLessThanOrEqual(1_048_576);
    for (const tls of open) tls.destroy();
    mine.end();
  });
});
