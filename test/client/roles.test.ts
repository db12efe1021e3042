import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RoleBook } from "../../client/roles.ts";
import type { Address } from "../../protocol/ids.ts";

const [entry, relayer] = [`0x${"1".repeat(40)}`, `0x${"2".repeat(40)}`] as [Address, Address];

describe("the book of what operators have seen of this wallet", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "turnpike-roles-"));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("is kept by two processes at once, as by a connection and a deposit beside it: neither writes out what the other saw", async () => {
    const path = join(dir, "shared.json");
    const [connection, deposit] = [await RoleBook.open(path), await RoleBook.open(path)];
    await connection.note(entry, "address");
    await deposit.note(relayer, "address");
    await connection.note(entry, "destinations");
    const later = await RoleBook.open(path);
    expect(later.hasSeen(relayer, "address")).toBe(true);
    expect(later.hasSeen(entry, "address") && later.hasSeen(entry, "destinations")).toBe(true);
    expect(later.hasSeen(relayer, "destinations")).toBe(false);
  });

  it("learns what another process saw when it is asked to look again, and forgets nothing by that", async () => {
    const path = join(dir, "again.json");
    const [connection, deposit] = [await RoleBook.open(path), await RoleBook.open(path)];
    await connection.note(entry, "destinations");
    await deposit.note(relayer, "address");
    expect(connection.hasSeen(relayer, "address")).toBe(false);
    await connection.refresh();
    expect(connection.hasSeen(relayer, "address")).toBe(true);
    rmSync(path);
    await connection.refresh();
    expect(connection.hasSeen(entry, "destinations") && connection.hasSeen(relayer, "address")).toBe(true);
  });

  it("makes a damaged file whole with the next thing that it notes, also with one that it knew", async () => {
    const path = join(dir, "damaged.json");
    const book = await RoleBook.open(path);
    await book.note(entry, "address");
    await book.note(relayer, "destinations");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, "{");
    await book.note(entry, "address");
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(whole));
  });
});
