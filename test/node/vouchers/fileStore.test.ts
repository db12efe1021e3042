import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFileVoucherStore } from "../../../node/vouchers/fileStore.ts";
import { type Address, parseAddress } from "../../../protocol/ids.ts";
import { tokenAmount, unixSeconds } from "../../../protocol/units.ts";
import { openDurableLog } from "../../../runtime/durableLog.ts";
import { eventually } from "../../support/market.ts";
import { have, run } from "../../support/run.ts";

const node = parseAddress(`0x${"9".repeat(40)}`);
const writer = fileURLToPath(new URL("../../support/voucherWriter.ts", import.meta.url));
const payerOf = (digit: string): Address => parseAddress(`0x${digit.repeat(40)}`);
const signature = `0x${"ab".repeat(64)}1b` as const;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "turnpike-vouchers-"));
  path = join(folder, "vouchers.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const voucher = (payer: Address, cumulative: bigint) => ({
  ...{ node, payer, cumulative: tokenAmount(cumulative), signature },
  checked: true as const,
});

/** The largest sum acknowledged for each payer, from what a writer printed. */
function acknowledged(lines: readonly string[]): Map<string, bigint> {
  const best = new Map<string, bigint>();
  for (const line of lines) {
    const [digit = "", sum = "0"] = line.split(" ");
    if (BigInt(sum) > (best.get(digit) ?? 0n)) best.set(digit, BigInt(sum));
  }
  return best;
}

/** Starts the writer, kills it after that many acknowledgements, and returns them. */
function writeAndKill(after: number, leastBytes: string, traced?: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    const command = [process.execPath, writer, path, leastBytes];
    // The tracer's whole group: killed alone it would leave the writer behind.
    const [program = "", ...args] =
      traced === undefined ? command : ["strace", "-f", "-o", "/dev/null", ...traced, ...command];
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], detached: traced !== undefined });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split("\n").length <= after) return;
      if (traced === undefined) child.kill("SIGKILL");
      else if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    });
    child.on("close", () => resolve(text.split("\n").slice(0, -1)));
  });
}

