/** The compiler from npm inside this process, on sources of which one may be changed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";

export interface Compiled {
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

/**
 * `test` and `fast` leave the optimizer out: only behaviour matters; `fast` goes by way of the intermediate language, for sources that do not fit the stack otherwise. `published`
 * compiles as hardhat.config.ts does, for telling whether two sources are one program.
 */
export type How = "fast" | "published" | "test";

const optimizers = {
  fast: { enabled: false },
  published: { enabled: true, runs: 1_000_000 },
  test: { enabled: false },
};

export class Compiler {
  readonly #root: string;
  readonly #read = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
  }

  source(path: string): string {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const text = readFileSync(join(this.#root, path.startsWith("@") ? "node_modules" : "", path), "utf8");
    this.#read.set(path, text);
    return text;
  }

  /** The contracts of this source; undefined when it does not compile. */
  compile(path: string, changed: ReadonlyMap<string, string>, how: How): ReadonlyMap<string, Compiled> | undefined {
    const output = this.#run(path, changed, how, ["evm.bytecode.object", "evm.deployedBytecode.object"]);
    const contracts = output.contracts?.[path];
    if (contracts === undefined || output.errors?.some(({ severity }) => severity === "error")) return undefined;
    return new Map(
      Object.entries(contracts).map(([name, { evm }]) => [
        name,
        { bytecode: `0x${evm.bytecode.object}`, deployedBytecode: `0x${evm.deployedBytecode.object}` },
      ]),
    );
  }

  /** The syntax tree of each of our sources that this one needs, by path. */
  trees(path: string): ReadonlyMap<string, unknown> {
    const output = this.#run(path, new Map(), "fast", []);
    return new Map(Object.entries(output.sources ?? {}).map(([name, { ast }]) => [name, ast]));
  }

  #run(path: string, changed: ReadonlyMap<string, string>, how: How, selection: readonly string[]): Output {
    const of = (name: string) => changed.get(name) ?? this.source(name);
    const input = {
      language: "Solidity",
      sources: { [path]: { content: of(path) } },
      settings: {
        viaIR: how !== "test",
        optimizer: optimizers[how],
        evmVersion: "cancun",
        // Without the hash of the sources in it, equal programs are equal bytes.
        metadata: { appendCBOR: false },
        outputSelection: selection.length === 0 ? { "*": { "": ["ast"] } } : { [path]: { "*": selection } },
      },
    };
    const answer = solc.compile(JSON.stringify(input), {
      import: (name: string) => {
        try {
          return { contents: of(name) };
        } catch {
          return { error: `no source ${name}` };
        }
      },
    });
    return JSON.parse(answer) as Output;
  }
}

interface Output {
  readonly errors?: readonly { severity: string }[];
  readonly sources?: Record<string, { ast: unknown }>;
  readonly contracts?: Record<
    string,
    Record<string, { evm: { bytecode: { object: string }; deployedBytecode: { object: string } } }>
  >;
}
