import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ByteReader } from "../../support/byteReader.ts";
import { openClient, type TestClient } from "../../support/client.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket } from "../../support/market.ts";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

describe("a request that the HTTP proxy forwards (RFC 9110, section 7.6)", () => {
  let market: Market;
  let client: TestClient;
  let origin: string;
  const seen: Seen[] = [];

  beforeAll(async () => {
    market = await openMarket();
    const indexer = await openIndexer(market);
    const node = await market.node({ price: "0.10", indexers: [indexer.url] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    const server = createServer((request, response) => {
      text(request)
        .then((body) => {
          seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
          response.setHeader("set-cookie", ["a=1", "b=2"]);
          response.setHeader("connection", "x-private");
          response.setHeader("x-private", "of this hop");
          response.end(request.method === "HEAD" ? undefined : `${request.method} ${body.length}`);
        })
        .catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    market.onClose(() => {
      server.closeAllConnections();
      server.close();
    });
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = await openClient(market, { key: (await market.payer(10_000_000n)).key, indexers: [indexer.url] });
    await client.connection.open();
  });
  afterAll(() => market.close());

  /** Sends a request by hand and returns all that comes back. */
  const ask = async (request: string): Promise<string> => {
    const socket = connect(client.httpPort, "127.0.0.1");
    socket.write(request);
    return (await new ByteReader(socket).rest()).toString("latin1");
  };
  const last = (): Seen => {
    const found = seen.at(-1);
    if (found === undefined) throw new Error("the origin saw nothing");
    return found;
  };

  it("keeps its method, path, query, body and end-to-end headers", async () => {
    const answer = await ask(
      `PUT http://${origin}/a/b?c=d%20e HTTP/1.1\r\nHost: ${origin}\r\nX-Mine: yes\r\nCookie: k=v\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*PUT 4$/s);
    expect(last()).toMatchObject({ method: "PUT", url: "/a/b?c=d%20e", body: "body" });
    expect(last().headers).toMatchObject({ "x-mine": "yes", cookie: "k=v", host: origin });
  });

  it("loses the headers of its own hop, those that Connection names among them, and the credentials for a proxy", async () => {
    await ask(
      `GET http://${origin}/ HTTP/1.1\r\nHost: ${origin}\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic c2VjcmV0\r\nX-Hop: mine\r\nTE: trailers\r\nConnection: close, X-Hop\r\n\r\n`,
    );
    const names = Object.keys(last().headers);
    for (const name of ["proxy-connection", "proxy-authorization", "x-hop", "te"]) expect(names).not.toContain(name);
  });

  it("answers with every header of the origin but those of its hop", async () => {
    const answer = await ask(`GET http://${origin}/ HTTP/1.1\r\nHost: ${origin}\r\nConnection: close\r\n\r\n`);
    expect(answer.match(/set-cookie: /gi)?.length).toBe(2);
    expect(answer).not.toMatch(/x-private/i);
  });

  it("names the host of its address, whatever its Host header says", async () => {
    await ask(`GET http://${origin}/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n`);
    expect(last().headers.host).toBe(origin);
  });

  it("carries chunked bodies, an announced body (Expect), and answers without a body", async () => {
    const chunked = `POST http://${origin}/ HTTP/1.1\r\nHost: ${origin}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    expect(await ask(`${chunked}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`)).toMatch(/POST 11/);
    expect(last().body).toBe("hello world");
    const expected = `POST http://${origin}/ HTTP/1.1\r\nHost: ${origin}\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello`;
    expect(await ask(expected)).toMatch(/^HTTP\/1\.1 100 .*HTTP\/1\.1 200 .*POST 5/s);
    const head = await ask(`HEAD http://${origin}/ HTTP/1.1\r\nHost: ${origin}\r\nConnection: close\r\n\r\n`);
    expect(head).toMatch(/^HTTP\/1\.1 200/);
    expect(head.split("\r\n\r\n")[1]).toBe("");
  });

  it("is refused when it is no address of plain HTTP, and nothing is dialled", async () => {
    const before = seen.length;
    for (const url of ["/page", "https://localhost/", "ftp://localhost/", "http://", "http://[::1", "*"])
      expect(await ask(`GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400|^$/);
    for (const target of ["localhost", "localhost:0", "localhost:65536", "local host:80", "[::1]", ":80", "a/b:80"])
      expect(await ask(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400|^$/);
    expect(await ask(`GET http://${origin}/ HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(40_000)}\r\n\r\n`)).not.toContain(
      "200",
    );
    expect(seen.length).toBe(before);
  });

  it("that smuggles a second one by two lengths is refused", async () => {
    const before = seen.length;
    await ask(
      `POST http://${origin}/ HTTP/1.1\r\nHost: ${origin}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET http://${origin}/stolen HTTP/1.1\r\n\r\n`,
    );
    expect(seen.slice(before).map(({ url }) => url)).not.toContain("/stolen");
  });
});