describe("the voucher store", () => {
  it("is, after a restart, what was kept: the best voucher and the last reservation of each payer", async () => {
    const kept = fc.oneof(
      fc.record({ payer: fc.constantFrom("1", "2"), cumulative: fc.bigInt({ min: 1n, max: 2n ** 96n - 1n }) }),
      fc.record({
        payer: fc.constantFrom("1", "2"),
        ceiling: fc.bigInt({ min: 1n, max: 2n ** 96n - 1n }),
        expiresAt: fc.integer({ min: 0, max: 2 ** 40 - 1 }),
        epoch: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
        digit: fc.constantFrom("a", "b", "c", "d"),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(kept, { maxLength: 60, size: "max" }), async (list) => {
        rmSync(path, { force: true });
        const best = new Map<string, bigint>();
        const last = new Map<string, object>();
        // So small that it is written anew within these few records.
        const store = await openFileVoucherStore(path, node, 300);
        for (const each of list) {
          const payer = payerOf(each.payer);
          if ("cumulative" in each) {
            await store.keep(voucher(payer, each.cumulative));
            if (each.cumulative > (best.get(payer) ?? 0n)) best.set(payer, each.cumulative);
          } else {
            const reservation = {
              ...{ node, payer, ceiling: tokenAmount(each.ceiling), expiresAt: unixSeconds(each.expiresAt) },
              ...{ epoch: each.epoch, signature: `0x${each.digit.repeat(128)}1c` as const, checked: true as const },
            };
            // The same signature means the same reservation: it is not written twice.
            if ((last.get(payer) as typeof reservation | undefined)?.signature !== reservation.signature)
              last.set(payer, reservation);
            await store.keepReservation(reservation);
          }
        }
        await store.close();
        const again = await openFileVoucherStore(path, node);
        for (const digit of ["1", "2", "3"]) {
          const payer = payerOf(digit);
          expect(again.best(payer)?.cumulative).toBe(best.get(payer));
          expect(again.reservation(payer)).toEqual(last.get(payer));
        }
        expect([...again.payers()].sort()).toEqual([...new Set([...best.keys(), ...last.keys()])].sort());
        await again.close();
      }),
      { numRuns: 30 },
    );
  });

  it("loses no acknowledged voucher to kill -9 at any moment, over many lives of one file", {
    timeout: 120_000,
  }, async () => {
    let before = new Map<string, bigint>();
    for (const after of fc.sample(fc.integer({ min: 1, max: 400 }), { numRuns: 12, seed: 20 })) {
      const told = acknowledged(await writeAndKill(after, after % 2 === 0 ? "300" : "1000000"));
      const store = await openFileVoucherStore(path, node);
      for (const digit of ["1", "2", "3"]) {
        const held = store.best(payerOf(digit))?.cumulative ?? 0n;
        expect(held).toBeGreaterThanOrEqual(told.get(digit) ?? before.get(digit) ?? 0n);
      }
      before = new Map(["1", "2", "3"].map((digit) => [digit, store.best(payerOf(digit))?.cumulative ?? 0n]));
      await store.close();
    }
  });

  describe.skipIf(!have("strace"))("seen by the system (strace)", () => {
    it("acknowledges nothing before its sync has returned", { timeout: 60_000 }, async () => {
      const trace = join(folder, "trace");
      const ran = await run("strace", [
        ...["-f", "-o", trace, "-e", "trace=pwrite64,write,fdatasync", "-e", "inject=fdatasync:signal=SIGKILL:when=20"],
        ...[process.execPath, writer, path],
      ]);
      const told = acknowledged(ran.stdout.toString().split("\n").slice(0, -1));
      expect(told.size).toBe(3);
      // Calls that were finished, in order: what is printed at any point was written and synced before it.
      let written = 0;
      let synced = 0;
      let printed = 0;
      for (const line of readFileSync(trace, "utf8").split("\n")) {
        if (/pwrite64\(|resumed>.*pwrite64/.test(line) && !/unfinished/.test(line)) written += 1;
        else if (/fdatasync(\(\d+\)| resumed>\)) += 0/.test(line)) synced = written;
        else if (/ write\(1, "[123] \d+\\n"/.test(line)) {
          expect(synced).toBe(written);
          printed += 1;
        }
      }
      expect(printed).toBeGreaterThan(0);
      expect(synced).toBeGreaterThan(5);
    });

    it("survives a kill at each of its first syncs and writes", { timeout: 120_000 }, async () => {
      for (const call of ["fdatasync", "pwrite64"]) {
        for (let when = 1; when <= 8; when++) {
          rmSync(path, { force: true });
          rmSync(`${path}.lock`, { force: true });
          const ran = await run("strace", [
            ...["-f", "-o", "/dev/null", "-e", `inject=${call}:signal=SIGKILL:when=${when}`],
            ...[process.execPath, writer, path],
          ]);
          const told = acknowledged(ran.stdout.toString().split("\n").slice(0, -1));
          const store = await openFileVoucherStore(path, node);
          for (const [digit, sum] of told)
            expect(store.best(payerOf(digit))?.cumulative ?? 0n, `${call} ${when}`).toBeGreaterThanOrEqual(sum);
          await store.close();
        }
      }
    });

    it("survives a kill at each step of writing the log anew, and goes on with what is whole when there is no room for it", {
      timeout: 120_000,
    }, async () => {
      for (const fault of [
        ...[1, 2, 3, 4, 5].map((when) => `fsync:signal=SIGKILL:when=${when}`),
        ...[1, 2].map((when) => `rename:signal=SIGKILL:when=${when}`),
        "rename:error=EIO:when=1",
        "rename:error=ENOSPC:when=1+",
      ]) {
        rmSync(path, { force: true });
        rmSync(`${path}.lock`, { force: true });
        const told = acknowledged(await writeAndKill(60, "300", ["-e", `inject=${fault}`]));
        if (fault.startsWith("rename")) expect(told.size, fault).toBe(3);
        // The group that was killed may still be ending.
        const store = await eventually(`the store after ${fault}`, () =>
          openFileVoucherStore(path, node).catch(() => undefined),
        );
        for (const [digit, sum] of told)
          expect(store.best(payerOf(digit))?.cumulative ?? 0n, fault).toBeGreaterThanOrEqual(sum);
        await store.close();
      }
    });

    it("gives a log written anew the name only when it is synced, and adds nothing before the folder is", {
      timeout: 60_000,
    }, async () => {
      const trace = join(folder, "trace");
      await writeAndKill(80, "300", ["-o", trace, "-e", "trace=pwrite64,fsync,fdatasync,rename,write"]);
      const calls = readFileSync(trace, "utf8").split("\n");
      const at = calls.findIndex((line) => / rename\(/.test(line));
      expect(at).toBeGreaterThan(0);
      const done = (line: string, call: string) => new RegExp(`${call}(\\(\\d+\\)| resumed>\\)) += 0`).test(line);
      const before = calls.slice(0, at);
      const synced = before.findLastIndex((line) => done(line, "fsync"));
      const written = before.findLastIndex((line) => / pwrite64\(/.test(line));
      expect(synced).toBeGreaterThan(written);
      const after = calls.slice(at + 1);
      const folderSynced = after.findIndex((line) => done(line, "fsync"));
      expect(folderSynced).toBeGreaterThanOrEqual(0);
      const added = after.findIndex((line) => / pwrite64\(/.test(line));
      expect(added).toBeGreaterThan(folderSynced);
    });

    it("acknowledges nothing more after a failed sync or write, and says so with a code", {
      timeout: 60_000,
    }, async () => {
      for (const fault of ["fdatasync:error=EIO", "pwrite64:error=ENOSPC", "pwrite64:error=EIO"]) {
        rmSync(path, { force: true });
        rmSync(`${path}.lock`, { force: true });
        const ran = await run("strace", [
          // The first write is the file's header; from the sixth call on the disk is broken for good.
          ...["-f", "-o", "/dev/null", "-e", `inject=${fault}:when=6+`, process.execPath, writer, path],
        ]);
        expect(ran.code).not.toBe(0);
        expect(ran.stderr).toContain("STORE_SYNC_FAILED");
        const told = acknowledged(ran.stdout.toString().split("\n").slice(0, -1));
        const store = await openFileVoucherStore(path, node);
        for (const [digit, sum] of told)
          expect(store.best(payerOf(digit))?.cumulative ?? 0n, fault).toBeGreaterThanOrEqual(sum);
        await store.close();
      }
    });
  });

  it("stays small however much is carried: what was replaced leaves the file", async () => {
    const store = await openFileVoucherStore(path, node, 2_000);
    for (let sum = 1n; sum <= 300n; sum++)
      await Promise.all(["1", "2", "3"].map((digit) => store.keep(voucher(payerOf(digit), sum))));
    await store.close();
    expect(statSync(path).size).toBeLessThan(2_500);
    const again = await openFileVoucherStore(path, node);
    for (const digit of ["1", "2", "3"]) expect(again.best(payerOf(digit))?.cumulative).toBe(300n);
    await again.close();
  });

  it("cuts a torn tail and says how much, and refuses damage in the middle with a code, changing nothing", async () => {
    const store = await openFileVoucherStore(path, node);
    for (let sum = 1n; sum <= 5n; sum++) await store.keep(voucher(payerOf("1"), sum));
    await store.close();
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 7);
    const torn = await openFileVoucherStore(path, node);
    expect(torn.best(payerOf("1"))?.cumulative).toBe(4n);
    expect(torn.cutBytes).toBeGreaterThan(0);
    await torn.close();
    const damaged = Buffer.from(whole);
    damaged[whole.length >> 1] = (damaged[whole.length >> 1] ?? 0) ^ 0x10;
    writeFileSync(path, damaged);
    await expect(openFileVoucherStore(path, node)).rejects.toMatchObject({ code: "STORE_CORRUPT", exitCode: 7 });
    expect(readFileSync(path)).toEqual(damaged);
    expect(statSync(path).size).toBe(damaged.length);
  });

  it("refuses a record it does not know: a later version's store is not half understood", async () => {
    const log = await openDurableLog(path);
    await log.append(Uint8Array.of(9, 1, 2, 3));
    await log.close();
    await expect(openFileVoucherStore(path, node)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    // And lets go of the file.
    await (await openDurableLog(path)).close();
  });

  it("belongs to one daemon: another process is refused and told which one holds it", async () => {
    const child = spawn(process.execPath, [writer, path], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const error = await openFileVoucherStore(path, node).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "STORE_LOCKED", exitCode: 7, data: { owner: child.pid } });
    expect((error as Error).message).toContain("stop that process first");
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.stdout.resume();
    child.kill("SIGKILL");
    await ended;
    // A dead holder holds nothing.
    await (await openFileVoucherStore(path, node)).close();
  });
});
