import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { request } from "node:https";
import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ControlClient } from "../../../client/control.ts";
import { bodyLimit } from "../../../protocol/constants.ts";
import { CodedError } from "../../../protocol/errors.ts";
import type { Hash, Hex } from "../../../protocol/ids.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { type Market, openMarket, type TestNode } from "../../support/market.ts";
import { credentialsOf, endpointOf, openRawSession, proofFor, rawTls, readAll } from "../../support/rawSession.ts";

/** An answer without what changes by itself. */
const withoutDate = (answer: Buffer): string => answer.toString("latin1").replace(/^date: .*\r\n/im, "");

describe("the exit's control API", () => {
  let market: Market;
  let node: TestNode;
  let key: Hex;

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node();
    key = (await market.payer(10_000_000n)).key;
  });
  afterAll(() => market.close());

  const raw = async (text: string): Promise<Buffer> => {
    const tls = await rawTls(node);
    tls.write(text);
    return readAll(tls);
  };
  /** What an ordinary web server's answer to a missing page looks like here. */
  const cover404 = () =>
    raw("POST /no-such-page HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

  describe("for someone who proves nothing", () => {
    const body = (value: unknown) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`;
    };

    it("answers every probe byte for byte as the cover site answers a page that it does not have", async () => {
      const wanted = withoutDate(await cover404());
      expect(wanted).toMatch(/^HTTP\/1\.1 405/);
      const junkAuth = { payer: `0x${"1".repeat(40)}`, nonce: `0x${"2".repeat(64)}`, validUntil: 1, signature: "0x" };
      const probes = [
        `POST /turnpike/v1/sessions HTTP/1.1\r\nHost: x\r\n${body({})}`,
        `POST /turnpike/v1/sessions HTTP/1.1\r\nHost: x\r\n${body("{not json")}`,
        `POST /turnpike/v1/sessions HTTP/1.1\r\nHost: x\r\n${body({ auth: junkAuth, bestVoucher: null, reservation: null })}`,
        `POST /turnpike/v1/deposits HTTP/1.1\r\nHost: x\r\n${body({})}`,
        `POST /turnpike/v1/withdrawals HTTP/1.1\r\nHost: x\r\n${body([])}`,
        `POST /turnpike/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA/vouchers HTTP/1.1\r\nHost: x\r\n${body({})}`,
        `POST /turnpike/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA/close HTTP/1.1\r\nHost: x\r\nAuthorization: Basic QTpC\r\n${body({})}`,
        `POST /turnpike/v1/no-such-route HTTP/1.1\r\nHost: x\r\n${body({})}`,
        `POST /turnpike HTTP/1.1\r\nHost: x\r\n${body({})}`,
      ];
      for (const probe of probes) expect(withoutDate(await raw(probe)), probe).toBe(wanted);
    });

    it("answers CONNECT and Upgrade without or with wrong credentials as a web server does", async () => {
      const wrong = Buffer.from(`${"A".repeat(22)}:${"B".repeat(43)}`).toString("base64");
      const answers = await Promise.all(
        [
          "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: x\r\n\r\n",
          `CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic ${wrong}\r\n\r\n`,
          "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic !!\r\n\r\n",
        ].map(raw),
      );
      for (const answer of answers) {
        const text = answer.toString("latin1");
        expect(text).toMatch(/^HTTP\/1\.1 405 Method Not Allowed/);
        expect(text.toLowerCase()).not.toMatch(/proxy|turnpike|tunnel|407/);
      }
      expect(new Set(answers.map(withoutDate)).size).toBe(1);
    });

    it("answers absolute-form requests with its own page, as any web server does, and forwards nothing", async () => {
      const direct = withoutDate(await raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
      const absolute = withoutDate(
        await raw("GET http://example.com/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
      );
      expect(absolute).toBe(direct);
      expect(direct).toMatch(/^HTTP\/1\.1 200/);
    });

    it("gives the same over HTTP/2", async () => {
      const client = connectHttp2(`https://127.0.0.1:${node.running.plane.port}`, { rejectUnauthorized: false });
      await once(client, "connect");
      const ask = async (headers: Record<string, string>) => {
        const stream = client.request(headers, { endStream: true });
        const [answer] = (await once(stream, "response")) as [Record<string, unknown>];
        let text = "";
        for await (const chunk of stream) text += String(chunk);
        return { status: answer[":status"], length: answer["content-length"], text };
      };
      const page = await ask({ ":method": "POST", ":path": "/no-such-page" });
      expect(await ask({ ":method": "POST", ":path": "/turnpike/v1/sessions" })).toEqual(page);
      client.destroy();
    });

    it("refuses a body above the limit without reading it to its end", async () => {
      const tls = await rawTls(node);
      tls.on("error", () => {});
      tls.write(
        `POST /turnpike/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${bodyLimit * 1_000}\r\n\r\n`,
      );
      tls.write("x".repeat(bodyLimit + 1));
      const [answer] = (await once(tls, "data")) as [Buffer];
      expect(answer.toString("latin1")).toMatch(/^HTTP\/1\.1 405/);
      tls.destroy();
    });
  });

  describe("for someone with a key", () => {
    const open = async (changes: Parameters<typeof proofFor>[4], reuse?: { auth?: unknown }) => {
      const control = new ControlClient(endpointOf(node));
      const socket = await control.dial();
      const auth = reuse?.auth ?? (await proofFor(market, node.id, key, socket, changes));
      const work = new Promise<{ status: number; text: string }>((resolve, reject) => {
        const outgoing = request(
          {
            createConnection: () => socket,
            host: "exit",
            method: "POST",
            path: "/turnpike/v1/sessions",
            headers: { "content-type": "application/json" },
          },
          (incoming) => {
            let text = "";
            incoming.setEncoding("utf8").on("data", (chunk: string) => {
              text += chunk;
            });
            incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text }));
          },
        );
        outgoing.on("error", reject);
        outgoing.end(JSON.stringify({ auth, bestVoucher: null, reservation: null }));
      });
      const answer = await work;
      socket.destroy();
      control.close();
      return { ...answer, auth };
    };

    it("opens a session for a proof that is bound to this node and this connection", async () => {
      const { status, text } = await open({});
      expect(status).toBe(201);
      const opened = JSON.parse(text) as { session: string; token: string; quote: { pricePerGB: string } };
      expect(opened.session).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(opened.quote.pricePerGB).toBe("100000");
    });

    it("takes no proof from another connection, for another node, or out of its time: the cover answers", async () => {
      const elsewhere = `0x${"ab".repeat(32)}` as Hash;
      const now = systemClock.nowSeconds();
      expect((await open({ exporter: elsewhere })).status).toBe(405);
      expect((await open({ node: market.network.nodeRegistry })).status).toBe(405);
      expect((await open({ validUntil: now - 3_600 })).status).toBe(405);
      expect((await open({ validUntil: now + 86_400 })).status).toBe(405);
    });

    it("takes no proof twice, even on its own connection", async () => {
      const control = new ControlClient(endpointOf(node));
      const socket = await control.dial();
      const auth = await proofFor(market, node.id, key, socket);
      const text = JSON.stringify({ auth, bestVoucher: null, reservation: null });
      const message = `POST /turnpike/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
      // The fast path of a dialled connection is not needed here: the bytes are read as they come.
      let seen = "";
      socket.on("data", (chunk: Buffer) => {
        seen += chunk.toString("latin1");
      });
      socket.write(message);
      await expect.poll(() => seen, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 201/);
      seen = "";
      socket.write(message);
      await expect.poll(() => seen, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 409/);
      expect(seen).toContain("AUTH_REPLAYED");
      socket.destroy();
      control.close();
    });

    it("says what is wrong with a malformed voucher, and where", async () => {
      const session = await openRawSession(market, node, key);
      const error = await session.submit(1n, { ...session.voucher(1n), signature: "0x12" }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(CodedError);
      expect((error as CodedError).code).toBe("MESSAGE_INVALID");
      expect((error as CodedError).message).toContain("/signature");
      session.end();
    });

    it("says what is wrong with a body that is too large, or no JSON, where the same without credentials gets the cover", async () => {
      const session = await openRawSession(market, node, key);
      const path = `/turnpike/v1/sessions/${session.opened.session}/vouchers`;
      const ask = (type: string, size: number, text: string, credentials = "") =>
        raw(
          `POST ${path} HTTP/1.1\r\nHost: x\r\n${credentials}Content-Type: ${type}\r\nContent-Length: ${size}\r\nConnection: close\r\n\r\n${text}`,
        );
      const mine = `Authorization: ${credentialsOf(session)}\r\n`;
      const large = "x".repeat(bodyLimit + 1);
      const wanted = withoutDate(await cover404());
      for (const [type, text, status, code] of [
        ["application/json", large, 413, "MESSAGE_TOO_LARGE"],
        ["application/json", "{not json", 400, "MESSAGE_INVALID"],
        ["text/html", "<p>", 400, "MESSAGE_INVALID"],
      ] as const) {
        const answer = (await ask(type, text.length, text, mine)).toString("latin1");
        expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
        expect(answer).toContain(`"code":"${code}"`);
        expect(withoutDate(await ask(type, text.length, text)), text.slice(0, 10)).toBe(wanted);
      }
      session.end();
    });

    it("tells one session nothing of another", async () => {
      const mine = await openRawSession(market, node, key);
      const other = await openRawSession(market, node, (await market.payer(1_000_000n)).key);
      const credentials = Buffer.from(`${mine.opened.session}:${mine.opened.token}`).toString("base64");
      const answer = await raw(
        `POST /turnpike/v1/sessions/${other.opened.session}/close HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${credentials}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      );
      expect(withoutDate(answer)).toBe(withoutDate(await cover404()));
      mine.end();
      other.end();
    });

    it("relays a deposit of someone else's money to nobody: the signature names the account", async () => {
      const session = await openRawSession(market, node, key);
      const socket = await session.control.dial();
      const auth = await proofFor(market, node.id, key, socket);
      const authorization = {
        from: session.payer,
        payer: session.payer,
        owner: session.payer,
        amount: "5",
        relayFee: "0",
        validAfter: 0,
        validBefore: systemClock.nowSeconds() + 600,
        salt: `0x${"1".repeat(64)}`,
        signature: `0x${"11".repeat(64)}1b`,
      };
      const before = await market.chain.channels.account(session.payer);
      const error = await session.control
        .call(
          { method: "POST", path: "/turnpike/v1/deposits", body: { auth, authorization }, answer: Type.Unknown() },
          socket,
        )
        .catch((reason: unknown) => reason);
      expect((error as CodedError).code).toBe("CHAIN_REVERTED");
      expect(await market.chain.channels.account(session.payer)).toEqual(before);
      socket.destroy();
      session.end();
    });
  });
});
