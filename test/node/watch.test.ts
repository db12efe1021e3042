/** A watcher against a real chain: what it is given may be wrong, old or foreign, and the chain moves under it. The process that watches is in test/e2e/anybody.test.ts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchCommand } from "../../node/commands/watch.ts";
import { readVoucherFile, voucherFileJson } from "../../node/voucherFile.ts";
import { bestVouchers } from "../../node/vouchers/port.ts";
import { type Look, watchOnce } from "../../node/watch.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { signReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { type CheckedVoucher, signVoucher } from "../../protocol/voucher.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { type CommandResult, commandIo, type Market, openMarket, type TestNode } from "../support/market.ts";

const lead = 6 * 3_600;
type Payer = Awaited<ReturnType<Market["payer"]>>;

describe("a watcher", () => {
  let market: Market;
  let node: TestNode;
  let secp: Secp256k1;
  let files = 0;

  beforeAll(async () => {
    market = await openMarket();
    secp = await loadSecp256k1();
    node = await market.node({ overrides: { settleIntervalSeconds: 86_400 } });
  });
  afterAll(() => market.close());

  const rpc = async (method: string, params: readonly unknown[] = []): Promise<unknown> => {
    const { request } = market.chain.client;
    return request({ method, params } as unknown as Parameters<typeof request>[0]);
  };
  const pass = async (seconds: number) => {
    await rpc("evm_increaseTime", [seconds]);
    await rpc("evm_mine");
  };
  const payments = () => paymentsDomain(market.network.chainId, market.network.paymentChannels);
  const voucher = ({ key, address }: Payer, cumulative: bigint, by: Hex = key): CheckedVoucher => ({
    ...signVoucher(payments(), node.id, tokenAmount(cumulative), secp.signer(by)),
    payer: address,
    checked: true,
  });
  const lock = async ({ key, address }: Payer, ceiling: bigint, seconds: number) => {
    const { epoch } = await market.chain.channels.channel(node.id, address);
    const expiresAt = unixSeconds((await market.chain.head.headTime()) + seconds);
    const terms = { node: node.id, ceiling: tokenAmount(ceiling), expiresAt, epoch };
    await market.chain.channels.reserve([signReservation(payments(), terms, secp.signer(key))]);
  };
  const look = (vouchers: readonly CheckedVoucher[], now = false): Promise<Look> =>
    watchOnce(market.chain, { node: node.id, vouchers }, { lead, now });
  const settled = async (payer: Address) => (await market.chain.channels.channel(node.id, payer)).settled;
  const fileOf = (vouchers: readonly CheckedVoucher[], changes: object = {}): string => {
    files += 1;
    const path = join(market.dir, `vouchers${files}.json`);
    writeFileSync(path, JSON.stringify({ ...voucherFileJson(market.network, node.id, vouchers), ...changes }));
    return path;
  };
  const watch = async (file: string, account = "operator4"): Promise<CommandResult> => {
    const { io, result } = commandIo(market.dir, { TURNPIKE_NETWORK: market.networkFile });
    const args = [file, "--devnet-account", account, "--once", "--json"];
    await watchCommand(io).exitOverride().parseAsync(args, { from: "user" });
    return result();
  };

  describe("waits until a deadline is near, and then pays the node", () => {
    it("of a lock, from it and from what is available besides", async () => {
      const payer = await market.payer(1_000_000n);
      await lock(payer, 400_000n, 48 * 3_600);
      const best = voucher(payer, 700_000n);
      const early = await look([best]);
      expect(early).toMatchObject({ waiting: 1, submitted: 0, done: false });
      const { expiresAt } = await market.chain.channels.channel(node.id, payer.address);
      expect(early.nextDueAt).toBe(expiresAt - lead);
      await pass(42 * 3_600 + 1);
      expect(await look([best])).toMatchObject({ submitted: 1, amount: 700_000n, done: false });
      expect(await settled(payer.address)).toBe(700_000n);
      expect((await market.chain.channels.account(payer.address)).available).toBe(300_000n);
    });

    it("and lets a voucher wait that no lock and no withdrawal threatens", async () => {
      const payer = await market.payer(1_000_000n);
      expect(await look([voucher(payer, 5_000n)])).toMatchObject({ waiting: 1, nextDueAt: undefined, done: false });
      // Unless it is told to submit all.
      expect(await look([voucher(payer, 5_000n)], true)).toMatchObject({ submitted: 1, amount: 5_000n });
    });
  });

  it("pays what there is when less is there, and says that nothing is left to pay the rest", async () => {
    const payer = await market.payer(30_000n);
    expect(await look([voucher(payer, 50_000n)], true)).toMatchObject({ submitted: 1, amount: 30_000n });
    expect(await look([voucher(payer, 50_000n)], true)).toMatchObject({ unpayable: 1, submitted: 0, done: true });
  });

  it("has nothing to do for a voucher below what is settled, nor for one that the node settled meanwhile", async () => {
    const payer = await market.payer(1_000_000n);
    await market.chain.channels.settle(node.id, [voucher(payer, 200_000n)]);
    expect(await look([voucher(payer, 150_000n)], true)).toMatchObject({ confirming: 1, submitted: 0 });
    for (let block = 0; block < market.chain.profile.finalityDepth + 1; block++) await rpc("evm_mine");
    expect(await look([voucher(payer, 150_000n)], true)).toMatchObject({ settled: 1, submitted: 0, done: true });

    // Between its look and its transaction: the same voucher from both pays once.
    const best = voucher(payer, 250_000n);
    await Promise.all([look([best], true), market.chain.channels.settle(node.id, [best])]);
    expect(await settled(payer.address)).toBe(250_000n);
    expect((await market.chain.channels.account(payer.address)).available).toBe(750_000n);
  });

  it("submits again what a reorganisation took back, and is not done before the depth of finality", async () => {
    const payer = await market.payer(1_000_000n);
    const best = voucher(payer, 90_000n);
    const before = await rpc("evm_snapshot");
    expect(await look([best], true)).toMatchObject({ submitted: 1, amount: 90_000n, done: false });
    expect(await look([best], true)).toMatchObject({ confirming: 1, done: false });
    await rpc("evm_revert", [before]);
    expect(await settled(payer.address)).toBe(0n);
    expect(await look([best], true)).toMatchObject({ submitted: 1, amount: 90_000n });
    for (let block = 0; block < market.chain.profile.finalityDepth + 1; block++) await rpc("evm_mine");
    expect(await look([best], true)).toMatchObject({ settled: 1, confirming: 0, done: true });
  });

  it("spends no gas on dust", async () => {
    const payer = await market.payer(1_000_000n);
    await lock(payer, 10n, 3_600);
    expect(await look([voucher(payer, 1n)])).toMatchObject({ dust: 1, submitted: 0, done: false });
    await pass(3_601);
    expect(await look([voucher(payer, 1n)])).toMatchObject({ dust: 1, submitted: 0, done: true });
  });

  describe("refuses a file", () => {
    const refuses = async (said: Promise<CommandResult>, exit: number, code: string, says: RegExp) => {
      const { exitCode, json, stderr } = await said;
      expect({ exitCode, ...json(), stderr }).toMatchObject({ exitCode: exit, error: { code } });
      expect(stderr).toMatch(says);
    };
    let payer: Payer;
    beforeAll(async () => {
      payer = await market.payer(1_000_000n);
    });

    it("whose voucher was raised, or signed by somebody else, or made for another node: one bad voucher refuses all", async () => {
      const { recover } = secp;
      const good = voucher(await market.payer(10_000n), 5_000n);
      const raised = { ...voucher(payer, 1_000n), cumulative: tokenAmount(2_000n) };
      const other = (await market.payer(0n)).key;
      for (const bad of [raised, voucher(payer, 1_000n, other)])
        await expect(readVoucherFile(fileOf([good, bad]), market.network, recover)).rejects.toMatchObject({
          code: "VOUCHER_BAD_SIGNATURE",
          data: { payer: payer.address },
        });
      await refuses(watch(fileOf([good, raised])), 5, "VOUCHER_BAD_SIGNATURE", /not signed by this session's payer/);
      const elsewhere = fileOf([good], { node: market.network.nodeRegistry });
      await refuses(watch(elsewhere), 5, "VOUCHER_BAD_SIGNATURE", /for this node, chain and contract/);
      expect(await settled(good.payer)).toBe(0n);
    });

    it("of another chain or contract, and one whose voucher was signed for another chain", async () => {
      const good = voucher(payer, 1_000n);
      await refuses(watch(fileOf([good], { chainId: 5 })), 8, "VOUCHERS_OTHER_CHAIN", /chain 5; give the network file/);
      const contract = { paymentChannels: market.network.nodeRegistry };
      await refuses(watch(fileOf([good], contract)), 8, "VOUCHERS_OTHER_CHAIN", /give the network file/);
      const domain = paymentsDomain(5, market.network.paymentChannels);
      const foreign = { ...good, ...signVoucher(domain, node.id, tokenAmount(1_000n), secp.signer(payer.key)) };
      await refuses(watch(fileOf([foreign])), 5, "VOUCHER_BAD_SIGNATURE", /for this node, chain and contract/);
    });

    it("of a node that nobody registered, of another shape, and none at all", async () => {
      const stranger = market.network.token.address;
      const signed = signVoucher(payments(), stranger, tokenAmount(9n), secp.signer(payer.key));
      const file = fileOf([{ ...signed, payer: payer.address, checked: true }], { node: stranger });
      await refuses(watch(file), 2, "NODE_NOT_REGISTERED", /is not registered on this chain/);
      await refuses(watch(fileOf([], { more: 1 })), 2, "CONFIG_UNKNOWN_KEY", /unknown key "more"/);
      const odd = fileOf([{ ...voucher(payer, 9n), signature: "0x12" }]);
      await refuses(watch(odd), 2, "CONFIG_INVALID", /\/vouchers\/0\/signature/);
      await refuses(watch(join(market.dir, "none.json")), 2, "FILE_MISSING", /check the path/);
    });

    it("or an account without gas, before it is relied on", async () => {
      const file = fileOf([voucher(payer, 1_000n)]);
      await refuses(watch(file, "owner"), 6, "UNDERFUNDED", /send it some/);
    });
  });

  it("reads what a stopped node's folder exports: the best voucher of every payer", async () => {
    const best = voucher(await market.payer(0n), 77n);
    await node.running.store.keep(best);
    expect(bestVouchers(node.running.store)).toEqual([best]);
    const path = join(market.dir, "exported.json");
    const exported = () => market.nodeCommand(["export-vouchers", path, "--dir", node.dir, "--json"]);
    // The store is the running daemon's; the one of this test has no socket to be asked over.
    expect(await exported()).toMatchObject({ exitCode: 7 });
    await node.running.close();
    const said = await exported();
    expect(said.exitCode, said.stderr).toBe(0);
    expect(said.json()).toMatchObject({ node: node.id, vouchers: 1 });
    expect((await readVoucherFile(path, market.network, secp.recover)).vouchers).toEqual([best]);
  });
});
