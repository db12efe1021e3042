/**
 * The deployed contract against the model of its transition table, call by call: any calls of any party in any order, those that the contract refuses too. Few
 * histories by default; TURNPIKE_MODEL_RUNS sets how many.
 */
import fc from "fast-check";
import { BaseError, decodeErrorResult, type Hex, hashTypedData, isHex, parseSignature } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { paymentChannelsAbi, testStablecoinAbi } from "../../chain/contracts.generated.ts";
import { signDeposit } from "../../protocol/deposit.ts";
import type { Address, Hash } from "../../protocol/ids.ts";
import { encodeReservationItem, signReservation } from "../../protocol/reservation.ts";
import { tokenAmount, unixSeconds } from "../../protocol/units.ts";
import { encodeVoucherItem, signVoucher } from "../../protocol/voucher.ts";
import { signWithdrawRequest } from "../../protocol/withdrawRequest.ts";
import {
  beginning,
  feeBps,
  type LocalContracts,
  maxRelayFee,
  openContracts,
  type Party,
} from "../support/contracts.ts";
import { measured } from "../support/measured.ts";
import { type Command, commands, day } from "./modelCommands.ts";
import { PaymentsModel } from "./paymentsModel.ts";

const runs = Number(process.env.TURNPIKE_MODEL_RUNS ?? 20);

/** EIP-2612. */
const permitFields = [
  { name: "owner", type: "address" },
  { name: "spender", type: "address" },
  { name: "value", type: "uint256" },
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
] as const;

let contracts: LocalContracts;
beforeAll(async () => {
  contracts = await openContracts();
});
afterAll(() => contracts.close());

/** The name of the error with which the contract refused; anything else is a fault of the test. */
function refusalOf(error: unknown): string {
  const found =
    error instanceof BaseError &&
    error.walk((cause) => isHex((cause as { data?: unknown }).data) && (cause as { data: Hex }).data.length > 2);
  if (!found) throw error;
  const abi = [...paymentChannelsAbi, ...testStablecoinAbi];
  return decodeErrorResult({ abi, data: (found as unknown as { data: Hex }).data }).errorName;
}

