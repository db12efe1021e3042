import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClient, type TestClient } from "../../support/client.ts";
import { openIndexer } from "../../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../../support/market.ts";

/** Connections of this machine to a port that are established, by the kernel's own table. */
function established(port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .filter((line) => {
      const [, , remote = "", state] = line.trim().split(/\s+/);
      return remote.endsWith(wanted) && state === "01";
    }).length;
}

/** Opens a connection through SOCKS5 and resolves when the exit has connected. */
function throughSocks(socksPort: number, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socksPort, "127.0.0.1");
    socket.once("error", reject);
    socket.once("connect", () => socket.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255])));
    let seen = Buffer.alloc(0);
    socket.on("data", function look(chunk: Buffer) {
      seen = Buffer.concat([seen, chunk]);
      if (seen.length < 12) return;
      socket.off("data", look);
      if (seen[3] === 0) resolve(socket);
      else reject(new Error(`SOCKS reply ${seen[3]}`));
    });
  });
}

const line = (socket: Socket): Promise<string> =>
  new Promise((resolve, reject) => {
    socket.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8")));
    socket.once("close", () => reject(new Error("closed")));
  });

const burst = 60;

describe.skipIf(process.platform !== "linux")("a burst of new connections", () => {
  let market: Market;
  let node: TestNode;
  let client: TestClient;
  let origin: Server;
  const far: Socket[] = [];

  beforeAll(async () => {
    market = await openMarket();
    const indexer = await openIndexer(market);
    node = await market.node({ price: "0.10", indexers: [indexer.url] });
    await eventually("the node in the list", async () =>
      (await (await fetch(`${indexer.url}/v1/nodes/${node.id}`)).text()).includes("certificateSha256"),
    );
    client = await openClient(market, { key: (await market.payer(10_000_000n)).key, indexers: [indexer.url] });
    await client.connection.open();
    // An echo that keeps connections open.
    origin = createServer({ allowHalfOpen: true }, (socket) => {
      far.push(socket);
      socket.on("error", () => socket.destroy());
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
    market.onClose(() => {
      for (const socket of far) socket.destroy();
      origin.close();
    });
  });
  afterAll(() => market.close());
  const port = () => (origin.address() as AddressInfo).port;
  const open = () => Promise.all(Array.from({ length: burst }, () => throughSocks(client.socksPort, port())));

  it("shares one connection to the exit beyond the warm ones, and mixes nothing up", async () => {
    const before = client.connection.totals.bytes;
    const sockets = await open();
    const connections = established(node.running.plane.port);
    const answers = await Promise.all(
      sockets.map((socket, index) => {
        const answer = line(socket);
        socket.write(`this is ${index}`);
        return answer;
      }),
    );
    expect(answers).toEqual(sockets.map((_socket, index) => `this is ${index}`));
    // The pool before and after (8 each), one that began the burst, the shared one, and those of the session itself.
    expect(connections).toBeLessThan(burst / 2);
    const sent = answers.reduce((sum, answer) => sum + answer.length, 0);
    expect(client.connection.totals.bytes - before).toBe(2 * sent);
    for (const socket of sockets) socket.destroy();
    await eventually("every connection at the origin closed", async () => far.every((socket) => socket.destroyed));
  });

  it("ends each direction by itself: who has said everything is still answered", async () => {
    const sockets = await open();
    await Promise.all(
      sockets.map(async (socket, index) => {
        const answer = line(socket);
        const ended = new Promise((resolve) => socket.once("end", resolve));
        socket.end(`last words ${index}`);
        expect(await answer).toBe(`last words ${index}`);
        await ended;
      }),
    );
  });

  it("tells a program that its connection was cut, not that it ended", async () => {
    const sockets = await open();
    const ends = sockets.map(
      (socket) =>
        new Promise<string>((resolve) => {
          socket.on("error", () => undefined);
          socket.once("end", () => resolve("ended"));
          socket.once("close", () => resolve("cut"));
        }),
    );
    for (const socket of far) socket.resetAndDestroy();
    expect(new Set(await Promise.all(ends))).toEqual(new Set(["cut"]));
  });

  it("reads no more of a shared stream than its program takes", async () => {
    const sockets = await open();
    const lazy = sockets.at(-1);
    if (lazy === undefined) throw new Error("no socket");
    lazy.pause();
    const before = client.connection.totals.bytes;
    const source = far.at(-1);
    source?.unpipe();
    const all = far.filter((socket) => !socket.destroyed);
    const chunk = Buffer.alloc(1 << 20);
    for (let count = 0; count < 64; count++)
      for (const socket of all) if (socket.writableLength < 1 << 22) socket.write(chunk);
    for (const socket of sockets) if (socket !== lazy) socket.destroy();
    let last = -1;
    await eventually("nothing moves any more", async () => {
      const now = client.connection.totals.bytes - before;
      const still = now === last;
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return still;
    });
    lazy.destroy();
    // Windows, buffers of sockets and of the others until they were gone; not the gigabyte that was offered.
    expect(last).toBeLessThan(400 << 20);
  });
});
