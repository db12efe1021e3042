/**
 * The Solidity tests inside this process, against code that is handed in: they load the contracts' code by name (`vm.getCode`), so that they need not be compiled
 * again for each fault.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Artifact,
  CollectStackTraces,
  EdrContext,
  FsAccessPermission,
  L1_CHAIN_TYPE,
  l1GenesisState,
  l1HardforkFromString,
  l1SolidityTestRunnerFactory,
} from "@nomicfoundation/edr";
import type { Compiled } from "./compile.ts";

const hardfork = "Prague";
const solcVersion = "0.8.37";

export class Battery {
  readonly #root: string;
  readonly #artifacts: readonly Artifact[];
  readonly #context: EdrContext;

  private constructor(root: string, artifacts: readonly Artifact[], context: EdrContext) {
    this.#root = root;
    this.#artifacts = artifacts;
    this.#context = context;
  }

  /** From what `hardhat build` left in artifacts/. */
  static async open(root: string): Promise<Battery> {
    const context = new EdrContext();
    await context.registerSolidityTestRunnerFactory(L1_CHAIN_TYPE, l1SolidityTestRunnerFactory());
    const folder = join(root, "artifacts");
    const artifacts = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.includes(".sol/") && path.endsWith(".json"))
      .map((path) => {
        const read = JSON.parse(readFileSync(join(folder, path), "utf8")) as ArtifactFile;
        return {
          id: { name: read.contractName, source: read.sourceName, solcVersion },
          contract: {
            abi: JSON.stringify(read.abi),
            bytecode: read.bytecode,
            deployedBytecode: read.deployedBytecode,
            linkReferences: {},
            deployedLinkReferences: {},
          },
        };
      });
    return new Battery(root, artifacts, context);
  }

  /** The test contracts whose source begins with one of these. */
  suites(under: readonly string[]): readonly string[] {
    return this.#artifacts
      .filter(({ id, contract }) => under.some((start) => id.source.startsWith(start)) && isSuite(contract))
      .map(({ id }) => id.source);
  }

  /** The names of the tests that failed, with this code in place of what was compiled for these contracts. */
  async failures(
    sources: readonly string[],
    code: ReadonlyMap<string, Compiled>,
    runs: { readonly fuzz: number; readonly invariant: number },
  ): Promise<readonly string[]> {
    const artifacts = this.#artifacts.map(({ id, contract }) => ({
      id,
      contract: { ...contract, ...code.get(id.name) },
    }));
    const suites = artifacts.filter(({ id, contract }) => sources.includes(id.source) && isSuite(contract));
    const failed: string[] = [];
    let told = 0;
    await this.#context.runSolidityTests(
      L1_CHAIN_TYPE,
      artifacts,
      suites.map(({ id }) => id),
      {
        projectRoot: this.#root,
        hardfork,
        localPredeploys: l1GenesisState(l1HardforkFromString(hardfork)),
        fsPermissions: [{ access: FsAccessPermission.ReadDirectory, path: "./test/vectors" }],
        // A fault can make a loop endless.
        gasLimit: 2n ** 30n,
        disableBlockGasLimit: true,
        disableTransactionGasCap: true,
        collectStackTraces: CollectStackTraces.OnFailure,
        // One seed for all: what a fault survives does not hang on luck.
        fuzz: { runs: runs.fuzz, seed: "0x01" },
        invariant: { runs: runs.invariant, depth: 100, failOnRevert: true },
      },
      { buildInfos: [], ignoreContracts: false },
      ({ id, testResults }) => {
        told += 1;
        for (const { name, status } of testResults) if (status === "Failure") failed.push(`${id.name} ${name}`);
      },
    );
    // What a suite found can be told after the run has ended.
    const patience = Date.now() + 30_000;
    while (told < suites.length) {
      if (Date.now() > patience) throw new Error(`${suites.length - told} suites never said what they found`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return failed;
  }
}

interface ArtifactFile {
  readonly contractName: string;
  readonly sourceName: string;
  readonly abi: readonly { type: string; name?: string }[];
  readonly bytecode: string;
  readonly deployedBytecode: string;
}

function isSuite(contract: { readonly abi: string; readonly bytecode?: string }): boolean {
  if (contract.bytecode === undefined || contract.bytecode === "0x") return false;
  const abi = JSON.parse(contract.abi) as ArtifactFile["abi"];
  return abi.some(
    ({ type, name }) => type === "function" && (name?.startsWith("test") || name?.startsWith("invariant")),
  );
}