it("does what the model does, call by call, and holds what the model owes", {
  timeout: 600_000 + runs * 2_000,
}, async () => {
  const { owner, operator, payout, sink, relayer } = contracts.accounts;
  const nodes = [contracts.party("node"), contracts.party("node 2"), contracts.party("nobody's node")];
  const payers = [contracts.party("payer 1"), contracts.party("payer 2"), contracts.party("payer 3")];
  for (const node of nodes.slice(0, 2)) await contracts.register(node);
  // Owner of the third payer. It signs, and sends nothing but deposits by permit: it approves nothing.
  const funder = contracts.party("funder");
  for (const holder of [owner, relayer, funder.address]) await contracts.mint(holder, 10n ** 12n);
  await contracts.approve(relayer);
  // They have keys of their own; what they send besides signatures is sent for them.
  for (const sender of [...nodes, ...payers, funder]) await contracts.letSend(sender);
  const registered = nodes.slice(0, 2).map(({ address }) => address);
  const nth = (list: readonly Party[], at: number): Party => list[at] ?? contracts.party("nobody");
  const ownerOf = (payer: number): Address => (payer === 2 ? funder.address : owner);
  const token = { name: "Test Dollar", version: "1", chainId: 31_337, token: contracts.addresses.token };
  const received = [owner, payout, sink, relayer, funder.address];
  const seen = new Map<string, number>();

  /** A permit of the funder for the contract, signed by whoever is given, over the funder's present nonce of the token. */
  const permitOf = async (value: bigint, signer: Party) => {
    const nonce = await contracts.client.readContract({
      ...{ abi: testStablecoinAbi, address: contracts.addresses.token, functionName: "nonces", args: [funder.address] },
    });
    const hash = hashTypedData({
      domain: { name: token.name, version: token.version, chainId: token.chainId, verifyingContract: token.token },
      types: { Permit: permitFields },
      primaryType: "Permit",
      message: { owner: funder.address, spender: contracts.addresses.channels, value, nonce, deadline: 2n ** 40n },
    });
    const { r, s, v } = parseSignature(signer.sign(hash as Hash));
    return { from: funder.address, r, s, v: Number(v) };
  };

  const apply = async (model: PaymentsModel, command: Command, now: number): Promise<void> => {
    const both = async (change: () => void, call: () => Promise<unknown>) => {
      const expected = PaymentsModel.attempt(change);
      await contracts.at(now);
      const actual = await call().then(() => "done", refusalOf);
      expect({ command, outcome: actual }).toEqual({ command, outcome: expected });
      seen.set(`${command.kind} ${actual}`, (seen.get(`${command.kind} ${actual}`) ?? 0) + 1);
    };
    switch (command.kind) {
      case "deposit": {
        const payer = nth(payers, command.payer).address;
        // Mostly the same owner; who names another is refused.
        const named = command.owner === 0 ? relayer : ownerOf(command.payer);
        return both(
          () => model.deposit(owner, payer, named, command.amount),
          () => contracts.call(owner, "deposit", [payer, named, command.amount]),
        );
      }
      case "authorize": {
        const terms = {
          ...{ from: funder.address, payer: nth(payers, command.payer).address },
          ...{
            owner: command.owner === 0 ? relayer : ownerOf(command.payer),
            validAfter: 0,
            validBefore: 2 ** 40 - 1,
          },
          ...{ amount: tokenAmount(command.amount), relayFee: tokenAmount(command.fee) },
          salt: `0x${command.salt.toString(16).padStart(64, "0")}` as Hash,
        };
        const { signature } = signDeposit(token, contracts.addresses.channels, terms, funder.sign);
        const { from, payer, owner: named, amount, relayFee, validAfter, validBefore, salt } = terms;
        return both(
          () => model.depositWithAuthorization(relayer, terms),
          () =>
            contracts.call(relayer, "depositWithAuthorization", [
              ...([from, payer, named, amount, relayFee] as const),
              ...([BigInt(validAfter), BigInt(validBefore), salt, signature] as const),
            ]),
        );
      }
      case "permit": {
        const payer = nth(payers, command.payer).address;
        const named = command.owner === 0 ? relayer : ownerOf(command.payer);
        const { from, v, r, s } = await permitOf(command.amount, command.how === "forged" ? nth(payers, 0) : funder);
        const deadline = 2n ** 40n;
        if (command.how === "brought") {
          await contracts.at(now);
          await contracts.bringPermit([from, contracts.addresses.channels, command.amount, deadline, v, r, s]);
          model.permit(from, command.amount);
        }
        return both(
          () => model.depositWithPermit(from, payer, named, command.amount, command.how === "good"),
          () => contracts.call(from, "depositWithPermit", [payer, named, command.amount, deadline, v, r, s]),
        );
      }
      case "reserveMany": {
        const signed = command.items.map((item) => {
          const payer = nth(payers, item.payer);
          const node = nth(nodes, item.node).address;
          const { epoch, settled, locked } = model.channel(node, payer.address);
          const ceiling = settled + locked + item.more;
          const terms = { node, ceiling: tokenAmount(ceiling), expiresAt: unixSeconds(now + item.ahead), epoch };
          return { payer: payer.address, ...signReservation(contracts.payments, terms, payer.sign) };
        });
        return both(
          () => {
            for (const { payer, node, ceiling, expiresAt, epoch } of signed)
              model.reserve(now, payer, node, ceiling, expiresAt, epoch);
          },
          () => contracts.call(relayer, "reserve", [`0x${signed.map(encodeReservationItem).join("")}`]),
        );
      }
      case "reserve": {
        const payer = nth(payers, command.payer);
        const node = nth(nodes, command.node).address;
        const channel = model.channel(node, payer.address);
        const ceiling = command.current ? channel.settled + channel.locked + command.ceiling : command.ceiling;
        const epoch = command.current ? channel.epoch : command.epoch;
        const expiresAt = now + command.ahead;
        const signed = signReservation(
          contracts.payments,
          { node, ceiling: tokenAmount(ceiling), expiresAt: unixSeconds(expiresAt), epoch },
          payer.sign,
        );
        return both(
          () => model.reserve(now, payer.address, node, ceiling, expiresAt, epoch),
          () => contracts.call(relayer, "reserve", [`0x${encodeReservationItem(signed)}`]),
        );
      }
      case "settle": {
        const node = nth(nodes, command.node).address;
        const vouchers = command.vouchers.map(([at, more], place) => {
          const payer = nth(payers, at);
          const { settled } = model.channel(node, payer.address);
          return { payer, cumulative: place % 2 === 0 ? settled + more : more };
        });
        const items: Hex = `0x${vouchers
          .map(({ payer, cumulative }) =>
            encodeVoucherItem(signVoucher(contracts.payments, node, tokenAmount(cumulative), payer.sign)),
          )
          .join("")}`;
        return both(
          () => {
            model.settle(
              node,
              vouchers.map(({ payer, cumulative }) => ({ payer: payer.address, cumulative })),
            );
            if (command.collect) model.collect(node);
          },
          () => contracts.call(relayer, command.collect ? "settleAndCollect" : "settle", [node, items]),
        );
      }
      case "release": {
        const node = nth(nodes, command.node).address;
        const list = command.payers.map((at) => nth(payers, at).address);
        const caller = command.operator === 0 ? relayer : operator;
        return both(
          () => model.release(now, caller, node, list),
          () => contracts.call(caller, "release", [node, packed(list)]),
        );
      }
      case "releaseByKey": {
        const node = nth(nodes, command.node).address;
        const list = command.payers.map((at) => nth(payers, at).address);
        const caller = (command.by < nodes.length ? nth(nodes, command.by) : nth(nodes, command.node)).address;
        return both(
          () => model.release(now, caller, node, list),
          () => contracts.call(caller, "release", [node, packed(list)]),
        );
      }
      case "reclaim": {
        const node = nth(nodes, command.node).address;
        const list = command.payers.map((at) => nth(payers, at).address);
        return both(
          () => model.reclaim(now, node, list),
          () => contracts.call(relayer, "reclaim", [node, packed(list)]),
        );
      }
      case "request": {
        const payer = nth(payers, command.payer).address;
        const caller = command.owner === 0 ? relayer : owner;
        return both(
          () => model.requestWithdraw(now, caller, payer, command.amount),
          () => contracts.call(caller, "requestWithdraw", [payer, command.amount]),
        );
      }
      case "requestAsPayer": {
        const payer = nth(payers, command.payer).address;
        const caller = (command.by < payers.length ? nth(payers, command.by) : nth(payers, command.payer)).address;
        return both(
          () => model.requestWithdraw(now, caller, payer, command.amount),
          () => contracts.call(caller, "requestWithdraw", [payer, command.amount]),
        );
      }
      case "requestSigned": {
        const payer = nth(payers, command.payer).address;
        const signer = [...payers, funder][command.signer] ?? nth(payers, command.payer);
        const nonce = model.request(payer).nonce + (command.nonceOff === 0 ? 1 : 0);
        const deadline = now - (command.late === 0 ? 1 : 0);
        const terms = { payer, amount: command.amount, relayFee: command.fee, nonce, deadline };
        const { signature } = signWithdrawRequest(
          contracts.payments,
          {
            payer,
            amount: tokenAmount(command.amount),
            relayFee: tokenAmount(command.fee),
            nonce,
            deadline: unixSeconds(deadline),
          },
          signer.sign,
        );
        return both(
          () => model.requestWithdrawSigned(now, { signer: signer.address, ...terms }),
          () =>
            contracts.call(relayer, "requestWithdrawSigned", [
              payer,
              command.amount,
              command.fee,
              nonce,
              deadline,
              signature,
            ]),
        );
      }
      case "withdraw": {
        const payer = nth(payers, command.payer).address;
        return both(
          () => model.withdraw(now, relayer, payer),
          () => contracts.call(relayer, "withdraw", [payer]),
        );
      }
      case "collect": {
        const node = nth(nodes, command.node).address;
        return both(
          () => model.collect(node),
          () => contracts.call(relayer, "collect", [node]),
        );
      }
      case "collectFees": {
        const list = command.nodes.map((at) => nth(nodes, at).address);
        return both(
          () => model.collectFees(sink, list),
          () => contracts.call(relayer, "collectFees", [list]),
        );
      }
      case "wait":
        return;
    }
  };

  const at = { abi: paymentChannelsAbi, address: contracts.addresses.channels } as const;
  const accountOf = (payer: Address) =>
    contracts.client.readContract({ ...at, functionName: "accountOf", args: [payer] });
  const requestOf = (payer: Address) =>
    contracts.client.readContract({ ...at, functionName: "requestOf", args: [payer] });
  const channelOf = (node: Address, payer: Address) =>
    contracts.client.readContract({ ...at, functionName: "channelOf", args: [node, payer] });
  const earnedOf = (node: Address) => contracts.client.readContract({ ...at, functionName: "earnedOf", args: [node] });
  const compare = async (model: PaymentsModel, before: ReadonlyMap<Address, bigint>) => {
    for (const { address: payer } of payers) {
      const account = model.accounts.get(payer);
      const [available, ownerNow] = await accountOf(payer);
      expect([available, ownerNow.toLowerCase()]).toEqual([
        account?.available ?? 0n,
        account?.owner ?? `0x${"0".repeat(40)}`,
      ]);
      const { nonce, readyAt, relayFee, amount } = model.request(payer);
      expect(await requestOf(payer)).toEqual([nonce, readyAt, relayFee, amount]);
      for (const { address: node } of nodes) {
        const { epoch, expiresAt, locked, settled } = model.channel(node, payer);
        expect(await channelOf(node, payer)).toEqual([epoch, expiresAt, locked, settled]);
      }
    }
    for (const { address: node } of nodes) {
      const { credit, fee } = model.earnedOf(node);
      expect(await earnedOf(node)).toEqual([credit, fee]);
    }
    expect(await contracts.balanceOf(contracts.addresses.channels)).toBe(model.owed());
    for (const receiver of received) {
      const paid = (model.paid.get(receiver) ?? 0n) - (model.taken.get(receiver) ?? 0n);
      expect((await contracts.balanceOf(receiver)) - (before.get(receiver) ?? 0n)).toBe(paid);
    }
  };

  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(commands, { minLength: 25, maxLength: 60 }), async (list) => {
      const undo = await contracts.snapshot();
      try {
        const model = new PaymentsModel({
          feeBps: BigInt(feeBps),
          maxRelayFee,
          payoutOf: (node) => (registered.includes(node) ? payout : undefined),
          mayRelease: (node, caller) => registered.includes(node) && (caller === operator || caller === node),
        });
        const before = new Map<Address, bigint>();
        for (const receiver of received) before.set(receiver, await contracts.balanceOf(receiver));
        let now = beginning + day;
        // Something to move from the start on.
        const first = [0, 1].map((payer) => ({ kind: "deposit" as const, payer, owner: 1, amount: 800_000n }));
        const signed = { kind: "authorize" as const, payer: 2, owner: 1, amount: 800_000n, fee: 1_000n, salt: 10 };
        // And the way out: by an owner that only signs.
        const last = [
          { kind: "requestSigned", payer: 2, signer: 3, amount: 1_000n, fee: 0n, nonceOff: 1, late: 1 },
          { kind: "wait", seconds: day },
          { kind: "withdraw", payer: 2 },
        ] as const;
        for (const command of [...first, signed, signed, ...list, ...last]) {
          now += command.kind === "wait" ? command.seconds : 1;
          await apply(model, command, now);
        }
        await compare(model, before);
        compared += 1;
      } finally {
        await undo();
      }
    }),
    { numRuns: runs },
  );
  measured("histories against the model", compared);
  // A kind of call that never went through would have shown nothing.
  const kinds = [
    "deposit",
    "authorize",
    "permit",
    "reserve",
    "reserveMany",
    "settle",
    "release",
    "releaseByKey",
    "reclaim",
    "request",
    "requestAsPayer",
    "requestSigned",
    "withdraw",
  ];
  for (const kind of [...kinds, "collect", "collectFees"]) expect(seen.get(`${kind} done`), kind).toBeGreaterThan(0);
});

const packed = (list: readonly Address[]): Hex => `0x${list.map((address) => address.slice(2)).join("")}`;
