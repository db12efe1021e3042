import { createSocket } from "node:dgram";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeDatagram, udpPath } from "../../../protocol/capsule.ts";
import { type Market, openMarket } from "../../support/market.ts";
import { type NameServer, openNameServer } from "../../support/nameServer.ts";
import { credentialsOf, openRawSession, type RawSession, rawTls, readAll, readHead } from "../../support/rawSession.ts";
import { hasLoopbackNetwork } from "../../support/run.ts";

/** Only this may be reached; the service on 127.0.0.1 stands for everything that must not be. */
const allowed = "127.0.0.2";

describe.skipIf(!hasLoopbackNetwork)("a destination named by its attacker's own name server", () => {
  let market: Market;
  let names: NameServer;
  let session: RawSession;
  let open: Server;
  let secret: Server;
  let port: number;
  const secretPackets: string[] = [];
  let secretConnections = 0;
  let answers: (name: string, type: "A" | "AAAA") => readonly string[] = () => [];

  beforeAll(async () => {
    market = await openMarket();
    names = await openNameServer((name, type) => answers(name, type));
    const node = await market.node({
      price: "0",
      labAllow: [`${allowed}/32`],
      overrides: { resolvers: [names.address] },
    });
    session = await openRawSession(market, node, (await market.payer(0n)).key);
    market.onClose(() => session.end());
    market.onClose(() => names.close());
    open = createServer((socket) => socket.end("open"));
    await new Promise<void>((resolve) => open.listen(0, allowed, resolve));
    port = (open.address() as AddressInfo).port;
    secret = createServer((socket) => {
      secretConnections += 1;
      socket.end("secret");
    });
    const packets = createSocket("udp4", (payload) => secretPackets.push(String(payload)));
    await new Promise<void>((resolve) => secret.listen(port, "127.0.0.1", resolve));
    await new Promise<void>((resolve) => packets.bind(port, "127.0.0.1", resolve));
    market.onClose(() => {
      open.close();
      secret.close();
      packets.close();
    });
    ask = async (name) => {
      try {
        const tunnel = await session.tunnel(name, port);
        return (await readAll(tunnel)).toString();
      } catch (error) {
        return (error as Error).message;
      }
    };
    packet = async (name) => {
      const tls = await rawTls(node);
      tls.write(
        `GET ${udpPath(name, port)} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: connect-udp\r\nProxy-Authorization: ${credentialsOf(session)}\r\n\r\n`,
      );
      const head = await readHead(tls);
      tls.write(encodeDatagram(Buffer.from(name)));
      return { line: head.split("\r\n")[0] ?? "", end: () => tls.destroy() };
    };
  });
  afterAll(() => market.close());
  beforeEach(() => {
    secretConnections = 0;
  });
  let ask: (name: string) => Promise<string>;
  let packet: (name: string) => Promise<{ line: string; end: () => void }>;

  it("is dialled at the address that was judged, however the name changes its answer", async () => {
    let asked = 0;
    answers = (_, type) => {
      if (type === "AAAA") return [];
      asked += 1;
      return [asked === 1 ? allowed : "127.0.0.1"];
    };
    expect(await ask("flip.example")).toBe("open");
    expect(asked).toBe(1);
    for (let again = 0; again < 5; again++) expect(await ask("flip.example")).toMatch(/ 403 /);
    expect(secretConnections).toBe(0);
  });

  it("is refused when any of its addresses is, in whatever order they come", async () => {
    for (const list of [
      [allowed, "127.0.0.1"],
      ["127.0.0.1", allowed],
      [allowed, "169.254.169.254"],
      [allowed, "10.0.0.1", allowed],
    ]) {
      answers = (_, type) => (type === "A" ? list : []);
      expect(await ask("mixed.example"), list.join()).toMatch(/ 403 /);
    }
    for (const six of ["::1", "::ffff:7f00:1", "64:ff9b::7f00:1", "fe80::1", "fd00:ec2::254", "2002:7f00:1::"]) {
      answers = (_, type) => (type === "A" ? [allowed] : [six]);
      expect(await ask("six.example"), six).toMatch(/ 403 /);
    }
    expect(secretConnections).toBe(0);
  });

  it("is refused behind an alias as well", async () => {
    answers = (_, type) => (type === "A" ? ["cname:inner.example", "cname:host.internal", "127.0.0.1"] : []);
    expect(await ask("alias.example")).toMatch(/ 403 /);
    answers = (_, type) => (type === "A" ? ["cname:inner.example", allowed] : []);
    expect(await ask("alias.example")).toBe("open");
    expect(secretConnections).toBe(0);
  });

  it("is refused for UDP as for TCP: no packet arrives", async () => {
    answers = (_, type) => (type === "A" ? ["127.0.0.1"] : []);
    const refused = await packet("private.example");
    expect(refused.line).toMatch(/ 403 /);
    refused.end();
    answers = (_, type) => (type === "A" ? [allowed, "127.0.0.1"] : []);
    const mixed = await packet("mixed.example");
    expect(mixed.line).toMatch(/ 403 /);
    mixed.end();
    answers = (_, type) => (type === "A" ? [allowed] : []);
    const taken = await packet("open.example");
    expect(taken.line).toMatch(/ 101 /);
    taken.end();
    expect(secretPackets).toEqual([]);
  });

  it("is unreachable when the name does not exist, and the exit's own name is no question for a server", async () => {
    answers = () => [];
    expect(await ask("nowhere.example")).toMatch(/ 502 /);
    names.asked.length = 0;
    expect(await ask("localhost")).toMatch(/ 403 /);
    expect(await ask("a.localhost.")).toMatch(/ 403 /);
    expect(names.asked).toEqual([]);
  });
});
