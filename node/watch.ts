import type { Chain } from "../chain/chain.ts";
import type { Address } from "../protocol/ids.ts";
import type { CheckedVoucher } from "../protocol/voucher.ts";
import { settleCost } from "./settleCost.ts";
import { largestBatch } from "./settlePolicy.ts";
import type { VoucherFile } from "./voucherFile.ts";
import { claimsToSubmit, type WatchState, watchState } from "./watchPolicy.ts";

/** What one look at the chain found, and what was done about it. Counts are of vouchers; amounts in token units. */
export interface Look {
  readonly settled: number;
  readonly confirming: number;
  readonly unpayable: number;
  readonly waiting: number;
  /** Due, and not worth their gas. */
  readonly dust: number;
  readonly submitted: number;
  /** What was credited to the node by that. */
  readonly amount: bigint;
  readonly transactionHash: string | undefined;
  /** The next time at which something is due; undefined when nothing is about to go. */
  readonly nextDueAt: number | undefined;
  /** True when nothing is left that could become due. */
  readonly done: boolean;
}

/** How many payers are asked about at a time. */
const readsAtOnce = 16;

/**
 * Looks at every voucher once and submits those whose deadline is less than `lead` seconds away (all that can be paid, with `now`). It keeps nothing: what
 * is left to do follows from the vouchers and the chain, so a restart or a reorganisation changes nothing. Codes: those of the chain.
 */
export async function watchOnce(
  chain: Chain,
  { node, vouchers }: VoucherFile,
  options: { readonly lead: number; readonly now?: boolean },
): Promise<Look> {
  const headTime = await chain.head.headTime();
  const stateOf = async (voucher: CheckedVoucher): Promise<WatchState> => {
    const { channels } = chain;
    const { payer, cumulative } = voucher;
    const [channel, final, account, request] = await Promise.all([
      channels.channel(node, payer),
      // A chain that is younger than its finality depth has no contract there: nothing is final on it.
      channels.channel(node, payer, "final").catch(() => undefined),
      channels.account(payer),
      channels.request(payer),
    ]);
    return watchState(
      {
        cumulative,
        ...channel,
        settledFinal: final?.settled ?? 0n,
        available: account.available,
        requested: request.amount,
        readyAt: request.readyAt,
      },
      headTime,
      options.lead,
    );
  };
  const states: { readonly voucher: CheckedVoucher; readonly state: WatchState }[] = [];
  for (let at = 0; at < vouchers.length; at += readsAtOnce)
    states.push(
      ...(await Promise.all(
        vouchers.slice(at, at + readsAtOnce).map(async (voucher) => ({ voucher, state: await stateOf(voucher) })),
      )),
    );

  const count = (kind: WatchState["kind"]) => states.filter(({ state }) => state.kind === kind).length;
  const due = states.flatMap(({ voucher, state }) => {
    if (state.kind === "due") return [{ voucher, amount: state.amount, deadline: state.deadline }];
    return options.now === true && state.kind === "waiting"
      ? [{ voucher, amount: state.amount, deadline: state.deadline ?? Number.MAX_SAFE_INTEGER }]
      : [];
  });
  const cost = due.length === 0 ? { call: 0n, item: 0n } : await settleCost(chain.fees);
  const chosen = claimsToSubmit(due, cost, largestBatch);
  const taken = new Set(chosen.map(({ voucher }) => voucher));
  const left = due.filter(({ voucher }) => !taken.has(voucher));
  const waiting = states.filter(({ voucher, state }) => state.kind === "waiting" && !taken.has(voucher));
  const dueAt = waiting.flatMap(({ state }) =>
    state.kind === "waiting" && state.deadline !== undefined ? [state.deadline - options.lead] : [],
  );
  const sent =
    chosen.length === 0
      ? undefined
      : await submit(
          chain,
          node,
          chosen.map(({ voucher }) => voucher),
        );
  // More than fit into one call, or dust whose gas may still become cheaper: worth another look while there is time.
  const lookAgain = chosen.length > 0 || left.some(({ deadline }) => headTime < deadline);
  return {
    settled: count("settled"),
    confirming: count("confirming"),
    unpayable: count("unpayable"),
    waiting: waiting.length,
    dust: left.length,
    submitted: chosen.length,
    amount: sent?.amount ?? 0n,
    transactionHash: sent?.transactionHash,
    nextDueAt: dueAt.length === 0 ? undefined : Math.min(...dueAt),
    done: count("confirming") === 0 && waiting.length === 0 && !lookAgain,
  };
}

/** One transaction, and what the node was credited with meanwhile. */
async function submit(chain: Chain, node: Address, vouchers: readonly CheckedVoucher[]) {
  const settled = () =>
    Promise.all(vouchers.map(async ({ payer }) => (await chain.channels.channel(node, payer)).settled));
  const before = await settled();
  const { transactionHash } = await chain.channels.settle(node, vouchers);
  const after = await settled();
  return { transactionHash, amount: after.reduce((sum, now, at) => sum + now - (before[at] ?? 0n), 0n) };
}
