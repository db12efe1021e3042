import { createWalletClient, defineChain, http, parseAbi, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gate } from "../../node/dataplane/gate.ts";
import { unreservedPerChannel, unreservedPerNode, windowFloor } from "../../protocol/constants.ts";
import { paymentsDomain } from "../../protocol/domain.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import { signVoucher } from "../../protocol/voucher.ts";
import type { OpenSession } from "../../protocol/wire.ts";
import { loadSecp256k1, type Secp256k1 } from "../../runtime/secp256k1.ts";
import { type Market, openMarket, type TestNode, testClock } from "../support/market.ts";

const floorsAnHour = 64;
const payersOfBudget = Number(unreservedPerNode / unreservedPerChannel);

describe("what an exit risks on all payers together", () => {
  let market: Market;
  let node: TestNode;
  let secp: Secp256k1;
  const clock = testClock();
  let deposit: (payer: Address) => Promise<unknown>;
  let made = 0;

  beforeAll(async () => {
    market = await openMarket();
    secp = await loadSecp256k1();
    node = await market.node({ price: "10", clock, overrides: { settleIntervalSeconds: 86_400 } });
    await market.chain.token.approve(market.network.paymentChannels, 10n ** 12n);
    const chain = defineChain({
      ...{ id: market.network.chainId, name: "test", nativeCurrency: { name: "ether", symbol: "ETH", decimals: 18 } },
      rpcUrls: { default: { http: market.network.rpcUrls } },
    });
    const funder = createWalletClient({
      chain,
      account: privateKeyToAccount(market.key("operator5")),
      transport: http(),
    }).extend(publicActions);
    let nonce = await funder.getTransactionCount({ address: funder.account.address });
    // Hundreds of payers: all that is known beforehand is not asked for each of them.
    deposit = (payer) =>
      funder.writeContract({
        ...{ address: market.network.paymentChannels, abi: parseAbi(["function deposit(address,address,uint96)"]) },
        ...{ functionName: "deposit", args: [payer, payer, 100_000n] as const },
        ...{ nonce: nonce++, gas: 150_000n, maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 0n },
      });
  });
  afterAll(() => market.close());

  const newcomer = async (): Promise<{ key: Hex; address: Address }> => {
    made += 1;
    const key = `0x${"7".repeat(56)}${made.toString(16).padStart(8, "0")}` as Hex;
    const address = secp.addressOf(key);
    await deposit(address);
    return { key, address };
  };
  const open = async (payer: { address: Address; key: Hex }) => {
    const { sessions } = node.running;
    // The proof was checked by the control API; this is what comes after it.
    const auth = { payer: payer.address, nonce: `0x${"0".repeat(64)}`, validUntil: 0, signature: "0x" };
    const opened = await sessions.openSession(payer.address, {
      ...{ auth, bestVoucher: null, reservation: null },
    } as unknown as OpenSession);
    const voucher = (sum: bigint) =>
      signVoucher(
        paymentsDomain(market.network.chainId, market.network.paymentChannels),
        node.id,
        tokenAmount(sum),
        secp.signer(payer.key),
      );
    return {
      ...payer,
      terms: opened.terms,
      gate: sessions.admit(opened.session, opened.token) as Gate,
      close: () => sessions.closeSession(opened.session),
      pay: (sum: bigint) =>
        sessions.submitVoucher(opened.session, { cumulative: sum.toString(), signature: voucher(sum).signature }),
    };
  };

  it("is 64 MiB an hour of floor credit for newcomers, and 5 USD of unreserved vouchers; both come back", {
    timeout: 240_000,
  }, async () => {
    const all: Awaited<ReturnType<typeof open>>[] = [];
    while (all.length < payersOfBudget) {
      const batch = [];
      for (let at = 0; at < 25; at++) batch.push(await newcomer());
      all.push(...(await Promise.all(batch.map(open))));
    }
    // Floor: an hour's worth, and what was refilled meanwhile (nothing: this clock stands still but for the test's own seconds).
    const withFloor = all.filter(({ terms }) => terms.allowanceBytes === windowFloor.toString()).length;
    const refilled = Math.ceil((clock.nowSeconds() - started) / (3_600 / floorsAnHour));
    expect(withFloor).toBeGreaterThanOrEqual(floorsAnHour);
    expect(withFloor).toBeLessThanOrEqual(floorsAnHour + refilled);
    const dry = all.filter(({ terms }) => terms.allowanceBytes === "0");
    expect(dry.length).toBe(all.length - withFloor);
    expect(dry.at(-1)?.gate.pass(1)).toBe(false);

    // Unreserved vouchers: everybody's U, and then nobody's.
    await Promise.all(all.map((session) => session.pay(unreservedPerChannel)));
    const late = await open(await newcomer());
    expect(late.terms.unreservedLimit).toBe("0");
    const given = await late.pay(1_000n);
    // Its voucher is held and not counted: nothing flows on it.
    expect(given.allowanceBytes).not.toBe(windowFloor.toString());

    // A payer that leaves takes nothing of the budget with it: what it owes is settled, and then others have room again.
    for (const session of all) session.close();
    clock.advance(61);
    node.running.sessions.tick();
    for (let batch = 0; batch < payersOfBudget; batch += 100) await node.running.settler.run(true);
    await node.running.settler.run(true);
    expect(node.running.settler.pending()).toBe(0n);
    const next = await open(await newcomer());
    expect(next.terms.unreservedLimit).toBe(unreservedPerChannel.toString());
    // An hour later the floors are there again, and one that has settled before needs none.
    clock.advance(3_600);
    expect((await open(await newcomer())).terms.allowanceBytes).toBe(windowFloor.toString());
    const known = all[0];
    if (known === undefined) throw new Error("nobody");
    expect(BigInt((await open(known)).terms.allowanceBytes)).toBeGreaterThan(0n);
  });
  const started = clock.nowSeconds();
});
