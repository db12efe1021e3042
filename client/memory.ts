import { readFile } from "node:fs/promises";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { Address } from "../protocol/ids.ts";
import { AddressText } from "../protocol/wire.ts";
import { writeJsonAtomic } from "../runtime/jsonFile.ts";

const MemoryJson = Type.Record(
  AddressText,
  Type.Object(
    { good: Type.Integer({ minimum: 0 }), failures: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 32 }) },
    { additionalProperties: false },
  ),
);
type Remembered = Static<typeof MemoryJson>;

const avoidSeconds = 86_400;
const kept = 32;

/** What this client itself has seen of each node. It leaves this machine only where the user asked for it (attest.ts). Two failures in a day: avoided for a day. */
export class NodeMemory {
  readonly #path: string;
  readonly #nodes: Remembered;

  private constructor(path: string, nodes: Remembered) {
    this.#path = path;
    this.#nodes = nodes;
  }

  static async open(path: string): Promise<NodeMemory> {
    try {
      const value: unknown = JSON.parse(await readFile(path, "utf8"));
      return new NodeMemory(path, Value.Check(MemoryJson, value) ? (value as Remembered) : {});
    } catch {
      // Nothing remembered yet, or the file is damaged: experience starts anew, and no money depends on it.
      return new NodeMemory(path, {});
    }
  }

  avoids(node: Address, now: number): boolean {
    return (this.#nodes[node]?.failures.filter((at) => at > now - avoidSeconds).length ?? 0) >= 2;
  }

  /** Mean of Beta(9 + good, 1 + bad), in millionths: the private score. */
  score(node: Address): number {
    const known = this.#nodes[node];
    const good = 9 + (known?.good ?? 0);
    const bad = 1 + (known?.failures.length ?? 0);
    return Math.floor((good * 1_000_000) / (good + bad));
  }

  /** Share of sessions that worked, in millionths, of every node that was used. */
  observed(): readonly { readonly node: Address; readonly score: number }[] {
    return Object.entries(this.#nodes).map(([node, { good, failures }]) => ({
      node: node as Address,
      score: Math.floor((good * 1_000_000) / Math.max(1, good + failures.length)),
    }));
  }

  async remember(node: Address, worked: boolean, now: number): Promise<void> {
    const known = this.#nodes[node] ?? { good: 0, failures: [] };
    this.#nodes[node] = worked
      ? { ...known, good: known.good + 1 }
      : { ...known, failures: [...known.failures, now].slice(-kept) };
    await writeJsonAtomic(this.#path, this.#nodes);
  }
}
