import type { Chain } from "../chain/chain.ts";
import type { Address } from "../protocol/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Channels } from "./channels.ts";
import { type Claim, claimsToSettle, largestBatch } from "./settlePolicy.ts";
import type { VoucherStore } from "./vouchers/port.ts";

/** Gas of a settle call and of each voucher in it, on the safe side of the measured figures. */
const callGas = 45_000n;
const itemGas = 17_000n;

export interface Settler {
  /** Looks once, and settles what the policy (or `force`) says. Returns what was settled, in token units. */
  run(force?: boolean): Promise<bigint>;
  /** What could be settled now. */
  pending(): bigint;
}

/** Brings vouchers to the chain, in batches of payers whose claims carry their gas. One bad item never holds a batch: the contract skips it. */
export function createSettler(options: {
  readonly chain: Chain;
  readonly node: Address;
  readonly store: VoucherStore;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly logger: Logger;
}): Settler {
  const { chain, node, store, channels, clock, logger } = options;
  let running: Promise<bigint> | undefined;

  const claimOf = (payer: Address): Claim | undefined => {
    const facts = channels.facts(payer);
    const best = store.best(payer);
    if (facts === undefined || best === undefined) return undefined;
    const due = best.cumulative - facts.latest.settled;
    const payable = facts.latest.locked + facts.cover;
    const amount = due < payable ? due : payable;
    if (amount <= 0n) return undefined;
    return { payer, amount, lockExpiresAt: facts.latest.locked > 0n ? facts.latest.expiresAt : undefined };
  };
  const claims = () => store.payers().flatMap((payer) => claimOf(payer) ?? []);

  const settleOnce = async (force: boolean): Promise<bigint> => {
    for (const payer of store.payers()) {
      const facts = channels.facts(payer);
      const best = store.best(payer);
      // Payers without news since their facts were read need no new look.
      if (facts === undefined || (best !== undefined && best.cumulative > facts.latest.settled))
        await channels.refresh(payer);
    }
    const open = claims();
    if (open.length === 0) return 0n;
    const facts = {
      claims: open,
      now: clock.nowSeconds(),
      marginSeconds: chain.profile.marginSeconds,
      costOfCall: force ? 0n : await chain.fees.costInToken(callGas),
      costOfItem: force ? 0n : await chain.fees.costInToken(itemGas),
    };
    const chosen = force ? open.slice(0, largestBatch) : claimsToSettle(facts);
    if (chosen.length === 0) return 0n;
    const vouchers = chosen.flatMap(({ payer }) => store.best(payer) ?? []);
    const receipt = await chain.channels.settle(node, vouchers);
    for (const { payer } of chosen) await channels.refresh(payer);
    const amount = chosen.reduce((sum, claim) => sum + claim.amount, 0n);
    logger.info(
      { vouchers: vouchers.length, amount: amount.toString(), gasUsed: receipt.gasUsed.toString() },
      "settled",
    );
    return amount;
  };

  return {
    pending: () => claims().reduce((sum, claim) => sum + claim.amount, 0n),
    run: (force = false) => {
      running ??= settleOnce(force).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
