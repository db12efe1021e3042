import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { clientFiles } from "../../client/files.ts";
import { readVoucherBook } from "../../client/voucherBook.ts";
import type { Address } from "../../protocol/ids.ts";
import { turnpike } from "../support/cli.ts";
import { type FalseIndexer, openFalseIndexer } from "../support/falseIndexer.ts";
import { type FalseNode, openFalseNode } from "../support/falseNode.ts";
import { eventually, type Market, openMarket } from "../support/market.ts";
import { canTrace, openTracedClient, type TracedClient } from "../support/tracedClient.ts";

const chunk = 10_000;

/** At the false node's price a byte costs one unit, so vouchers read as bytes. */
describe.skipIf(!canTrace)("a client whose disk fails or who is killed (by strace, at a chosen fdatasync)", () => {
  let market: Market;
  let node: FalseNode;
  let indexer: FalseIndexer;
  let dir: string;
  let count = 0;

  beforeAll(async () => {
    market = await openMarket();
    node = await openFalseNode(market);
    indexer = await openFalseIndexer(market, () => [node.entry]);
  });
  afterAll(() => market.close());
  beforeEach(async () => {
    count += 1;
    dir = join(market.dir, `client${count}`);
    node.vouchers.length = 0;
    node.manners = {
      tunnel: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.write(Buffer.alloc(chunk, 1));
      },
    };
    const made = await turnpike([...["wallet", "create", "--dir", dir, "--network", market.networkFile, "--json"]]);
    await market.deposit((JSON.parse(made.stdout) as { payer: Address }).payer, 1_000_000n);
  });

  const start = (rules: readonly string[]) =>
    openTracedClient(rules, join(market.dir, `trace${count}`), [
      ...["--dir", dir, "--network", market.networkFile, "--indexer", indexer.url],
    ]);
  /** One tunnel: the node delivers a chunk through it and demands all that it delivered in this session. */
  const deliver = async (client: TracedClient, total: number): Promise<void> => {
    const program = connect(client.socksPort, "127.0.0.1");
    program.on("error", () => {});
    program.resume();
    program.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80]));
    await eventually("the chunk", () => program.bytesRead >= 12 + chunk || program.destroyed);
    node.say(node.demandEvent(node.demand(total)));
    program.destroy();
  };
  const inBook = async () => {
    const at = { chainId: market.network.chainId, contract: market.network.paymentChannels };
    return (await readVoucherBook(clientFiles(dir).vouchers, at)).get(node.id)?.cumulative ?? 0n;
  };

  it("sends no voucher that the disk did not take, says so, and lets nothing more through", {
    timeout: 180_000,
  }, async () => {
    const client = await start(["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO"]);
    await deliver(client, chunk);
    expect((await client.line("lost")).code).toBe("STORE_SYNC_FAILED");
    const tunnels = node.tunnels;
    const program = connect(client.socksPort, "127.0.0.1");
    program.resume();
    program.write(Buffer.from([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80]));
    await new Promise((resolve) => program.once("close", resolve));
    expect(program.bytesRead).toBe(12);
    expect(node.tunnels).toBe(tunnels);
    expect(node.vouchers).toEqual([]);
    await client.stop();
  });

  it("killed at any voucher's fdatasync has sent only the ones before, and never signs lower or twice after its restart", {
    timeout: 300_000,
  }, async () => {
    for (const kill of [1, 3]) {
      node.vouchers.length = 0;
      const before = await inBook();
      const client = await start(["-e", "trace=fdatasync", "-e", `inject=fdatasync:signal=SIGKILL:when=${kill}`]);
      for (let step = 1; step <= kill; step++) {
        await deliver(client, step * chunk);
        if (step < kill) await eventually(`voucher ${step}`, () => node.vouchers.length === step);
      }
      await client.stop();
      // The killed one was signed and not yet on disk for certain: it was not sent.
      expect(node.vouchers.map((voucher) => voucher - before)).toEqual(
        Array.from({ length: kill - 1 }, (_, index) => BigInt((index + 1) * chunk)),
      );
      const kept = await inBook();
      expect(kept).toBeGreaterThanOrEqual(node.vouchers.at(-1) ?? 0n);

      const again = await start(["-e", "trace=fdatasync"]);
      const sent = node.vouchers.length;
      await deliver(again, chunk);
      await eventually("the voucher after the restart", () => node.vouchers.length === sent + 1);
      // One chunk more than the best that was ever signed: no lower voucher, and no byte paid twice.
      expect(node.vouchers.at(-1)).toBe(kept + BigInt(chunk));
      await again.stop();
    }
  });
});
