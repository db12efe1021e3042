import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openChain } from "../../../chain/chain.ts";
import { type Devnet, startDevnet } from "../../../chain/devnet.ts";
import { openLogSource } from "../../../chain/logs.ts";
import { freshSigner } from "../../../indexer/epochs/signer.ts";
import { type IndexerOptions, type RunningIndexer, runIndexer } from "../../../indexer/runIndexer.ts";
import type { ProbeRecord } from "../../../indexer/store/probeStore.ts";
import { type Attestation, signAttestation } from "../../../protocol/attestation.ts";
import { nodeDomain, paymentsDomain } from "../../../protocol/domain.ts";
import type { Address, Hex } from "../../../protocol/ids.ts";
import { signNodeKey } from "../../../protocol/nodeKey.ts";
import { type Probe, probeHash, signCommitment } from "../../../protocol/probe.ts";
import { tokenAmount, unixSeconds } from "../../../protocol/units.ts";
import { signVoucher } from "../../../protocol/voucher.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { loadSecp256k1 } from "../../../runtime/secp256k1.ts";
import { eventually } from "../../support/market.ts";

export const epochBlocks = 10;
const day = 86_400;

export interface RatedMarket {
  readonly devnet: Devnet;
  readonly nodes: readonly Address[];
  readonly indexer: RunningIndexer;
  /** Lets blocks come until the indexer has signed a newer epoch; its number. */
  nextEpoch(): Promise<number>;
  /** Commits to a result of a node and publishes it. */
  probe(node: number, found?: Partial<Probe>): Promise<void>;
  /** Commits to a result that never comes. */
  commit(node: number): Promise<void>;
  /** Sends a payer's signed opinion to the indexer. */
  attest(payer: number, node: number, score: number): Promise<Response>;
  /** A payer's signed opinion of so many seconds ago, sent to nobody. */
  opinionOf(payer: number, node: number, secondsAgo: number): Attestation;
  /** A good result of a node with its signed commitment, each at so many seconds before now, sent to nobody. */
  resultOf(node: number, secondsAgo: Readonly<Record<"session" | "commitment" | "publication", number>>): ProbeRecord;
  close(): Promise<void>;
}

