import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chain, openChain } from "../../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../../chain/devnet.ts";
import { openLogSource } from "../../../chain/logs.ts";
import { Follower } from "../../../indexer/follow.ts";
import type { Facts } from "../../../indexer/project/facts.ts";
import { type Database, openDatabase } from "../../../indexer/store/database.ts";
import { Store } from "../../../indexer/store/store.ts";
import { signDemand } from "../../../protocol/demand.ts";
import { nodeDomain, paymentsDomain } from "../../../protocol/domain.ts";
import { orThrow } from "../../../protocol/errors.ts";
import { checkEvidence } from "../../../protocol/evidence.ts";
import type { Address, Hash, Hex } from "../../../protocol/ids.ts";
import { signNodeKey } from "../../../protocol/nodeKey.ts";
import { quoteHash, signQuote } from "../../../protocol/quote.ts";
import { signReservation } from "../../../protocol/reservation.ts";
import { bytes, pricePerGB, tokenAmount, unixSeconds } from "../../../protocol/units.ts";
import { signVoucher } from "../../../protocol/voucher.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { Seeded } from "../madeChain.ts";

const day = 86_400;

describe("rows against the contracts", () => {
  let devnet: Devnet;
  let chain: Chain;
  let database: Database;
  beforeAll(async () => {
    devnet = await startDevnet({ port: 0 });
    const key = devnet.file.accounts.operator5?.privateKey;
    chain = await openChain({ network: devnet.file.network, signerKey: key });
    database = await openDatabase("memory");
  });
  afterAll(async () => {
    await database?.close();
    await devnet?.close();
  });

  /** Any call of any of our contracts, in any order; those that the contract refuses are part of it. */
  const makeCalls = async () => {
    const secp = await loadSecp256k1();
    const seeded = new Seeded(11);
    const { network, address: operator } = chain;
    if (operator === undefined) throw new Error("no operator");
    const payments = paymentsDomain(network.chainId, network.paymentChannels);
    const registry = nodeDomain(network.chainId, network.nodeRegistry);
    const keyOf = (kind: number, number: number) => {
      const key: Hex = `0x${(kind * 100 + number).toString(16).padStart(64, "7")}`;
      return { address: secp.addressOf(key), sign: secp.signer(key) };
    };
    const nodes = [1, 2, 3].map((number) => keyOf(1, number));
    const payers = [1, 2, 3].map((number) => keyOf(2, number));
    const request = (method: string, params: readonly unknown[] = []) =>
      chain.client.request({ method, params } as unknown as Parameters<typeof chain.client.request>[0]);
    const now = () => chain.head.headTime();
    const amount = (most: number) => tokenAmount(BigInt(1 + seeded.below(most)));
    const some = () => payers.filter(() => seeded.below(3) > 0).map(({ address }) => address);
    for (const spender of [network.paymentChannels, network.nodeRegistry])
      await chain.token.approve(spender, 10n ** 30n);

    let rotations = 0;
    let quotes = 0;
    const calls: Record<string, () => Promise<unknown>> = {
      register: async () => {
        const node = seeded.pick(nodes);
        const deadline = unixSeconds((await now()) + day);
        const signature = signNodeKey(registry, { operator, node: node.address, deadline }, node.sign);
        const stake = tokenAmount(100_000_000n + amount(1_000));
        return chain.registry.register({
          node: node.address,
          payout: operator,
          stake,
          descriptorFloor: 3n,
          deadline,
          signature,
        });
      },
      topUp: () => chain.registry.topUp(seeded.pick(nodes).address, amount(1_000)),
      rotateKey: async () => {
        const deadline = unixSeconds((await now()) + day);
        const next = keyOf(3, rotations++);
        const signature = signNodeKey(registry, { operator, node: next.address, deadline }, next.sign);
        return chain.registry.rotateKey(seeded.pick(nodes).address, next.address, deadline, signature);
      },
      requestUnstake: () => chain.registry.requestUnstake(seeded.pick(nodes).address),
      slash: async () => {
        const node = seeded.pick(nodes);
        const at = await now();
        const quote = signQuote(
          registry,
          {
            node: node.address,
            payer: seeded.pick(payers).address,
            nonce: `0x${(quotes++).toString(16).padStart(64, "0")}` as Hash,
            pricePerGB: pricePerGB(100_000n),
            validFrom: unixSeconds(at),
            validUntil: unixSeconds(at + day),
            transport: 1,
            descriptorHash: `0x${"d5".repeat(32)}` as Hash,
          },
          node.sign,
        );
        const one = { quoteHash: quoteHash(quote), sequence: 1n, bytesTotal: bytes(1n), amount: tokenAmount(2n) };
        const demands = [signDemand(registry, one, node.sign)] as const;
        const checked = orThrow(checkEvidence(registry, { quote, demands }, at, secp.recover));
        return chain.registry.slash(checked, operator);
      },
      collectBounty: () => chain.registry.collectBounty(operator),
      withdrawStake: () => chain.registry.withdrawStake(seeded.pick(nodes).address),
      deposit: () => chain.channels.deposit(seeded.pick(payers).address, operator, amount(5_000_000)),
      reserve: async () => {
        const at = await now();
        return chain.channels.reserve(
          await Promise.all(
            [seeded.pick(payers), seeded.pick(payers)].map(async (payer) => {
              const node = seeded.pick(nodes).address;
              const { epoch, settled, locked } = await chain.channels.channel(node, payer.address);
              const ceiling = tokenAmount(settled + locked + amount(2_000_000));
              return signReservation(
                payments,
                { node, ceiling, expiresAt: unixSeconds(at + day + seeded.below(9 * day)), epoch },
                payer.sign,
              );
            }),
          ),
        );
      },
      settle: async () => {
        const node = seeded.pick(nodes).address;
        // Two vouchers of one payer in one batch: the second is paid on top of the first.
        const from = [...payers, seeded.pick(payers)].filter(() => seeded.below(4) > 0);
        const vouchers = [];
        for (const payer of from) {
          const { settled } = await chain.channels.channel(node, payer.address);
          vouchers.push(signVoucher(payments, node, tokenAmount(settled + amount(3_000_000)), payer.sign));
        }
        return chain.channels.settle(node, vouchers);
      },
      release: () => chain.channels.release(seeded.pick(nodes).address, [...some(), ...some()]),
      reclaim: () => chain.channels.reclaim(seeded.pick(nodes).address, some()),
      requestWithdraw: () => chain.channels.requestWithdraw(seeded.pick(payers).address, amount(900_000)),
      withdraw: () => chain.channels.withdraw(seeded.pick(payers).address),
      collect: () => chain.channels.collect(seeded.pick(nodes).address),
      wait: () => request("evm_increaseTime", [seeded.below(4 * day)]).then(() => request("evm_mine")),
    };
    const did: Record<string, number> = {};
    const call = async (name: string) => {
      try {
        await calls[name]?.();
        did[name] = (did[name] ?? 0) + 1;
      } catch (error) {
        if (!(error instanceof Error) || !/revert|the contract refuses/i.test(error.message)) throw error;
      }
    };
    return {
      nodes: nodes.map(({ address }) => address),
      payers: payers.map(({ address }) => address),
      names: Object.keys(calls),
      seeded,
      request,
      call,
      did,
    };
  };

  const compare = async (facts: Facts, nodes: readonly Address[], payers: readonly Address[]) => {
    for (const node of nodes) {
      const record = await chain.registry.node(node);
      const {
        settledVolume: _volume,
        payers: _payers,
        id: _id,
        ...row
      } = facts.node(node) ?? { settledVolume: 0n, payers: 0, id: node };
      const {
        pendingPayout: _pending,
        payoutReadyAt: _ready,
        ...onChain
      } = record ?? { pendingPayout: 0, payoutReadyAt: 0 };
      expect({ node, ...row }).toEqual({ node, ...onChain });
    }
    for (const payer of payers) {
      const account = await chain.channels.account(payer);
      expect({ payer, available: facts.account(payer)?.available ?? 0n, owner: facts.account(payer)?.owner }).toEqual({
        payer,
        ...account,
      });
    }
    for (const node of nodes) {
      let volume = 0n;
      let distinct = 0;
      for (const payer of payers) {
        const onChain = await chain.channels.channel(node, payer);
        volume += onChain.settled;
        distinct += onChain.settled > 0n ? 1 : 0;
        const {
          node: _node,
          payer: _payer,
          ...row
        } = facts.channel(node, payer) ?? { node, payer, epoch: 0, expiresAt: 0, locked: 0n, settled: 0n };
        expect({ node, payer, ...row }).toEqual({ node, payer, ...onChain });
      }
      const known = facts.node(node);
      if (known !== undefined) expect([known.settledVolume, known.payers]).toEqual([volume, distinct]);
    }
  };

  it("equal what the contracts hold after any calls, a reorg of them, and other calls instead", async () => {
    const { nodes, payers, names, seeded, request, call, did } = await makeCalls();
    const store = new Store(database);
    const facts = await store.loadFacts();
    const { deploymentBlock } = chain.network;
    const follower = await Follower.open({
      source: openLogSource(chain),
      store,
      facts,
      finalityDepth: 100_000,
      deploymentBlock,
    });
    const settled = async () => {
      // The local chain mines a block a second; compare where both stand still for a moment.
      await follower.catchUp();
      await compare(facts, nodes, payers);
    };
    // Paid to before it was registered: a node keeps what it earned by then.
    for (const name of ["deposit", "deposit", "deposit", "settle", "settle", "settle"]) await call(name);
    await settled();
    for (let at = 0; at < 120; at++) await call(seeded.pick(names));
    await settled();
    const kept = await request("evm_snapshot");
    for (const name of ["register", "deposit", "settle", "reserve", "release", "wait"]) await call(name);
    await settled();
    await request("evm_revert", [kept]);
    for (const name of ["register", "deposit", "reserve", "settle", "wait", "reclaim", "withdraw", "withdrawStake"])
      await call(name);
    // A whole unbonding, which the dice alone seldom throw.
    for (const name of ["requestUnstake", "wait", "withdrawStake"]) for (let at = 0; at < 10; at++) await call(name);
    await settled();
    for (let at = 0; at < 80; at++) await call(seeded.pick(names));
    await settled();
    // A call that never went through would have shown nothing.
    expect(names.filter((name) => did[name] === undefined)).toEqual([]);
  });
});
