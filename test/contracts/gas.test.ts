/**
 * What each step costs, in the receipts' gas: the 21,000 of a transaction and its calldata included, on an ERC-20 without a proxy, with amounts like those
 * of an 18-decimal token, and on state that exists already unless the name says first. `test/snapshots/gas.json` is what is measured, to the unit,
 * and may only be lowered by a change (TURNPIKE_WRITE_GAS=1 writes it); docs/payments.md has the goals.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { encodeFunctionData } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paymentChannelsAbi } from "../../chain/contracts.generated.ts";
import type { Hex } from "../../protocol/ids.ts";
import { encodeReservationItem, signReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { encodeVoucherItem, signVoucher } from "../../protocol/voucher.ts";
import { beginning, type LocalContracts, openContracts, type Party } from "../support/contracts.ts";
import { measured as noted } from "../support/measured.ts";

const goals = {
  settlePerVoucherN100: 10_700,
  settleFromAvailableN100: 16_200,
  calldataBytesPerVoucher: 78,
  settleOneCredit: 41_000,
  settleOneWithPayout: 61_500,
  depositFirst: 67_000,
  reserveTenEach: 32_000,
  releaseEachN100: 11_500,
  payerLeavesTotal: 95_000,
  // No goal of a peer: what is unavoidable of it is counted in docs/payments.md.
  payerLeavesFirst: 99_741,
};
type Step = keyof typeof goals;

const file = new URL("../snapshots/gas.json", import.meta.url);
const measured: Partial<Record<Step, number>> = {};
/** No zero bytes at either end: what a real amount of an 18-decimal token looks like. */
const amount = (units: number) => tokenAmount(BigInt(units) * 1_234_567_891_234_567_891n);
const hundred = Array.from({ length: 100 }, (_, index) => index);

