import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArtifactResolver } from "@nomicfoundation/ignition-core";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { ChainError } from "../../chain/errors.ts";
import { loadNetwork, type Network } from "../../chain/network.ts";
import type { Address, Hex } from "../../protocol/ids.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import { writeJsonAtomic } from "../../runtime/jsonFile.ts";
import { deployOn, predictedAddresses } from "./deployTurnpike.ts";
import type { ChainParameters } from "./parameters.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface PublicDeployment {
  readonly parameters: ChainParameters;
  readonly feeSink: Address;
  readonly rpcUrl: string;
  /** Pays the gas, and has no rights afterwards. */
  readonly deployerKey: Hex;
  readonly artifacts: ArtifactResolver;
  /** Where followers begin, if contracts that lie there already are older than the endpoint remembers. */
  readonly deploymentBlock?: number | undefined;
  /** A second, unless a test is in more of a hurry than the endpoints that all may use. */
  readonly pollMilliseconds?: number;
  /** Gets NAME.json, and in NAME/ Ignition's journal and the compiler's input. */
  readonly folder: string;
}

/**
 * Deploys by an endpoint and a key, and writes the network to NAME.json. Started again it sends what is not on the chain, and leaves what somebody put into the
 * file: endpoints, indexers and the block where followers begin. A file that names other contracts is not overwritten. Codes: those of `deployOn`, `CHAIN_RPC_UNREACHABLE`, `CONFIG_INVALID`.
 */
export async function deployPublicly(deployment: PublicDeployment): Promise<Network> {
  const { parameters, feeSink, rpcUrl, deployerKey, artifacts, folder } = deployment;
  const path = join(folder, `${parameters.name}.json`);
  const before = existsSync(path) ? await loadNetwork(path) : undefined;
  const addresses = predictedAddresses({ parameters, feeSink });
  const isOther = (key: keyof typeof addresses) => before !== undefined && before[key] !== addresses[key];
  if (isOther("nodeRegistry") || isOther("paymentChannels"))
    throw new RuntimeError(
      "CONFIG_INVALID",
      `${path} names other contracts than these parameters, this code and this fee sink make (${addresses.paymentChannels}); move that file and the folder beside it away, if they are to be replaced`,
      { path },
    );
  const hre = await createHardhatRuntimeEnvironment(
    { networks: { target: { type: "http", url: rpcUrl, accounts: [deployerKey] } } },
    {},
    root,
  );
  const connection = await hre.network.create("target");
  try {
    const { provider } = connection;
    await provider.request({ method: "eth_chainId" }).catch((cause: unknown) => {
      const message = "the endpoint of --rpc does not answer; check its address and that it is up";
      throw new ChainError("CHAIN_RPC_UNREACHABLE", message, {}, { cause });
    });
    const accounts = (await provider.request({ method: "eth_accounts" })) as string[];
    const deploymentDir = join(folder, parameters.name);
    await mkdir(deploymentDir, { recursive: true });
    const deploymentBlock = before?.deploymentBlock ?? deployment.deploymentBlock;
    const made = await deployOn({
      ...{ parameters, feeSink, provider, accounts, artifacts, deploymentDir, deploymentBlock },
      pollMilliseconds: deployment.pollMilliseconds ?? 1_000,
    });
    const network = { ...made, rpcUrls: before?.rpcUrls ?? [rpcUrl], indexers: before?.indexers ?? [] };
    await writeJsonAtomic(path, network);
    return network;
  } finally {
    await connection.close();
  }
}
