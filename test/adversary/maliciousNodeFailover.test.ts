import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeDatagram, encodeVarint } from "../../protocol/capsule.ts";
import { ByteReader } from "../support/byteReader.ts";
import { type ClientOptions, openClient, type TestClient } from "../support/client.ts";
import { type FalseIndexer, openFalseIndexer } from "../support/falseIndexer.ts";
import { type FalseNode, type Manners, openFalseNode } from "../support/falseNode.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";
import { sha256 } from "../support/origin.ts";

const fine = "HTTP/1.1 200 OK\r\n\r\n";

describe("a client whose node turns on it", () => {
  let market: Market;
  let bad: FalseNode;
  let good: FalseNode;
  let indexer: FalseIndexer;

  beforeAll(async () => {
    market = await openMarket();
    bad = await openFalseNode(market);
    good = await openFalseNode(market);
    // The bad one is drawn first, always: nobody else has a weight.
    indexer = await openFalseIndexer(market, () => [bad.entry, { ...good.entry, score: 0 }]);
  });
  afterAll(() => market.close());
  beforeEach(() => {
    bad.manners = {};
    good.manners = { tunnel: (socket) => socket.write(`${fine}good`) };
  });

  const clientOf = async (manners: Manners, more: Partial<ClientOptions> = {}) => {
    bad.manners = manners;
    return openClient(market, { key: (await market.payer(1_000_000n)).key, indexers: [indexer.url], ...more });
  };
  const dial = async (client: TestClient, command = 1): Promise<ByteReader> => {
    const program = connect(client.socksPort, "127.0.0.1");
    program.on("error", () => {});
    program.write(Buffer.from([5, 1, 0, 5, command, 0, 1, 127, 0, 0, 1, 0, 80]));
    const reader = new ByteReader(program);
    await reader.take(2);
    return reader;
  };
  /** What a program sees that asks for a connection: the first bytes of whoever serves it. */
  const served = async (client: TestClient): Promise<string> => {
    const program = await dial(client);
    expect((await program.take(10))[1]).toBe(0);
    const said = (await program.take(4)).toString();
    program.socket.destroy();
    return said;
  };
  const isAt = (client: TestClient, node: FalseNode) =>
    eventually("the other node", () => client.connection.session?.node.id === node.id);

  describe("before a session is open", () => {
    const refusal = (code: string, message = "no") =>
      JSON.stringify({ error: { code, message, data: {}, retryable: false } });
    for (const code of ["NO_COVER", "CHAIN_RPC_UNREACHABLE", "STORE_SYNC_FAILED", "BUDGET_EXHAUSTED", "NOT_CONNECTED"])
      it(`goes to the next one when it answers with ${code}, which is not its to say`, async () => {
        const client = await clientOf({
          opened: (response) => {
            response.writeHead(402, { "content-type": "application/json" }).end(refusal(code));
          },
        });
        expect((await client.connection.open()).node.id).toBe(good.id);
        expect(client.said.join()).toContain(`node ${bad.id} is left out: ${code}`);
      });

    it("goes to the next one when it drips its answer byte by byte", async () => {
      let dripped = 0;
      const client = await clientOf({
        opened: (response) => {
          response.writeHead(201, { "content-type": "application/json" });
          const timer = setInterval(() => {
            dripped += 1;
            response.write(" ");
          }, 200);
          response.on("close", () => clearInterval(timer));
        },
      });
      expect((await client.connection.open()).node.id).toBe(good.id);
      expect(dripped).toBeGreaterThan(1);
    });

    it("goes to the next one when it answers with more than any answer has, or with a web page", async () => {
      for (const body of ["[".repeat(100_000), "<!doctype html>"]) {
        const client = await clientOf({
          opened: (response) => {
            response.writeHead(201, { "content-type": "application/json" }).end(body);
          },
        });
        expect((await client.connection.open()).node.id).toBe(good.id);
        await client.close();
      }
    });

    it("shows none of its control characters to a terminal", async () => {
      const client = await clientOf(
        {
          opened: (response) => {
            response
              .writeHead(402)
              .end(refusal("\u001b[2J", "pay\u001b]0;owned\u0007 \u202egp.exe\nturnpike: all is well"));
          },
        },
        { filters: { node: bad.id } },
      );
      const error = (await client.connection.open().catch((reason: unknown) => reason)) as Error;
      expect(error.message).toContain("the node refuses: pay ]0;owned");
      expect([error.message, ...client.said].join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  });

  describe("while a session is open", () => {
    for (const code of ["BUDGET_EXHAUSTED", "VOUCHER_ABOVE_COVER", "STORE_SYNC_FAILED", "ANYTHING"])
      it(`moves on when it ends the session with ${code}: only the client itself can stop the client`, async () => {
        const client = await clientOf({ listening: (node) => node.say({ type: "end", code, message: "stop" }) });
        await client.connection.open();
        await isAt(client, good);
        expect(client.lost).toEqual(["NODE_REFUSED"]);
        expect(await served(client)).toBe("good");
      });

    it("moves on when it knows its own session no more, and the program notices nothing", async () => {
      const client = await clientOf({
        tunnel: (socket) => socket.end("HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n"),
      });
      expect(await served(client)).toBe("good");
    });

    it("moves on when it resets every connection, and the program notices nothing", async () => {
      const client = await clientOf({ tunnel: (socket) => socket.destroy() });
      await client.connection.open();
      expect(await served(client)).toBe("good");
      expect(client.lost.length).toBe(1);
    });

    it("moves on when it changes its certificate, and tells the new one nothing", async () => {
      const client = await clientOf({});
      await client.connection.open();
      const { tunnels, sessions } = bad;
      const restore = await bad.changeCertificate();
      try {
        expect(await served(client)).toBe("good");
        expect({ tunnels: bad.tunnels, sessions: bad.sessions }).toEqual({ tunnels, sessions });
      } finally {
        restore();
      }
    });

    it("moves on when it takes requests and says nothing (a black hole), though its connections stay up", async () => {
      const client = await clientOf({ tunnel: () => {} });
      await client.connection.open();
      expect(await served(client)).toBe("good");
      expect(client.lost).toEqual(["NODE_UNREACHABLE"]);
    });

    it("signs nothing more for it once it is left: the next session's budget counts all that was signed", async () => {
      const client = await clientOf({
        tunnel: (socket) => {
          socket.write(fine);
          socket.write(Buffer.alloc(5_000));
        },
      });
      await dial(client);
      await eventually("bytes", () => client.connection.totals.bytes === 5_000);
      bad.vouchers.length = 0;
      bad.say({ type: "end", code: "ANY", message: "bye" });
      bad.say(bad.demandEvent(bad.demand(5_000)));
      await isAt(client, good);
      await client.close();
      expect(bad.vouchers).toEqual([]);
      expect(client.connection.totals.spent).toBe(0n);
    });
  });

  it("loses no byte of a server that speaks first, even when it comes in one segment with the node's reply", async () => {
    // Longer than a TLS record: several of them come behind the reply's and are read in the same turn.
    const greeting = randomBytes(200_000);
    const client = await clientOf({ tunnel: (socket) => socket.write(Buffer.concat([Buffer.from(fine), greeting])) });
    const program = await dial(client);
    await program.take(10);
    expect(sha256(await program.take(greeting.length))).toBe(sha256(greeting));
    program.socket.destroy();
  });

  it("survives capsules that cannot be and datagrams that fit no packet, and goes on serving", async () => {
    const tooLong = Buffer.concat([Buffer.from([0]), encodeVarint(900_000)]);
    const giant = encodeDatagram(Buffer.alloc(65_507, 1));
    let answers = 0;
    const client = await clientOf({
      tunnel: (socket) => {
        answers += 1;
        socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: connect-udp\r\n\r\n");
        if (answers === 1) for (let count = 0; count < 3; count++) socket.write(giant);
        else if (answers === 2) socket.write(tooLong);
        else socket.write(encodeDatagram(Buffer.from("small")));
      },
    });
    const control = await dial(client, 3);
    const port = (await control.take(10)).readUInt16BE(8);
    const udp = createSocket("udp4");
    const got: Buffer[] = [];
    udp.on("message", (message) => got.push(message));
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    for (const destination of [1, 2, 3]) {
      udp.send(Buffer.from([0, 0, 0, 1, 127, 0, 0, 1, 0, destination, 104, 105]), port, "127.0.0.1");
      await eventually("the tunnel", () => answers === destination);
    }
    await eventually("an answer", () => got.length === 1);
    expect(got[0]?.subarray(10).toString()).toBe("small");
    control.socket.destroy();
    udp.close();
  });
});