describe("gas", () => {
  let contracts: LocalContracts;
  let node: Party;
  beforeAll(async () => {
    contracts = await openContracts();
    node = contracts.party("node");
    await contracts.register(node);
    await contracts.mint(contracts.accounts.owner, amount(1_000_000_000));
    // Balances that are not zero any more, as in the life of every contract in use.
    for (const account of [contracts.accounts.payout, contracts.accounts.sink, contracts.addresses.channels])
      await contracts.mint(account, amount(1));
  });
  afterAll(() => contracts.close());

  const payersOf = (kind: string) => hundred.map((index) => contracts.party(`${kind} ${index}`));
  const fund = async (payers: readonly Party[]) => {
    const { owner } = contracts.accounts;
    for (const payer of payers) await contracts.call(owner, "deposit", [payer.address, owner, amount(1_000)]);
  };
  const vouchers = (payers: readonly Party[], units: number): Hex =>
    `0x${payers.map((payer) => encodeVoucherItem(signVoucher(contracts.payments, node.address, amount(units), payer.sign))).join("")}`;
  const reservations = (pairs: readonly { payer: Party; to: Party }[], units: number): Hex =>
    `0x${pairs
      .map(({ payer, to }) =>
        encodeReservationItem(
          signReservation(
            contracts.payments,
            { node: to.address, ceiling: amount(units), expiresAt: unixSeconds(beginning + 1_777_777), epoch: 0 },
            payer.sign,
          ),
        ),
      )
      .join("")}`;
  const reserveAll = async (payers: readonly Party[], units: number) => {
    for (let at = 0; at < payers.length; at += 25) {
      const pairs = payers.slice(at, at + 25).map((payer) => ({ payer, to: node }));
      await contracts.call(contracts.accounts.relayer, "reserve", [reservations(pairs, units)]);
    }
  };
  const settle = (payers: readonly Party[], units: number) =>
    contracts.call(contracts.accounts.relayer, "settle", [node.address, vouchers(payers, units)]);
  const channel = (payer: Party) =>
    contracts.client.readContract({
      abi: paymentChannelsAbi,
      address: contracts.addresses.channels,
      functionName: "channelOf",
      args: [node.address, payer.address],
    });
  const keep = (step: Step, gas: bigint, times = 1) => {
    measured[step] = Math.ceil(Number(gas) / times);
  };

  it("settles a hundred vouchers from locked, one of them, and releases what is left", async () => {
    const payers = payersOf("locked");
    await fund(payers);
    await reserveAll(payers, 800);
    await settle(payers, 100);
    keep("settlePerVoucherN100", (await settle(payers, 207)).gasUsed, 100);
    for (const payer of payers) expect((await channel(payer)).slice(2)).toEqual([amount(593), amount(207)]);
    const [first] = payers;
    if (first === undefined) throw new Error("no payer");
    keep("settleOneCredit", (await settle([first], 311)).gasUsed);
    const { relayer, operator } = contracts.accounts;
    await contracts.call(relayer, "settleAndCollect", [node.address, vouchers([first], 401)]);
    keep(
      "settleOneWithPayout",
      (await contracts.call(relayer, "settleAndCollect", [node.address, vouchers([first], 503)])).gasUsed,
    );
    const packed: Hex = `0x${payers.map(({ address }) => address.slice(2)).join("")}`;
    keep("releaseEachN100", (await contracts.call(operator, "release", [node.address, packed])).gasUsed, 100);
    for (const payer of payers) expect((await channel(payer))[2]).toBe(0n);
  });

  it("settles a hundred vouchers from available", async () => {
    const payers = payersOf("available");
    await fund(payers);
    await settle(payers, 100);
    keep("settleFromAvailableN100", (await settle(payers, 207)).gasUsed, 100);
    for (const payer of payers) expect((await channel(payer)).slice(2)).toEqual([0n, amount(207)]);
    const data = encodeFunctionData({
      abi: paymentChannelsAbi,
      functionName: "settle",
      args: [node.address, vouchers(payers, 207)],
    });
    measured.calldataBytesPerVoucher = (data.length - 2) / 2 / 100;
  });

  it("takes a first deposit and reserves at ten nodes at once", async () => {
    const payer = contracts.party("ten nodes");
    const { owner, relayer } = contracts.accounts;
    keep("depositFirst", (await contracts.call(owner, "deposit", [payer.address, owner, amount(1_000)])).gasUsed);
    const pairs = hundred.slice(0, 10).map((index) => ({ payer, to: contracts.party(`exit ${index}`) }));
    keep("reserveTenEach", (await contracts.call(relayer, "reserve", [reservations(pairs, 37)])).gasUsed, 10);
  });

  it("lets a payer leave, who has left before", async () => {
    const payer = contracts.party("leaves");
    const { owner, relayer } = contracts.accounts;
    const leave = async (day: number) => {
      await fund([payer]);
      const request = await contracts.call(owner, "requestWithdraw", [payer.address, amount(1_000)]);
      await contracts.setTime(beginning + day * 86_400);
      const withdraw = await contracts.call(relayer, "withdraw", [payer.address]);
      return request.gasUsed + withdraw.gasUsed;
    };
    const first = await leave(3);
    const again = await leave(6);
    keep("payerLeavesTotal", again);
    keep("payerLeavesFirst", first);
    // The first time the request takes a slot that was never used (17,100), which no design with a request of its own avoids.
    expect(first - again).toBe(17_100n);
  });

  it("stays within the goals", () => {
    expect(Object.keys(measured).sort()).toEqual(Object.keys(goals).sort());
    for (const [step, goal] of Object.entries(goals))
      expect.soft(measured[step as Step], step).toBeLessThanOrEqual(goal);
  });

  it("is what the committed snapshot says: what got cheaper is committed, or it could rise again unseen", () => {
    if (process.env.TURNPIKE_WRITE_GAS === "1")
      writeFileSync(file, `${JSON.stringify(measured, Object.keys(goals), 2)}\n`);
    for (const step of Object.keys(goals) as Step[]) noted(`gas: ${step}`, measured[step] ?? 0);
    const snapshot = JSON.parse(readFileSync(file, "utf8")) as Record<Step, number>;
    expect(Object.keys(snapshot)).toEqual(Object.keys(goals));
    for (const step of Object.keys(goals) as Step[]) expect.soft(measured[step], step).toBe(snapshot[step]);
  });
});
