import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReservationBook } from "../../client/reservationBook.ts";
import { type BookChain, openVoucherBook, readVoucherBook } from "../../client/voucherBook.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import type { Reservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import type { Voucher } from "../../protocol/voucher.ts";

const at: BookChain = { chainId: 31_337, contract: `0x${"a".repeat(40)}` as Address };
const node = `0x${"1".repeat(40)}` as Address;
const other = `0x${"2".repeat(40)}` as Address;
const voucher = (cumulative: bigint, to = node): Voucher => ({
  node: to,
  cumulative: tokenAmount(cumulative),
  signature: `0x${"3".repeat(130)}` as Hex,
});

describe("the book of signed vouchers", () => {
  let dir: string;
  let count = 0;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-book-"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const path = () => join(dir, `vouchers-${count++}.log`);

  it("gives the best of each node after a restart, in whatever order they were kept", async () => {
    const file = path();
    const book = await openVoucherBook(file, at);
    await Promise.all([
      book.keep(voucher(5n), 5n, 100),
      book.keep(voucher(9n), 4n, 101),
      book.keep(voucher(7n), 2n, 102),
    ]);
    await book.keep(voucher(3n, other), 3n, 103);
    await book.close();
    const again = await openVoucherBook(file, at);
    expect(again.best(node)?.cumulative).toBe(9n);
    expect(again.best(other)?.cumulative).toBe(3n);
    expect(again.best(`0x${"9".repeat(40)}` as Address)).toBeUndefined();
    expect([...again.nodes()].sort()).toEqual([node, other]);
    await again.close();
  });

  it("sums what was added since a time, over all nodes, and after a restart", async () => {
    const file = path();
    const book = await openVoucherBook(file, at);
    await book.keep(voucher(5n), 5n, 100);
    await book.keep(voucher(9n), 4n, 200);
    await book.keep(voucher(1n, other), 1n, 300);
    expect([book.addedSince(0), book.addedSince(200), book.addedSince(301)]).toEqual([10n, 5n, 0n]);
    await book.close();
    const again = await openVoucherBook(file, at);
    expect(again.addedSince(200)).toBe(5n);
    await again.close();
  });

  it("counts an addition from the moment it is signed, but calls a voucher the best only when it is on disk", async () => {
    const book = await openVoucherBook(path(), at);
    const kept = book.keep(voucher(8n), 8n, 100);
    expect(book.addedSince(0)).toBe(8n);
    expect(book.best(node)).toBeUndefined();
    await kept;
    expect(book.best(node)?.cumulative).toBe(8n);
    await book.close();
  });

  it("keeps chains and deployments apart", async () => {
    const file = path();
    const first = await openVoucherBook(file, at);
    await first.keep(voucher(50n), 50n, 100);
    await first.close();
    for (const elsewhere of [
      { ...at, chainId: 1 },
      { ...at, contract: other },
    ]) {
      const book = await openVoucherBook(file, elsewhere);
      expect(book.best(node)).toBeUndefined();
      expect(book.addedSince(0)).toBe(0n);
      await book.close();
    }
  });

  it("can be read while a client has it open, and a missing one is empty", async () => {
    const file = path();
    const book = await openVoucherBook(file, at);
    await book.keep(voucher(6n), 6n, 100);
    expect((await readVoucherBook(file, at)).get(node)?.cumulative).toBe(6n);
    await book.close();
    expect((await readVoucherBook(path(), at)).size).toBe(0);
  });

  it("belongs to one process: a second one is told which has it (STORE_LOCKED)", async () => {
    const file = path();
    const book = await openVoucherBook(file, at);
    const module = fileURLToPath(new URL("../../client/voucherBook.ts", import.meta.url));
    const script = `import { openVoucherBook } from ${JSON.stringify(module)};
      await openVoucherBook(${JSON.stringify(file)}, ${JSON.stringify(at)}).catch((error) => { console.log(error.code, error.message); });`;
    const second = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(second.stdout).toContain("STORE_LOCKED");
    expect(second.stdout).toContain(`in use by process ${process.pid}; stop that process first`);
    await book.close();
  });
});

describe("the book of signed reservations", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-reservations-"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const signed = (ceiling: bigint, expiresAt: number, epoch: number, to = node): Reservation => ({
    node: to,
    ceiling: tokenAmount(ceiling),
    expiresAt: unixSeconds(expiresAt),
    epoch,
    signature: `0x${"3".repeat(130)}` as Hex,
  });

  it("holds the widest of an epoch, for a node may relay any it has, and forgets those of epochs before", async () => {
    const path = join(dir, "widest.json");
    const book = await ReservationBook.open(path, at);
    await book.keep(signed(900n, 1_000, 0));
    await book.keep(signed(500n, 2_000, 0));
    await book.keep(signed(7n, 3_000, 0, other));
    const again = await ReservationBook.open(path, at);
    expect(again.of(node)).toMatchObject({ ceiling: 900n, expiresAt: 2_000, epoch: 0 });
    expect(again.of(other)).toMatchObject({ ceiling: 7n });
    await again.keep(signed(100n, 1_500, 1));
    expect(again.of(node)).toMatchObject({ ceiling: 100n, expiresAt: 1_500, epoch: 1 });
  });

  it("keeps chains and deployments apart in one file", async () => {
    const path = join(dir, "apart.json");
    await (await ReservationBook.open(path, at)).keep(signed(1n, 1_000, 0));
    const elsewhere = await ReservationBook.open(path, { ...at, chainId: 1 });
    expect(elsewhere.of(node)).toBeUndefined();
    await elsewhere.keep(signed(2n, 1_000, 0));
    expect((await ReservationBook.open(path, at)).of(node)?.ceiling).toBe(1n);
  });
});
