import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Postgres, postgresMissing, startPostgres } from "../../bench/lab/postgres.ts";
import { Follower } from "../../indexer/follow.ts";
import { Facts } from "../../indexer/project/facts.ts";
import { type Database, openDatabase } from "../../indexer/store/database.ts";
import { Store } from "../../indexer/store/store.ts";
import { emptied, factsText, live, replay, rowsOf, undoOf } from "./history.ts";
import { anyEvents, MadeChain, made, Seeded } from "./madeChain.ts";

const histories = Number(process.env.TURNPIKE_HISTORIES ?? "60");

/** Lives the history of a seed, then compares all that is kept with the replay, to the byte. Returns how often each unrest was met. */
async function exact(database: Database, seed: number) {
  await emptied(database);
  const end = await live(database, seed);
  const expected = replay(end.chain, end.finalityDepth);
  const kept = await rowsOf(database);
  const { undo: _printed, ...rows } = kept;
  expect({ seed, cursor: end.cursor, rows, undo: await undoOf(database) }).toEqual({
    seed,
    cursor: end.chain.top,
    rows: expected.rows,
    undo: expected.undo,
  });
  expect(factsText(end.facts)).toBe(expected.facts);
  return { ...end, kept };
}

const storeOf = async (database: Database) => {
  const store = new Store(database);
  return { store, facts: await store.loadFacts() };
};

describe("following a chain that grows, is replaced, lags and fails, by an indexer that dies and starts again", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase("memory");
  });
  afterAll(() => database.close());

  it(
    `keeps exactly what a replay from the first block gives, in ${histories} random histories on PGlite`,
    async () => {
      const met = { reorgs: 0, crashes: 0, failures: 0, restarts: 0 };
      for (let seed = 1; seed <= histories; seed++) {
        const { seen } = await exact(database, seed);
        for (const name of Object.keys(met) as (keyof typeof met)[]) met[name] += seen[name];
      }
      // A run that met no unrest would have shown nothing.
      for (const [name, times] of Object.entries(met))
        expect({ name, often: times > histories / 10 }).toEqual({ name, often: true });
    },
    Math.max(120_000, histories * 600),
  );

  it("keeps the same bytes when a second indexer starts from nothing on the same chain, in one go", async () => {
    for (const seed of [1_001, 1_002, 1_003, 1_004, 1_005]) {
      const { chain, finalityDepth, kept } = await exact(database, seed);
      await emptied(database);
      const { store, facts } = await storeOf(database);
      const follower = await Follower.open({ source: chain, store, facts, finalityDepth, deploymentBlock: 0 });
      await follower.catchUp();
      expect(await rowsOf(database)).toEqual(kept);
    }
  });

  it("stops loudly when a final block has changed, and leaves the rows as they were", async () => {
    await emptied(database);
    const seeded = new Seeded(7);
    const chain = new MadeChain(1);
    for (let at = 0; at < 20; at++) chain.grow(anyEvents(seeded));
    const { store, facts } = await storeOf(database);
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth: 4, deploymentBlock: 0 });
    await follower.catchUp();
    const old = chain.blocks;
    chain.cutTo(10);
    for (let at = 0; at < 15; at++) chain.grow(anyEvents(seeded));
    await expect(follower.catchUp()).rejects.toMatchObject({
      code: "CHAIN_REORG_PAST_FINALITY",
      retryable: false,
      exitCode: 8,
      message: expect.stringMatching(/start with an empty database/) as unknown,
    });
    // What was not final is undone; what was final stands.
    const { nodes, accounts, channels } = await rowsOf(database);
    const final = new MadeChain(0);
    final.blocks = old.slice(0, 17);
    const expected = replay(final, 4).rows;
    expect({ nodes, accounts, channels }).toEqual({
      nodes: expected.nodes,
      accounts: expected.accounts,
      channels: expected.channels,
    });
    expect(expected.channels.length).toBeGreaterThan(0);
  });

  it("waits when the endpoint names a head that it does not have, instead of asking on and on", async () => {
    await emptied(database);
    const chain = new MadeChain(4);
    const { store, facts } = await storeOf(database);
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth: 10, deploymentBlock: 1 });
    await follower.catchUp();
    chain.grow([]);
    chain.knownUpTo = chain.top - 1;
    chain.requests = 0;
    expect(await follower.catchUp()).toBe(false);
    expect(chain.requests).toBeLessThan(6);
    expect(follower.cursor).toBe(chain.top - 1);
    chain.knownUpTo = Number.POSITIVE_INFINITY;
    await follower.catchUp();
    expect(follower.cursor).toBe(chain.top);
  });

  it("does not take an endpoint that lags behind finality for a changed chain: it says so and goes on later", async () => {
    await emptied(database);
    const chain = new MadeChain(30);
    const { store, facts } = await storeOf(database);
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth: 3, deploymentBlock: 0 });
    await follower.catchUp();
    const whole = chain.blocks;
    chain.cutTo(12);
    await expect(follower.catchUp()).rejects.toMatchObject({ code: "CHAIN_RPC_UNREACHABLE", retryable: true });
    chain.blocks = whole;
    chain.grow([{ kind: "deposited", payer: made(1, 1), owner: made(1, 2), amount: 5n }]);
    await follower.catchUp();
    expect(facts.account(made(1, 1))?.available).toBe(5n);
  });

  it("loses no event of a block that is replaced and comes back between two requests", async () => {
    await emptied(database);
    const chain = new MadeChain(5);
    const { store, facts } = await storeOf(database);
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth: 10, deploymentBlock: 1 });
    await follower.catchUp();
    chain.grow([{ kind: "deposited", payer: made(1, 1), owner: made(1, 2), amount: 5n }]);
    const first = chain.blocks;
    chain.cutTo(5);
    chain.grow([]);
    const other = chain.blocks;
    // Asked for the block it shows the first branch; asked for the events it stands on the other; then it is back on the first for good.
    let asked = 0;
    chain.blocks = first;
    chain.before = () => {
      asked += 1;
      chain.blocks = asked === 4 ? other : first;
    };
    await follower.catchUp();
    chain.before = () => {};
    chain.blocks = first;
    expect(asked).toBeGreaterThanOrEqual(4);
    await follower.catchUp();
    expect(facts.account(made(1, 1))?.available).toBe(5n);
  });

  it("does not put a block on one that it does not continue, when the branch changes between two requests", async () => {
    await emptied(database);
    const deposit = (payer: number) =>
      ({ kind: "deposited", payer: made(1, payer), owner: made(1, 9), amount: 5n }) as const;
    const chain = new MadeChain(5);
    chain.grow([deposit(1)]);
    const { store, facts } = await storeOf(database);
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth: 10, deploymentBlock: 1 });
    await follower.catchUp();
    chain.grow([]);
    const first = chain.blocks;
    chain.cutTo(5);
    chain.grow([deposit(2)]);
    chain.grow([deposit(3)]);
    const second = chain.blocks;
    // The block it stands on is still there when it asks; the next one it gets is the other branch's.
    let asked = 0;
    chain.before = () => {
      asked += 1;
      chain.blocks = asked <= 2 ? first : second;
    };
    await follower.catchUp();
    expect([1, 2, 3].map((payer) => facts.account(made(1, payer))?.available)).toEqual([undefined, 5n, 5n]);
  });

  it("follows a replaced first block, when nothing is final yet", async () => {
    await emptied(database);
    const chain = new MadeChain(3);
    chain.grow([{ kind: "deposited", payer: made(1, 1), owner: made(1, 2), amount: 5n }]);
    const { store, facts } = await storeOf(database);
    const follower = await Follower.open({ source: chain, store, facts, finalityDepth: 50, deploymentBlock: 3 });
    await follower.catchUp();
    chain.cutTo(3);
    chain.grow([{ kind: "deposited", payer: made(1, 1), owner: made(1, 2), amount: 9n }]);
    chain.grow([]);
    await follower.catchUp();
    expect(facts.account(made(1, 1))?.available).toBe(9n);
  });
});

