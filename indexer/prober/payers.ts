import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Chain } from "../../chain/chain.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { tokenAmount } from "../../protocol/units.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Secp256k1 } from "../../runtime/secp256k1.ts";
import { IndexerError } from "../errors.ts";
import type { Plan } from "./mix.ts";
import type { ProberFile } from "./proberFile.ts";
import type { ProberSecrets } from "./secrets.ts";

/** A payer that is lent to one probe. */
export interface LentPayer {
  readonly number: number;
  readonly key: Hex;
  /** Its client's folder. */
  readonly dir: string;
  readonly release: () => void;
}

export interface PayersOptions {
  /** Sends as the funding account. */
  readonly chain: Chain;
  readonly secp: Secp256k1;
  readonly file: ProberFile;
  readonly secrets: ProberSecrets;
  readonly dir: string;
  readonly clock: Clock;
  /** Of a payer, from its first session on: less than the delay of what it finds, so that none is in use whose sessions can be told from what is published. */
  readonly usedSeconds: number;
  /** The most that new payers get in a day (UTC), in base units. */
  readonly fundDay: bigint;
}

/**
 * Payers of probes. To an exit each is a client it has never seen: no payer comes to the same exit twice, and a new one is made as often as clients are new.
 * A new one gets tokens by a plain transfer from the funding account (or finds some that were sent to its address from elsewhere) and then deposits as every
 * client does, by a signature that a node relays.
 */
export class Payers {
  readonly #options: PayersOptions;
  readonly #lent = new Set<number>();

  constructor(options: PayersOptions) {
    this.#options = options;
  }

  /** Codes: `PROBER_UNFUNDED`, `PROBE_BUDGET_EXHAUSTED`, those of the chain. */
  async take(node: Address, plan: Plan, most: bigint): Promise<LentPayer> {
    const { chain, file, clock, usedSeconds } = this.#options;
    const now = clock.nowSeconds();
    const deposit = this.deposit(plan, most);
    for (const { number, visited, until } of file.activePayers) {
      if (this.#lent.has(number)) continue;
      if (until <= now) await file.retire(number);
      if (until <= now || visited.includes(node) || (plan.newPayer && visited.length > 0)) continue;
      this.#lent.add(number);
      const address = this.#addressOf(number);
      const { available, owner = address } = await chain.channels.account(address);
      // Or one that was cut off between its tokens and its deposit.
      const isOurs = owner === address;
      if (isOurs && (available >= 2n * most || (available === 0n && (await chain.token.balanceOf(address)) >= deposit)))
        return this.#lend(number, node);
      // One that got nothing yet, because there was nothing to give, is the new one.
      if (isOurs && visited.length === 0 && available === 0n) return this.#lendFunded(number, node, deposit);
      this.#lent.delete(number);
      // Who owns the account of another could empty it under a session, and have the exit blamed.
      if (!isOurs || visited.length > 0) await file.retire(number);
    }
    const number = await file.newPayer(now + usedSeconds);
    this.#lent.add(number);
    return this.#lendFunded(number, node, deposit);
  }

  async #lendFunded(number: number, node: Address, deposit: bigint): Promise<LentPayer> {
    try {
      await this.#fund(this.#addressOf(number), deposit);
      return await this.#lend(number, node);
    } catch (error) {
      this.#lent.delete(number);
      throw error;
    }
  }

  /** What a new payer deposits: as the mix says, and enough for the session. */
  deposit(plan: Plan, most: bigint): bigint {
    const { decimals } = this.#options.chain.network.token;
    const drawn = (BigInt(plan.depositCents) * 10n ** BigInt(decimals)) / 100n;
    return drawn > 2n * most ? drawn : 2n * most;
  }

  async #lend(number: number, node: Address): Promise<LentPayer> {
    await this.#options.file.visit(number, node);
    const dir = join(this.#options.dir, "payers", String(number));
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const release = () => void this.#lent.delete(number);
    return { number, key: this.#options.secrets.payer(number), dir, release };
  }

  async #fund(payer: Address, amount: bigint): Promise<void> {
    const { chain, file, fundDay, clock } = this.#options;
    if ((await chain.token.balanceOf(payer)) >= amount) return;
    const { address } = chain;
    const held = address === undefined ? 0n : await chain.token.balanceOf(address);
    if (address === undefined || held < amount)
      throw new IndexerError(
        "PROBER_UNFUNDED",
        `the funding account ${address} holds ${held} base units and a probe's payer needs ${amount}; send it tokens, and the chain's gas token for the transfers`,
        { address: address ?? "", held: held.toString(), needed: amount.toString() },
      );
    await file.fund(amount, fundDay, clock.nowSeconds());
    await chain.token.transfer(payer, tokenAmount(amount));
  }

  #addressOf(number: number): Address {
    const { secp, secrets } = this.#options;
    return secp.addressOf(secrets.payer(number));
  }
}
