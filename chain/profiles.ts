import type { Address } from "../protocol/ids.ts";
import { RuntimeError } from "../runtime/errors.ts";

/** How a chain asks for transactions: for gas alone (EIP-1559), or, on a rollup of the OP Stack, for their bytes on the chain below as well. */
export type FeeModel =
  | { readonly kind: "eip1559" }
  | {
      readonly kind: "op-stack";
      /** GasPriceOracle, which says what bytes cost. */
      readonly oracle: Address;
    };

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
  readonly fees: FeeModel;
  /** Tip offered to block producers, in wei per gas. */
  readonly priorityFeeWei: bigint;
}

const hours = 3600;
const eip1559: FeeModel = { kind: "eip1559" };
/** A predeploy: at this address on every chain of the OP Stack. */
const opStack: FeeModel = { kind: "op-stack", oracle: "0x420000000000000000000000000000000000000f" as Address };

/**
 * Where the depths come from: Ethereum finalizes after two epochs of 32 slots. What a rollup of the OP Stack submits is final with the Ethereum block that holds it, 20 to 30
 * minutes later (OP Stack documentation, transaction finality): 900 blocks of 2 s. Polygon finalizes by milestones of some dozen blocks (PIP-11) where checkpoints took 512; 200
 * are several milestones. Gas tokens' prices are rough, for what is worth sending.
 */
export const profiles: Readonly<Record<string, ChainProfile>> = {
  devnet: {
    name: "devnet",
    softDepth: 0,
    finalityDepth: 4,
    marginSeconds: 6 * hours,
    blockSeconds: 1,
    epochBlocks: 20,
    gasTokenUsdMicros: 3_000_000_000n,
    fees: eip1559,
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
    fees: eip1559,
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
    fees: opStack,
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
    fees: opStack,
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
    fees: eip1559,
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
