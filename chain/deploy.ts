import { type Abi, createPublicClient, createWalletClient, encodeFunctionData, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { Address, Hex } from "../protocol/ids.ts";
import { translated } from "./chain.ts";
import {
  nodeRegistryAbi,
  nodeRegistryBytecode,
  paymentChannelsAbi,
  paymentChannelsBytecode,
  testStablecoinAbi,
  testStablecoinBytecode,
} from "./contracts.generated.ts";
import type { Network } from "./network.ts";

export interface DeploymentTerms {
  readonly rpcUrl: string;
  readonly deployerKey: Hex;
  readonly minimumStake: bigint;
  readonly feeBps: number;
  readonly maxRelayFee: bigint;
  /** Gets test tokens, amount each. */
  readonly mint: readonly { readonly to: Address; readonly amount: bigint }[];
}

/** Deploys a test token and both contracts on a local chain, and returns the network that describes them. */
export async function deployTurnpike(terms: DeploymentTerms): Promise<Network> {
  return translated(async () => {
    const account = privateKeyToAccount(terms.deployerKey);
    const transport = http(terms.rpcUrl);
    const client = createPublicClient({ transport, pollingInterval: 50 });
    const chainId = await client.getChainId();
    const wallet = createWalletClient({ account, transport });
    let nonce = await client.getTransactionCount({ address: account.address });

    const deploy = async (abi: Abi, bytecode: Hex, args: readonly unknown[]): Promise<Address> => {
      const hash = await wallet.deployContract({ abi, bytecode, args, chain: null, nonce: nonce++ });
      const { contractAddress } = await client.waitForTransactionReceipt({ hash });
      if (contractAddress === null || contractAddress === undefined)
        throw new Error("a deployment returned no address");
      return contractAddress.toLowerCase() as Address;
    };

    const deploymentBlock = Number(await client.getBlockNumber());
    const token = await deploy(testStablecoinAbi as Abi, testStablecoinBytecode, []);
    const nodeRegistry = await deploy(nodeRegistryAbi as Abi, nodeRegistryBytecode, [token, terms.minimumStake]);
    const paymentChannels = await deploy(paymentChannelsAbi as Abi, paymentChannelsBytecode, [
      token,
      nodeRegistry,
      account.address,
      terms.feeBps,
      terms.maxRelayFee,
    ]);
    // One after another: a chain that mines each transaction as it comes refuses one that overtakes the other.
    const mints: Hex[] = [];
    for (const { to, amount } of terms.mint) {
      const data = encodeFunctionData({ abi: testStablecoinAbi, functionName: "mint", args: [to, amount] });
      mints.push(await wallet.sendTransaction({ to: token, data, chain: null, nonce: nonce++ }));
    }
    for (const hash of mints) await client.waitForTransactionReceipt({ hash });
    return {
      name: "devnet",
      chainId,
      rpcUrls: [terms.rpcUrl],
      paymentChannels,
      nodeRegistry,
      token: { address: token, name: "Test Dollar", version: "1", symbol: "TUSD", decimals: 6 },
      indexers: [],
      profile: "devnet",
      deploymentBlock,
      public: false,
    };
  });
}