/** A real chain on which three operators' nodes were paid by six payers more than a month ago, and a real indexer that follows it. */
export async function openRatedMarket(options: Partial<IndexerOptions> = {}): Promise<RatedMarket> {
  const devnet = await startDevnet({ port: 0 });
  const { network, accounts } = devnet.file;
  const secp = await loadSecp256k1();
  const keyOf = (kind: number, number: number) => {
    const key: Hex = `0x${(kind * 100 + number).toString(16).padStart(64, "6")}`;
    return { address: secp.addressOf(key), sign: secp.signer(key) };
  };
  const nodes = [1, 2, 3].map((number) => keyOf(1, number));
  const payers = [1, 2, 3, 4, 5, 6].map((number) => keyOf(2, number));
  const prober = keyOf(3, 1);
  const payments = paymentsDomain(network.chainId, network.paymentChannels);
  const chains = await Promise.all(
    nodes.map((_, index) => openChain({ network, signerKey: accounts[`operator${index + 1}`]?.privateKey as Hex })),
  );
  for (const [index, chain] of chains.entries()) {
    const node = nodes[index];
    if (node === undefined || chain.address === undefined) throw new Error("no operator");
    for (const spender of [network.paymentChannels, network.nodeRegistry])
      await chain.token.approve(spender, 10n ** 12n);
    const deadline = unixSeconds((await chain.head.headTime()) + day);
    const terms = { operator: chain.address, node: node.address, deadline };
    const signature = signNodeKey(nodeDomain(network.chainId, network.nodeRegistry), terms, node.sign);
    await chain.registry.register({
      ...{ node: node.address, payout: chain.address, stake: tokenAmount(100_000_000n), descriptorFloor: 0n },
      ...{ deadline, signature },
    });
  }
  const [chain] = chains;
  if (chain === undefined) throw new Error("no chain");
  for (const { address } of payers) await chain.channels.deposit(address, address, tokenAmount(5_000_000n));
  for (const node of nodes)
    await chain.channels.settle(
      node.address,
      payers.map((payer) => signVoucher(payments, node.address, tokenAmount(700_000n), payer.sign)),
    );
  const request = (method: string, params: readonly unknown[] = []) =>
    chain.client.request({ method, params } as unknown as Parameters<typeof chain.client.request>[0]);
  await request("evm_increaseTime", [40 * day]);
  await request("evm_mine");
  const ahead = (await chain.head.headTime()) - systemClock.nowSeconds();
  const clock: Clock = {
    nowSeconds: () => unixSeconds(systemClock.nowSeconds() + ahead),
    monotonicMilliseconds: () => systemClock.monotonicMilliseconds(),
  };
  const indexer = await runIndexer({
    ...{ chain, source: openLogSource(chain), database: "memory", clock, recover: secp.recover },
    ...{
      signer: freshSigner(secp),
      probers: [prober.address],
      epochBlocks,
      host: "127.0.0.1",
      port: 0,
      onProgress: () => {},
    },
    ...options,
  });
  const newest = async (): Promise<number> => {
    const { epochs } = (await (await fetch(`${indexer.url}/v1/epochs?limit=1`)).json()) as {
      epochs: { epoch: number }[];
    };
    return epochs[0]?.epoch ?? -1;
  };
  const post = (path: string, body: object) =>
    fetch(`${indexer.url}${path}`, {
      ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    });
  let salts = 0;
  const found = (node: number, at: number, more: Partial<Probe> = {}): Probe => {
    salts += 1;
    return {
      ...{ node: nodes[node]?.address ?? "0x", at, connected: true, problem: "", claimed: "NL", country: "NL" },
      ...{ names: true, page: true, goodputKbps: 90_000, expectedKbps: 100_000, latencyMilliseconds: 40 },
      ...{ demanded: "100", due: "100", salt: `0x${String(salts).padStart(64, "0")}` },
      ...more,
    };
  };
  const opinionOf = (payer: number, node: number, secondsAgo: number, score = 950_000): Attestation => {
    const from = payers[payer];
    const to = nodes[node];
    if (from === undefined || to === undefined) throw new Error("no such party");
    const terms = {
      ...{ node: to.address, cumulative: tokenAmount(600_000n), score },
      periodStart: unixSeconds(clock.nowSeconds() - secondsAgo),
    };
    return signAttestation(payments, from.address, terms, from.sign);
  };
  const commit = async (node: number, more: Partial<Probe> = {}): Promise<Probe> => {
    const at = clock.nowSeconds();
    const result = found(node, at, more);
    const terms = { hash: probeHash(result), at, publishAt: at + 1 };
    const commitment = signCommitment(network.chainId, terms, prober.address, prober.sign);
    // A fast machine asks more often than one address may: then it waits, as a prober does.
    await eventually("the commitment taken", async () => {
      const answer = await post("/v1/probes/commitments", commitment);
      if (answer.status === 202) return true;
      if (answer.status !== 429) throw new Error(await answer.text());
      return false;
    });
    return result;
  };
  return {
    devnet,
    probe: async (node, more) => {
      const result = await commit(node, more);
      await eventually("the result taken", async () => (await post("/v1/probes", result)).status === 202);
    },
    commit: async (node) => void (await commit(node)),
    nodes: nodes.map(({ address }) => address),
    indexer,
    nextEpoch: async () => {
      // One that is pending may be signed without what was sent just now.
      const after = Math.max(await newest(), Math.ceil(Number(await chain.head.blockNumber()) / epochBlocks) - 1);
      return eventually(
        "a newer epoch",
        async () => {
          await request("evm_mine");
          const now = await newest();
          return now > after && now;
        },
        100_000,
      );
    },
    attest: async (payer, node, score) => {
      const attestation = opinionOf(payer, node, 60, score);
      return post("/v1/attestations", { ...attestation, cumulative: attestation.cumulative.toString() });
    },
    opinionOf,
    resultOf: (node, { session, commitment, publication }) => {
      const now = clock.nowSeconds();
      const probe = found(node, now - session);
      const terms = { hash: probeHash(probe), at: now - commitment, publishAt: now - publication };
      return { commitment: signCommitment(network.chainId, terms, prober.address, prober.sign), probe };
    },
    close: async () => {
      await indexer.close();
      await devnet.close();
    },
  };
}

export interface Liar {
  readonly url: string;
  /** Changes what the indexer says before it is passed on. */
  lie: (path: string, body: string) => string;
  close(): void;
}

/** Stands between a client and an indexer and changes answers. */
export async function openLiar(indexer: string): Promise<Liar> {
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url ?? "/", indexer), { headers: { "accept-encoding": "identity" } });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(self.lie(request.url ?? "", await answer.text()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const self: Liar = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie: (_path, body) => body,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return self;
}
