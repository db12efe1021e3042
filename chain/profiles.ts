import { RuntimeError } from "../runtime/errors.ts";

/** What a kind of chain means for money decisions. */
export interface ChainProfile {
  readonly name: string;
  /** Blocks after which a lock counts up to the soft limits. */
  readonly softDepth: number;
  /** Blocks after which nothing is expected to change. */
  readonly finalityDepth: number;
  /** Seconds before a lock's expiry in which it counts nothing: max(6 h, the chain's longest outage). */
  readonly marginSeconds: number;
  readonly blockSeconds: number;
  /** Blocks from one reputation epoch to the next: an hour, and on a local chain twenty seconds. */
  readonly epochBlocks: number;
  /** Millionths of a USD for one whole gas token, for fee decisions only. */
  readonly gasTokenUsdMicros: bigint;
  /** Tip offered to block producers, in wei per gas. */
  readonly priorityFeeWei: bigint;
}

const hours = 3600;

export const profiles: Readonly<Record<string, ChainProfile>> = {
  devnet: {
    name: "devnet",
    softDepth: 0,
    finalityDepth: 4,
    marginSeconds: 6 * hours,
    blockSeconds: 1,
    epochBlocks: 20,
    gasTokenUsdMicros: 3_000_000_000n,
    priorityFeeWei: 100_000n,
  },
  ethereum: {
    name: "ethereum",
    softDepth: 3,
    finalityDepth: 65,
    marginSeconds: 6 * hours,
    blockSeconds: 12,
    epochBlocks: 300,
    gasTokenUsdMicros: 3_000_000_000n,
    priorityFeeWei: 1_000_000_000n,
  },
  base: {
    name: "base",
    softDepth: 5,
    finalityDepth: 900,
    marginSeconds: 12 * hours,
    blockSeconds: 2,
    epochBlocks: 1800,
    gasTokenUsdMicros: 3_000_000_000n,
    priorityFeeWei: 1_000_000n,
  },
  optimism: {
    name: "optimism",
    softDepth: 5,
    finalityDepth: 900,
    marginSeconds: 12 * hours,
    blockSeconds: 2,
    epochBlocks: 1800,
    gasTokenUsdMicros: 3_000_000_000n,
    priorityFeeWei: 1_000_000n,
  },
  polygon: {
    name: "polygon",
    softDepth: 16,
    finalityDepth: 200,
    marginSeconds: 12 * hours,
    blockSeconds: 2,
    epochBlocks: 1800,
    gasTokenUsdMicros: 500_000n,
    priorityFeeWei: 30_000_000_000n,
  },
};

export function profileOf(name: string): ChainProfile {
  const profile = profiles[name];
  if (profile !== undefined) return profile;
  throw new RuntimeError(
    "CONFIG_INVALID",
    `there is no chain profile "${name}"; use one of ${Object.keys(profiles).join(", ")}`,
    { name },
  );
}
