import type { Chain } from "../chain/chain.ts";
import type { Address } from "../protocol/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Channels } from "./channels.ts";
import { locksToRelease, settleBeforeReleaseSeconds } from "./releasePolicy.ts";
import { settleCost } from "./settleCost.ts";
import { acceptedShare, type Claim, claimsToSettle, largestBatch } from "./settlePolicy.ts";
import type { VoucherStore } from "./vouchers/port.ts";

export interface Settler {
  /**
   * Looks once, and settles what the policy says; with `force` everything, in as many transactions as it takes, after a look that is under way. Returns
   * what was settled, in token units.
   */
  run(force?: boolean): Promise<bigint>;
  /** Gives back the locks of payers that have left, when what they owe is settled. Returns how many. */
  release(): Promise<number>;
  /** What could be settled now. */
  pending(): bigint;
}

/**
 * Brings vouchers to the chain, in batches of payers whose claims carry their gas, and gives locks back. One bad item never holds a batch: the contract
 * skips it, and a payer that cannot be read is left as it was last seen.
 */
export function createSettler(options: {
  readonly chain: Chain;
  readonly node: Address;
  readonly store: VoucherStore;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly logger: Logger;
}): Settler {
  const { chain, node, store, channels, clock, logger } = options;
  let looking: Promise<bigint> | undefined;
  let forced: Promise<bigint> | undefined;

  const claimOf = (payer: Address): Claim | undefined => {
    const facts = channels.facts(payer);
    const best = store.best(payer);
    if (facts === undefined || best === undefined) return undefined;
    const { latest, available, cover, thawEndsAt } = facts;
    const due = best.cumulative - latest.settled;
    // What a withdrawal asks for is payable too until it leaves: the contract draws from all that is available.
    const payable = latest.locked + available;
    const amount = due < payable ? due : payable;
    if (amount <= 0n) return undefined;
    const idleSince = channels.idleSince(payer);
    const hasLock = latest.locked > 0n;
    const urgent = [
      hasLock && { deadline: latest.expiresAt - chain.profile.marginSeconds },
      // Its ramp is as long as the payer has been away: the moment it leaves nothing costs more than before.
      hasLock &&
        idleSince !== undefined && {
          deadline: idleSince + settleBeforeReleaseSeconds,
          rampSeconds: settleBeforeReleaseSeconds,
        },
      thawEndsAt !== undefined && amount > latest.locked + cover && { deadline: thawEndsAt },
    ]
      .filter((each) => each !== false)
      .sort((a, b) => Number(acceptedShare(b, clock.nowSeconds()) - acceptedShare(a, clock.nowSeconds())))[0];
    return { payer, amount, deadline: undefined, ...urgent };
  };
  const claims = () => store.payers().flatMap((payer) => claimOf(payer) ?? []);

  const refreshed = async (payer: Address): Promise<boolean> => {
    try {
      await channels.refresh(payer);
      return true;
    } catch (error) {
      logger.debug({ error }, "a payer's channel could not be read; what was known of it stays");
      return false;
    }
  };
  const settledOf = (payer: Address): bigint => channels.facts(payer)?.latest.settled ?? 0n;

  const worthSettling = async (open: readonly Claim[]): Promise<readonly Claim[]> => {
    const { call, item } = await settleCost(chain.fees);
    return claimsToSettle({ claims: open, now: clock.nowSeconds(), costOfCall: call, costOfItem: item });
  };

  const openClaims = async (): Promise<readonly Claim[]> => {
    for (const payer of store.payers()) {
      const best = store.best(payer);
      // Payers without news since their facts were read need no new look.
      if (channels.facts(payer) === undefined || (best !== undefined && best.cumulative > settledOf(payer)))
        await refreshed(payer);
    }
    return claims();
  };

  const settleBatch = async (chosen: readonly Claim[]): Promise<bigint> => {
    const vouchers = chosen.flatMap(({ payer }) => store.best(payer) ?? []);
    const before = chosen.map(({ payer }) => settledOf(payer));
    const receipt = await chain.channels.settle(node, vouchers);
    let amount = 0n;
    for (const [at, claim] of chosen.entries())
      amount += (await refreshed(claim.payer)) ? settledOf(claim.payer) - (before[at] ?? 0n) : claim.amount;
    logger.info(
      { vouchers: vouchers.length, amount: amount.toString(), gasUsed: receipt.gasUsed.toString() },
      "settled",
    );
    return amount;
  };

  const look = async (): Promise<bigint> => {
    const open = await openClaims();
    const chosen = open.length === 0 ? [] : await worthSettling(open);
    return chosen.length === 0 ? 0n : settleBatch(chosen);
  };

  /** Each claim once: one that the contract skips does not come round again. */
  const settleAll = async (): Promise<bigint> => {
    let amount = 0n;
    const open = await openClaims();
    for (let at = 0; at < open.length; at += largestBatch)
      amount += await settleBatch(open.slice(at, at + largestBatch));
    return amount;
  };

  const run = (force = false): Promise<bigint> => {
    if (!force) {
      // A look that meets an order has nothing to add to it.
      if (forced !== undefined) return forced;
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    }
    const before = looking?.catch(() => 0n) ?? Promise.resolve(0n);
    forced ??= before
      .then(async (amount) => amount + (await settleAll()))
      .finally(() => {
        forced = undefined;
      });
    return forced;
  };

  const release = async (): Promise<number> => {
    const now = clock.nowSeconds();
    const idle = (payers: readonly Address[]) =>
      payers.flatMap((payer) => {
        const idleSince = channels.idleSince(payer);
        const locked = channels.facts(payer)?.latest.locked ?? 0n;
        return idleSince === undefined ? [] : [{ payer, locked, unsettled: claimOf(payer)?.amount ?? 0n, idleSince }];
      });
    // Nothing here could be released for nothing: then the chain need not be asked for its price.
    if (locksToRelease(idle(channels.payers()), { now, costOfSettling: 2n ** 96n }).length === 0) return 0;
    const { call, item } = await settleCost(chain.fees);
    const costOfSettling = call + item;
    const wanted = locksToRelease(idle(channels.payers()), { now, costOfSettling });
    for (const payer of wanted) await refreshed(payer);
    // Asked again at the last moment: a payer may have come back, or shown a better voucher.
    const chosen = locksToRelease(idle(wanted), { now, costOfSettling });
    if (chosen.length === 0) return 0;
    await chain.channels.release(node, chosen);
    for (const payer of chosen) await refreshed(payer);
    logger.info({ locks: chosen.length }, "gave back the locks of payers that have left");
    return chosen.length;
  };

  return {
    pending: () => claims().reduce((sum, claim) => sum + claim.amount, 0n),
    release,
    run,
  };
}
