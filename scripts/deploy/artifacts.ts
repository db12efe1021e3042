import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Artifact, ArtifactResolver, BuildInfo } from "@nomicfoundation/ignition-core";
import {
  nodeRegistryAbi,
  nodeRegistryBytecode,
  paymentChannelsAbi,
  paymentChannelsBytecode,
} from "../../chain/contracts.generated.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const published = {
  NodeRegistry: { abi: nodeRegistryAbi, bytecode: nodeRegistryBytecode },
  PaymentChannels: { abi: paymentChannelsAbi, bytecode: paymentChannelsBytecode },
} as const;
type Name = keyof typeof published;

const isOurs = (name: string): name is Name => name in published;
const sourceOf = (name: Name): string => `contracts/${name}.sol`;

function ours(name: string): Name {
  if (isOurs(name)) return name;
  throw new RangeError(`${name} is no contract of ours`);
}

/** The contracts as this repository publishes them, without a compiler: what a dry run and the tests deploy. */
export const publishedArtifacts: ArtifactResolver = {
  loadArtifact: async (given) => {
    const contractName = ours(given);
    const artifact: Artifact = {
      _format: "hh3-artifact-1",
      contractName,
      sourceName: sourceOf(contractName),
      ...published[contractName],
      deployedBytecode: "0x",
      linkReferences: {},
      deployedLinkReferences: {},
    };
    return artifact;
  },
  getBuildInfo: async () => undefined,
};

/**
 * The contracts as Hardhat compiled them now, with the compiler's standard JSON input: explorers verify sources by it, and Ignition keeps it beside the
 * deployment. What was compiled must be what this repository publishes.
 */
export function compiledArtifacts(): ArtifactResolver {
  const built = spawnSync(join(root, "node_modules/.bin/hardhat"), ["build", "--quiet"], {
    cwd: root,
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`the contracts do not compile\n${built.stdout}${built.stderr}`);
  const read = (path: string): unknown => JSON.parse(readFileSync(join(root, "artifacts", path), "utf8"));
  const artifactOf = (given: string): Artifact => {
    const name = ours(given);
    const artifact = read(join(sourceOf(name), `${name}.json`)) as Artifact;
    if (artifact.bytecode !== published[name].bytecode)
      throw new Error(
        `${name} compiles to other code than chain/contracts.generated.ts; run: node scripts/generate-abi.ts`,
      );
    return artifact;
  };
  return {
    loadArtifact: async (name) => artifactOf(name),
    getBuildInfo: async (name) => read(join("build-info", `${artifactOf(name).buildInfoId}.json`)) as BuildInfo,
  };
}
