import type { BlockHead } from "../../chain/logs.ts";
import type { Attestation } from "../../protocol/attestation.ts";
import type { Descriptor } from "../../protocol/descriptor.ts";
import type { Address, Hash, Hex } from "../../protocol/ids.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { Facts } from "../project/facts.ts";
import {
  type AccountRow,
  type Change,
  type ChannelRow,
  channelKey,
  type Entity,
  type NodeRow,
  type Rows,
} from "../project/rows.ts";
import type { Database } from "./database.ts";
import type { Prisma } from "./generated/client.ts";
import { changesOf, lockNews, tell } from "./news.ts";
import { spareMemory } from "./spareMemory.ts";

type Transaction = Prisma.TransactionClient;
type Told = Parameters<typeof tell>[2];

/** There is one nought: a million of them would be a million objects. */
const big = (value: Prisma.Decimal): bigint => (value.isZero() ? 0n : BigInt(value.toFixed()));
const json = (row: Rows[Entity] | undefined): string | null =>
  row === undefined
    ? null
    : JSON.stringify(row, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
const unjson = (text: string): Rows[Entity] =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === "string" && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as Rows[Entity];

/** A descriptor with the key that its signature recovered to when it was taken. */
export interface KeptDescriptor {
  readonly descriptor: Descriptor;
  readonly signedBy: Address;
}

export interface RowWrite {
  readonly entity: Entity;
  readonly key: string;
  readonly row: Rows[Entity] | undefined;
}

/** Everything one step of the follower writes, in one transaction: rows, undo, blocks, cursor. */
export interface Step {
  /** The last block that is in now. */
  readonly cursor: number;
  /** Rows as they are now; undefined where a reorg took one away. The last write of a row wins. */
  readonly rows: readonly RowWrite[];
  /** Blocks that may still be replaced, with their changes, oldest first. */
  readonly block?: { readonly head: BlockHead; readonly changes: readonly Change[] };
  /** Blocks up to this number are final: their undo is forgotten. */
  readonly finalized?: number;
  /** Blocks from this number on were replaced. */
  readonly dropFrom?: number;
  /** The block that the rows stand at, where it is not that of `block`. */
  readonly head?: BlockHead | undefined;
}

/** Rows as other processes take them over. */
const changesText = (rows: readonly RowWrite[]): string =>
  JSON.stringify(rows.map(({ entity, key, row }) => [entity, key, json(row)]));
export const changesFrom = (text: string): readonly RowWrite[] =>
  (JSON.parse(text) as readonly [Entity, string, string | null][]).map(([entity, key, row]) => ({
    ...{ entity, key, row: row === null ? undefined : unjson(row) },
  }));

/** Rows that are read at once: so few that what reading leaves behind is swept up while it is young. */
const pageRows = 1_000;

/** The rows that follow those of a condition, as many as are read at once. */
const after = <W>(where: W | undefined): { take: number; where: W } | { take: number } =>
  where === undefined ? { take: pageRows } : { take: pageRows, where };

/** All rows of a table, page by page: `read` gives those behind a row. */
async function* rowsOf<R>(read: (last: NoInfer<R> | undefined) => Promise<readonly R[]>): AsyncGenerator<R> {
  let last: R | undefined;
  do {
    const page = await read(last);
    yield* page;
    last = page.length < pageRows ? undefined : page.at(-1);
  } while (last !== undefined);
}

/** The row that was known, where it says the same. */
function unchanged<R extends object>(known: R | undefined, row: R): R {
  const same = known !== undefined && Object.entries(row).every(([name, value]) => known[name as keyof R] === value);
  return same ? known : row;
}

/** The indexer's rows at rest. The only place that speaks SQL, the same on PGlite and PostgreSQL. */
export class Store {
  readonly #database: Database;
  /** Where what is published goes; another one only where reads come from a copy. */
  readonly #writer: Database;

  constructor(database: Database, writer = database) {
    this.#database = database;
    this.#writer = writer;
  }

  async meta(key: string): Promise<string | undefined> {
    return (await this.#database.prisma.meta.findUnique({ where: { key } }))?.value;
  }

  async setMeta(key: string, value: string): Promise<void> {
    await this.#database.prisma.meta.upsert({ where: { key }, create: { key, value }, update: { value } });
  }

  /** All rows of the chain. Of those in `known` that have not changed the same objects: where many are read again they are not held twice. */
  async loadFacts(known = new Facts()): Promise<Facts> {
    const { prisma } = this.#database;
    const facts = new Facts();
    spareMemory(await prisma.node.count());
    const nodes = rowsOf((last: { readonly id: string } | undefined) =>
      prisma.node.findMany({ ...after(last && { id: { gt: last.id } }), orderBy: { id: "asc" } }),
    );
    for await (const row of nodes) {
      const id = row.id as Address;
      const node: NodeRow = {
        id,
        operator: row.operator as Address,
        payout: row.payout as Address,
        key: row.key as Address,
        bond: big(row.bond),
        registeredAt: Number(row.registeredAt),
        unbondingAt: Number(row.unbondingAt),
        descriptorFloor: big(row.descriptorFloor),
        settledVolume: big(row.settledVolume),
        payers: Number(row.payers),
        slashes: Number(row.slashes),
        slashedAt: Number(row.slashedAt),
      };
      facts.put("node", id, unchanged(known.node(id), node));
    }
    const accounts = rowsOf((last: { readonly payer: string } | undefined) =>
      prisma.account.findMany({ ...after(last && { payer: { gt: last.payer } }), orderBy: { payer: "asc" } }),
    );
    for await (const row of accounts) {
      const payer = row.payer as Address;
      const account: AccountRow = {
        payer,
        owner: row.owner as Address,
        available: big(row.available),
        fundedAt: Number(row.fundedAt),
      };
      facts.put("account", payer, unchanged(known.account(payer), account));
    }
    const channels = rowsOf((last: { readonly node: string; readonly payer: string } | undefined) =>
      prisma.channel.findMany({
        ...after(last && { OR: [{ node: { gt: last.node } }, { node: last.node, payer: { gt: last.payer } }] }),
        orderBy: [{ node: "asc" }, { payer: "asc" }],
      }),
    );
    for await (const row of channels) {
      const node = row.node as Address;
      const payer = row.payer as Address;
      const channel: ChannelRow = {
        node,
        payer,
        epoch: Number(row.epoch),
        expiresAt: Number(row.expiresAt),
        locked: big(row.locked),
        settled: big(row.settled),
      };
      facts.put("channel", channelKey(node, payer), unchanged(known.channel(node, payer), channel));
    }
    return facts;
  }

  /** Blocks that may still be replaced, oldest first. */
  async recentBlocks(): Promise<readonly BlockHead[]> {
    const rows = await this.#database.prisma.block.findMany({ orderBy: { number: "asc" } });
    return rows.map((row) => ({
      number: Number(row.number),
      hash: row.hash as Hash,
      parent: row.parent as Hash,
      time: Number(row.time),
    }));
  }

  /** What a block changed, in reverse: apply in this order to go back before it. */
  async undoOf(block: number): Promise<readonly RowWrite[]> {
    const rows = await this.#database.prisma.undo.findMany({
      where: { block: BigInt(block) },
      orderBy: { sequence: "desc" },
    });
    return rows.map((row) => ({
      entity: row.entity as Entity,
      key: row.key,
      row: row.before === null ? undefined : unjson(row.before),
    }));
  }

  async write(step: Step): Promise<void> {
    this.#database.assertHeld();
    await this.#database.prisma.$transaction(
      async (transaction) => {
        if (step.dropFrom !== undefined) {
          await transaction.block.deleteMany({ where: { number: { gte: BigInt(step.dropFrom) } } });
          await transaction.undo.deleteMany({ where: { block: { gte: BigInt(step.dropFrom) } } });
        }
        await writeRows(transaction, step.rows);
        if (step.block !== undefined) {
          const { head, changes } = step.block;
          await transaction.block.create({
            data: { number: BigInt(head.number), hash: head.hash, parent: head.parent, time: BigInt(head.time) },
          });
          if (changes.length > 0) {
            await transaction.$executeRaw`INSERT INTO undo (block, sequence, entity, key, before)
              SELECT ${BigInt(head.number)}, s, e, k, b FROM unnest(${changes.map((_, at) => at)}::int[], ${changes.map((change) => change.entity)}::text[],
                ${changes.map((change) => change.key)}::text[], ${changes.map((change) => json(change.before))}::text[]) AS t(s, e, k, b)`;
          }
        }
        if (step.finalized !== undefined) {
          await transaction.block.deleteMany({ where: { number: { lt: BigInt(step.finalized) } } });
          await transaction.undo.deleteMany({ where: { block: { lte: BigInt(step.finalized) } } });
        }
        const cursor = String(step.cursor);
        await transaction.$executeRaw`INSERT INTO meta (key, value) VALUES ('cursor', ${cursor}) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`;
        const head = step.head ?? step.block?.head;
        const { journal } = this.#database;
        if (journal !== undefined && head !== undefined)
          await tell(transaction, journal, {
            ...{ type: "block", data: { block: head.number, blockHash: head.hash } },
            changes: changesOf(step.rows, changesText),
          });
      },
      { timeout: 120_000, maxWait: 120_000 },
    );
  }

  /** All that were published, one after another: together they may be more than memory should hold. */
  async *descriptors(): AsyncGenerator<KeptDescriptor> {
    const { prisma } = this.#database;
    const rows = rowsOf((last: { readonly node: string } | undefined) =>
      prisma.descriptor.findMany({ ...after(last && { node: { gt: last.node } }), orderBy: { node: "asc" } }),
    );
    for await (const row of rows)
      yield { descriptor: JSON.parse(row.document) as Descriptor, signedBy: row.key as Address };
  }

  /** False when one that is as new is there already, which another process has taken. */
  async keepDescriptor(kept: KeptDescriptor): Promise<boolean> {
    const { descriptor, signedBy } = kept;
    const data = {
      version: descriptor.version,
      validUntil: BigInt(descriptor.validUntil),
      document: JSON.stringify(descriptor),
      key: signedBy,
    };
    return this.#publish(async (transaction) => {
      const known = await transaction.descriptor.findUnique({ where: { node: descriptor.node } });
      if (known?.key === signedBy && big(known.version) >= BigInt(descriptor.version)) return undefined;
      await transaction.descriptor.upsert({
        where: { node: descriptor.node },
        create: { node: descriptor.node, ...data },
        update: data,
      });
      const { node, version } = descriptor;
      return { type: "descriptor", data: { node, version }, changes: JSON.stringify(kept) };
    });
  }

  async attestations(): Promise<readonly Attestation[]> {
    const rows = await this.#database.prisma.attestation.findMany({
      orderBy: [{ node: "asc" }, { payer: "asc" }, { periodStart: "asc" }],
    });
    return rows.map((row) => ({
      node: row.node as Address,
      payer: row.payer as Address,
      cumulative: tokenAmount(big(row.cumulative)),
      score: row.score,
      periodStart: unixSeconds(Number(row.periodStart)),
      signature: row.signature as Hex,
    }));
  }

  /** False when one of this day is there already, which another process has taken. */
  async keepAttestation(attestation: Attestation, now: number): Promise<boolean> {
    const { node, payer, cumulative, score, signature } = attestation;
    const periodStart = BigInt(attestation.periodStart);
    return this.#publish(async (transaction) => {
      const near = { gt: periodStart - 86_400n, lt: periodStart + 86_400n };
      if ((await transaction.attestation.count({ where: { node, payer, periodStart: near } })) > 0) return undefined;
      await transaction.attestation.create({
        data: {
          node,
          payer,
          periodStart,
          cumulative: cumulative.toString(),
          score,
          signature,
          receivedAt: BigInt(now),
        },
      });
      const changes = JSON.stringify({ ...attestation, cumulative: cumulative.toString() });
      return { type: "attestation", data: { node }, changes };
    });
  }

  /** What processes that share the database publish is judged and written one after another. */
  async #publish(work: (transaction: Transaction) => Promise<Told | undefined>): Promise<boolean> {
    const { prisma, journal } = this.#writer;
    return prisma.$transaction(
      async (transaction) => {
        if (journal !== undefined) await lockNews(transaction);
        const told = await work(transaction);
        if (told !== undefined && journal !== undefined) await tell(transaction, journal, told);
        return told !== undefined;
      },
      { timeout: 30_000, maxWait: 30_000 },
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

export const attestationFrom = (text: string): Attestation => {
  const parsed = JSON.parse(text) as Omit<Attestation, "cumulative"> & { readonly cumulative: string };
  return { ...parsed, cumulative: tokenAmount(BigInt(parsed.cumulative)) };
};

/** The last state of each row touched; undefined means that it is gone again (after a reorg). */
async function writeRows(transaction: Transaction, writes: readonly RowWrite[]): Promise<void> {
  const last = {
    node: new Map<string, NodeRow | undefined>(),
    account: new Map<string, AccountRow | undefined>(),
    channel: new Map<string, ChannelRow | undefined>(),
  };
  for (const write of writes) {
    const map: Map<string, unknown> = last[write.entity];
    map.set(write.key, write.row);
  }
  const present = <R>(map: Map<string, R | undefined>): R[] =>
    [...map.values()].filter((row) => row !== undefined) as R[];
  const gone = (map: Map<string, unknown>): string[] =>
    [...map].flatMap(([key, row]) => (row === undefined ? [key] : []));
  await upsertNodes(transaction, present(last.node));
  await upsertAccounts(transaction, present(last.account));
  await upsertChannels(transaction, present(last.channel));
  const nodes = gone(last.node);
  if (nodes.length > 0) await transaction.node.deleteMany({ where: { id: { in: nodes } } });
  const accounts = gone(last.account);
  if (accounts.length > 0) await transaction.account.deleteMany({ where: { payer: { in: accounts } } });
  for (const key of gone(last.channel)) {
    const [node = "", payer = ""] = key.split(" ");
    await transaction.channel.deleteMany({ where: { node, payer } });
  }
}

const texts = (rows: readonly bigint[]): string[] => rows.map(String);

async function upsertNodes(transaction: Transaction, rows: readonly NodeRow[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`INSERT INTO nodes (id, operator, payout, key, bond, registered_at, unbonding_at, descriptor_floor, settled_volume, payers,
      slashes, slashed_at)
    SELECT a, b, c, d, e::numeric, f::bigint, g::bigint, h::numeric, i::numeric, j::bigint, k::bigint, l::bigint FROM unnest(
      ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.operator)}::text[], ${rows.map((row) => row.payout)}::text[],
      ${rows.map((row) => row.key)}::text[], ${texts(rows.map((row) => row.bond))}::text[], ${rows.map((row) => String(row.registeredAt))}::text[],
      ${rows.map((row) => String(row.unbondingAt))}::text[], ${texts(rows.map((row) => row.descriptorFloor))}::text[],
      ${texts(rows.map((row) => row.settledVolume))}::text[], ${rows.map((row) => String(row.payers))}::text[],
      ${rows.map((row) => String(row.slashes))}::text[], ${rows.map((row) => String(row.slashedAt))}::text[]) AS t(a, b, c, d, e, f, g, h, i, j, k, l)
    ON CONFLICT (id) DO UPDATE SET operator = EXCLUDED.operator, payout = EXCLUDED.payout, key = EXCLUDED.key, bond = EXCLUDED.bond,
      registered_at = EXCLUDED.registered_at, unbonding_at = EXCLUDED.unbonding_at, descriptor_floor = EXCLUDED.descriptor_floor,
      settled_volume = EXCLUDED.settled_volume, payers = EXCLUDED.payers, slashes = EXCLUDED.slashes, slashed_at = EXCLUDED.slashed_at`;
}

async function upsertAccounts(transaction: Transaction, rows: readonly AccountRow[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`INSERT INTO accounts (payer, owner, available, funded_at)
    SELECT a, b, c::numeric, d::bigint FROM unnest(${rows.map((row) => row.payer)}::text[], ${rows.map((row) => row.owner)}::text[],
      ${texts(rows.map((row) => row.available))}::text[], ${rows.map((row) => String(row.fundedAt))}::text[]) AS t(a, b, c, d)
    ON CONFLICT (payer) DO UPDATE SET owner = EXCLUDED.owner, available = EXCLUDED.available, funded_at = EXCLUDED.funded_at`;
}

async function upsertChannels(transaction: Transaction, rows: readonly ChannelRow[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`INSERT INTO channels (node, payer, epoch, expires_at, locked, settled)
    SELECT a, b, c::bigint, d::bigint, e::numeric, f::numeric FROM unnest(${rows.map((row) => row.node)}::text[], ${rows.map((row) => row.payer)}::text[],
      ${rows.map((row) => String(row.epoch))}::text[], ${rows.map((row) => String(row.expiresAt))}::text[], ${texts(rows.map((row) => row.locked))}::text[],
      ${texts(rows.map((row) => row.settled))}::text[]) AS t(a, b, c, d, e, f)
    ON CONFLICT (node, payer) DO UPDATE SET epoch = EXCLUDED.epoch, expires_at = EXCLUDED.expires_at, locked = EXCLUDED.locked, settled = EXCLUDED.settled`;
}
