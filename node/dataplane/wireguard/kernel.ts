import type { Nft, NftObject } from "../../../runtime/nft.ts";
import { runProgram } from "../../../runtime/program.ts";
import type { ExitRules } from "../port.ts";
import {
  addClient,
  type ClientAddresses,
  moveLimit,
  passedSet,
  removeClient,
  removeTable,
  renderTable,
  replaceCredit,
  type TunnelNetwork,
  tableOf,
} from "./ruleset.ts";

/**
 * What the kernel says of every client, by index: bytes that passed, and the quota's own count, which never shows more than its limit; empty where quotas
 * were not asked for.
 */
export interface KernelCounts {
  readonly passed: ReadonlyMap<number, number>;
  readonly consumed: ReadonlyMap<number, number>;
}

/** A client that begins, or begins anew, with all of its limit unused. */
export interface SeatedClient {
  readonly addresses: ClientAddresses;
  readonly limit: number;
}

/** A client's limit from now on; `replaced` when the old quota was used up. */
export interface LimitChange {
  readonly addresses: ClientAddresses;
  readonly turn: number;
  readonly limit: number;
  readonly replaced: boolean;
}

/** The exit's rules in the kernel. Codes: `FIREWALL_REFUSED`, `PROGRAM_MISSING`, `PROGRAM_FAILED`. */
export class TunnelKernel {
  readonly #nft: Nft;
  readonly #name: string;
  #bitsPerSecond: number | undefined;

  constructor(nft: Nft, interfaceName: string) {
    this.#nft = nft;
    this.#name = interfaceName;
  }

  /**
   * Puts the table in place in one transaction, with the clients that are seated; whatever lies under its name, such as what a crash left, is gone in the
   * same.
   */
  async install(network: TunnelNetwork, rules: ExitRules, seated: readonly SeatedClient[] = []): Promise<void> {
    this.#bitsPerSecond = rules.limits?.bitsPerSecond;
    const clients = seated.flatMap(({ addresses, limit }) =>
      addClient(this.#name, addresses, limit, this.#bitsPerSecond),
    );
    await runProgram("nft", ["-f", "-"], `${renderTable(network, rules)}${clients.join("\n")}\n`);
  }

  add(client: ClientAddresses, limit: number): Promise<void> {
    return this.#nft.apply(addClient(this.#name, client, limit, this.#bitsPerSecond));
  }

  remove(client: ClientAddresses, turn: number): Promise<void> {
    return this.#nft.apply(removeClient(this.#name, client, turn, this.#bitsPerSecond));
  }

  /** Changes many limits in one transaction. */
  changeLimits(changes: readonly LimitChange[]): Promise<void> {
    return this.#nft.apply(
      changes.flatMap(({ addresses, turn, limit, replaced }) =>
        replaced
          ? replaceCredit(this.#name, addresses, turn, limit)
          : [moveLimit(this.#name, addresses.index, turn, limit)],
      ),
    );
  }

  /**
   * Quotas are read first: what passes in between then counts against the credit twice rather than never. For them nft asks the kernel for all there is, of
   * whatever table, so where they are not needed they are worth leaving out.
   */
  async counts(withQuotas: boolean): Promise<KernelCounts> {
    const table = tableOf(this.#name);
    const consumed = withQuotas
      ? consumedByIndex(await this.#nft.list(`quotas table ${table}`))
      : new Map<number, number>();
    return { passed: passedByIndex(await this.#nft.list(`set ${table} ${passedSet}`)), consumed };
  }

  async uninstall(): Promise<void> {
    await this.#nft.apply([removeTable(this.#name)]);
    this.#nft.close();
  }
}

const creditName = /^credit([0-9]+)x/;

function consumedByIndex(objects: readonly NftObject[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const { quota } of objects as readonly { readonly quota?: { readonly name: string; readonly used: number } }[]) {
    const index = creditName.exec(quota?.name ?? "")?.[1];
    if (quota !== undefined && index !== undefined) found.set(Number(index), quota.used);
  }
  return found;
}

interface ListedSet {
  readonly set?: {
    readonly elem?: readonly {
      readonly elem: { readonly val: number; readonly counter: { readonly bytes: number } };
    }[];
  };
}

function passedByIndex(objects: readonly NftObject[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const { set } of objects as readonly ListedSet[])
    for (const { elem } of set?.elem ?? []) found.set(elem.val, elem.counter.bytes);
  return found;
}
