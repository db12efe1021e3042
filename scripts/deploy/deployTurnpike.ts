import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import {
  type ArtifactResolver,
  DeploymentResultType,
  deploy,
  type EIP1193Provider,
} from "@nomicfoundation/ignition-core";
import {
  type Abi,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  keccak256,
  parseAbi,
} from "viem";
import {
  nodeRegistryAbi,
  nodeRegistryBytecode,
  paymentChannelsAbi,
  paymentChannelsBytecode,
} from "../../chain/contracts.generated.ts";
import { ChainError } from "../../chain/errors.ts";
import type { Network } from "../../chain/network.ts";
import { makeDomain } from "../../protocol/domain.ts";
import { type Address, type Hex, zeroAddress } from "../../protocol/ids.ts";
import { RuntimeError } from "../../runtime/errors.ts";
import type { ChainParameters } from "./parameters.ts";
import { turnpikeModule } from "./turnpikeModule.ts";

/** The factory of CREATE2 deployments that Ignition's strategy uses; it has this address on every chain (github.com/pcaversaccio/createx). */
export const createX: Address = "0xba5ed099633d3b313e4d5f7bdc1305d3c28ba5ed" as Address;

export interface Deploying {
  readonly parameters: ChainParameters;
  /** Gets the protocol's fees, for ever. */
  readonly feeSink: Address;
  readonly provider: EIP1193Provider;
  readonly accounts: readonly string[];
  readonly artifacts: ArtifactResolver;
  /** Where Ignition keeps its journal and the verification metadata; nowhere in a dry run. */
  readonly deploymentDir?: string;
  /** Where followers begin, if that is known; what lies on the chain already is looked for otherwise. */
  readonly deploymentBlock?: number | undefined;
  /** How often the endpoint is asked for news: 100 ms, which suits a chain in this process. */
  readonly pollMilliseconds?: number;
}

const lower = (text: string): Address => text.toLowerCase() as Address;
const tokenAbi = parseAbi([
  "function name() view returns (string)",
  "function version() view returns (string)",
  "function decimals() view returns (uint8)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
]);

/** Where both contracts will be: it follows from their code, the parameters and the salt, whoever deploys. */
export function predictedAddresses({ parameters, feeSink }: Pick<Deploying, "parameters" | "feeSink">) {
  // CreateX hashes a salt that names no deployer, so that nobody's protected salt can be taken.
  const salt = keccak256(encodeAbiParameters([{ type: "bytes32" }], [parameters.salt]));
  const at = (bytecode: Hex): Address =>
    lower(getContractAddress({ opcode: "CREATE2", from: createX, salt, bytecode }));
  const { token, minimumStake, feeBps, maxRelayFee } = parameters;
  const nodeRegistry = at(
    encodeDeployData({ abi: nodeRegistryAbi, bytecode: nodeRegistryBytecode, args: [token.address, minimumStake] }),
  );
  const paymentChannels = at(
    encodeDeployData({
      abi: paymentChannelsAbi,
      bytecode: paymentChannelsBytecode,
      args: [token.address, nodeRegistry, feeSink, feeBps, maxRelayFee],
    }),
  );
  return { nodeRegistry, paymentChannels };
}

/**
 * Deploys both contracts and returns the network that describes them. Chain, token and parameters are checked before anything is sent, and what lies on chain
 * afterwards. Contracts that are there already are taken as they are: the same bytes at the same address are the same contract, whoever sent them.
 * Codes: `CHAIN_WRONG_ID`, `CHAIN_NO_CONTRACT`, `DEPLOYMENT_BLOCK_UNKNOWN`, `CONFIG_INVALID`.
 */
export async function deployOn(deploying: Deploying): Promise<Network> {
  const { parameters, feeSink, provider } = deploying;
  const call = async (to: Address, abi: Abi, functionName: string): Promise<unknown> => {
    const data = (await provider.request({
      method: "eth_call",
      params: [{ to, data: encodeFunctionData({ abi, functionName }) }, "latest"],
    })) as Hex;
    return decodeFunctionResult({ abi, functionName, data });
  };
  const hasCode = async (address: Address) =>
    ((await provider.request({ method: "eth_getCode", params: [address, "latest"] })) as string) !== "0x";

  const chainId = Number(await provider.request({ method: "eth_chainId" }));
  if (chainId !== parameters.chainId)
    throw new ChainError(
      "CHAIN_WRONG_ID",
      `the RPC endpoint serves chain ${chainId}, and ${parameters.name} is chain ${parameters.chainId}; give the right --rpc`,
      { expected: parameters.chainId, received: chainId },
    );
  if (feeSink === zeroAddress)
    throw new RuntimeError("CONFIG_INVALID", "fees of the zero address are lost for ever; name who gets them", {});
  await requireToken(parameters, hasCode, call);
  if (!(await hasCode(createX)))
    throw new ChainError("CHAIN_NO_CONTRACT", `CreateX is not on chain ${chainId} at ${createX}; deploy it first`, {
      address: createX,
    });

  const head = Number(await provider.request({ method: "eth_blockNumber" }));
  const addresses = predictedAddresses(deploying);
  const [registryIsThere, paymentsAreThere] = await Promise.all([
    hasCode(addresses.nodeRegistry),
    hasCode(addresses.paymentChannels),
  ]);
  // Followers begin here: what was there before has events from before.
  const since = async () => deploying.deploymentBlock ?? (await firstBlockOf(provider, addresses.nodeRegistry, head));
  const deploymentBlock = registryIsThere ? await since() : head;
  if (!registryIsThere || !paymentsAreThere) await run(deploying, registryIsThere ? addresses.nodeRegistry : undefined);
  for (const address of Object.values(addresses))
    if (!(await hasCode(address)))
      throw new ChainError("CHAIN_NO_CONTRACT", `nothing lies at ${address}, where the contract belongs; report this`, {
        address,
      });
  const paid = await call(addresses.paymentChannels, paymentChannelsAbi as Abi, "registry");
  if (lower(String(paid)) !== addresses.nodeRegistry) throw new Error("the payments read another registry");
  return {
    name: parameters.name,
    chainId,
    rpcUrls: [],
    ...addresses,
    token: parameters.token,
    indexers: [],
    profile: parameters.profile,
    deploymentBlock,
    public: true,
  };
}

