import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningIndexer } from "../../indexer/runIndexer.ts";
import { openClient, type TestClient } from "../support/client.ts";
import { type Forwarder, openForwarder, type TlsRecord } from "../support/forwarder.ts";
import { openIndexer } from "../support/indexer.ts";
import { eventually, type Market, openMarket, type TestNode } from "../support/market.ts";
import { type Origin, openOrigin, sha256 } from "../support/origin.ts";
import { run } from "../support/run.ts";

const size = 6_000_000;
/** By length of the TLS record: a voucher's request against a CONNECT's, and bulk data against everything else. */
const isVoucher = ({ from, application, length }: TlsRecord) =>
  from === "client" && application && length > 350 && length < 2_000;
/** A demand that shows a voucher: the second and later ones. */
const isDemand = ({ from, application, length }: TlsRecord) =>
  from === "node" && application && length > 480 && length < 2_000;
const isBulk = ({ from, length }: TlsRecord) => from === "node" && length > 8_000;

describe("a paid session on a bad line", () => {
  let market: Market;
  let indexer: RunningIndexer;
  let origin: Origin;
  let line: Forwarder;
  let node: TestNode;

  const download = (client: TestClient) =>
    run("curl", [
      ...["--silent", "--show-error", "--max-time", "40"],
      ...["--socks5-hostname", `127.0.0.1:${client.socksPort}`, `http://127.0.0.1:${origin.httpPort}/file`],
    ]);
  const connected = async () => {
    const client = await openClient(market, { key: (await market.payer(10_000_000n)).key, indexers: [indexer.url] });
    await client.connection.open();
    return client;
  };
  const expectPaid = async (client: TestClient, got: Awaited<ReturnType<typeof download>>) => {
    expect(got.stderr).toBe("");
    expect(sha256(got.stdout)).toBe(origin.sha256);
    expect(client.lost).toEqual([]);
    await client.close();
    const { spent } = client.connection.totals;
    expect(spent).toBeGreaterThan(0n);
    expect(node.running.store.best(client.payer)?.cumulative).toBe(spent);
  };

  beforeAll(async () => {
    market = await openMarket();
    indexer = await openIndexer(market);
    origin = await openOrigin(size);
    market.onClose(() => origin.close());
    line = await openForwarder();
    market.onClose(() => line.close());
    node = await market.node({ publicEndpoint: `127.0.0.1:${line.port}`, indexers: [indexer.url] });
    line.target = node.running.plane.port;
    await eventually("the node in the list", async () => {
      const { nodes } = (await (await fetch(`${indexer.url}/v1/nodes`)).json()) as { nodes: { descriptor: unknown }[] };
      return nodes.some(({ descriptor }) => descriptor !== null);
    });
  });
  afterAll(() => market.close());

  it("brings a voucher again when the request is lost: a lost one once left the node waiting for ever", async () => {
    const client = await connected();
    let cuts = 0;
    line.judge = (record) => {
      if (cuts > 0 || !isVoucher(record)) return "pass";
      cuts += 1;
      return "cut";
    };
    await expectPaid(client, await download(client));
    expect(cuts).toBe(1);
  });

  it("goes on when only the answer to a voucher is lost: the node has it, and pays nothing twice", async () => {
    const client = await connected();
    let sent = false;
    let cuts = 0;
    line.judge = (record) => {
      if (isVoucher(record)) sent = true;
      // The voucher's answer is longer than a sign of life and shorter than the demand that may come first.
      else if (sent && cuts === 0 && record.from === "node" && record.length > 250 && record.length < 500) {
        cuts += 1;
        return "cut";
      }
      return "pass";
    };
    await expectPaid(client, await download(client));
    expect(cuts).toBe(1);
  });

  it("answers a demand that overtook its bytes once they are here: it once went unanswered, and traffic stopped", async () => {
    const client = await connected();
    let demands = 0;
    let signsOfLife = 0;
    line.judge = (record) => {
      if (isBulk(record)) return "hold";
      if (isDemand(record)) demands += 1;
      else if (demands > 0 && record.from === "node") signsOfLife += 1;
      return "pass";
    };
    const before = node.running.sessions.bytesServed;
    const got = download(client);
    await eventually("the node has used up its window", () => node.running.sessions.bytesServed - before > 700_000);
    // The first is answered for the few bytes of the page's head that came; the second finds the meter where it was.
    await eventually("the client has heard the second demand", () => signsOfLife > 0);
    line.release();
    await expectPaid(client, await got);
  });

  it("gives the node up when vouchers cannot be brought at all", async () => {
    const client = await connected();
    line.judge = (record) => (isVoucher(record) ? "cut" : "pass");
    const got = download(client);
    await eventually("the session is lost", () => client.lost.includes("NODE_UNREACHABLE"));
    line.judge = () => "pass";
    await got;
    await client.close();
  });
});
