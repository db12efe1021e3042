import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Copy, type Postgres, postgresMissing, startPostgres } from "../../bench/lab/postgres.ts";
import { networkIdentity } from "../../indexer/runIndexer.ts";
import { type RunningReplica, runReplica } from "../../indexer/runReplica.ts";
import { type Database, openDatabase, openShared } from "../../indexer/store/database.ts";
import { Store } from "../../indexer/store/store.ts";
import { signDescriptor } from "../../protocol/descriptor.ts";
import { nodeDomain } from "../../protocol/domain.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { unixSeconds } from "../../protocol/units.ts";
import { systemClock } from "../../runtime/clock.ts";
import { loadSecp256k1 } from "../../runtime/secp256k1.ts";
import { eventually } from "../support/market.ts";
import { minimumStake, network } from "./api/site.ts";
import { made } from "./madeChain.ts";

const missing = postgresMissing();
const patience = 120_000;
const secp = await loadSecp256k1();
const nodeKey: Hex = `0x${"7".repeat(64)}`;
const node = secp.addressOf(nodeKey);
const hashOf = (block: number) => `0x${block.toString(16).padStart(64, "b")}` as Hash;

/** The chain's part is a writer here: what is looked at is what happens between a server, its copy, and those that answer. */
describe.skipIf(missing !== undefined)(missing ?? "an API that reads from a copy of the database", () => {
  let postgres: Postgres;
  let copy: Copy;
  let leader: Database;
  /** Another process that answers, and publishes. */
  let other: Database;
  let where: string;
  let replica: RunningReplica;
  let block = 0;

  /** A block comes, with these many nodes registered in it. */
  const follow = async (...ids: readonly Address[]) => {
    block += 1;
    const row = (id: Address) => ({
      ...{ id, operator: made(0xdd, 1), payout: made(0xdd, 1), key: id, bond: minimumStake, registeredAt: 1 },
      ...{ unbondingAt: 0, descriptorFloor: 0n, settledVolume: 0n, payers: 0, slashes: 0, slashedAt: 0 },
    });
    await new Store(leader).write({
      cursor: block,
      rows: ids.map((id) => ({ entity: "node" as const, key: id, row: row(id) })),
      head: { number: block, hash: hashOf(block), parent: hashOf(block - 1), time: block },
    });
  };
  const offer = (version: string) =>
    signDescriptor(
      nodeDomain(network.chainId, network.nodeRegistry),
      {
        ...{ node, version, validUntil: unixSeconds(systemClock.nowSeconds() + 86_400) },
        body: {
          ...{ endpoint: { host: "198.51.100.1", port: 443 }, certificateSha256: "ab".repeat(32) },
          ...{ transports: ["https"], pricePerGB: "100000", country: "NL", capacityMbps: 100, labAllow: [] },
          exitPolicy: { preset: "web-only", rules: [] },
        },
      },
      secp.signer(nodeKey),
    );
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(replica.url + path)).json()) as T;
  const known = async (id: Address) => (await fetch(`${replica.url}/v1/nodes/${id}`)).status === 200;
  const version = async () =>
    (await ask<{ descriptor: { version: string } | null }>(`/v1/nodes/${node}`)).descriptor?.version;
  const publish = async (one: ReturnType<typeof offer>) =>
    (
      await fetch(`${replica.url}/v1/descriptors`, {
        ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(one) },
      })
    ).status;
  const onServer = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: where });
    await client.connect();
    return client
      .query(sql)
      .then(
        ({ rows }) => rows as Record<string, unknown>[],
        (error: unknown) => {
          throw error;
        },
      )
      .finally(() => client.end());
  };
  const listeners = "FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()";
  const start = () =>
    runReplica({
      ...{ network, database: where, readDatabase: copy.url("shared"), clock: systemClock, recover: secp.recover },
      ...{ host: "127.0.0.1", port: 0, onProgress: () => {} },
    });

  beforeAll(async () => {
    postgres = await startPostgres();
    where = await postgres.database("shared");
    leader = await openDatabase(where);
    copy = await postgres.copy();
  }, patience);
  afterAll(async () => {
    await replica?.close();
    await other?.close();
    await leader?.close();
    await postgres.close();
  }, patience);

  it(
    "says that it has nothing to answer from while the copy has not got there, and starts when it has",
    async () => {
      await copy.stand();
      const store = new Store(leader);
      await store.setMeta("network", networkIdentity(network));
      const shared = { signer: made(0xaa, 1), probers: [], epochBlocks: 10, feed: "f", minimumStake: "100000000" };
      await store.setMeta("shared", JSON.stringify(shared));
      await follow(node);
      await expect(start()).rejects.toMatchObject({ code: "DATABASE_EMPTY" });
      await copy.goOn();
      replica = await eventually("it starts", () => start().catch(() => false as const), patience);
      expect(await known(node)).toBe(true);
    },
    patience,
  );

  it(
    "keeps what was published here while the copy is behind, and ends with the newest, whoever published what before",
    async () => {
      other = await openShared(where);
      await copy.stand();
      // Nobody here can know of this one yet.
      expect(await new Store(other).keepDescriptor({ descriptor: offer("1"), signedBy: node })).toBe(true);
      expect(await publish(offer("2"))).toBe(202);
      await follow(made(0xaa, 2));
      expect(await version()).toBe("2");
      expect(await known(made(0xaa, 2))).toBe(false);
      await copy.goOn();
      await eventually("the block has come", () => known(made(0xaa, 2)), patience);
      expect(await version()).toBe("2");
      // As who starts now has it.
      const fresh = await start();
      const answered = await (await fetch(`${fresh.url}/v1/nodes/${node}`)).json();
      await fresh.close();
      expect(answered).toEqual(await ask(`/v1/nodes/${node}`));
    },
    patience,
  );

  it(
    "reads everything again from the copy after a step with too many rows, and loses nothing that was published here",
    async () => {
      await copy.stand();
      await follow(...Array.from({ length: 201 }, (_, at) => made(0xab, at)));
      expect(await publish(offer("3"))).toBe(202);
      expect(await version()).toBe("3");
      await copy.goOn();
      await eventually("all nodes are there", () => known(made(0xab, 200)), patience);
      await eventually("the offer is there", async () => (await version()) === "3", patience);
    },
    patience,
  );

  it(
    "hears of news although the notice was lost, and listens again when its connection was cut",
    async () => {
      // As NOTIFY, only without it.
      await onServer(
        `INSERT INTO news (sequence, origin, at, type, data, changes)
       SELECT max(sequence) + 1, 'nobody', max(at), 'time', '{"block":4711,"blockHash":"${hashOf(4711)}"}', '' FROM news`,
      );
      const blockOf = async () => (await ask<{ epoch: { block: number } }>("/v1/nodes?limit=1")).epoch.block;
      await eventually("it asked by itself", async () => (await blockOf()) === 4711, patience);

      const [before] = await onServer(`SELECT pid ${listeners}`);
      await onServer(`SELECT pg_terminate_backend(pid) ${listeners}`);
      await follow(made(0xaa, 3));
      await eventually("it knows", () => known(made(0xaa, 3)), patience);
      const again = async () => (await onServer(`SELECT pid ${listeners}`)).some(({ pid }) => pid !== before?.pid);
      await eventually("it listens again", again, patience);
    },
    patience,
  );

  it(
    "answers while the server is gone, and goes on when it is back",
    async () => {
      await leader.close();
      await postgres.crashAndRestart();
      expect(await known(node)).toBe(true);
      leader = await openDatabase(where);
      await follow(made(0xaa, 4));
      await eventually("it knows", () => known(made(0xaa, 4)), patience);
      await eventually("it takes offers again", async () => (await publish(offer("4"))) === 202, patience);
    },
    patience,
  );
});
