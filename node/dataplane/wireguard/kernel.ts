import type { Nft } from "../../../runtime/nft.ts";
import { runProgram } from "../../../runtime/program.ts";
import type { ExitRules } from "../port.ts";
import {
  addClient,
  type ClientAddresses,
  moveLimit,
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

  /** Puts the table in place in one transaction; whatever a crash left under its name is gone in the same. */
  async install(network: TunnelNetwork, rules: ExitRules): Promise<void> {
    this.#bitsPerSecond = rules.limits?.bitsPerSecond;
    await runProgram("nft", ["-f", "-"], renderTable(network, rules));
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
   * Quotas are read first: what passes in between then counts against the credit twice rather than never. Each of the two readings makes nft ask the kernel
   * for all there is, so one that is not needed is worth leaving out. (Kernels miscount `reset counters` under traffic, which would be cheaper.)
   */
  async counts(withQuotas: boolean): Promise<KernelCounts> {
    const table = tableOf(this.#name);
    const consumed = withQuotas
      ? indexed(await this.#nft.list(`quotas table ${table}`), "quota", "credit", "used")
      : new Map<number, number>();
    const passed = indexed(await this.#nft.list(`counters table ${table}`), "counter", "passed", "bytes");
    return { passed, consumed };
  }

  async uninstall(): Promise<void> {
    await this.#nft.apply([removeTable(this.#name)]);
    this.#nft.close();
  }
}

function indexed(
  objects: readonly Readonly<Record<string, unknown>>[],
  kind: string,
  prefix: string,
  value: string,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const object of objects) {
    const entry = object[kind] as Readonly<Record<string, unknown>> | undefined;
    if (typeof entry?.name !== "string" || !entry.name.startsWith(prefix)) continue;
    found.set(Number.parseInt(entry.name.slice(prefix.length), 10), Number(entry[value]));
  }
  return found;
}
