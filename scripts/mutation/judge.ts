/** Whether the tests notice a fault: the unit tests first, then the invariants, then the tests of the libraries, which hold the changed code themselves. */
import type { Battery } from "./battery.ts";
import type { Compiled, Compiler } from "./compile.ts";
import type { Mutant } from "./mutants.ts";

export type Verdict =
  | { readonly kind: "killed"; readonly by: string }
  | { readonly kind: "survived" }
  /** The published bytecode is the same: no fault at all. */
  | { readonly kind: "equal" }
  | { readonly kind: "invalid" };

interface Target {
  readonly source: string;
  readonly name: string;
  readonly units: readonly string[];
  readonly invariants: readonly string[];
}

/** The compiler's older pipeline is several times as fast as the published contracts' own, and both contracts fit its stack. */
const how = "test";

const channels: Target = {
  source: "contracts/PaymentChannels.sol",
  name: "PaymentChannels",
  units: ["test/contracts/PaymentChannels/", "test/contracts/attacks/", "test/contracts/tokens/"],
  invariants: ["test/contracts/invariants/"],
};
const registry: Target = {
  source: "contracts/NodeRegistry.sol",
  name: "NodeRegistry",
  units: ["test/contracts/NodeRegistry/", "test/contracts/attacks/"],
  invariants: [],
};
export const targets = [channels, registry] as const;

const libraryTests = ["Evidence", "Items", "Libraries", "Signatures"].map(
  (name) => `test/contracts/libraries/${name}.t.sol`,
);
const runs = { fuzz: 64, invariant: 4 };

/** The source with the fault in it. */
export function apply(source: string, mutant: Mutant): string {
  const bytes = Buffer.from(source);
  const behind = bytes.subarray(mutant.start + mutant.length);
  return Buffer.concat([bytes.subarray(0, mutant.start), Buffer.from(mutant.replacement), behind]).toString();
}

export class Judge {
  readonly #compiler: Compiler;
  readonly #battery: Battery;
  readonly #needs: ReadonlyMap<string, readonly string[]>;
  readonly #published = new Map<string, string>();

  /** `needs`: of each file, the sources of the contracts that contain it. */
  constructor(compiler: Compiler, battery: Battery, needs: ReadonlyMap<string, readonly string[]>) {
    this.#compiler = compiler;
    this.#battery = battery;
    this.#needs = needs;
  }

  /** Throws when a test fails without any fault. */
  async requireSound(): Promise<void> {
    for (const target of targets) {
      const code = this.#compiler.compile(target.source, new Map(), how);
      if (code === undefined) throw new Error(`${target.source} does not compile`);
      const sources = this.#battery.suites([...target.units, ...target.invariants]);
      const failed = await this.#battery.failures(sources, code, runs);
      if (failed.length > 0) throw new Error(`without any fault: ${failed.join(", ")}`);
    }
  }

  async judge(mutant: Mutant): Promise<Verdict> {
    const changed = new Map([[mutant.file, apply(this.#compiler.source(mutant.file), mutant)]]);
    const concerned = targets.filter(({ source }) => this.#needs.get(mutant.file)?.includes(source));
    const faulty = new Map<string, Compiled>();
    for (const target of concerned) {
      const code = this.#compiler.compile(target.source, changed, how)?.get(target.name);
      if (code === undefined) return { kind: "invalid" };
      faulty.set(target.name, code);
    }
    const batteries = [concerned.flatMap(({ units }) => units), concerned.flatMap(({ invariants }) => invariants)];
    for (const battery of batteries) {
      const sources = this.#battery.suites(battery);
      const [first] = sources.length === 0 ? [] : await this.#battery.failures(sources, faulty, runs);
      if (first !== undefined) return { kind: "killed", by: first };
    }
    if (mutant.file.startsWith("contracts/libraries/") || mutant.file.startsWith("contracts/types/")) {
      for (const test of libraryTests) {
        const code = this.#compiler.compile(test, changed, "fast");
        const [first] = code === undefined ? [] : await this.#battery.failures([test], code, runs);
        if (first !== undefined) return { kind: "killed", by: first };
      }
    }
    const same = concerned.every(
      ({ source, name }) => this.#publishedCode(source, name) === this.#codeOf(source, name, changed),
    );
    return { kind: same ? "equal" : "survived" };
  }

  #codeOf(source: string, name: string, changed: ReadonlyMap<string, string>): string | undefined {
    return this.#compiler.compile(source, changed, "published")?.get(name)?.bytecode;
  }

  #publishedCode(source: string, name: string): string | undefined {
    const known = this.#published.get(name) ?? this.#codeOf(source, name, new Map());
    if (known !== undefined) this.#published.set(name, known);
    return known;
  }
}
