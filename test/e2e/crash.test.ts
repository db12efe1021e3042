import { appendFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFileVoucherStore } from "../../node/vouchers/fileStore.ts";
import { parseAddress } from "../../protocol/ids.ts";
import { readDurableLog } from "../../runtime/durableLog.ts";
import { download } from "../../scripts/demo/download.ts";
import type { Line, TurnpikeProcess } from "../../scripts/demo/turnpikeProcess.ts";
import { openWorld, type World } from "../../scripts/demo/world.ts";
import { eventually } from "../support/market.ts";

const size = 40_000_000;

describe("when things die in the middle of a session", () => {
  let world: World;
  let payers = 0;

  beforeAll(async () => {
    world = await openWorld(2, size, () => {});
  });
  afterAll(() => world.close());

  const client = async (
    account: string,
    ...more: string[]
  ): Promise<{ process: TurnpikeProcess; ready: Line; dir: string }> => {
    payers += 1;
    const dir = `${world.dir}/client${payers}`;
    const common = ["--dir", dir, "--network", world.network, "--json"];
    await world.run("wallet", ["wallet", "create", ...common, "--devnet-account", account]);
    const process = world.start("connect", [
      ...["connect", ...common, "--indexer", world.indexer, "--deposit", "1.00"],
      ...["--socks", "127.0.0.1:0", "--http", "127.0.0.1:0", ...more],
    ]);
    return { process, ready: await process.ready, dir };
  };
  const portOf = (ready: Line) => Number(String(ready.socks).split(":").at(-1));
  /** Sums of the vouchers that this client signed for the node, in order; each is brought only when the one before it was acknowledged. */
  const signedFor = async (ready: Line, dir: string): Promise<readonly bigint[]> =>
    (await readDurableLog(`${dir}/vouchers.log`))
      .map((record) => JSON.parse(Buffer.from(record).toString("utf8")) as { node: string; cumulative: string })
      .filter(({ node }) => node === ready.node)
      .map(({ cumulative }) => BigInt(cumulative));

  it("loses no acknowledged voucher to kill -9 of the node, settles it after a restart, and the client goes on elsewhere", {
    timeout: 120_000,
  }, async () => {
    const { process, ready, dir } = await client("payer");
    const node = world.nodes.find(({ address }) => address === ready.node);
    if (node === undefined) throw new Error("an unknown node was chosen");
    let seen = 0;
    const broken = download(portOf(ready), "127.0.0.1", world.origin.port, "/file", (total) => {
      seen = total;
    }).catch(() => undefined);
    await eventually("a quarter of the file", () => seen > size / 4);
    node.process.child.kill("SIGKILL");
    await broken;

    // The same file through the other node, on the same deposit; the wait is for the client to notice and move.
    const got = await download(portOf(ready), "127.0.0.1", world.origin.port, "/file", () => {});
    expect(got.sha256).toBe(world.origin.sha256);
    const moved = (await process.line((line) => line.type === "connected" && line.node !== ready.node)) as Line;
    expect(moved.node).not.toBe(ready.node);

    const signed = await signedFor(ready, dir);
    expect(signed.length).toBeGreaterThan(2);
    const store = await openFileVoucherStore(`${node.dir}/vouchers.log`, parseAddress(String(ready.node)));
    const payer = parseAddress(String(ready.payer));
    const kept = store.best(payer)?.cumulative ?? 0n;
    await store.close();
    // All that was acknowledged is there: the node is at most one voucher behind, the one whose answer was under way.
    expect(signed.slice(-2)).toContain(kept);

    // What a write that the power failed in leaves behind them: half a record.
    appendFileSync(`${node.dir}/vouchers.log`, Buffer.from("0000006200000000", "hex"));
    await world.restart(node);
    expect(node.process.failure().message).toContain("a torn end of the voucher log was cut");
    // So little is not worth its gas to the settler by itself; the operator may settle all the same.
    const settled = await world.run("settle", [
      "node",
      "settle",
      "--dir",
      node.dir,
      "--network",
      world.network,
      "--json",
    ]);
    expect(settled.settled).toBe(kept.toString());
    const shown = await world.run("show", ["wallet", "show", "--dir", dir, "--network", world.network, "--json"]);
    const channels = shown.channels as { node: string; settled: string }[];
    expect(channels.find((channel) => channel.node === ready.node)?.settled).toBe(kept.toString());
    expect(await process.stop()).toBe(0);
  });

  it("moves on within seconds from a node that hangs without a word (SIGSTOP)", { timeout: 60_000 }, async () => {
    const { process, ready } = await client("payer2");
    const pid = world.nodes.find(({ address }) => address === ready.node)?.process.child.pid;
    if (pid === undefined) throw new Error("an unknown node was chosen");
    const proxy = connect(portOf(ready), "127.0.0.1");
    proxy.on("error", () => {});
    proxy.resume();
    // An open tunnel through the node that will hang.
    proxy.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, world.origin.port >> 8, world.origin.port & 255]));
    await eventually("the tunnel", () => proxy.bytesRead >= 12);
    globalThis.process.kill(pid, "SIGSTOP");
    try {
      const moved = await process.line((line) => line.type === "connected" && line.node !== ready.node);
      expect(moved.node).not.toBe(ready.node);
      const lost = process.lines.find((line) => line.type === "lost");
      expect(lost?.code).toBe("NODE_UNREACHABLE");
      const file = await download(portOf(ready), "127.0.0.1", world.origin.port, "/file", () => {});
      expect(file.sha256).toBe(world.origin.sha256);
    } finally {
      globalThis.process.kill(pid, "SIGCONT");
      proxy.destroy();
    }
    expect(await process.stop()).toBe(0);
  });
});
