import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeEntry } from "../../client/discover.ts";
import { type Floor, FloorBudget } from "../../node/floorBudget.ts";
import type { SessionOpened } from "../../protocol/wire.ts";
import { openClient } from "../support/client.ts";
import { openFalseIndexer } from "../support/falseIndexer.ts";
import { openFalseNode } from "../support/falseNode.ts";
import { type Market, openMarket, type TestNode, testClock } from "../support/market.ts";
import { floorsAnHour, type Newcomer, openAsPayer, openNewcomers } from "../support/newcomers.ts";
import { run } from "../support/run.ts";

const fresh = (): Floor => ({ floor: false, unusedFloor: false });
const spent = (now: number) => {
  const budget = new FloorBudget(now);
  for (let given = 0; given < floorsAnHour; given++) budget.give(fresh(), 0n, now);
  return budget;
};

describe("the budget of first credit", () => {
  it("is 64 an hour; who comes after is told when there is one again, and gets it then and not before", () => {
    const budget = spent(1_000);
    const late = fresh();
    expect(() => budget.give(late, 0n, 1_000)).toThrow(
      expect.objectContaining({ code: "FLOOR_SPENT", retryable: true, data: { seconds: 57 } }),
    );
    expect(() => budget.give(late, 0n, 1_056)).toThrow(expect.objectContaining({ data: { seconds: 1 } }));
    expect(late).toEqual(fresh());
    budget.give(late, 0n, 1_057);
    expect(late.floor).toBe(true);
  });

  it("gets back what was not used, once, and no more than was there", () => {
    const budget = spent(1_000);
    const mine: Floor = { floor: true, unusedFloor: true };
    budget.left(mine);
    budget.left(mine);
    budget.left({ floor: true, unusedFloor: false });
    budget.give(fresh(), 0n, 1_000);
    expect(() => budget.give(fresh(), 0n, 1_000)).toThrow(expect.objectContaining({ code: "FLOOR_SPENT" }));
  });

  it("has none for a payer that left something unpaid", () => {
    expect(() => new FloorBudget(0).give(fresh(), 7n, 0)).toThrow(
      expect.objectContaining({ code: "FLOOR_UNPAID", retryable: false, data: { unpaid: "7" } }),
    );
  });
});

describe("an exit whose first credit is spent", () => {
  const clock = testClock();
  let market: Market;
  let node: TestNode;
  let newcomer: () => Promise<Newcomer>;

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node({ clock });
    newcomer = await openNewcomers(market);
  });
  afterAll(() => market.close());

  const everybody = async (what: (opened: SessionOpened) => Promise<unknown>) => {
    for (let at = 0; at < floorsAnHour; at++) await what(await openAsPayer(node, await newcomer()));
    // A closed session is there for another minute.
    clock.advance(61);
    node.running.sessions.tick();
  };
  const refilledInAMinute = 2;

  it("gives it again when those who had it have left and used nothing, and not when they have used some", async () => {
    const { sessions } = node.running;
    await everybody(({ session }) => sessions.closeSession(session));
    await everybody(({ session, token }) => {
      expect(sessions.admit(session, token)?.pass(1_000)).toBe(true);
      return sessions.closeSession(session);
    });
    for (let at = 0; at < refilledInAMinute; at++) await openAsPayer(node, await newcomer()).catch(() => {});
    await expect(openAsPayer(node, await newcomer())).rejects.toMatchObject({ code: "FLOOR_SPENT" });
  });

  it("sends a new client on to the next exit, with a reason", async () => {
    await expect(openAsPayer(node, await newcomer())).rejects.toMatchObject({ code: "FLOOR_SPENT" });
    const other = await openFalseNode(market, {
      tunnel: (socket) =>
        socket.write("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"),
    });
    const spentEntry = {
      ...{ ...other.entry, node: node.id, operator: `0x${"9".repeat(40)}` },
      descriptor: node.running.descriptor as unknown as NodeEntry["descriptor"],
    };
    // The other one is drawn only when the first has refused.
    const indexer = await openFalseIndexer(market, () => [spentEntry, { ...other.entry, score: 0 }]);
    const { key } = await market.payer(1_000_000n);
    const client = await openClient(market, { key, indexers: [indexer.url] });
    const got = await run("curl", [
      ...["--silent", "--max-time", "60", "--socks5-hostname", `127.0.0.1:${client.socksPort}`, "http://any.test/"],
    ]);
    expect(got.stdout.toString()).toBe("hello");
    expect(client.connection.session?.node.id).toBe(other.id);
    expect(client.said.join()).toContain(`node ${node.id} is left out: FLOOR_SPENT`);
  });
});
