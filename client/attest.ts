import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Chain } from "../chain/chain.ts";
import { signAttestation } from "../protocol/attestation.ts";
import { paymentsDomain } from "../protocol/domain.ts";
import type { Address } from "../protocol/ids.ts";
import { tokenAmount } from "../protocol/units.ts";
import { AddressText } from "../protocol/wire.ts";
import type { Clock } from "../runtime/clock.ts";
import { readJson, writeJsonAtomic } from "../runtime/jsonFile.ts";
import { NodeMemory } from "./memory.ts";
import type { Wallet } from "./wallet/wallet.ts";

/** When each node was last spoken of. */
const SentJson = Type.Record(AddressText, Type.Integer({ minimum: 0 }));
/** Indexers take one a day. */
const restSeconds = 86_400;

export interface AttestOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly clock: Clock;
  readonly indexers: readonly string[];
  readonly memoryPath: string;
  /** Where it is kept which node was spoken of when. */
  readonly sentPath: string;
}

export interface Attested {
  readonly node: Address;
  readonly score: number;
}

/**
 * Tells the indexers what this client has seen of the nodes that it paid: the share of sessions that worked, signed by the payer, over money that is settled
 * on chain. Only ever called when the user asked for it: it publishes what is otherwise kept to this machine. Nodes whose vouchers are not settled yet
 * wait for the next time; an indexer that does not answer is left out. Returns what at least one indexer took.
 */
export async function attestSettled(options: AttestOptions): Promise<readonly Attested[]> {
  const { chain, wallet, clock, indexers } = options;
  const memory = await NodeMemory.open(options.memoryPath);
  const sent = await sentBefore(options.sentPath);
  const domain = paymentsDomain(chain.network.chainId, chain.network.paymentChannels);
  const taken: Attested[] = [];
  for (const { node, score } of memory.observed()) {
    const now = clock.nowSeconds();
    if ((sent[node] ?? 0) > now - restSeconds) continue;
    const { settled } = await chain.channels.channel(node, wallet.payer);
    if (settled === 0n) continue;
    const terms = { node, score, cumulative: tokenAmount(settled), periodStart: now };
    const attestation = signAttestation(domain, wallet.payer, terms, wallet.sign);
    const body = JSON.stringify({ ...attestation, cumulative: attestation.cumulative.toString() });
    const answers = await Promise.all(indexers.map((indexer) => post(indexer, body)));
    if (!answers.includes(true)) continue;
    sent[node] = now;
    await writeJsonAtomic(options.sentPath, sent);
    taken.push({ node, score });
  }
  return taken;
}

async function sentBefore(path: string): Promise<Record<string, number>> {
  try {
    const value = await readJson(path, Type.Unknown());
    return Value.Check(SentJson, value) ? { ...value } : {};
  } catch {
    // Nothing was sent yet, or the file is damaged: an indexer refuses what comes twice.
    return {};
  }
}

async function post(indexer: string, body: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/v1/attestations", indexer), {
      ...{ method: "POST", body, headers: { "content-type": "application/json" } },
      signal: AbortSignal.timeout(8_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // An indexer that is away hears of it another day.
    return false;
  }
}
