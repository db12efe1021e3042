import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../../chain/chain.ts";
import { turnpike } from "../../support/cli.ts";
import { type Market, openMarket, type TestNode } from "../../support/market.ts";
import { openRawSession } from "../../support/rawSession.ts";

const day = 86_400;

describe("an operator's commands on chain", () => {
  let market: Market;
  let node: TestNode;
  const run = (...args: string[]) => market.nodeCommand([...args, "--dir", node.dir, "--json"]);
  const record = async () => (await run("record")).json();
  const pass = async (seconds: number) => {
    for (const [method, params] of [
      ["evm_increaseTime", [seconds]],
      ["evm_mine", []],
    ] as const)
      await fetch(market.devnet.rpcUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      });
  };

  beforeAll(async () => {
    market = await openMarket();
    node = await market.node();
  });
  afterAll(() => market.close());

  describe("rotate", () => {
    it("gives the node a new key; id, stake and paid sessions go on", async () => {
      const before = await record();
      const rotated = await run("rotate");
      expect(rotated.exitCode, rotated.stderr).toBe(0);
      const { key } = rotated.json();
      expect(key).not.toBe(before.key);
      expect(await record()).toMatchObject({ node: node.id, key, bond: before.bond, active: true });

      await node.restart();
      const session = await openRawSession(market, node, (await market.payer(1_000_000n)).key);
      await session.submit(1n);
      session.end();
      expect(node.running.descriptor.node).toBe(node.id);
    });

    it("finishes by itself after a crash between the transaction and the renaming", async () => {
      const file = join(node.dir, "node.keystore.json");
      const next = join(node.dir, "node.next.keystore.json");
      const old = readFileSync(file);
      const { key } = (await run("rotate")).json();
      renameSync(file, next);
      writeFileSync(file, old, { mode: 0o600 });
      expect(await record()).toMatchObject({ node: node.id, key });
      expect(existsSync(next)).toBe(false);

      // Without the new key the old one opens the record, and the daemon says what is wrong instead of signing what nobody accepts.
      const current = readFileSync(file);
      writeFileSync(file, old, { mode: 0o600 });
      const refused = await turnpike(["node", "run", "--dir", node.dir, "--network", market.networkFile, "--json"]);
      expect(refused).toMatchObject({ code: 5, error: { code: "NODE_KEY_REPLACED" } });
      expect(refused.stderr).toContain("bring that key's keystore here, or run: turnpike node rotate");
      writeFileSync(file, current, { mode: 0o600 });
    });
  });

  describe("payout", () => {
    const other = `0x${"77".repeat(20)}`;

    it("is changed after seven days, not before", async () => {
      const { payout } = await record();
      expect((await run("payout", "propose", other)).exitCode).toBe(0);
      expect(await record()).toMatchObject({ payout, pendingPayout: other });
      const early = await run("payout", "apply");
      expect(early.exitCode).toBe(3);
      expect(early.json()).toMatchObject({ error: { code: "CHAIN_REVERTED", data: { error: "NotReady" } } });
      expect((await run("payout", "cancel")).exitCode).toBe(0);
      expect(await record()).toMatchObject({ payout, pendingPayout: null });
    });

    it("is vetoed by the current payout address only", async () => {
      const { payout } = await record();
      await run("payout", "propose", other);
      expect((await run("payout", "veto")).exitCode).toBe(0);
      expect(await record()).toMatchObject({ payout, pendingPayout: null });

      await run("payout", "propose", other);
      await pass(7 * day);
      expect((await run("payout", "apply")).exitCode).toBe(0);
      expect(await record()).toMatchObject({ payout: other, pendingPayout: null });
      // The operator is no payout address any more, and cannot veto.
      await run("payout", "propose", String(payout));
      expect((await run("payout", "veto")).json()).toMatchObject({ error: { data: { error: "NotPayout" } } });
    });
  });

  describe("unstake", () => {
    it("makes the node inactive, can be taken back, and pays the stake to the payout address after 14 days", async () => {
      expect((await run("unstake")).exitCode).toBe(0);
      expect(await record()).toMatchObject({ active: false });
      expect((await run("cancel-unstake")).exitCode).toBe(0);
      expect(await record()).toMatchObject({ active: true, unbondingAt: 0 });

      await run("unstake");
      expect((await run("withdraw-stake")).exitCode).toBe(3);
      await pass(14 * day);
      const chain = await openChain({ network: market.network });
      const { payout, bond } = (await chain.registry.node(node.id)) ?? { payout: node.id, bond: 0n };
      const before = await chain.token.balanceOf(payout);
      expect((await run("withdraw-stake")).exitCode).toBe(0);
      expect((await chain.token.balanceOf(payout)) - before).toBe(bond);
    });
  });
});
