import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChain } from "../../../chain/chain.ts";
import type { Plan } from "../../../indexer/prober/mix.ts";
import { type LentPayer, Payers } from "../../../indexer/prober/payers.ts";
import { ProberFile } from "../../../indexer/prober/proberFile.ts";
import { openProberSecrets } from "../../../indexer/prober/secrets.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { type Market, openMarket, password, testClock } from "../../support/market.ts";
import { made } from "../madeChain.ts";

const secp = await loadSecp256k1();
const token = 1_000_000n;
const most = 1_000n;
const day = 86_400;
const one = made(0xaa, 1);
const two = made(0xaa, 2);
const three = made(0xaa, 3);
const plan = (newPayer: boolean): Plan => ({ depositCents: 100, newPayer, fetches: [], lingerMilliseconds: 0 });

let market: Market;
beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market.close());

let folders = 0;
async function openPayers(fundDay = 100n * token) {
  folders += 1;
  const dir = join(market.dir, `payers-${folders}`);
  const clock = testClock();
  const secrets = await openProberSecrets(join(dir, "prober.sealed"), password, market.key("operator5"));
  const chain = await openChain({ network: market.network, signerKey: secrets.funder });
  const path = join(dir, "prober.json");
  const file = await ProberFile.open(path, clock.nowSeconds());
  const payers = new Payers({ chain, secp, file, secrets, dir, clock, usedSeconds: 3_600, fundDay });
  const addressOf = (payer: LentPayer) => secp.addressOf(payer.key);
  const held = async (number: number) => chain.token.balanceOf(secp.addressOf(secrets.payer(number)));
  /** As when its session has deposited: the tokens are in its account. */
  const depositOf = (payer: LentPayer) => market.deposit(addressOf(payer), token);
  return { payers, file, path, clock, held, depositOf };
}

describe("the payers of probes", () => {
  it("are lent to exit after exit, and never to one twice", async () => {
    const { payers, file, depositOf } = await openPayers();
    const first = await payers.take(one, plan(false), most);
    await depositOf(first);
    first.release();
    const second = await payers.take(two, plan(false), most);
    expect(second.number).toBe(first.number);
    // While it is lent nobody else gets it.
    const third = await payers.take(three, plan(false), most);
    expect(third.number).not.toBe(first.number);
    second.release();
    third.release();
    const again = await payers.take(one, plan(false), most);
    expect(again.number).not.toBe(first.number);
    for (const { visited } of file.activePayers) expect(new Set(visited).size).toBe(visited.length);
  });

  it("are new when the mix says so, although an older one could pay", async () => {
    const { payers, depositOf } = await openPayers();
    const first = await payers.take(one, plan(false), most);
    await depositOf(first);
    first.release();
    expect((await payers.take(two, plan(true), most)).number).not.toBe(first.number);
  });

  it("are used no more once what they found may be known, or once they cannot pay", async () => {
    const { payers, file, clock, depositOf } = await openPayers();
    const first = await payers.take(one, plan(false), most);
    await depositOf(first);
    first.release();
    clock.advance(3_600);
    const second = await payers.take(two, plan(false), most);
    expect(second.number).not.toBe(first.number);
    expect(file.activePayers.map(({ number }) => number)).toEqual([second.number]);
    second.release();
    await depositOf(second);
    // A session that may cost more than half of what it has.
    const third = await payers.take(three, plan(false), token);
    expect(third.number).not.toBe(second.number);
    expect(file.activePayers.map(({ number }) => number)).toEqual([third.number]);
  });
});

describe("what leaves the funding account", () => {
  it("is at most what a day may give new payers, also after a restart, and again the next day", async () => {
    const { payers, file, path, clock, held } = await openPayers(2n * token);
    for (const node of [one, two]) await payers.take(node, plan(true), most);
    const refused = { code: "PROBE_BUDGET_EXHAUSTED", message: expect.stringMatching(/--fund-day/) as unknown };
    await expect(payers.take(three, plan(true), most)).rejects.toMatchObject(refused);
    expect([await held(0), await held(1), await held(2)]).toEqual([token, token, 0n]);
    const reopened = await ProberFile.open(path, clock.nowSeconds());
    await expect(reopened.fund(1n, 2n * token, clock.nowSeconds())).rejects.toMatchObject(refused);
    // Whom it could not fund is the next one it funds: asking again makes no payers.
    await expect(payers.take(three, plan(true), most)).rejects.toMatchObject(refused);
    expect(file.activePayers).toHaveLength(3);
    clock.advance(day);
    const next = await payers.take(three, plan(true), most);
    expect(await held(next.number)).toBe(token);
    await expect(file.fund(token + 1n, 2n * token, clock.nowSeconds())).rejects.toMatchObject(refused);
  });
});
