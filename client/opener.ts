import type { Chain } from "../chain/chain.ts";
import type { Descriptor } from "../protocol/descriptor.ts";
import { CodedError } from "../protocol/errors.ts";
import type { Address } from "../protocol/ids.ts";
import type { Clock } from "../runtime/clock.ts";
import { NodeAnswer } from "./control.ts";
import type { NodeEntry } from "./discover.ts";
import { ClientError } from "./errors.ts";
import type { NodeMemory } from "./memory.ts";
import { choose, type NodeFilters, weigh } from "./select.ts";
import type { PaidNode, PaidSession } from "./session.ts";
import { verifyNode } from "./verify.ts";
import type { Wallet } from "./wallet/wallet.ts";

/** Why a node was left out. */
export interface Problem {
  readonly node: Address;
  readonly error: CodedError;
}

/** So many refusals are told in one error. */
const mostProblems = 8;

/** Why no node of those that fit could be used; undefined when none was tried. Codes: `NO_COVER`, `NO_NODE_REACHABLE`. */
export function refusalOf(problems: readonly Problem[]): CodedError | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  if (problems.every(({ error }) => error instanceof ClientError && error.code === "NO_COVER")) return first.error;
  // What came of each at its last try; "another one is tried" is no longer true of any.
  const last = new Map(
    problems.map(({ node, error }) => [node, error.message.replace(/; another (one|node) is tried$/, "")]),
  );
  const text = [...last].slice(0, mostProblems).map(([node, message]) => `${node}: ${message}`);
  const more = last.size > mostProblems ? `; and ${last.size - mostProblems} more` : "";
  const codes = [...new Set(problems.map(({ error }) => error.code))].join(" ");
  const message = `no node that fits could be used: ${text.join("; ")}${more}; try again, or relax the filters`;
  return new ClientError("NO_NODE_REACHABLE", message, { codes }, { cause: first.error });
}

export const stopping = () => new ClientError("NOT_CONNECTED", "the client is stopping");

/** A search for one node. */
export interface Search {
  readonly filters: NodeFilters;
  readonly eligible: (entry: NodeEntry) => boolean;
  /** Opens a session at a node that was verified. */
  readonly open: (node: PaidNode) => Promise<PaidSession>;
  /** Asked when a node could not be reached: whether that is its own doing, somebody else's, or a reason to search no further. */
  readonly judge: () => Promise<"blame" | "spare" | "stop">;
  readonly isOver: () => boolean;
}

export interface OpenerOptions {
  readonly chain: Chain;
  readonly wallet: Wallet;
  readonly clock: Clock;
  readonly onProgress: (text: string) => void;
}

/** Draws nodes of a list until one can be used. */
export class Opener {
  readonly #options: OpenerOptions;
  readonly #memory: NodeMemory;
  /** Nodes that failed since this connection began: tried last. */
  readonly failed = new Set<Address>();

  constructor(options: OpenerOptions, memory: NodeMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  /** Tries nodes of a list in drawn order, those that failed before last; undefined when none could be used. */
  async first(list: readonly NodeEntry[], search: Search, problems: Problem[]): Promise<PaidSession | undefined> {
    const { chain, clock, onProgress } = this.#options;
    const minimumStake = await chain.registry.minimumStake();
    const { filters, eligible } = search;
    const tried = new Set<Address>();
    let entries = list;
    while (!search.isOver()) {
      const now = clock.nowSeconds();
      const avoid = new Set([...this.failed, ...tried]);
      let weighed = weigh(entries, filters, minimumStake, this.#memory, now, { avoid, eligible });
      if (weighed.length === 0)
        weighed = weigh(entries, filters, minimumStake, this.#memory, now, {
          avoid: tried,
          lastResort: true,
          eligible,
        });
      if (weighed.length === 0) return undefined;
      const entry = choose(weighed);
      const id = entry.node as Address;
      try {
        const session = await search.open(
          await this.#verified(id, entry.descriptor as unknown as Descriptor | null, filters.node === id),
        );
        this.failed.delete(id);
        return session;
      } catch (error) {
        // A fault here, a disk that keeps nothing or a chain that is away is no node's doing. What a node itself states never counts as one of those.
        const isOurs = !(error instanceof NodeAnswer);
        if (!(error instanceof CodedError) || (isOurs && /^(CHAIN|STORE|NOT_CONNECTED)/.test(error.code))) throw error;
        problems.push({ node: id, error });
        onProgress(`node ${id} is left out: ${error.code}`);
        // Another indexer's descriptor of the same node may be the true one.
        entries = entries.filter((other) => other !== entry);
        if (isOurs && error.code.startsWith("DESCRIPTOR_")) continue;
        tried.add(id);
        if (isOurs && (error.code === "NO_COVER" || error.code === "HOPS_NOT_APART")) continue;
        const isAway = isOurs && error.code === "NODE_UNREACHABLE";
        const judgement = isAway ? await search.judge() : "blame";
        if (judgement === "stop") return undefined;
        if (judgement === "spare") continue;
        this.failed.add(id);
        if (isAway) await this.#memory.remember(id, false, now);
      }
    }
    return undefined;
  }

  /** Only who asks for this very node (`named`) gets one that was slashed not long ago. */
  #verified(id: Address, descriptor: Descriptor | null, named: boolean): Promise<PaidNode> {
    const { chain, wallet, clock } = this.#options;
    if (descriptor === null)
      throw new ClientError("NODE_NOT_ACTIVE", `node ${id} offers nothing now; choose another node`);
    return verifyNode(chain, id, descriptor, clock, wallet.recover, named);
  }
}
