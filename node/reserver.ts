import type { Chain } from "../chain/chain.ts";
import type { Address } from "../protocol/ids.ts";
import { tokenAmount } from "../protocol/units.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Channels } from "./channels.ts";
import { shouldReserve } from "./reservePolicy.ts";
import type { VoucherStore } from "./vouchers/port.ts";

/** Of a call with one reservation: gas on the safe side of the measured figure, and bytes with the envelope. */
const reserveGas = 70_000n;
const reserveBytes = 310;

/** Relays payers' reservations when the policy says so, one at a time per payer. */
export class Reserver {
  readonly #chain: Chain;
  readonly #channels: Channels;
  readonly #store: VoucherStore;
  readonly #logger: Logger;
  readonly #busy = new Set<Address>();

  constructor(chain: Chain, channels: Channels, store: VoucherStore, logger: Logger) {
    this.#chain = chain;
    this.#channels = channels;
    this.#store = store;
    this.#logger = logger;
  }

  /** `relayed` is called when a lock has landed, `wanted` when the payer must sign a reservation up to at least that ceiling. */
  consider(payer: Address, tell: { readonly relayed: () => void; readonly wanted: (ceiling: bigint) => void }): void {
    const coverage = this.#channels.coverage(payer);
    const claim = coverage.best - coverage.settled - coverage.countedLock;
    if (claim <= 0n || this.#busy.has(payer)) return;
    // What would not be relayed for nothing needs no question to the chain about its cost; that is nearly every voucher.
    const unreservedLimit = this.#channels.unreservedLimit(payer);
    if (!shouldReserve({ claim, cost: tokenAmount(0n), unreservedLimit })) return;
    this.#busy.add(payer);
    this.#relay(payer, claim, tell)
      .catch((error: unknown) =>
        this.#logger.warn({ error }, "a reservation could not be relayed; it is tried again with the next voucher"),
      )
      .finally(() => this.#busy.delete(payer));
  }

  async #relay(
    payer: Address,
    claim: bigint,
    tell: { readonly relayed: () => void; readonly wanted: (ceiling: bigint) => void },
  ): Promise<void> {
    const cost = await this.#chain.fees.costInToken(reserveGas, reserveBytes);
    if (!shouldReserve({ claim, cost, unreservedLimit: this.#channels.unreservedLimit(payer) })) return;
    const reservation = this.#store.reservation(payer);
    const { latest } = await this.#channels.refresh(payer);
    if (
      reservation === undefined ||
      reservation.epoch !== latest.epoch ||
      reservation.ceiling <= latest.settled + latest.locked
    ) {
      tell.wanted(latest.settled + latest.locked + claim);
      return;
    }
    await this.#chain.channels.reserve([reservation]);
    await this.#channels.refresh(payer);
    tell.relayed();
  }
}
