import type { Network } from "../chain/network.ts";
import { Offers } from "../indexer/offer.ts";
import { Facts } from "../indexer/project/facts.ts";
import type { NodeRow } from "../indexer/project/rows.ts";
import type { KeptDescriptor } from "../indexer/store/store.ts";
import type { Address } from "../protocol/ids.ts";
import { unixSeconds } from "../protocol/units.ts";
import { systemClock } from "../runtime/clock.ts";
import { seededBytes } from "./seededBytes.ts";

export const minimumStake = 100_000_000n;
const countries = ["NL", "DE", "FR", "US", "SE", "CH", "JP", "BR", "CA", "ES"];

const at = (kind: number, number: number): Address =>
  `0x${kind.toString(16).padStart(2, "0")}${number.toString(16).padStart(38, "0")}` as Address;

export const network: Network = {
  name: "bench",
  chainId: 31_337,
  rpcUrls: [],
  paymentChannels: at(1, 1),
  nodeRegistry: at(1, 2),
  token: { address: at(1, 3), name: "Bench", version: "1", symbol: "B", decimals: 6 },
  indexers: [],
  profile: "devnet",
  deploymentBlock: 0,
  public: false,
};

/** What one registered node is, and what it offers. */
export interface MadeNode {
  readonly row: NodeRow;
  readonly kept: KeptDescriptor;
}

/** Registered nodes, each with an offer: four an operator, but for a tenth that are one operator's, and 64 in each /16. */
export function* eachMadeNode(seed: string, count: number): Generator<MadeNode> {
  const random = seededBytes(`${seed}/api`, count * 4);
  const now = systemClock.nowSeconds();
  for (let number = 0; number < count; number++) {
    const drawn = random.readUInt32LE(number * 4);
    const id = at(2, number);
    const operator = at(3, drawn % 10 === 0 ? 0 : number >> 2);
    const row = {
      ...{ id, operator, payout: operator, key: id, unbondingAt: 0, descriptorFloor: 0n },
      ...{ bond: minimumStake + BigInt(drawn % 1_000), registeredAt: now - (drawn % 10_000_000) },
      ...{ settledVolume: BigInt(drawn), payers: drawn % 100, slashes: 0, slashedAt: 0 },
    };
    const body = {
      endpoint: { host: `${20 + (number >> 14)}.${(number >> 6) & 255}.${number & 63}.7`, port: 443 },
      certificateSha256: drawn.toString(16).padStart(64, "0"),
      transports: ["https" as const],
      pricePerGB: String(50_000 + (drawn % 200_000)),
      country: countries[drawn % countries.length] ?? "NL",
      capacityMbps: 100 + (drawn % 900),
      exitPolicy: { preset: "web-only" as const, rules: [] },
      labAllow: [],
    };
    const signature = `0x${drawn.toString(16).padStart(130, "5")}` as const;
    const descriptor = { node: id, version: "1", validUntil: unixSeconds(now + 86_400), body, signature };
    yield { row, kept: { signedBy: id, descriptor } };
  }
}

/** All of them, as an API holds them. */
export function madeNodes(seed: string, count: number): { facts: Facts; offers: Offers } {
  const [facts, offers] = [new Facts(), new Offers()];
  for (const { row, kept } of eachMadeNode(seed, count)) {
    facts.put("node", row.id, row);
    offers.put(kept, facts.node(row.id));
  }
  return { facts, offers };
}