/** A deposit by authorization is signed under the token's own domain: one that is not known exactly can never be relayed. */
async function requireToken(
  { token, chainId }: ChainParameters,
  hasCode: (address: Address) => Promise<boolean>,
  call: (to: Address, abi: Abi, functionName: string) => Promise<unknown>,
): Promise<void> {
  if (!(await hasCode(token.address)))
    throw new ChainError("CHAIN_NO_CONTRACT", `there is no token at ${token.address}; name the chain's own`, {
      address: token.address,
    });
  const { separator } = makeDomain(token.name, token.version, chainId, token.address);
  const expected = { name: token.name, version: token.version, decimals: token.decimals, DOMAIN_SEPARATOR: separator };
  for (const [name, value] of Object.entries(expected)) {
    const said = await call(token.address, tokenAbi as Abi, name);
    if (said !== value)
      throw new RuntimeError(
        "CONFIG_INVALID",
        `the token at ${token.address} has ${name} ${String(said)}, the parameters say ${value}; mend them`,
        { key: name },
      );
  }
}

/**
 * The first block at whose end there is code at an address that has some at `head`, looked for from there backwards in growing steps: what was deployed lately asks
 * for late states only, which every endpoint has. Code: `DEPLOYMENT_BLOCK_UNKNOWN` where the endpoint has forgotten.
 */
async function firstBlockOf(provider: EIP1193Provider, address: Address, head: number): Promise<number> {
  const hasCodeAt = async (block: number): Promise<boolean> => {
    const params = [address, `0x${block.toString(16)}`];
    return (await provider.request({ method: "eth_getCode", params })) !== "0x";
  };
  let [without, having] = [-1, head];
  try {
    for (let step = 1; step <= having; step *= 2) {
      const block = having - step;
      if (await hasCodeAt(block)) having = block;
      else {
        without = block;
        break;
      }
    }
    while (having - without > 1) {
      const block = Math.floor((having + without) / 2);
      if (await hasCodeAt(block)) having = block;
      else without = block;
    }
  } catch (cause) {
    throw new ChainError(
      "DEPLOYMENT_BLOCK_UNKNOWN",
      `the registry lies at ${address} already, and the endpoint does not know since which block; give an --rpc that keeps old states, or --deployment-block NUMBER, as an explorer says it`,
      { address },
      { cause },
    );
  }
  return having;
}

/**
 * A run goes by the chain. Ignition's own journal does not go on after an endpoint hung up on a transaction, nor after somebody else sent the same contract
 * first; here neither matters, as an address says what lies there. The journal of an earlier run is kept under another name.
 */
function putJournalAside(deploymentDir: string): void {
  const journal = join(deploymentDir, "journal.jsonl");
  if (!existsSync(journal)) return;
  const taken = readdirSync(deploymentDir).filter((name) => /^journal\.\d+\.jsonl$/.test(name)).length;
  renameSync(journal, join(deploymentDir, `journal.${taken + 1}.jsonl`));
}

async function run(
  { parameters, feeSink, provider, accounts, artifacts, deploymentDir, pollMilliseconds = 100 }: Deploying,
  registry: Address | undefined,
): Promise<void> {
  if (deploymentDir !== undefined) putJournalAside(deploymentDir);
  const { token, minimumStake, feeBps, maxRelayFee, salt } = parameters;
  const result = await deploy({
    artifactResolver: artifacts,
    provider,
    ignitionModule: turnpikeModule(registry),
    deploymentParameters: { Turnpike: { token: token.address, minimumStake, feeSink, feeBps, maxRelayFee } },
    accounts: [...accounts],
    strategy: "create2",
    strategyConfig: { salt },
    config: { requiredConfirmations: 1, blockPollingInterval: pollMilliseconds },
    ...(deploymentDir === undefined ? {} : { deploymentDir }),
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT)
    throw new Error(
      `the deployment did not succeed; start it again, what lies on the chain is found: ${JSON.stringify(result)}`,
    );
}