const missing = postgresMissing();
describe.skipIf(missing !== undefined)(missing ?? "the same on PostgreSQL", () => {
  let postgres: Postgres;
  let database: Database;
  let url = "";
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.database("histories");
    database = await openDatabase(url);
  });
  afterAll(async () => {
    await database.close();
    await postgres.close();
  });

  it(
    "keeps exactly what a replay gives, in random histories",
    async () => {
      for (let seed = 1; seed <= Math.ceil(histories / 10); seed++) await exact(database, seed);
    },
    Math.max(120_000, histories * 100),
  );
});

describe("the rows in memory", () => {
  it("find the channels of a payer and of a node, also after a reorg took some away", () => {
    const facts = new Facts();
    const row = (node: number, payer: number) => ({
      node: made(1, node),
      payer: made(2, payer),
      epoch: 0,
      expiresAt: 0,
      locked: 1n,
      settled: 0n,
    });
    for (const [node, payer] of [
      [1, 1],
      [1, 2],
      [2, 1],
    ] as const) {
      const channel = row(node, payer);
      facts.put("channel", `${channel.node} ${channel.payer}`, channel);
    }
    expect(facts.channelsOfPayer(made(2, 1)).map(({ node }) => node)).toEqual([made(1, 1), made(1, 2)]);
    expect(facts.channelsOfNode(made(1, 1)).map(({ payer }) => payer)).toEqual([made(2, 1), made(2, 2)]);
    facts.put("channel", `${made(1, 1)} ${made(2, 1)}`, undefined);
    expect(facts.channelsOfPayer(made(2, 1)).map(({ node }) => node)).toEqual([made(1, 2)]);
    expect(facts.channelsOfPayer(made(2, 9))).toEqual([]);
  });
});
